"""Encryption at rest that streams and is read in ranges.

The form is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over AES-256-GCM: pieces of 64 KiB,
each under a nonce of its number and whether it is the last, with a key of the file's own by HKDF.
So pieces can't be swapped, dropped or cut off, and one can be read without those before it.
"""

from __future__ import annotations

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MAGIC = b"CVS1"
_SALT = 16
_HEADER = len(_MAGIC) + _SALT
PIECE = 64 * 1024
_TAG = 16


def seal(source: BinaryIO, target: BinaryIO, *, key: bytes, name: str) -> None:
    """Write `source` encrypted to `target`; the name (its SHA-256) is bound into the key."""
    salt = os.urandom(_SALT)
    cipher = _cipher(key, salt, name)
    target.write(_MAGIC + salt)
    number, piece = 0, source.read(PIECE)
    while True:
        following = source.read(PIECE) if len(piece) == PIECE else b""
        last = not following
        target.write(cipher.encrypt(_nonce(number, last=last), piece, None))
        if last:
            return
        number, piece = number + 1, following


def open_sealed(source: BinaryIO, *, key: bytes, name: str) -> BinaryIO:
    """The plain content of a sealed one, seekable; `OSError` where it was changed."""
    return io.BufferedReader(_Sealed(source, key, name), PIECE)


def _cipher(key: bytes, salt: bytes, name: str) -> AESGCM:
    derived = HKDF(hashes.SHA256(), 32, salt, b"congvu.files " + name.encode()).derive(key)
    return AESGCM(derived)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class _Sealed(io.RawIOBase):
    """Reads piece by piece; holds the piece read last."""

    def __init__(self, source: BinaryIO, key: bytes, name: str) -> None:
        self.source = source
        header = source.read(_HEADER)
        if len(header) != _HEADER or not header.startswith(_MAGIC):
            raise OSError("not a sealed content")
        self.cipher = _cipher(key, header[len(_MAGIC) :], name)
        body = source.seek(0, os.SEEK_END) - _HEADER
        self.pieces = max(1, -(-body // (PIECE + _TAG)))
        self.size = body - self.pieces * _TAG
        self.place = 0
        self.held = (-1, b"")
        # Only the last piece knows that it is the last: asked first, so that no cut goes unseen.
        self._piece(self.pieces - 1)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self.place, os.SEEK_END: self.size}[whence]
        self.place = max(0, start + offset)
        return self.place

    def tell(self) -> int:
        return self.place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        number, within = divmod(self.place, PIECE)
        if self.place >= self.size:
            return 0
        part = self._piece(number)[within : within + len(buffer)]
        buffer[: len(part)] = part
        self.place += len(part)
        return len(part)

    def _piece(self, number: int) -> bytes:
        if self.held[0] != number:
            self.source.seek(_HEADER + number * (PIECE + _TAG))
            sealed = self.source.read(PIECE + _TAG)
            try:
                nonce = _nonce(number, last=number == self.pieces - 1)
                self.held = (number, self.cipher.decrypt(nonce, sealed, None))
            except InvalidTag as changed:
                raise OSError("the sealed content was changed") from changed
        return self.held[1]

    def close(self) -> None:
        self.source.close()
        super().close()
