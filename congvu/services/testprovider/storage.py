"""What the provider keeps: its key, and codes and tokens that are good once, in one folder."""

from __future__ import annotations

import json
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_NAME_BYTES = 32


class Storage:
    """The provider's memory, shared by all processes that serve it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for kind in ("code", "token"):
            (folder / kind).mkdir(parents=True, exist_ok=True)
        self.key = self._key()

    def _key(self) -> rsa.RSAPrivateKey:
        """Made by whoever comes first; the others read it."""
        path = self._folder / "key.pem"
        if not path.exists():
            made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            mine = self._folder / f"key.{secrets.token_hex(8)}"
            mine.write_bytes(
                made.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
            with suppress(FileExistsError):
                os.link(mine, path)
            mine.unlink()
        found = serialization.load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(found, rsa.RSAPrivateKey)  # noqa: S101 - it was made above
        return found

    def put(self, kind: str, values: dict[str, Any], *, seconds: int) -> str:
        """Keep the values; the name by which `take` gives them."""
        name = secrets.token_urlsafe(_NAME_BYTES)
        text = json.dumps(values | {"until": time.time() + seconds})
        (self._folder / kind / name).write_text(text)
        return name

    def take(self, kind: str, name: str) -> dict[str, Any] | None:
        """The values, once; nothing for what is unknown, taken already, or too old."""
        if not name or "/" in name or "." in name:
            return None
        path = self._folder / kind / name
        try:
            held: dict[str, Any] = json.loads(path.read_text())
            path.unlink()
        except FileNotFoundError:
            return None
        return held if held["until"] > time.time() else None
