"""What a stand-in for an outside system is made of: a small ASGI application with pages of its own.

Stand-ins serve tests and the demo; they share no code with our side of their protocols, so that no
mistake cancels itself out.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
HTML, JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """One request, read to its end; `path` is below the application's root."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))


@dataclass(frozen=True)
class Answer:
    """What goes back: an address to go on to, or a body."""

    body: str = ""
    kind: str = HTML
    status: int = 200
    location: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class StandIn:
    """Serves what lies under `root`; a subclass says in `answer` what."""

    def __init__(self, *, root: str = "") -> None:
        self.root = root

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await _body(receive)
        answer = await asyncio.to_thread(self.answer, self._asked(scope, body))
        headers = [(b"content-type", answer.kind.encode()), (b"cache-control", b"no-store")]
        headers += [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        if answer.location:
            headers.append((b"location", answer.location.encode()))
        status = 303 if answer.location else answer.status
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body.encode()})

    def _asked(self, scope: Scope, body: bytes) -> Asked:
        return Asked(
            method="GET" if scope["method"] == "HEAD" else scope["method"],
            path=scope["path"].removeprefix(self.root),
            query=dict(parse_qsl(scope["query_string"].decode())),
            headers={name.decode().lower(): value.decode() for name, value in scope["headers"]},
            body=body,
        )


async def _body(receive: Receive) -> bytes:
    pieces = []
    while True:
        event = await receive()
        pieces.append(event.get("body", b""))
        if not event.get("more_body"):
            return b"".join(pieces)


class Memory:
    """What a stand-in knows: SQLite in one file, shared by all processes that serve it; it survives
    their being killed. `tables` are made where they are not there yet.
    """

    def __init__(self, path: Path, tables: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with self.open() as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.executescript(tables)

    def open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, isolation_level=None, timeout=10)


def page(title: str, body: str, *, root: str) -> str:
    """A page in the stand-in's own plain dress (`STYLE` under `root`), unlike ours."""
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{escape(root)}/kieu.css">'
        f"</head><body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


STYLE = """
body { font: 1rem/1.5 sans-serif; margin: 0 auto; max-width: 32rem; padding: 1rem; color: #1b1b1b;
  background: #fff; }
h1 { font-size: 1.4rem; }
button { font: inherit; width: 100%; padding: .75rem; margin: .25rem 0; border: 2px solid #5b2a86;
  background: #fff; color: #4a1f70; text-align: left; }
button[value=pay] { background: #5b2a86; color: #fff; }
.note { border-left: 4px solid #5b2a86; padding-left: .75rem; }
"""


class Beside:
    """Hands what lies under a stand-in's root to it, all else to the product.

    `made` makes each when it is first asked for.
    """

    def __init__(self, product: Any, made: dict[str, Callable[[], Any]]) -> None:
        self._product = product
        self._made = made
        self._served: dict[str, Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "") if scope["type"] == "http" else ""
        for root, make in self._made.items():
            if path.startswith(f"{root}/"):
                if root not in self._served:
                    self._served[root] = make()
                await self._served[root](scope, receive, send)
                return
        await self._product(scope, receive, send)
