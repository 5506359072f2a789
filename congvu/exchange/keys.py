"""The installation's own key: it signs packets, receipts and requests.

It stands in the data folder, mode 0600, made at the first use; an operator puts the key and the
certificate that an authority has issued in its place (`exchange.key`, `exchange.pem`).
"""

from __future__ import annotations

import functools
import hashlib
import os
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings

from congvu.core import clock
from congvu.exchange.edxml import Signer
from congvu.exchange.edxml.signature import PrivateKey

_YEARS = timedelta(days=5 * 365)


def own_signer() -> Signer:
    """The installation's key and certificate; made once, complete or not at all."""
    folder = Path(settings.DATA_DIR)
    if not (folder / "exchange.pem").exists():
        _make(folder)
    return _opened((folder / "exchange.key").read_bytes(), (folder / "exchange.pem").read_bytes())


def self_issued(key: PrivateKey, *, name: str) -> Signer:
    """The key with a certificate that it issues to itself: partners register it as it is."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
        ]
    )
    now = clock.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Signer(key, certificate)


def fingerprint(der: bytes) -> str:
    """How people compare certificates: SHA-256 in hex."""
    return hashlib.sha256(der).hexdigest()


def certificate_der(signer: Signer) -> bytes:
    return signer.certificate.public_bytes(serialization.Encoding.DER)


def _make(folder: Path) -> None:
    """The certificate comes last: where it stands, the key stands."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / "exchange.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        os.lockf(lock, os.F_LOCK, 0)
        if (folder / "exchange.pem").exists():
            return
        made = self_issued(ec.generate_private_key(ec.SECP256R1()), name=settings.BASE_URL)
        secret = made.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        _write(folder / "exchange.key", secret)
        _write(folder / "exchange.pem", made.certificate.public_bytes(serialization.Encoding.PEM))
    finally:
        os.close(lock)


def _write(path: Path, content: bytes) -> None:
    part = path.with_suffix(f"{path.suffix}.part")
    descriptor = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@functools.lru_cache(maxsize=2)
def _opened(key: bytes, certificate: bytes) -> Signer:
    private = serialization.load_pem_private_key(key, None)
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise TypeError("exchange.key must be an RSA or an elliptic curve key")
    return Signer(private, x509.load_pem_x509_certificate(certificate))


def own_certificate_pem() -> bytes:
    """What the other side registers."""
    return own_signer().certificate.public_bytes(serialization.Encoding.PEM)
