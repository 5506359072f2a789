"""A certificate authority of our own, for the demo installation and for tests only.

Root, subordinate and leaf certificates as RFC 5280 wants them; kept in the data folder. People and
agencies of a real installation bring certificates of the Government's authority.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from congvu.core import clock
from congvu.signing.providers.held import PrivateKey, accepted

_FILES = ("root.pem", "root.key", "sub.pem", "sub.key")
_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Authority:
    """Both levels of the authority, with the subordinate's key, which signs the leaves."""

    root: x509.Certificate
    root_key: PrivateKey
    sub: x509.Certificate
    sub_key: PrivateKey


@dataclass(frozen=True)
class Issued:
    """A leaf with its new private key, and the chain without the root, as DER."""

    certificate: x509.Certificate
    key: PrivateKey
    chain: tuple[bytes, ...]


def make_authority(*, curve: bool = False) -> Authority:
    """A new authority; RSA-2048, or P-256 with `curve`."""
    root_key, sub_key = new_key(curve=curve), new_key(curve=curve)
    root_name = _name("Chứng thực trình diễn Công Vụ", unit="Chỉ dùng để trình diễn")
    sub_name = _name("Chứng thực trình diễn Công Vụ 1", unit="Chỉ dùng để trình diễn")
    # In force for a while: the demo's documents were signed before it was loaded.
    since = clock.now() - _YEAR
    root = _certificate(root_name, root_key, root_name, root_key, ca_depth=1, since=since, years=20)
    sub = _certificate(sub_name, sub_key, root_name, root_key, ca_depth=0, since=since, years=15)
    return Authority(root, root_key, sub, sub_key)


def ensure_demo_authority(folder: Path) -> Authority:
    """The authority kept in the folder (mode 0700), made at the first call."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / _FILES[-1]).exists():
        made = make_authority()
        contents = (
            _pem(made.root),
            _key_pem(made.root_key),
            _pem(made.sub),
            _key_pem(made.sub_key),
        )
        for file, content in zip(_FILES, contents, strict=True):
            _write(folder / file, content)
    return _opened(*((folder / file).read_bytes() for file in _FILES))


@functools.lru_cache(maxsize=1)
def _opened(root: bytes, root_key: bytes, sub: bytes, sub_key: bytes) -> Authority:
    """Kept in memory: looking whether an RSA key is sound costs a tenth of a second."""
    return Authority(
        x509.load_pem_x509_certificate(root),
        accepted(serialization.load_pem_private_key(root_key, None)),
        x509.load_pem_x509_certificate(sub),
        accepted(serialization.load_pem_private_key(sub_key, None)),
    )


def issue_certificate(  # noqa: PLR0913 - a certificate says all of this, each by its name
    authority: Authority,
    *,
    name: str,
    organisation: str,
    title: str = "",
    organisation_code: str = "",
    curve: bool = False,
    since: datetime | None = None,
    years: int = 5,
    extensions: Sequence[x509.ExtensionType] = (),
) -> Issued:
    """A certificate for a person, or (with `organisation_code`) for an organisation.

    `extensions` are added; what a key is used for (`ExtendedKeyUsage`) is critical.
    """
    key = new_key(curve=curve)
    subject = _name(name, organisation=organisation, unit=title, code=organisation_code)
    leaf = _certificate(
        subject,
        key,
        authority.sub.subject,
        authority.sub_key,
        since=since,
        years=years,
        extensions=extensions,
    )
    return Issued(leaf, key, (authority.sub.public_bytes(serialization.Encoding.DER),))


def make_lists(authority: Authority, *, revoked: dict[int, datetime] | None = None) -> list[bytes]:
    """Both levels' revocation lists (DER), for a year; `revoked`: leaf serials and moments."""
    now = clock.now()

    def build(issuer: x509.Certificate, key: PrivateKey, entries: dict[int, datetime]) -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.subject)
            .last_update(now - timedelta(minutes=5))
            .next_update(now + _YEAR)
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        )
        for serial, moment in entries.items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    return [
        build(authority.root, authority.root_key, {}),
        build(authority.sub, authority.sub_key, revoked or {}),
    ]


def new_key(*, curve: bool = False) -> PrivateKey:
    """RSA-2048 or P-256."""
    if curve:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common: str, *, organisation: str = "", unit: str = "", code: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    for kind, value in (
        (NameOID.ORGANIZATION_NAME, organisation or "Công Vụ"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.ORGANIZATION_IDENTIFIER, code),
        (NameOID.COMMON_NAME, common),
    ):
        if value:
            parts.append(x509.NameAttribute(kind, value[:64]))
    return x509.Name(parts)


def _certificate(
    subject: x509.Name,
    key: PrivateKey,
    issuer: x509.Name,
    issuer_key: PrivateKey,
    *,
    ca_depth: int | None = None,
    since: datetime | None = None,
    years: int,
    extensions: Sequence[x509.ExtensionType] = (),
) -> x509.Certificate:
    start = since or clock.now() - timedelta(days=1)
    ca = ca_depth is not None
    usage = x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + years * _YEAR)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=ca_depth), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    for one in extensions:
        builder = builder.add_extension(one, critical=isinstance(one, x509.ExtendedKeyUsage))
    return builder.sign(issuer_key, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
