"""What the signatures of a file are worth: pyHanko's checks, and a stricter policy on top.

Reading other people's bytes: nothing here may raise, whatever the file holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from congvu.signing.pdf import faster
from congvu.signing.pdf.behind import after_the_last
from congvu.signing.pdf.describing import described, failed, role_of
from congvu.signing.pdf.forms import field_values, form_changed, room
from congvu.signing.pdf.metadata import metadata_changed
from congvu.signing.pdf.proving import (
    STAMP,
    Judged,
    Proof,
    context,
    evidence_in,
    judge,
    proofs,
    stamped_at_of,
)
from congvu.signing.pdf.strength import strength
from congvu.signing.pdf.trust import Moment, Trust, check_revocation
from congvu.signing.types import (
    LEADER,
    SEAL,
    Check,
    FileVerdict,
    Result,
    SignatureVerdict,
    SignerRole,
)

faster.take_their_places()
# Four libraries read what a stranger wrote, and each raises what it likes.
_FAULTS = Exception
_MOST = 50
# pyHanko looks for the end letter by letter: in megabytes of something else, for minutes.
_TAIL = 1024 * 1024
_BROKEN = "Tệp không phải PDF đọc được hoặc đã hỏng, nên không kiểm tra được."
_VN = ZoneInfo("Asia/Ho_Chi_Minh")
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})


@dataclass(frozen=True)
class _File:
    """What the checks of all signatures share."""

    pdf: bytes
    reader: PdfFileReader
    trust: Trust
    now: datetime
    inside: Trust
    """What the file itself knows of revoked certificates."""
    proofs: list[Proof]
    paths: dict[str, Certificate]
    """By SHA-256, what the signatures' paths are made of; filled while verifying."""

    stamp_paths: list[tuple[str, ...]]
    """The same of its time stamps."""

    def note(self, path: Iterable[Certificate]) -> tuple[str, ...]:
        """Remember a path; its certificates' names."""
        named = {certificate.sha256.hex(): certificate for certificate in path}
        self.paths.update(named)
        return tuple(named)

    def note_stamps(self, looked: Iterable[Judged]) -> None:
        """Remember the paths of time stamps."""
        self.stamp_paths.extend(self.note(one.path) for one in looked if one.path)

    def known_since(self, revision: int) -> datetime | None:
        """When what stands in the revision is shown to have been there; None without a proof."""
        return min((one.moment for one in self.proofs if one.revision >= revision), default=None)


async def verify(pdf: bytes, *, trust: Trust, now: datetime) -> FileVerdict:
    """Every signature's own verdict and the file's; never raises for what the file holds."""
    faster.forget()
    digest = hashlib.sha256(pdf).hexdigest()
    if b"startxref" not in pdf[-_TAIL:]:
        return _unread(pdf, digest, now, _BROKEN)
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if reader.encrypted:
            return _unread(pdf, digest, now, "Tệp đặt mật khẩu nên không kiểm tra được chữ ký số.")
        embedded, stamps, broken = _signatures(reader)
    except _FAULTS:
        return _unread(pdf, digest, now, _BROKEN)
    evidence = _evidence(reader)
    inside, outside = (
        replace(trust, lists=(), answers=(), strict=True).with_evidence(*evidence),
        trust.with_evidence(*evidence),
    )
    found, looked = await _proofs(stamps, outside, now, pdf)
    file = _File(pdf, reader, outside, now, inside, found, {}, [])
    file.note_stamps(looked)
    verdicts = [
        await _signature(one, file, last=index == len(embedded) - 1)
        for index, one in enumerate(embedded)
    ]
    verdicts += [failed(name) for name in broken]
    checks = (after_the_last(reader, pdf, embedded[-1]),) if embedded else ()
    return FileVerdict(
        sha256=digest,
        size=len(pdf),
        signatures=tuple(verdicts),
        checks=(*checks, *(one.check for one in looked)),
        values=field_values(reader),
        checked_at=now,
        certificates=tuple(one.dump() for one in file.paths.values()),
        lapses_at=found[0].until if found else None,
        stamp_paths=tuple(file.stamp_paths),
    )


def _unread(pdf: bytes, digest: str, now: datetime, reason: str) -> FileVerdict:
    check = Check("file", "Đọc tệp", Result.UNKNOWN, reason)
    return FileVerdict(digest, len(pdf), (), (check,), {}, now)


def _evidence(reader: PdfFileReader) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    try:
        return evidence_in(reader)
    except _FAULTS:
        return (), ()


