"""One request, read to its end, and one answer."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass
class Asked:
    """One request; files that came with it lie on disk, by the names of their parts."""

    method: str
    path: str
    headers: dict[str, str]
    query: dict[str, str]
    body: bytes
    files: dict[str, Path] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Raw:
    """An answer that is a file."""

    content: bytes


async def read(scope: Scope, receive: Receive) -> Asked:
    headers = {name.decode().lower(): _header(value) for name, value in scope["headers"]}
    pieces = []
    while True:
        event = await receive()
        pieces.append(event.get("body", b""))
        if not event.get("more_body"):
            break
    body = b"".join(pieces)
    query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
    asked = Asked(scope["method"], scope["path"], headers, query, body)
    if found := re.search("boundary=([^;]+)", headers.get("content-type", "")):
        _split(asked, b"--" + found[1].strip('"').encode())
    return asked


def _header(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _split(asked: Asked, boundary: bytes) -> None:
    """The parts of `multipart/form-data` (RFC 7578): files, and fields."""
    for part in asked.body.split(boundary)[1:-1]:
        head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        named = re.search(rb'[ ;]name="([^"]+)"', head)
        if named and b"filename=" in head:
            with tempfile.NamedTemporaryFile(prefix="axis-", delete=False) as file:
                file.write(content)
            asked.files[named[1].decode()] = Path(file.name)
        elif named:
            asked.fields[named[1].decode()] = content.decode()
    asked.body = b""


async def answer(
    send: Send, status: int, found: dict[str, Any] | Raw, *, cut: bool = False
) -> None:
    """JSON or a file; a cut answer says how long it is and stops halfway."""
    if isinstance(found, Raw):
        kind, content = b"application/octet-stream", found.content
    else:
        kind = b"application/json; charset=utf-8"
        content = json.dumps(found, ensure_ascii=False).encode()
    headers = [(b"content-type", kind), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    body = content[: len(content) // 2] if cut else content
    await send({"type": "http.response.body", "body": body, "more_body": cut})


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
