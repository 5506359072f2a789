"""Whom a verification trusts, and what is known of revoked certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from congvu.signing.types import Check, Result

REVOCATION = "revocation"
_LABEL = "Tình trạng thu hồi"


@dataclass(frozen=True)
class Trust:
    """Trusted roots and known revocation lists, all as DER."""

    roots: tuple[bytes, ...]
    lists: tuple[bytes, ...] = ()


@lru_cache(maxsize=64)
def _list(der: bytes) -> x509.CertificateRevocationList:
    return x509.load_der_x509_crl(der)


def check_revocation(
    path: list[Certificate], trust: Trust, *, signed_at: datetime | None, now: datetime
) -> Check:
    """Whether each certificate below the root was revoked (RFC 5280, 6.3, lists only)."""
    certificates = [x509.load_der_x509_certificate(one.dump()) for one in path]
    stale = missing = False
    for issuer, subject in pairwise(certificates):
        newest = _newest(issuer, trust)
        if newest is None:
            missing = True
            continue
        stale = stale or bool(newest.next_update_utc and newest.next_update_utc < now)
        entry = newest.get_revoked_certificate_by_serial_number(subject.serial_number)
        if entry is not None:
            return _revoked(entry.revocation_date_utc, signed_at)
    if missing or stale:
        why = "Danh sách thu hồi đã quá hạn" if stale else "Chưa có danh sách thu hồi"
        return _check(Result.UNKNOWN, f"{why}; chưa kiểm tra được tình trạng chứng thư.")
    return _check(Result.VALID, "Chứng thư không bị thu hồi theo danh sách mới nhất đã biết.")


def fresh_until(path: list[Certificate], trust: Trust) -> datetime | None:
    """When the first of the lists that answer for the path runs out; None where one is missing."""
    ends = []
    for issuer in path[:-1]:
        newest = _newest(x509.load_der_x509_certificate(issuer.dump()), trust)
        if newest is None or newest.next_update_utc is None:
            return None
        ends.append(newest.next_update_utc)
    return min(ends, default=None)


def _revoked(moment: datetime, signed_at: datetime | None) -> Check:
    day = f"{moment:%d/%m/%Y}"
    if signed_at is not None and signed_at < moment:
        return _check(
            Result.UNKNOWN,
            f"Chứng thư bị thu hồi ngày {day}, sau thời điểm ký ghi trong chữ ký; "
            "chữ ký không có dấu thời gian nên chưa xác định được ký trước hay sau khi thu hồi.",
        )
    return _check(Result.INVALID, f"Chứng thư đã bị thu hồi ngày {day}.")


def _newest(issuer: x509.Certificate, trust: Trust) -> x509.CertificateRevocationList | None:
    key = issuer.public_key()
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return None
    found = []
    for der in trust.lists:
        one = _list(der)
        try:
            if one.issuer == issuer.subject and one.is_signature_valid(key):
                found.append(one)
        except (InvalidSignature, UnsupportedAlgorithm, TypeError):
            continue
    return max(found, key=lambda one: one.last_update_utc, default=None)


def _check(result: Result, reason: str) -> Check:
    return Check(REVOCATION, _LABEL, result, reason)
