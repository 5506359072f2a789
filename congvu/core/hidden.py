"""Secrets of outside systems at rest: AES-256-GCM under a key from the installation's own."""

from __future__ import annotations

import base64
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def hide(secret: str, *, purpose: str) -> str:
    """The secret as the database keeps it; an empty one stays empty. Each purpose has its key."""
    if not secret:
        return ""
    nonce = os.urandom(12)
    sealed = AESGCM(_key(purpose)).encrypt(nonce, secret.encode(), None)
    return base64.b64encode(nonce + sealed).decode()


def show(hidden: str, *, purpose: str) -> str:
    """The secret again."""
    if not hidden:
        return ""
    content = base64.b64decode(hidden)
    return AESGCM(_key(purpose)).decrypt(content[:12], content[12:], None).decode()


def _key(purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(
        settings.SECRET_KEY.encode()
    )
