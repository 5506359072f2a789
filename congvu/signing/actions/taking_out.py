"""A held key leaves as a .p12: its owner's own, by the PIN, under a password of its own."""

from __future__ import annotations

import base64

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    KeySerializationEncryption,
    PrivateFormat,
    load_der_private_key,
    pkcs12,
)

from congvu.core.actions import command
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.signing import policy
from congvu.signing.actions import open_key
from congvu.signing.models import HeldKey
from congvu.signing.protection import unprotect
from congvu.signing.providers.held import accepted

SHORTEST, _DIFFERENT = 12, 6
_ROUNDS = 600_000  # OWASP's figure for PBKDF2 with SHA-256
_ELSEWHERE = "Khóa này không nằm trên hệ thống nên không xuất ra tệp được."


def take_out(key: HeldKey, *, pin: str, password: str, actor: Appointment) -> bytes:
    """The key, its certificate and those above it as PKCS#12 (RFC 7292), AES-256 by PBES2.

    The PIN is asked as at signing (`Refused`, five times at most); a short password is refused.
    The key stays in use here; that it was taken out stands in the journal.
    """
    if key.elsewhere:
        raise Refused(_ELSEWHERE, field="pin")
    if len(password) < SHORTEST or len(set(password)) < _DIFFERENT:
        raise Refused(
            f"Mật khẩu của tệp cần ít nhất {SHORTEST} ký tự, không lặp đi lặp lại vài ký tự.",
            field="password",
        )
    open_key(key, pin=pin, actor=actor)
    return _pack(key, pin=pin, password=password, actor=actor)


@command("Xuất khóa ký ra tệp .p12", who=policy.may_take_out)
def _pack(key: HeldKey, *, pin: str, password: str, actor: Appointment) -> bytes:
    der = unprotect(bytes(key.protected), pin=pin, owner=key.owner, serial=key.serial)
    return pkcs12.serialize_key_and_certificates(
        key.subject.encode(),
        accepted(load_der_private_key(der, None)),
        x509.load_der_x509_certificate(bytes(key.certificate)),
        [x509.load_der_x509_certificate(base64.b64decode(one)) for one in key.chain],
        _locked(password),
    )


def _locked(password: str) -> KeySerializationEncryption:
    return (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(password.encode())
    )
