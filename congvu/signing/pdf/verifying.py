"""What the signatures of a file are worth: pyHanko's checks, and a stricter policy on top.

Reading other people's bytes: nothing here may raise, whatever the file holds.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from congvu.signing.pdf import faster
from congvu.signing.pdf.trust import Trust, check_revocation
from congvu.signing.pdf.writer import UNSOUND
from congvu.signing.types import (
    SEAL,
    Check,
    FileVerdict,
    Result,
    SignatureVerdict,
    SignerRole,
)

faster.take_their_places()
_FAULTS = (*UNSOUND, ValidationError, PathError, SigningError)
_MOST = 50
# pyHanko looks for the end letter by letter: in megabytes of something else, for minutes.
_TAIL = 1024 * 1024
_BROKEN = "Tệp không phải PDF đọc được hoặc đã hỏng, nên không kiểm tra được."
_VN = ZoneInfo("Asia/Ho_Chi_Minh")
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
_AFTER_END = re.compile(rb"%%EOF[\r\n \t\0]*\Z")


@dataclass(frozen=True)
class _File:
    """What the checks of every signature share."""

    pdf: bytes
    reader: PdfFileReader
    trust: Trust
    now: datetime
    paths: dict[str, Certificate]
    """By SHA-256, what the signatures' paths are made of; filled while verifying."""


async def verify(pdf: bytes, *, trust: Trust, now: datetime) -> FileVerdict:
    """Every signature's own verdict and the file's; never raises for what the file holds."""
    digest = hashlib.sha256(pdf).hexdigest()
    if b"startxref" not in pdf[-_TAIL:]:
        return _unread(pdf, digest, now, _BROKEN)
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if reader.encrypted:
            return _unread(pdf, digest, now, "Tệp đặt mật khẩu nên không kiểm tra được chữ ký số.")
        embedded, broken = _signatures(reader)
    except _FAULTS:
        return _unread(pdf, digest, now, _BROKEN)
    file = _File(pdf, reader, trust, now, {})
    verdicts = [
        await _signature(one, file, last=index == len(embedded) - 1)
        for index, one in enumerate(embedded)
    ]
    verdicts += [_failed(name) for name in broken]
    checks = (_after_the_last(file, embedded),) if embedded else ()
    certificates = tuple(one.dump() for one in file.paths.values())
    return FileVerdict(
        digest, len(pdf), tuple(verdicts), checks, _values(reader), now, certificates
    )


def _unread(pdf: bytes, digest: str, now: datetime, reason: str) -> FileVerdict:
    check = Check("file", "Đọc tệp", Result.UNKNOWN, reason)
    return FileVerdict(digest, len(pdf), (), (check,), {}, now)


def _signatures(reader: PdfFileReader) -> tuple[list[EmbeddedPdfSignature], list[str]]:
    """Those that can be read, in the order of signing, and the names of fields that cannot."""
    from pyhanko.sign.fields import enumerate_sig_fields

    found: list[EmbeddedPdfSignature] = []
    broken: list[str] = []
    for name, value, field in enumerate_sig_fields(reader):
        if value is None:
            continue
        if len(found) + len(broken) >= _MOST:
            raise ValueError("too many signatures")
        try:
            one = EmbeddedPdfSignature(reader, field, name)
            if one.sig_object_type == "/Sig":
                found.append(one)
        except _FAULTS:
            broken.append(str(name))
    return sorted(found, key=lambda one: one.signed_revision), broken


async def _signature(one: EmbeddedPdfSignature, file: _File, *, last: bool) -> SignatureVerdict:
    try:
        signer = one.signer_cert
        signed_at = one.self_reported_timestamp
        if signed_at is not None and signed_at.tzinfo is None:
            signed_at = signed_at.replace(tzinfo=_VN)
        status = await _status(one, file, signed_at)
        path = _path(status)
        checks = _checks(one, status, file, signed_at, last=last)
        if path:
            checks = (
                *checks,
                check_revocation(path, file.trust, signed_at=signed_at, now=file.now),
            )
        named = {certificate.sha256.hex(): certificate for certificate in path}
        file.paths.update(named)
        return replace(_described(one, signer, signed_at, checks), path=tuple(named))
    except _FAULTS:
        return _failed(str(one.fq_name))


async def _status(
    one: EmbeddedPdfSignature, file: _File, signed_at: datetime | None
) -> PdfSignatureStatus:
    """pyHanko's word at the claimed moment; without a time stamp that moment is only a claim."""
    moment = signed_at if signed_at is not None and signed_at <= file.now else file.now
    context = ValidationContext(
        trust_roots=[Certificate.load(root) for root in file.trust.roots],
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
        best_signature_time=moment,
    )
    return await async_validate_pdf_signature(
        one, signer_validation_context=context, key_usage_settings=_USAGE
    )