async def _proofs(
    stamps: list[EmbeddedPdfSignature], trust: Trust, now: datetime, pdf: bytes
) -> tuple[list[Proof], list[Judged]]:
    try:
        return await proofs(stamps, trust, now, pdf)
    except _FAULTS:
        reason = "Dấu thời gian lưu trữ bị hỏng nên không xác nhận được."
        return [], [Judged(Check(STAMP, "Dấu thời gian", Result.INVALID, reason))]


_Embedded = list[EmbeddedPdfSignature]


def _signatures(reader: PdfFileReader) -> tuple[_Embedded, _Embedded, list[str]]:
    """Signatures in their order, archive stamps, and the names of fields that cannot be read."""
    from pyhanko.sign.fields import enumerate_sig_fields

    found: _Embedded = []
    stamps: _Embedded = []
    broken: list[str] = []
    for name, value, field in enumerate_sig_fields(reader):
        if value is None:
            continue
        if len(found) + len(stamps) + len(broken) >= _MOST:
            raise ValueError("too many signatures")
        try:
            one = EmbeddedPdfSignature(reader, field, name)
            (found if one.sig_object_type == "/Sig" else stamps).append(one)
        except _FAULTS:
            broken.append(str(name))
    return sorted(found, key=lambda one: one.signed_revision), stamps, broken


async def _signature(one: EmbeddedPdfSignature, file: _File, *, last: bool) -> SignatureVerdict:
    try:
        signed_at = one.self_reported_timestamp
        if signed_at is not None and signed_at.tzinfo is None:
            signed_at = signed_at.replace(tzinfo=_VN)
        known_since = file.known_since(one.signed_revision)
        status = await _status(one, file, signed_at, known_since)
        stamp = _stamp(status, file, known_since)
        moment = _moment(status, stamp, file, signed_at, known_since)
        path = _path(status)
        revocation, settled = _revocation(path, file, moment)
        own = (*_checks(one, status, file, moment, last=last), *room(one, file.pdf))
        checks = (*own, *stamp, *revocation)
        return replace(
            described(one, one.signer_cert, signed_at, checks),
            path=file.note(path),
            level=_level(moment, settled=settled, archived=known_since is not None),
            proven_at=moment.at if moment.proven else None,
            settled=settled,
        )
    except _FAULTS:
        return failed(str(one.fq_name))


async def _status(
    one: EmbeddedPdfSignature,
    file: _File,
    signed_at: datetime | None,
    known_since: datetime | None,
) -> PdfSignatureStatus:
    """pyHanko's word at the moment of the time stamp, else at the claimed one."""
    stamped_at = stamped_at_of(one)
    latest = known_since or file.now
    claimed = stamped_at or signed_at
    moment = claimed if claimed is not None and claimed <= latest else latest
    return await async_validate_pdf_signature(
        one,
        signer_validation_context=context(
            file.trust, moment, trusted_at=stamped_at or known_since or file.now
        ),
        ts_validation_context=context(file.trust, latest) if stamped_at else None,
        key_usage_settings=_USAGE,
    )


def _stamp(
    status: PdfSignatureStatus, file: _File, known_since: datetime | None
) -> tuple[Check, ...]:
    if status.timestamp_validity is None:
        return ()
    seen = Moment(known_since or file.now, known_since is not None, file.now)
    judged = judge(status.timestamp_validity, file.trust, seen)
    file.note_stamps([judged])
    return (judged.check,)


def _moment(
    status: PdfSignatureStatus,
    stamp: tuple[Check, ...],
    file: _File,
    signed_at: datetime | None,
    known_since: datetime | None,
) -> Moment:
    """By its own stamp, else by the archive's, else as the signer says."""
    if stamp and stamp[0].result is Result.VALID and status.timestamp_validity is not None:
        return Moment(status.timestamp_validity.timestamp, proven=True, now=file.now)
    if known_since is not None:
        return Moment(known_since, proven=True, now=file.now)
    return Moment(signed_at, proven=False, now=file.now)


def _revocation(
    path: list[Certificate], file: _File, moment: Moment
) -> tuple[tuple[Check, ...], bool]:
    """The check, and whether the file alone answers it for good."""
    if not path:
        return (), False
    if moment.proven:
        inside = check_revocation(path, file.inside, moment=moment)
        if inside.result is Result.VALID:
            return (inside,), True
    return (check_revocation(path, file.trust, moment=moment),), False


def _level(moment: Moment, *, settled: bool, archived: bool) -> str:
    if not moment.proven:
        return "B-B"
    if not settled:
        return "B-T"
    return "B-LTA" if archived else "B-LT"


