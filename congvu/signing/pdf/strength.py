"""Whether algorithms and keys are strong enough (TT 15/2025/TT-BKHCN, Annex I)."""

from __future__ import annotations

from asn1crypto.x509 import Certificate
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from congvu.signing.types import Check, Result

_WEAK = {"md2", "md5", "sha1"}
_LEAST = {"rsa": 2048, "rsassa_pss": 2048, "ec": 256}  # bits
_NAMES = {"rsa": "RSA", "rsassa_pss": "RSA", "ec": "ECDSA"}


def strength(one: EmbeddedPdfSignature) -> Check:
    """Digest and key of the signature and of the certificates with it, but for the root's own."""
    lacks = _weak_digest("Chữ ký", one.md_algorithm) or _weak_key("Khóa ký", one.signer_cert)
    above = [cert for cert in one.other_embedded_certs if cert.self_signed == "no"]
    for words, certificate in (
        ("Chứng thư", one.signer_cert),
        *(("Chứng thư cấp trên", certificate) for certificate in above),
    ):
        lacks = lacks or _weak_digest(words, certificate.hash_algo) or _weak_key(words, certificate)
    return Check(
        "algorithm",
        "Thuật toán",
        Result.UNKNOWN if lacks else Result.VALID,
        lacks or "Thuật toán và độ dài khóa đạt yêu cầu.",
    )


def _weak_digest(words: str, name: str) -> str:
    if name not in _WEAK:
        return ""
    return f"{words} dùng hàm băm {name.upper()} không còn đủ an toàn (cần SHA-2 hoặc SHA-3)."


def _weak_key(words: str, certificate: Certificate) -> str:
    key = certificate.public_key
    least = _LEAST.get(key.algorithm, 0)
    if not least or key.bit_size >= least:
        return ""
    name = _NAMES[key.algorithm]
    return f"{words} dài {key.bit_size} bit, ngắn hơn mức an toàn ({name} từ {least} bit)."
