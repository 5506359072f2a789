"""Proofs of time in a file: archive stamps over its revisions, stamps on its signatures.

From the outermost inwards (ETSI EN 319 102-1, 5.6.2.4): each stamp is judged at the moment that the
one around it proves, the outermost at the present; what it covers existed at its own moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from asn1crypto.x509 import Certificate
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from congvu.signing.pdf import faster
from congvu.signing.pdf.forms import filled
from congvu.signing.pdf.trust import Moment, Trust, check_revocation
from congvu.signing.types import Check, Result

STAMP = "stamp"
_LABEL = "Dấu thời gian"


@dataclass(frozen=True)
class Proof:
    """That revisions up to this one existed at the moment; it lapses with the stamp's key."""

    revision: int
    moment: datetime
    until: datetime


def context(
    trust: Trust, moment: datetime, *, trusted_at: datetime | None = None
) -> ValidationContext:
    """pyHanko's own, for paths at a moment; revocation is asked by `trust`.

    `trusted_at`: the day by which roots are chosen, where the moment is only said.
    """
    roots = trust.roots_at(trusted_at or moment)
    return ValidationContext(
        trust_roots=[faster.certificate(root) for root in roots],
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
        best_signature_time=moment,
    )


def evidence_in(reader: object) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """The revocation lists and the answers that the file carries (ETSI EN 319 142-1, 5.4)."""
    store = DocumentSecurityStore.read_dss(reader)
    lists = tuple(one.get_object().data for one in store.crls)
    return lists, tuple(one.get_object().data for one in store.ocsps)


@dataclass(frozen=True)
class Judged:
    """A check of a stamp, and the way from a trusted root to its key, where there is one."""

    check: Check
    path: tuple[Certificate, ...] = ()


async def proofs(
    stamps: list[EmbeddedPdfSignature], trust: Trust, now: datetime, pdf: bytes
) -> tuple[list[Proof], list[Judged]]:
    """Sound proofs from the outermost inwards, and what each stamp looked at is worth."""
    moment = now
    found: list[Proof] = []
    looked: list[Judged] = []
    for one in sorted(stamps, key=lambda stamp: -stamp.signed_revision):
        status = await async_validate_pdf_timestamp(one, context(trust, moment), skip_diff=True)
        if filled(one, pdf):
            looked.append(judge(status, trust, Moment(moment, bool(found), now)))
        else:
            looked.append(_judged(Result.INVALID, "Có dữ liệu lạ trong chỗ của dấu thời gian."))
        if looked[-1].check.result is not Result.VALID:
            break
        until = status.signing_cert.not_valid_after
        found.append(Proof(one.signed_revision, status.timestamp, until))
        moment = status.timestamp
    return found, looked


def judge(status: TimestampSignatureStatus, trust: Trust, moment: Moment) -> Judged:
    """What a stamp is worth at the moment by which it is known to have been there."""
    when = f"{status.timestamp:%d/%m/%Y}"
    if not (status.intact and status.valid):
        return _judged(Result.INVALID, f"Dấu thời gian ngày {when} đã bị thay đổi.")
    if status.validation_path is None or not status.trusted:
        reason = (
            f"Dấu thời gian ngày {when} do tổ chức chưa được tin cậy cấp, hoặc chứng thư của tổ "
            "chức đã hết hạn mà chưa được gia hạn lưu trữ."
        )
        return _judged(Result.UNKNOWN, reason)
    path = tuple(status.validation_path.iter_certs(include_root=True))
    revoked = check_revocation(list(path), trust, moment=moment)
    if revoked.result is not Result.VALID:
        return _judged(revoked.result, f"Dấu thời gian ngày {when}: {revoked.reason}", path)
    name = status.signing_cert.subject.native.get("common_name", "")
    return _judged(Result.VALID, f"Dấu thời gian ngày {when} hợp lệ, do {name} cấp.", path)


def _judged(result: Result, reason: str, path: tuple[Certificate, ...] = ()) -> Judged:
    return Judged(Check(STAMP, _LABEL, result, reason), path)


def stamped_at_of(one: EmbeddedPdfSignature) -> datetime | None:
    """What the time stamp on a signature says, unchecked; None without one."""
    token = next(extract_tst_data_iter(one.signer_info, signed=False), None)
    if token is None:
        return None
    moment: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return moment
