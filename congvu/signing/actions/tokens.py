"""Keys in a USB token at the signer's own machine: the program there signs, and we check.

It is given the whole file and posts a signed one back. Nothing of what it says is believed: the
file must be the one given out with a single signature behind it, in its place, by the certificate
that its owner has registered, and valid by the same rules as any file's.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.refused import Conflict, Forbidden, Refused
from congvu.directory.models import Appointment
from congvu.signing import policy
from congvu.signing.actions import describe, moment, take_into_use
from congvu.signing.models import HeldKey, KeyPlace, TrustAnchor
from congvu.signing.pdf import awaiting
from congvu.signing.pdf.apart import added_apart
from congvu.signing.pdf.describing import role_of
from congvu.signing.queries.verdicts import verify
from congvu.signing.types import LEADER, SEAL, Added, FileVerdict, Result, SignerRole

MOST_ADDED = 8 * 1024 * 1024  # a picture, certificates, revocation lists
_AGAIN = {
    LEADER: "Văn bản chưa được ký; ông/bà ký lại.",
    SEAL: "Văn bản chưa được đóng dấu; ông/bà đóng dấu lại.",
}
_OUTSIDE = {
    LEADER: "Chữ ký không nằm ở vị trí dành cho người ký.",
    SEAL: "Chữ ký không nằm ở vị trí dành cho dấu của cơ quan.",
}


@command("Đăng ký chứng thư trong USB token", who=policy.may_bring)
def register_token(key: HeldKey, *, content: bytes, name_there: str, actor: Appointment) -> None:
    """The certificate (PEM or DER, with those above it) is its owner's from now on.

    The key itself is not tried here: it must be of a trusted authority and bear its owner's name
    (a seal's may bear the agency's identifier), and every signature that comes is checked against
    it.
    """
    own, *above = _certificates(content)
    key.place, key.name_there, key.protected = KeyPlace.TOKEN, name_there.strip(), b""
    if not key.name_there:
        raise Refused("Xin đặt tên gọi cho USB token.", field="name_there")
    describe(key, own, tuple(one.public_bytes(Encoding.DER) for one in above))
    _check_owner(key)
    if not _trusted(own, above):
        raise Refused(
            "Chứng thư không do tổ chức chứng thực được tỉnh tin cậy cấp, hoặc tệp thiếu chứng thư "
            "cấp trên. Xin xuất cả chuỗi chứng thư (.pem, .p7b) rồi thử lại.",
            field="file",
        )
    take_into_use(key)


def _certificates(content: bytes) -> list[x509.Certificate]:
    """The owner's first, whatever order the file has them in."""
    from cryptography.hazmat.primitives.serialization import pkcs7

    readers = (
        x509.load_pem_x509_certificates,
        lambda der: [x509.load_der_x509_certificate(der)],
        pkcs7.load_pem_pkcs7_certificates,
        pkcs7.load_der_pkcs7_certificates,
    )
    for read in readers:
        try:
            found = read(content)
        except ValueError:
            continue
        issuers = {one.issuer for one in found if one.issuer != one.subject}
        own = [one for one in found if one.subject not in issuers and one.issuer != one.subject]
        if len(own) == 1:
            return [own[0], *(one for one in found if one != own[0])]
    raise Refused("Không đọc được chứng thư trong tệp này (.cer, .pem hoặc .p7b).", field="file")


def _check_owner(key: HeldKey) -> None:
    certificate = Certificate.load(key.certificate)
    if key.seal_of is not None and role_of(certificate) is not SignerRole.AGENCY:
        raise Refused(
            f"Chứng thư này cấp cho cá nhân “{key.subject}”, không phải chứng thư của cơ quan.",
            field="file",
        )
    if not _is_owners(key, certificate):
        owner = key.person.name if key.person else key.seal_of
        raise Refused(
            f"Chứng thư này cấp cho “{key.subject}”, không phải của {owner}.", field="file"
        )


def _is_owners(key: HeldKey, certificate: Certificate) -> bool:
    if key.person is not None:
        return _same_name(key.subject, key.person.name)
    agency = key.seal_of
    assert agency is not None  # noqa: S101 - the constraint says so
    code = certificate.subject.native.get("organization_identifier")
    coded = bool(code) and code in {agency.code, agency.old_code}
    return coded or _same_name(key.subject, agency.name)