def _checks(
    one: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    file: _File,
    signed_at: datetime | None,
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
        _coverage(status, last=last),
        _time(one.signer_cert, signed_at, file.now),
        _chain(status, file.trust),
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


def _coverage(status: PdfSignatureStatus, *, last: bool) -> Check:
    label = "Phạm vi và thay đổi sau khi ký"
    level = status.modification_level
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Check("coverage", label, Result.VALID, "Chữ ký bao trùm toàn bộ tệp.")
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return Check("coverage", label, Result.INVALID, "Chữ ký không bao trùm hết phần được ký.")
    if not status.docmdp_ok or level is None or level == ModificationLevel.OTHER:
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


def _time(certificate: Certificate, signed_at: datetime | None, now: datetime) -> Check:
    label = "Thời điểm ký"
    if signed_at is None:
        return Check("time", label, Result.UNKNOWN, "Chữ ký không ghi thời điểm ký.")
    shown = signed_at.astimezone(_VN).strftime("%H:%M %d/%m/%Y")
    if (signed_at - now).total_seconds() > 600:
        return Check("time", label, Result.INVALID, f"Thời điểm ký {shown} ở tương lai.")
    if not certificate.not_valid_before <= signed_at <= certificate.not_valid_after:
        return Check(
            "time", label, Result.INVALID, f"Lúc ký ({shown}) chứng thư không có hiệu lực."
        )
    return Check("time", label, Result.VALID, f"Lúc ký ({shown}) chứng thư đang có hiệu lực.")


def _chain(status: PdfSignatureStatus, trust: Trust) -> Check:
    label = "Nguồn gốc chứng thư"
    if status.validation_path is not None and status.trust_problem_indic is None:
        return Check("chain", label, Result.VALID, "Chứng thư do tổ chức được tin cậy cấp.")
    if status.validation_path is None:
        return Check(
            "chain", label, Result.UNKNOWN,
            "Chưa tin cậy được tổ chức cấp chứng thư: không có trong danh sách tin cậy."
            if trust.roots
            else "Chưa khai báo tổ chức cấp chứng thư nào được tin cậy.",
        )  # fmt: skip
    return Check("chain", label, Result.INVALID, "Chứng thư không được phép dùng để ký số văn bản.")


def _after_the_last(file: _File, embedded: list[EmbeddedPdfSignature]) -> Check:
    """No bytes that no reader explains: after the end, or objects that no table lists (ISA)."""
    label = "Phần sau chữ ký cuối cùng"
    try:
        start, length = (int(number) for number in list(embedded[-1].byte_range)[2:4])
        rest = file.pdf[start + length :]
        later = file.reader.xrefs.total_revisions - 1 - embedded[-1].signed_revision
        sound = not rest.strip() or (
            rest.count(b"startxref") == later == rest.count(b"%%EOF")
            and _AFTER_END.search(rest[-64:]) is not None
        )
    except _FAULTS:
        sound = False
    return _yes_no(
        "trailing", label, sound,
        "Không có dữ liệu lạ sau chữ ký cuối cùng.",
        "Có dữ liệu lạ được gắn thêm sau chữ ký cuối cùng.",
    )  # fmt: skip


def role_of(certificate: Certificate) -> SignerRole:
    """An organisation's certificate names its identifier, or the organisation as its subject."""
    subject = certificate.subject.native
    named = subject.get("organization_name") == subject.get("common_name")
    if "organization_identifier" in subject or named:
        return SignerRole.AGENCY
    return SignerRole.PERSON


def _described(
    one: EmbeddedPdfSignature,
    certificate: Certificate,
    signed_at: datetime | None,
    checks: tuple[Check, ...],
) -> SignatureVerdict:
    subject, issuer = certificate.subject.native, certificate.issuer.native
    return SignatureVerdict(
        field=str(one.fq_name),
        role=role_of(certificate),
        signer=_name(subject),
        unit=_one(subject.get("organization_name")),
        issuer=_name(issuer),
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        signed_at=signed_at,
        algorithm=f"{certificate.public_key.algorithm.upper()}-"
        f"{certificate.public_key.bit_size} {one.md_algorithm.upper()}",
        checks=checks,
    )


def _name(parts: dict[str, object]) -> str:
    return _one(parts.get("common_name") or parts.get("organization_name"))


def _one(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _failed(field: str) -> SignatureVerdict:
    check = Check(
        "structure", "Cấu trúc chữ ký", Result.INVALID,
        "Chữ ký bị hỏng hoặc không đúng chuẩn nên không xác nhận được.",
    )  # fmt: skip
    role = SignerRole.AGENCY if field == SEAL else SignerRole.PERSON
    return SignatureVerdict(field, role, "", "", "", "", None, None, None, "", (check,))


def _values(reader: PdfFileReader) -> dict[str, str]:
    """What the file's text fields say (number, day, month), to be held against the envelope."""
    try:
        fields = [one.get_object() for one in list(reader.root["/AcroForm"]["/Fields"])[:500]]
        return {
            str(one["/T"]): str(one["/V"])[:200]
            for one in fields
            if one.get("/FT") == "/Tx" and "/V" in one and "/T" in one
        }
    except _FAULTS:
        return {}
