"""A signature in words: whose it is, by whom its certificate was given."""

from __future__ import annotations

from datetime import datetime

from asn1crypto.x509 import Certificate
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from congvu.signing.types import SEAL, Check, Result, SignatureVerdict, SignerRole


def role_of(certificate: Certificate) -> SignerRole:
    """An organisation's certificate names its identifier, or the organisation as its subject."""
    subject = certificate.subject.native
    named = subject.get("organization_name") == subject.get("common_name")
    if "organization_identifier" in subject or named:
        return SignerRole.AGENCY
    return SignerRole.PERSON


def described(
    one: EmbeddedPdfSignature,
    certificate: Certificate,
    signed_at: datetime | None,
    checks: tuple[Check, ...],
) -> SignatureVerdict:
    """The certificate's and the signature's facts, with the checks (TT 15/2025, Article 6)."""
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
        code=_one(subject.get("organization_identifier")),
        certificate=certificate.sha256.hex(),
        value=bytes(one.signer_info["signature"].native).hex(),
        digest=one.compute_digest().hex(),
    )


def _name(parts: dict[str, object]) -> str:
    return _one(parts.get("common_name") or parts.get("organization_name"))


def _one(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def failed(field: str) -> SignatureVerdict:
    """Of a field whose signature cannot be read."""
    check = Check(
        "structure", "Cấu trúc chữ ký", Result.INVALID,
        "Chữ ký bị hỏng hoặc không đúng chuẩn nên không xác nhận được.",
    )  # fmt: skip
    role = SignerRole.AGENCY if field == SEAL else SignerRole.PERSON
    return SignatureVerdict(field, role, "", "", "", "", None, None, None, "", (check,))
