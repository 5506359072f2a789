"""A verdict as a document of its own: one page for people, XML for machines."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from lxml import etree

from congvu.core import clock
from congvu.core.typesetting import typeset
from congvu.signing.types import Check, FileVerdict, Result, SignatureVerdict

_TEMPLATE = Path(__file__).with_name("report.typ")
_ETSI = "http://uri.etsi.org/19102/v1.2.1#"
_DS = "http://www.w3.org/2000/09/xmldsig#"
_XADES = "http://uri.etsi.org/01903/v1.3.2#"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_INDICATIONS = {
    Result.VALID: "total-passed",
    Result.INVALID: "total-failed",
    Result.UNKNOWN: "indeterminate",
}
# Which sub-indication (ETSI EN 319 102-1, table 3) a check of ours stands for when it fails.
_WHY = {
    "integrity": "HASH_FAILURE",
    "signature": "SIG_CRYPTO_FAILURE",
    "coverage": "FORMAT_FAILURE",
    "trailing": "FORMAT_FAILURE",
    "structure": "FORMAT_FAILURE",
    "time": "OUT_OF_BOUNDS_NOT_REVOKED",
    "chain": "NO_CERTIFICATE_CHAIN_FOUND",
    "revocation": "TRY_LATER",
    "role": "SIG_CONSTRAINTS_FAILURE",
    "stamp": "NO_POE",
}


def report_pdf(verdict: FileVerdict) -> bytes:
    """The verdict on a page, as Thông tư 15/2025/TT-BKHCN wants it shown."""
    return typeset(_TEMPLATE, verdict=_shown(verdict))


def _shown(verdict: FileVerdict) -> dict[str, object]:
    return {
        "title": "Báo cáo kiểm tra chữ ký số",
        "facts": [
            ("Mã băm SHA-256", verdict.sha256),
            ("Dung lượng", f"{verdict.size:,} byte".replace(",", ".")),
            ("Kiểm tra lúc", _said(verdict.checked_at)),
        ],
        "result": str(verdict.result),
        "label": verdict.result.label.lower(),
        "sentence": " ".join(filter(None, (verdict.sentence, verdict.lacks))),
        "checks": [_check(one) for one in verdict.checks],
        "signatures": [_signature(one) for one in verdict.signatures],
        "foot": f"Lập bởi hệ thống Công Vụ tại {settings.BASE_URL}. Báo cáo có giá trị tại thời "
        "điểm kiểm tra; xin kiểm tra lại tệp gốc khi cần căn cứ pháp lý.",
    }


def _signature(one: SignatureVerdict) -> dict[str, object]:
    validity = f"{_day(one.valid_from)} đến {_day(one.valid_until)}"
    proven = f", xác nhận {_said(one.proven_at)}" if one.proven_at else ", theo lời người ký"
    return {
        "name": one.signer or one.field,
        "result": str(one.result),
        "label": one.result.label.lower(),
        "facts": [
            ("Chữ ký của", f"{one.role.label}; {one.unit or 'không ghi cơ quan quản lý'}"),
            ("Thời điểm ký", f"{_said(one.signed_at)}{proven}"),
            ("Tổ chức cấp chứng thư", one.issuer or "không đọc được"),
            ("Chứng thư", f"số hiệu {one.serial}; hiệu lực {validity}"),
            ("Thuật toán, mức", f"{one.algorithm}; {one.level}"),
        ],
        "checks": [_check(check) for check in one.checks],
    }


def _check(one: Check) -> dict[str, str]:
    said = one.result.label.lower()
    return {"label": one.label, "result": str(one.result), "said": said, "reason": one.reason}


def _said(moment: datetime | None) -> str:
    return f"{clock.local(moment):%H:%M:%S %d/%m/%Y}" if moment else "không ghi"


def _day(moment: datetime | None) -> str:
    return f"{clock.local(moment):%d/%m/%Y}" if moment else "không ghi"


def report_xml(verdict: FileVerdict) -> bytes:
    """A validation report in the form of ETSI TS 119 102-2, one part for each signature."""
    spaces = {"vr": _ETSI, "ds": _DS, "xades": _XADES}
    root = etree.Element(f"{{{_ETSI}}}ValidationReport", nsmap=spaces)
    for number, one in enumerate(verdict.signatures, 1):
        part = etree.SubElement(root, f"{{{_ETSI}}}SignatureValidationReport")
        _identify(part, verdict, one, number)
        _status(part, one)
        _attributes(part, one)
        _signer(part, one)
    validator = etree.SubElement(root, f"{{{_ETSI}}}SignatureValidator")
    _text(validator, "DigitalId", "Công Vụ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _text(parent: etree._Element, name: str, value: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{_ETSI}}}{name}")
    made.text = value
    return made


def _identify(
    part: etree._Element, verdict: FileVerdict, one: SignatureVerdict, number: int
) -> None:
    found = etree.SubElement(part, f"{{{_ETSI}}}SignatureIdentifier", id=f"S{number}")
    digest = etree.SubElement(found, f"{{{_ETSI}}}DigestAlgAndValue")
    etree.SubElement(digest, f"{{{_DS}}}DigestMethod", Algorithm=_SHA256)
    value = etree.SubElement(digest, f"{{{_DS}}}DigestValue")
    value.text = verdict.sha256
    _text(found, "HashOnly", "false")
    _text(found, "DocHashOnly", "false")
    _text(found, "UserId", one.field)


def _status(part: etree._Element, one: SignatureVerdict) -> None:
    status = etree.SubElement(part, f"{{{_ETSI}}}SignatureValidationStatus")
    said = _INDICATIONS[one.result]
    _text(status, "MainIndication", f"urn:etsi:019102:mainindication:{said}")
    for check in one.checks:
        if check.result is not Result.VALID:
            why = _sub_indication(check)
            _text(status, "SubIndication", f"urn:etsi:019102:subindication:{why}")
    for check in one.checks:
        data = etree.SubElement(status, f"{{{_ETSI}}}AssociatedValidationReportData")
        extra = etree.SubElement(data, f"{{{_ETSI}}}AdditionalValidationReportData")
        held = etree.SubElement(extra, f"{{{_ETSI}}}ReportData")
        _text(held, "Type", f"urn:congvu:check:{check.name}:{check.result}")
        _text(held, "Value", check.reason)


def _sub_indication(check: Check) -> str:
    if check.name == "revocation" and check.result is Result.INVALID:
        return "REVOKED"
    if check.name == "chain" and check.result is Result.INVALID:
        return "CHAIN_CONSTRAINTS_FAILURE"
    return _WHY.get(check.name, "GENERIC")


def _attributes(part: etree._Element, one: SignatureVerdict) -> None:
    held = etree.SubElement(part, f"{{{_ETSI}}}SignatureAttributes")
    if one.signed_at is not None:
        signing = etree.SubElement(held, f"{{{_ETSI}}}SigningTime", Signed="false")
        _text(signing, "Time", one.signed_at.isoformat())
    if one.proven_at is not None:
        stamped = etree.SubElement(held, f"{{{_ETSI}}}SignatureTimeStamp", Signed="false")
        _text(stamped, "TimeStampValue", one.proven_at.isoformat())


def _signer(part: etree._Element, one: SignatureVerdict) -> None:
    held = etree.SubElement(part, f"{{{_ETSI}}}SignerInformation")
    _text(held, "Signer", one.signer)
    _text(held, "SerialNumber", one.serial)
    _text(held, "Issuer", one.issuer)
    quality = etree.SubElement(part, f"{{{_ETSI}}}SignatureQuality")
    _text(quality, "SignatureQualityInformation", f"urn:etsi:103171:{one.level}")