def _same_name(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _trusted(own: x509.Certificate, above: list[x509.Certificate]) -> bool:
    """Whether a way of signatures leads up to a root that is trusted today."""
    today = clock.today()
    anchors = [one for one in TrustAnchor.objects.filter(active=True) if one.trusted_on(today)]
    roots = [x509.load_der_x509_certificate(bytes(one.certificate)) for one in anchors]
    known = [*above, *_known_above()]
    current, left = own, len(known) + 1
    while left:
        if any(_issued(current, root) for root in roots):
            return True
        issuer = next((one for one in known if _issued(current, one)), None)
        if issuer is None:
            return False
        current, left = issuer, left - 1
    return False


def _known_above() -> Iterator[x509.Certificate]:
    """Authorities below the roots that other keys' certificates came with."""
    rows = HeldKey.objects.filter(active=True).values_list("chain", flat=True)
    for der in {one for chain in rows for one in chain}:
        yield x509.load_der_x509_certificate(base64.b64decode(der))


def _issued(subject: x509.Certificate, issuer: x509.Certificate) -> bool:
    now = clock.now()
    try:
        subject.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return issuer.not_valid_before_utc <= now <= issuer.not_valid_after_utc


def check_token(key: HeldKey | None, *, actor: Appointment, whose: str) -> HeldKey:
    """The key, if it is in a token, in force and the actor's to use; `whose` says whose it is."""
    if key is None or key.place != KeyPlace.TOKEN or not key.in_force:
        raise Conflict(f"{whose} không có USB token còn hiệu lực nào được đăng ký.")
    if not policy.may_use(actor, key):
        raise Forbidden("Ông/bà không được giao sử dụng khóa ký này.")
    return key


def fill(signed: bytes, *, values: Mapping[str, str]) -> bytes:
    """What the leader has signed with number and day, to be given out for the seal."""
    return awaiting.fill(signed, values=values)


def mark_attachment(pdf: bytes, *, code: str) -> bytes:
    """An annex with number, notation and moment, to be given out for the seal."""
    return awaiting.mark_attachment(pdf, lines=(code, moment()))


def check_returned(
    given: bytes, returned: bytes, *, key: HeldKey, slot: str = LEADER
) -> FileVerdict:
    """The verdict of the posted file, which must be the given one signed by the key in its slot.

    Raises `Refused` in words for every other file.
    """
    again = _AGAIN[slot]
    if not key.active or not key.in_force:
        raise Conflict("Chứng thư số đã đăng ký không còn hiệu lực nên chữ ký không được nhận.")
    if returned == given:
        raise Refused(f"Tệp gửi về chưa có chữ ký số. {again}")
    if not returned.startswith(given):
        raise Refused(
            "Tệp gửi về không phải bản đã giao để ký, hoặc phần mềm ký đã ghi lại toàn bộ tệp. "
            + again
        )
    if len(returned) - len(given) > MOST_ADDED:
        raise Refused(f"Phần thêm vào tệp quá lớn so với một chữ ký số. {again}")
    _check_added(added_apart(returned, base=len(given), slot=slot), key, slot)
    verdict = verify(returned)
    if verdict.result is not Result.VALID:
        checks = [*verdict.checks, *(check for one in verdict.signatures for check in one.checks)]
        found = sorted(
            (one for one in checks if one.result is not Result.VALID),
            key=lambda one: one.result is not Result.INVALID,
        )
        raise Refused(f"Chữ ký không được nhận: {found[0].reason} {again}")
    return verdict


def _check_added(found: Added, key: HeldKey, slot: str) -> None:
    registered = hashlib.sha256(bytes(key.certificate)).hexdigest()
    sentences = (
        (found.readable, "Tệp gửi về bị hỏng hoặc không đọc được."),
        (found.signatures != 0, "Tệp gửi về chưa có chữ ký số."),
        (found.signatures == 1, "Tệp gửi về có nhiều hơn một chữ ký số."),
        (
            found.certificate == registered,
            "Tệp được ký bằng chứng thư khác với chứng thư đã đăng ký. Xin cắm đúng USB token.",
        ),
        (found.in_place, _OUTSIDE[slot]),
        (found.whole, "Sau chữ ký, tệp còn bị ghi thêm nội dung."),
        (found.nothing_else, "Ngoài chữ ký, nội dung khác của tệp đã bị thay đổi khi ký."),
    )
    for passed, sentence in sentences:
        if not passed:
            raise Refused(f"{sentence} {_AGAIN[slot]}")
