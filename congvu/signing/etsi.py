"""A verdict for machines: the validation report of ETSI TS 119 102-2 (1.2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pyhanko.generated.etsi import ts_11910202 as vr
from pyhanko.generated.etsi.xades import DigestAlgAndValueType
from pyhanko.generated.w3c.xmldsig_core import DigestMethod, DigestValue, SignatureValue
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig
from xsdata.models.datatype import XmlDateTime

from congvu.signing.types import Check, FileVerdict, Result, SignatureVerdict

_SPACES = {
    "vr": "http://uri.etsi.org/19102/v1.2.1#",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "xades": "http://uri.etsi.org/01903/v1.3.2#",
    "xs": "http://www.w3.org/2001/XMLSchema",
}
_DIGESTS = {
    "SHA1": "http://www.w3.org/2000/09/xmldsig#sha1",
    "SHA224": "http://www.w3.org/2001/04/xmldsig-more#sha224",
    "SHA256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "SHA384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "SHA512": "http://www.w3.org/2001/04/xmlenc#sha512",
}
_INDICATIONS = {
    Result.VALID: "total-passed",
    Result.INVALID: "total-failed",
    Result.UNKNOWN: "indeterminate",
}
_PROCESSES = {"B-B": "Basic", "B-T": "LTVM", "B-LT": "LTVM", "B-LTA": "LTA"}
# Which sub-indication (ETSI EN 319 102-1, tables 5 and 6) a check of ours stands for when it fails.
_WHY = {
    "integrity": "HASH_FAILURE",
    "signature": "SIG_CRYPTO_FAILURE",
    "algorithm": "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    "coverage": "FORMAT_FAILURE",
    "trailing": "FORMAT_FAILURE",
    "structure": "FORMAT_FAILURE",
    "time": "OUT_OF_BOUNDS_NOT_REVOKED",
    "chain": "NO_CERTIFICATE_CHAIN_FOUND",
    "revocation": "TRY_LATER",
    "role": "SIG_CONSTRAINTS_FAILURE",
    "stamp": "NO_POE",
}


def report_xml(verdict: FileVerdict, certificates: Mapping[str, bytes] | None = None) -> bytes:
    """One part for each signature; `certificates` are DER by SHA-256, others stand by their digest.

    What concerns the whole file is said of the last signature, which answers for the whole.
    """
    known = certificates or {}
    last = len(verdict.signatures)
    parts = [
        _signature(one, verdict, number, verdict.checks if number == last else ())
        for number, one in enumerate(verdict.signatures, 1)
    ]
    named = sorted({one.certificate for one in verdict.signatures if one.certificate} | {*known})
    objects = [_certificate(sha256, known.get(sha256)) for sha256 in named]
    report = vr.ValidationReport(
        signature_validation_report=tuple(parts),
        signature_validation_objects=(
            vr.ValidationObjectListType(validation_object=tuple(objects)) if objects else None
        ),
    )
    writer = XmlSerializer(config=SerializerConfig(indent="  ", encoding="UTF-8"))
    return writer.render(report, ns_map=_SPACES).encode()


def _signature(
    one: SignatureVerdict, verdict: FileVerdict, number: int, of_the_file: tuple[Check, ...]
) -> vr.SignatureValidationReportType:
    return vr.SignatureValidationReportType(
        signature_identifier=vr.SignatureIdentifierType(
            signature_value=SignatureValue(bytes.fromhex(one.value)) if one.value else None,
            hash_only=False,
            doc_hash_only=False,
            id=f"S{number}",
        ),
        validation_time_info=_times(one, verdict.checked_at),
        signers_document=_document(one),
        signature_attributes=_attributes(one),
        signer_information=_signer(one),
        signature_quality=vr.SignatureQualityType(
            signature_quality_information=(f"urn:etsi:319142-1:{one.level}",)
        ),
        signature_validation_process=vr.SignatureValidationProcessType(
            signature_validation_process_id="urn:etsi:019102:validationprocess:"
            + _PROCESSES.get(one.level, "Basic")
        ),
        signature_validation_status=_status((*one.checks, *of_the_file)),
    )


def _times(one: SignatureVerdict, checked_at: datetime | None) -> vr.ValidationTimeInfoType | None:
    if checked_at is None:
        return None
    best = one.proven_at or checked_at
    kind = "urn:etsi:019102:poetype:" + ("validation" if one.proven_at else "provided")
    return vr.ValidationTimeInfoType(
        validation_time=XmlDateTime.from_datetime(checked_at),
        best_signature_time=vr.POEType(poetime=XmlDateTime.from_datetime(best), type_of_proof=kind),
    )


def _document(one: SignatureVerdict) -> vr.SignersDocumentType | None:
    """By the digest of the bytes that the signature covers."""
    method = _DIGESTS.get(one.algorithm.rpartition(" ")[2])
    if not one.digest or method is None:
        return None
    return vr.SignersDocumentType(digest_alg_and_value=_digest(method, one.digest))


def _digest(method: str, digits: str) -> DigestAlgAndValueType:
    return DigestAlgAndValueType(
        digest_method=DigestMethod(method), digest_value=DigestValue(bytes.fromhex(digits))
    )


def _attributes(one: SignatureVerdict) -> vr.SignatureAttributesType:
    said, proven = one.signed_at, one.proven_at
    return vr.SignatureAttributesType(
        signing_time=(
            (vr.SASigningTimeType(signed=True, time=XmlDateTime.from_datetime(said)),)
            if said
            else ()
        ),
        signature_time_stamp=(
            (vr.SATimestampType(signed=False, time_stamp_value=XmlDateTime.from_datetime(proven)),)
            if proven
            else ()
        ),
    )


def _signer(one: SignatureVerdict) -> vr.SignerInformationType | None:
    if not one.certificate:
        return None
    return vr.SignerInformationType(
        signer_certificate=vr.VOReferenceType(voreference=(_name(one.certificate),)),
        signer=one.signer,
    )


def _status(checks: tuple[Check, ...]) -> vr.ValidationStatusType:
    """Our checks, each with its reason, among what led to the indication."""
    results = [check.result for check in checks]
    worst = next((one for one in (Result.INVALID, Result.UNKNOWN) if one in results), Result.VALID)
    amiss = [check for check in checks if check.result is worst is not Result.VALID]
    why = dict.fromkeys(map(_sub_indication, amiss))
    reasons = tuple(
        vr.TypedDataType(
            type_value=f"urn:congvu:check:{check.name}:{check.result}", value=check.reason
        )
        for check in checks
    )
    return vr.ValidationStatusType(
        main_indication=f"urn:etsi:019102:mainindication:{_INDICATIONS[worst]}",
        sub_indication=tuple(f"urn:etsi:019102:subindication:{one}" for one in why),
        associated_validation_report_data=(
            vr.ValidationReportDataType(
                additional_validation_report_data=vr.AdditionalValidationReportDataType(reasons)
            ),
        ),
    )


def _sub_indication(check: Check) -> str:
    if check.name == "revocation" and check.result is Result.INVALID:
        return "REVOKED"
    if check.name == "chain" and check.result is Result.INVALID:
        return "CHAIN_CONSTRAINTS_FAILURE"
    return _WHY.get(check.name, "GENERIC")


def _certificate(sha256: str, der: bytes | None) -> vr.ValidationObjectType:
    held = (
        vr.ValidationObjectRepresentationType(base64=der)
        if der is not None
        else vr.ValidationObjectRepresentationType(
            digest_alg_and_value=_digest(_DIGESTS["SHA256"], sha256)
        )
    )
    return vr.ValidationObjectType(
        id=_name(sha256),
        object_type="urn:etsi:019102:validationObject:certificate",
        validation_object_representation=held,
    )


def _name(sha256: str) -> str:
    return f"C-{sha256}"
