"""Everything that can happen to keys, and signing with them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.acts import Act, tell
from congvu.core.apart import commit_apart
from congvu.core.refused import Conflict, Forbidden, Refused
from congvu.directory.models import Agency, Appointment, Person
from congvu.files.types import Sound
from congvu.signing import authority, policy
from congvu.signing.actions.lasting import keep_lasting, make_last, stamper
from congvu.signing.models import MAX_FAILURES, HeldKey, KeyPlace, SealUse, TrustAnchor
from congvu.signing.opening import provider_of
from congvu.signing.pdf import preparing, signing
from congvu.signing.pdf.pictures import clean_picture
from congvu.signing.pdf.slots import default_slots
from congvu.signing.pdf.swift import Base
from congvu.signing.protection import WrongPin, protect, unprotect
from congvu.signing.providers.held import PrivateKey, accepted
from congvu.signing.providers.remote import OutOfReach, PinRefused
from congvu.signing.statuses import take_list
from congvu.signing.types import OpenedKey, Slot

__all__ = ["keep_lasting", "take_list"]
_LOCKED = "Khóa ký đã bị khóa vì nhập sai mã PIN 5 lần. Ông/bà đề nghị quản trị cơ quan mở khóa."
_AT_HOME = (
    "Khóa ký ở USB token của ông/bà: xin ký từng văn bản tại trang ký số của văn bản đó, trên máy "
    "có cắm token."
)
_SEAL_AT_HOME = (
    "Con dấu của cơ quan ở USB token nên không dùng được bằng mã PIN tại đây: xin đóng dấu từng "
    "văn bản tại trang phát hành của văn bản đó, trên máy có cắm token."
)


def open_key(key: HeldKey, *, pin: str, actor: Appointment) -> OpenedKey:
    """The key opened by its PIN; raises `Refused(field="pin")`.

    Every attempt is paid for before the PIN is tried, and committed apart from the caller's
    transaction: many guesses at once get no more than five.
    """
    if not policy.may_use(actor, key):
        raise Forbidden("Ông/bà không được giao sử dụng khóa ký này.")
    if not key.active or not key.in_force:
        raise Conflict("Chứng thư số không còn hiệu lực nên không ký được.", field="pin")
    if key.place == KeyPlace.TOKEN:
        raise Conflict(_SEAL_AT_HOME if key.seal_of_id else _AT_HOME, field="pin")
    commit_apart(lambda: _pay(key))
    try:
        provider = provider_of(key, pin)
    except OutOfReach:
        commit_apart(lambda: _give_back(key))
        raise
    except (WrongPin, PinRefused):
        left = commit_apart(lambda: _failed(key, actor))
        raise Refused(
            f"Sai mã PIN, còn {left} lần." if left else f"Sai mã PIN. {_LOCKED}", field="pin"
        ) from None
    commit_apart(lambda: _opened(key, actor))
    image = bytes(key.image) if key.image else None
    return OpenedKey(key.pk, key.subject, provider, image)


def _pay(key: HeldKey) -> None:
    paid = HeldKey.objects.filter(pk=key.pk, failures__lt=MAX_FAILURES, active=True)
    if not paid.update(failures=F("failures") + 1):
        raise Conflict(_LOCKED, field="pin")


def _give_back(key: HeldKey) -> None:
    """An attempt that never reached the key costs nothing."""
    HeldKey.objects.filter(pk=key.pk, failures__gt=0).update(failures=F("failures") - 1)


def _failed(key: HeldKey, actor: Appointment) -> int:
    found = HeldKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if found.locked and found.locked_at is None:
        found.locked_at = clock.now()
        found.save(update_fields=["locked_at"])
    tell(_act("signing.wrong_pin", "Nhập sai mã PIN khóa ký", key, actor, failures=found.failures))
    return MAX_FAILURES - found.failures


def _opened(key: HeldKey, actor: Appointment) -> None:
    HeldKey.objects.filter(pk=key.pk).update(failures=0, locked_at=None)
    tell(_act("signing.open_key", "Mở khóa ký bằng mã PIN", key, actor))


def _act(name: str, label: str, key: HeldKey, actor: Appointment, **detail: object) -> Act:
    return Act(
        name=name,
        label=label,
        agency_id=key.agency_id,
        actor=actor,
        subject_type=HeldKey._meta.label_lower,
        subject_id=key.pk,
        subject_label=key.label,
        detail={"serial": key.serial, **detail},
    )


def prepare(pdf: bytes, slots: Sequence[Slot] = ()) -> bytes:
    """The file with its empty fields; without slots they are put where the decree has them."""
    return preparing.prepare(pdf, slots or default_slots(pdf))


def sign(prepared: bytes | Sound, *, key: OpenedKey, image: bytes | None) -> bytes:
    """The leader's signature in `ky_lanh_dao`, with the picture (PNG) or invisible."""
    return signing.sign(_base(prepared), provider=key.provider, image=image, stamper=stamper())


