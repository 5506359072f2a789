"""Private keys at rest: nobody opens one without the PIN and the installation's master key.

A PIN alone is short, so it is stretched with Argon2id (64 MiB, three passes) and combined by HKDF
with a master key that never stands in the database. What is bound in: owner and certificate.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

STRETCHING = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 1}
"""What guessing a PIN costs (RFC 9106, section 4, the second choice); part of the stored form."""
_SALT, _NONCE = 16, 12
_stretched: ContextVar[dict[tuple[str, bytes], bytes] | None] = ContextVar(
    "stretched", default=None
)


class WrongPin(Exception):  # noqa: N818 - it is an answer, not a fault
    """The PIN (or the master key) does not open this."""


def protect(private_key: bytes, *, pin: str, owner: str, serial: str) -> bytes:
    """PKCS#8 DER encrypted: salt, nonce, AES-256-GCM ciphertext with tag."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    sealed = AESGCM(_key(pin, salt)).encrypt(nonce, private_key, _bound(owner, serial))
    return salt + nonce + sealed


def unprotect(protected: bytes, *, pin: str, owner: str, serial: str) -> bytes:
    """The PKCS#8 DER again; raises `WrongPin`."""
    salt, rest = protected[:_SALT], protected[_SALT:]
    try:
        return AESGCM(_key(pin, salt)).decrypt(rest[:_NONCE], rest[_NONCE:], _bound(owner, serial))
    except InvalidTag:
        raise WrongPin from None


def _key(pin: str, salt: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=_master_key(), info=b"congvu signing key").derive(
        _stretch(pin, salt)
    )


def _stretch(pin: str, salt: bytes) -> bytes:
    remembered = _stretched.get()
    if remembered is not None and (pin, salt) in remembered:
        return remembered[pin, salt]
    made = hash_secret_raw(pin.encode(), salt, **STRETCHING, hash_len=32, type=Type.ID)
    if remembered is not None:
        remembered[pin, salt] = made
    return made


@contextmanager
def remembering() -> Iterator[None]:
    """Stretch each PIN once for the block: for loading, which signs with one key by the dozen."""
    token = _stretched.set({})
    try:
        yield
    finally:
        _stretched.reset(token)


def _bound(owner: str, serial: str) -> bytes:
    return f"{owner}|{serial}".encode()


def _master_key() -> bytes:
    """32 bytes in a file of mode 0600 beside the data; made once, complete or not at all."""
    path = Path(settings.DATA_DIR) / "signing.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f".signing-{secrets.token_hex(8)}")
        descriptor = os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_bytes()