def _checks(
    one: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    file: _File,
    moment: Moment,
    *,
    last: bool,
) -> tuple[Check, ...]:
    checks = [
        _yes_no(
            "integrity", "Toàn vẹn", status.intact,
            "Nội dung được ký không bị thay đổi.",
            "Nội dung đã bị thay đổi sau khi ký.",
        ),
        _yes_no(
            "signature", "Chữ ký", status.valid,
            "Chữ ký khớp với khóa công khai trong chứng thư.",
            "Chữ ký không khớp với khóa công khai trong chứng thư.",
        ),
        strong := strength(one),
        _coverage(one, status, file, last=last),
        _time(one.signer_cert, moment),
        _chain(status, file.trust, strong),
    ]  # fmt: skip
    if role_of(one.signer_cert) is SignerRole.PERSON and one.fq_name == SEAL:
        checks.append(
            Check(
                "role", "Chủ thể", Result.INVALID,
                "Vị trí của cơ quan nhưng chứng thư là của cá nhân.",
            )
        )  # fmt: skip
    return tuple(checks)


def _path(status: PdfSignatureStatus) -> list[Certificate]:
    """From the trusted root to the signer; empty where there is no such way."""
    found = status.validation_path
    return list(found.iter_certs(include_root=True)) if found is not None else []


def _yes_no(name: str, label: str, answer: object, yes: str, no: str) -> Check:
    return Check(name, label, Result.VALID if answer else Result.INVALID, yes if answer else no)


def _coverage(
    one: EmbeddedPdfSignature, status: PdfSignatureStatus, file: _File, *, last: bool
) -> Check:
    label = "Phạm vi và thay đổi sau khi ký"
    level = status.modification_level
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Check("coverage", label, Result.VALID, "Chữ ký bao trùm toàn bộ tệp.")
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return Check("coverage", label, Result.INVALID, "Chữ ký không bao trùm hết phần được ký.")
    ours = last or one.fq_name == LEADER
    if (
        not status.docmdp_ok
        or level is None
        or level == ModificationLevel.OTHER
        or (ours and form_changed(file.reader, one.signed_revision))
        or (ours and metadata_changed(file.reader, one.signed_revision))
    ):
        return Check(
            "coverage", label, Result.INVALID,
            "Sau khi ký, tệp bị thay đổi ngoài những gì chữ ký này cho phép.",
        )  # fmt: skip
    if last and level != ModificationLevel.LTA_UPDATES:
        return Check(
            "coverage", label, Result.INVALID,
            "Tệp bị thêm nội dung sau chữ ký cuối cùng mà không có chữ ký nào xác nhận.",
        )  # fmt: skip
    return Check(
        "coverage", label, Result.VALID,
        "Sau chữ ký này chỉ có số, ngày và chữ ký được thêm vào đúng vị trí đã dành sẵn.",
    )  # fmt: skip


def _time(certificate: Certificate, moment: Moment) -> Check:
    signed_at, end = moment.at, certificate.not_valid_after
    if signed_at is None:
        return _timed(Result.UNKNOWN, "Chữ ký không ghi thời điểm ký.")
    shown = signed_at.astimezone(_VN).strftime("%H:%M %d/%m/%Y")
    if (signed_at - moment.now).total_seconds() > 600:
        return _timed(Result.INVALID, f"Thời điểm ký {shown} ở tương lai.")
    if not certificate.not_valid_before <= signed_at <= end:
        return _timed(Result.INVALID, f"Lúc ký ({shown}) chứng thư không có hiệu lực.")
    if not moment.proven and end < moment.now:
        return _timed(
            Result.UNKNOWN,
            f"Chứng thư đã hết hạn ngày {end:%d/%m/%Y}; chữ ký không có dấu thời gian nên chưa "
            "xác định được ký trước hay sau khi hết hạn.",
        )
    return _timed(Result.VALID, f"Lúc ký ({shown}) chứng thư đang có hiệu lực.")


def _timed(result: Result, reason: str) -> Check:
    return Check("time", "Thời điểm ký", result, reason)


def _chain(status: PdfSignatureStatus, trust: Trust, strong: Check) -> Check:
    label = "Nguồn gốc chứng thư"
    if status.validation_path is not None and status.trust_problem_indic is None:
        return Check("chain", label, Result.VALID, "Chứng thư do tổ chức được tin cậy cấp.")
    if status.validation_path is None and strong.result is not Result.VALID:
        reason = "Chưa xét nguồn gốc vì thuật toán không còn được chấp nhận."
        return Check("chain", label, Result.UNKNOWN, reason)
    if status.validation_path is None:
        return Check(
            "chain", label, Result.UNKNOWN,
            "Chưa tin cậy được tổ chức cấp chứng thư: không có trong danh sách tin cậy."
            if trust.roots
            else "Chưa khai báo tổ chức cấp chứng thư nào được tin cậy.",
        )  # fmt: skip
    return Check("chain", label, Result.INVALID, "Chứng thư không được phép dùng để ký số văn bản.")