def _base(given: bytes | Sound) -> Base:
    """What was read from the store has been hashed already, to be held against its name."""
    return Base(given.content, given.hashed) if isinstance(given, Sound) else Base(given)


def seal(
    signed: bytes | Sound, *, values: Mapping[str, str], key: OpenedKey, image: bytes | None
) -> bytes:
    """Number, day, month and the organisation's signature, at the installation's level."""
    sealed = signing.seal(
        _base(signed), values=values, provider=key.provider, image=image, stamper=stamper()
    )
    return make_last(sealed)


def preview_seal(signed: bytes, *, values: Mapping[str, str], key: HeldKey) -> bytes:
    """The page as `seal` would leave it, the seal pale; nothing is signed, nothing is kept."""
    image = bytes(key.image) if key.image else None
    return signing.preview(signed, values=values, image=image)


def sign_attachment(pdf: bytes, *, key: OpenedKey, code: str) -> bytes:
    """The organisation's words at the top right of an annex (NĐ 30/2020, Annex I)."""
    return make_last(
        signing.sign_attachment(
            pdf, provider=key.provider, code=code, signed_at=moment(), stamper=stamper()
        )
    )


def sign_copy(pdf: bytes, *, key: OpenedKey, form: str, agency: str, left: float = 0) -> bytes:
    """The organisation's words at the top right of a copy: form, agency, moment (box 14)."""
    lines = (form, agency, moment())
    return make_last(
        signing.sign_copy(pdf, provider=key.provider, lines=lines, left=left, stamper=stamper())
    )


def moment() -> str:
    """Now as annexes and copies bear it (ISO 8601, Vietnam's zone)."""
    return clock.local(clock.now()).isoformat(timespec="seconds")


@command("Đưa chứng thư số vào hệ thống", who=policy.may_bring)
def import_key(
    key: HeldKey, *, content: bytes, password: str, pin: str, actor: Appointment
) -> None:
    """A .p12 becomes the owner's key in use; the file itself is not kept."""
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(content, password.encode())
    except ValueError:
        raise Refused(
            "Không mở được tệp chứng thư: mật khẩu sai hoặc tệp không phải .p12.", field="file"
        ) from None
    if private is None or certificate is None:
        raise Refused("Tệp không có đủ khóa và chứng thư.", field="file")
    chain = tuple(one.public_bytes(serialization.Encoding.DER) for one in others)
    _hold(key, private=accepted(private), certificate=certificate, chain=chain, pin=pin)


@command("Cấp chứng thư số trình diễn", who=policy.may_bring)
def issue_demo_key(key: HeldKey, *, pin: str, actor: Appointment | None) -> None:
    """A new key and certificate from the demo authority; only in the demo installation."""
    if not settings.DEMO:
        raise Forbidden("Chỉ bản trình diễn mới cấp chứng thư trình diễn.")
    ca = ensure_demo_authority()
    if key.person is not None:
        issued = authority.issue_certificate(
            ca, name=key.person.name, organisation=key.person.agency.name
        )
    else:
        agency = key.seal_of
        assert agency is not None  # noqa: S101 - the constraint says so
        issued = authority.issue_certificate(
            ca, name=agency.name, organisation=agency.name, organisation_code=agency.code
        )
    _hold(key, private=issued.key, certificate=issued.certificate, chain=issued.chain, pin=pin)


def new_key(owner: Person | Agency) -> HeldKey:
    """An empty key of the owner, for `import_key` or `issue_demo_key` to fill."""
    return HeldKey(person=owner) if isinstance(owner, Person) else HeldKey(seal_of=owner)


def _hold(
    key: HeldKey,
    *,
    private: PrivateKey,
    certificate: x509.Certificate,
    chain: tuple[bytes, ...],
    pin: str,
) -> None:
    _check_pin(pin)
    if certificate.public_key() != private.public_key():
        raise Refused("Khóa và chứng thư trong tệp không cùng một cặp.", field="file")
    describe(key, certificate, chain)
    der = private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    key.protected = protect(der, pin=pin, owner=key.owner, serial=key.serial)
    take_into_use(key)


def describe(key: HeldKey, certificate: x509.Certificate, chain: tuple[bytes, ...]) -> None:
    """Write down what the certificate says; raises `Refused` for one that is not in force."""
    key.certificate = certificate.public_bytes(serialization.Encoding.DER)
    key.chain = [base64.b64encode(one).decode() for one in chain]
    key.subject, key.issuer = _common(certificate.subject), _common(certificate.issuer)
    key.serial = f"{certificate.serial_number:x}"
    key.not_before, key.not_after = (
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )
    if not key.in_force:
        raise Refused("Chứng thư đã hết hạn hoặc chưa có hiệu lực.", field="file")


