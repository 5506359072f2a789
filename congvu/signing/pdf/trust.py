"""Whom a verification trusts, and what is known of revoked certificates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from congvu.signing.types import Check, Result

REVOCATION = "revocation"
_LABEL = "Tình trạng thu hồi"
_VN = ZoneInfo("Asia/Ho_Chi_Minh")
_UNSOUND = (InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion, TypeError, ValueError)


@dataclass(frozen=True)
class Trust:
    """Trusted roots, known revocation lists and status answers (OCSP), all as DER.

    `strict`: where a certificate's status is not known, nothing is called valid; otherwise it is,
    with a warning (TT 15/2025/TT-BKHCN, Annex II).
    """

    roots: tuple[bytes, ...]
    lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()
    strict: bool = True
    limits: tuple[tuple[str, str, str], ...] = ()
    """SHA-256 of roots with the first and last day on which they are trusted, where there are."""

    def roots_at(self, moment: datetime) -> tuple[bytes, ...]:
        """The roots that are trusted at the moment."""
        day = moment.astimezone(_VN).date().isoformat()
        outside = {
            sha256
            for sha256, first, last in self.limits
            if (first and day < first) or (last and day > last)
        }
        return tuple(root for root in self.roots if hashlib.sha256(root).hexdigest() not in outside)

    def with_evidence(self, lists: tuple[bytes, ...], answers: tuple[bytes, ...]) -> Trust:
        """The same, knowing more."""
        return replace(self, lists=self.lists + lists, answers=self.answers + answers)


@dataclass(frozen=True)
class Status:
    """What a list or an answer says of one certificate."""

    revoked_at: datetime | None
    this_update: datetime
    next_update: datetime | None

    def covers(self, moment: datetime) -> bool:
        """Whether it was still in force then, or came later."""
        return self.next_update is None or self.next_update >= moment


@dataclass(frozen=True)
class Moment:
    """When something was signed: `proven` by a time stamp, or only said by the signer."""

    at: datetime | None
    proven: bool
    now: datetime


@lru_cache(maxsize=64)
def _list(der: bytes) -> x509.CertificateRevocationList:
    return x509.load_der_x509_crl(der)


def check_revocation(path: list[Certificate], trust: Trust, *, moment: Moment) -> Check:
    """Whether each certificate below the root was revoked when it signed (RFC 5280, 6.3; 6960).

    Proven moments are judged by what was in force then or came later; others by what is now.
    """
    try:
        return _check_revocation(path, trust, moment)
    except UnsupportedAlgorithm:
        return _check(
            Result.UNKNOWN,
            "Một chứng thư dùng thuật toán chưa được hỗ trợ; chưa kiểm tra được tình trạng.",
        )


def _check_revocation(path: list[Certificate], trust: Trust, moment: Moment) -> Check:
    certificates = [x509.load_der_x509_certificate(one.dump()) for one in path]
    lacking = ""
    needed = moment.at if moment.proven and moment.at is not None else moment.now
    for issuer, subject in pairwise(certificates):
        newest = _newest(issuer, subject, trust, needed)
        if newest is None:
            lacking = lacking or "Chưa có danh sách thu hồi"
            continue
        if newest.revoked_at is not None:
            found = _revoked(newest.revoked_at, moment)
            if found is not None:
                return found
        if not newest.covers(needed):
            lacking = "Danh sách thu hồi đã quá hạn"
    if not lacking:
        return _check(Result.VALID, "Chứng thư không bị thu hồi theo thông tin mới nhất đã biết.")
    if trust.strict:
        return _check(Result.UNKNOWN, f"{lacking}; chưa kiểm tra được tình trạng chứng thư.")
    return _check(Result.VALID, f"Cảnh báo: {lacking.lower()}; chưa kiểm tra được tình trạng.")


def fresh_until(path: list[Certificate], trust: Trust) -> datetime | None:
    """When the first of those that answer for the path runs out; None where one is missing."""
    ends = []
    certificates = [x509.load_der_x509_certificate(one.dump()) for one in path]
    for issuer, subject in pairwise(certificates):
        found = [one.next_update for one in _statuses(issuer, subject, trust) if one.next_update]
        if not found:
            return None
        ends.append(max(found))
    return min(ends, default=None)


def _revoked(revoked_at: datetime, moment: Moment) -> Check | None:
    day = f"{revoked_at:%d/%m/%Y}"
    if moment.at is None or moment.at >= revoked_at:
        return _check(Result.INVALID, f"Chứng thư đã bị thu hồi ngày {day}.")
    if moment.proven:
        return None
    return _check(
        Result.UNKNOWN,
        f"Chứng thư bị thu hồi ngày {day}, sau thời điểm ký ghi trong chữ ký; "
        "chữ ký không có dấu thời gian nên chưa xác định được ký trước hay sau khi thu hồi.",
    )


def _newest(
    issuer: x509.Certificate, subject: x509.Certificate, trust: Trust, needed: datetime
) -> Status | None:
    """The newest of those that hold at the moment, else the newest at all."""
    found = _statuses(issuer, subject, trust)
    order = sorted(found, key=lambda one: (one.covers(needed), one.this_update))
    return order[-1] if order else None


def _statuses(issuer: x509.Certificate, subject: x509.Certificate, trust: Trust) -> list[Status]:
    return [*_from_lists(issuer, subject, trust), *_from_answers(issuer, subject, trust)]


def _from_lists(
    issuer: x509.Certificate, subject: x509.Certificate, trust: Trust
) -> Iterator[Status]:
    key = issuer.public_key()
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return
    for der in trust.lists:
        try:
            one = _list(der)
            if one.issuer != issuer.subject or not one.is_signature_valid(key):
                continue
            entry = one.get_revoked_certificate_by_serial_number(subject.serial_number)
            revoked_at = entry.revocation_date_utc if entry is not None else None
            status = Status(revoked_at, one.last_update_utc, one.next_update_utc)
        except _UNSOUND:
            continue
        yield status


def _from_answers(
    issuer: x509.Certificate, subject: x509.Certificate, trust: Trust
) -> Iterator[Status]:
    for der in trust.answers:
        try:
            status = read_answer(der, issuer=issuer, subject=subject)
        except _UNSOUND:
            continue
        if status is not None:
            yield status


def read_answer(
    der: bytes, *, issuer: x509.Certificate, subject: x509.Certificate
) -> Status | None:
    """What an OCSP answer (RFC 6960) says of the subject; None where it is not about it.

    Raises `InvalidSignature` or `ValueError` for one that its issuer has not authorised.
    """
    answer = ocsp.load_der_ocsp_response(der)
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return None
    if answer.serial_number != subject.serial_number:
        return None
    asked = ocsp.OCSPRequestBuilder().add_certificate(subject, issuer, answer.hash_algorithm)
    if asked.build().issuer_key_hash != answer.issuer_key_hash:
        return None
    _check_answer(answer, issuer)
    if answer.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        return None
    return Status(answer.revocation_time_utc, answer.this_update_utc, answer.next_update_utc)


def _check_answer(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> None:
    """Signed by the issuer, or by one whom it has authorised (RFC 6960, 4.2.2.2)."""
    responder = issuer
    for one in answer.certificates:
        if one == issuer:
            continue
        usage = one.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        one.verify_directly_issued_by(issuer)
        inside = one.not_valid_before_utc <= answer.produced_at_utc <= one.not_valid_after_utc
        if ExtendedKeyUsageOID.OCSP_SIGNING in usage and inside:
            responder = one
            break
    key, digest = responder.public_key(), answer.signature_hash_algorithm
    if digest is None:
        raise ValueError("an answer signed without a digest")
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(digest))
    else:
        raise ValueError("an answer signed with an unknown kind of key")


def question(issuer: x509.Certificate, subject: x509.Certificate) -> bytes:
    """The OCSP request for the subject, as DER; SHA-1 only names it, as responders expect."""
    asked = ocsp.OCSPRequestBuilder().add_certificate(subject, issuer, hashes.SHA1())  # noqa: S303
    return asked.build().public_bytes(serialization.Encoding.DER)


def _check(result: Result, reason: str) -> Check:
    return Check(REVOCATION, _LABEL, result, reason)
