"""Compact signatures over JSON (RFC 7515) by the installations' own keys: receipts and requests.

`kid` is the SHA-256 of the signer's certificate; the key is that of the certificate which the
verifier has registered, and the algorithm is that key's own, whatever the header says.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from congvu.exchange.edxml import Signer
from congvu.exchange.keys import certificate_der, fingerprint

_LONGEST = 16 * 1024


class BadSignature(Exception):  # noqa: N818 - it is an answer, not a fault
    """Not a signature, or not by this certificate."""


def sign(payload: dict[str, Any], signer: Signer) -> str:
    """The payload as a compact JWS."""
    rsa_key = isinstance(signer.key, rsa.RSAPrivateKey)
    header = {"alg": "RS256" if rsa_key else "ES256", "kid": fingerprint(certificate_der(signer))}
    signed = f"{_text(header)}.{_text(payload)}"
    return f"{signed}.{_encode(signer.sign(signed.encode()))}"


def key_id(token: str) -> str:
    """Whose signature it claims to be, before anything is believed."""
    return str(_json(_parts(token)[0]).get("kid", ""))


def verify(token: str, certificate: bytes, *, longest: int = _LONGEST) -> dict[str, Any]:
    """The payload, if the certificate's key signed it; raises `BadSignature`."""
    header, payload, signature = _parts(token, longest)
    key = x509.load_der_x509_certificate(certificate).public_key()
    signed, value = f"{header}.{payload}".encode(), _decode(signature)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            half = len(value) // 2
            r, s = int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
            key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
        else:
            raise BadSignature
    except (InvalidSignature, ValueError) as wrong:
        raise BadSignature from wrong
    return _json(payload)


def _parts(token: str, longest: int = _LONGEST) -> list[str]:
    parts = token.split(".")
    if len(parts) != 3 or len(token) > longest:
        raise BadSignature
    return parts


def _text(value: dict[str, Any]) -> str:
    return _encode(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise BadSignature from wrong


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(_decode(text))
    except ValueError as wrong:
        raise BadSignature from wrong
    if not isinstance(found, dict):
        raise BadSignature
    return found