def take_into_use(key: HeldKey) -> None:
    """It is the owner's key from now on; the one before stays for the record."""
    HeldKey.objects.filter(person=key.person_id, seal_of=key.seal_of_id, active=True).update(
        active=False
    )
    try:
        with transaction.atomic():
            key.save()
    except IntegrityError:
        raise Refused("Chứng thư này đã có trong hệ thống.", field="file") from None


def _common(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value)[:200] if found else name.rfc4514_string()[:200]


def _check_pin(pin: str) -> None:
    if not (pin.isdigit() and 6 <= len(pin) <= 12):
        raise Refused("Mã PIN gồm 6 đến 12 chữ số.", field="new_pin")
    if len(set(pin)) == 1 or pin in "01234567890" or pin in "09876543210":
        raise Refused("Mã PIN quá dễ đoán; ông/bà chọn dãy số khác.", field="new_pin")


def change_pin(key: HeldKey, *, pin: str, new_pin: str, actor: Appointment) -> None:
    """The same key under a new PIN; the old one is asked like at signing."""
    if key.elsewhere:
        raise Refused("Mã PIN của khóa này được đổi ở thiết bị hoặc dịch vụ giữ khóa.", field="pin")
    _check_pin(new_pin)
    open_key(key, pin=pin, actor=actor)
    _rewrap(key, pin=pin, new_pin=new_pin, actor=actor)


@command("Đổi mã PIN khóa ký", who=policy.may_use)
def _rewrap(key: HeldKey, *, pin: str, new_pin: str, actor: Appointment) -> None:
    bound = {"owner": key.owner, "serial": key.serial}
    der = unprotect(bytes(key.protected), pin=pin, **bound)
    HeldKey.objects.filter(pk=key.pk).update(protected=protect(der, pin=new_pin, **bound))


@command("Mở khóa khóa ký", who=policy.may_administer)
def unlock(key: HeldKey, *, actor: Appointment | None) -> None:
    """Let the PIN be tried again after five failures."""
    HeldKey.objects.filter(pk=key.pk).update(failures=0, locked_at=None)


@command("Đổi ảnh chữ ký, dấu", who=policy.may_keep)
def set_image(key: HeldKey, *, content: bytes, actor: Appointment | None) -> None:
    """The picture that stands on signed pages: a transparent PNG."""
    key.image = clean_picture(content)
    HeldKey.objects.filter(pk=key.pk).update(image=key.image)


@command("Giao quyền dùng dấu cơ quan", who=policy.may_give_seal)
def give_seal(use: SealUse, *, actor: Appointment | None) -> None:
    """One of the agency's clerks may use its seal from now on."""
    if not policy.may_be_given(use.appointment, use.agency_id):
        raise Refused("Chỉ văn thư của chính cơ quan được giao dùng dấu.", field="appointment")
    use.given_by = actor
    try:
        with transaction.atomic():
            use.save()
    except IntegrityError:
        raise Refused("Văn thư này đã được giao dùng dấu.", field="appointment") from None


@command("Thu hồi quyền dùng dấu cơ quan", who=policy.may_give_seal)
def end_seal_use(use: SealUse, *, actor: Appointment | None) -> None:
    """The appointment uses the seal no longer."""
    SealUse.objects.filter(pk=use.pk, ended_at__isnull=True).update(ended_at=clock.now())


def trust(certificate: bytes, *, name: str) -> TrustAnchor:
    """Add a root (DER) to those that verification trusts."""
    digest = hashlib.sha256(certificate).hexdigest()
    anchor, _ = TrustAnchor.objects.get_or_create(
        sha256=digest,
        defaults={
            "name": name,
            "certificate": certificate,
            "not_after": x509.load_der_x509_certificate(certificate).not_valid_after_utc,
        },
    )
    return anchor


def ensure_demo_authority() -> authority.Authority:
    """The demo authority with its root trusted and its lists known; only in the demo."""
    if not settings.DEMO:
        raise Forbidden("Chỉ bản trình diễn mới có chứng thực trình diễn.")
    ca = authority.ensure_demo_authority(settings.DATA_DIR / "authority")
    root = ca.root.public_bytes(serialization.Encoding.DER)
    digest = hashlib.sha256(root).hexdigest()
    if not TrustAnchor.objects.filter(sha256=digest).exists():
        trust(root, name="Chứng thực trình diễn Công Vụ")
        for one in authority.make_lists(ca):
            take_list(one)
    return ca
