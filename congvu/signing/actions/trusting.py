"""Whom verification trusts: roots taken in with their days, and watched before they end."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from django.db.models import Q
from django.urls import reverse

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.acts import work
from congvu.core.refused import Refused
from congvu.directory.models import Appointment, Role
from congvu.notices.actions import notify
from congvu.signing import policy
from congvu.signing.list_signature import ListSigner
from congvu.signing.models import RevocationList, TrustAnchor
from congvu.signing.trust_list import Listed, is_list, read_list

_BEFORE = timedelta(days=60)
_MOST, _MOST_LISTED = 200, 1_000
_LONGEST_WAY = 4


def read_roots(content: bytes) -> list[x509.Certificate]:
    """The root certificates of a PEM bundle or of one DER file; raises `Refused` (field `file`)."""
    try:
        if b"-----BEGIN" in content:
            found = x509.load_pem_x509_certificates(content)
        else:
            found = [x509.load_der_x509_certificate(content)]
    except ValueError:
        raise Refused("Tệp không phải chứng thư (PEM hoặc DER).", field="file") from None
    if len(found) > _MOST:
        raise Refused(f"Mỗi lần nhận tối đa {_MOST} chứng thư.", field="file")
    for one in found:
        if one.issuer != one.subject or not _is_authority(one):
            raise Refused(
                f"“{_name(one)}” không phải chứng thư gốc của tổ chức chứng thực.", field="file"
            )
    return found


def take_roots(
    content: bytes, *, since: date | None, until: date | None, actor: Appointment, signer: str = ""
) -> str:
    """Trust each root of the file in these days; those that are there get the new days.

    A trusted list says the days itself; days that are given narrow them. `signer` is the SHA-256,
    in hex, of the certificate by which the list must be signed. Returns where they came from, in
    words: what the list's own signature is worth.
    """
    if since and until and since > until:
        raise Refused("Ngày thôi tin cậy phải sau ngày bắt đầu.", field="until")
    found, source = _listed(content, signer) if is_list(content) else _as_given(content, signer)
    with work():
        for one in found:
            der = one.certificate.public_bytes(Encoding.DER)
            digest = hashlib.sha256(der).hexdigest()
            anchor = TrustAnchor.objects.filter(sha256=digest).first() or TrustAnchor(sha256=digest)
            anchor.certificate, anchor.name = der, _name(one.certificate)
            anchor.not_after = one.certificate.not_valid_after_utc
            anchor.agency, anchor.source = actor.agency, source[:300]
            first = max(filter(None, (one.since, since)), default=None)
            last = min(filter(None, (one.until, until)), default=None)
            if first is None or last is None or first <= last:
                trust_root(anchor, since=first, until=last, actor=actor)
    return source


def _as_given(content: bytes, signer: str) -> tuple[list[Listed], str]:
    if signer:
        raise Refused("Chỉ danh sách tin cậy (XML) mới có chứng thư ký.", field="signer")
    return [Listed(one, None, None) for one in read_roots(content)], "Tệp chứng thư gốc."


def _listed(content: bytes, expected: str) -> tuple[list[Listed], str]:
    """An authority of a list may stand below a root that is not on it."""
    listed, signer = read_list(content)
    source = _worth(signer, expected)
    found = [one for one in listed if _is_authority(one.certificate)]
    if not found:
        raise Refused("Danh sách không có tổ chức cấp chứng thư nào được công nhận.", field="file")
    if len(found) > _MOST_LISTED:
        raise Refused(f"Mỗi lần nhận tối đa {_MOST_LISTED} chứng thư.", field="file")
    return found, source


def _worth(signer: ListSigner | None, expected: str) -> str:
    """What the list's signature, sound by itself, is worth in words."""
    if expected and (signer is None or signer.sha256 != expected):
        raise Refused("Danh sách tin cậy không do chứng thư này ký.", field="signer")
    if signer is None:
        return "Danh sách tin cậy; chữ ký của danh sách chưa xác định: danh sách không được ký."
    name = _name(signer.certificate)
    if expected or _is_known(signer):
        return f"Danh sách tin cậy; chữ ký của danh sách hợp lệ, người ký: {name}."
    return (
        f"Danh sách tin cậy; chữ ký của danh sách chưa xác định: chưa biết người ký {name}, "
        f"chứng thư SHA-256 {signer.sha256}."
    )


def _is_known(signer: ListSigner) -> bool:
    """Whether a way leads from the signer to somebody who is trusted today."""
    today = Q(trusted_from=None) | Q(trusted_from__lte=clock.today())
    today &= Q(trusted_until=None) | Q(trusted_until__gte=clock.today())
    rows = TrustAnchor.objects.filter(today, active=True).values_list("certificate", flat=True)
    trusted = [x509.load_der_x509_certificate(bytes(one)) for one in rows]
    now, one = clock.now(), signer.certificate
    for _ in range(_LONGEST_WAY):
        if not one.not_valid_before_utc <= now <= one.not_valid_after_utc:
            return False
        if one in trusted or any(_issued(one, by) for by in trusted):
            return True
        above = [by for by in signer.chain if by != one and _is_authority(by) and _issued(one, by)]
        if not above:
            return False
        one = above[0]
    return False


def _issued(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


@command("Tin cậy tổ chức chứng thực", who=policy.may_keep_trust, records=("since", "until"))
def trust_root(
    anchor: TrustAnchor, *, since: date | None, until: date | None, actor: Appointment
) -> None:
    """Verification goes by it from now on; every verdict is asked anew."""
    anchor.trusted_from, anchor.trusted_until, anchor.active = since, until, True
    anchor.save()


@command("Thôi tin cậy tổ chức chứng thực", who=policy.may_keep_trust)
def end_trust(anchor: TrustAnchor, *, actor: Appointment) -> None:
    """What is proven to have been signed before today stays trusted; nothing newer is."""
    TrustAnchor.objects.filter(pk=anchor.pk).update(trusted_until=clock.today() - timedelta(days=1))


def watch() -> None:
    """Tell the province's administrators of roots that end in sixty days, and of stale lists."""
    words = [
        f"Chứng thư gốc {one.name} hết hạn ngày {one.not_after:%d/%m/%Y}"
        for one in TrustAnchor.objects.filter(active=True, not_after__lt=clock.now() + _BEFORE)
        if one.not_after is not None
        and not (one.trusted_until and one.trusted_until < clock.today())
    ]
    late = RevocationList.objects.filter(next_update__lt=clock.now()).count()
    if late:
        words.append(f"{late} danh sách thu hồi đã quá hạn")
    if not words:
        return
    keepers = Appointment.objects.in_force().filter(role=Role.PROVINCE_ADMINISTRATOR)
    notify(list(keepers), text="; ".join(words) + ".", url=reverse("signing:anchors"))


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        found = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return found.value.ca


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value if names else certificate.subject.rfc4514_string())[:200]
