"""What stands in for the program of a USB token: its websocket messages, with a software key.

One connection for each operation (`/SignApproved`): one JSON message comes in, the file that it
names is fetched, signed and posted to where it says, one JSON reply goes out. `manner` says how it
behaves; `asked` keeps what it was asked.
"""

from __future__ import annotations

import json
import threading
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.server import ServerConnection, serve

from congvu.signing.tests.token import Token, note_put, updated

# What the program says when nothing comes of it; its numbers are its own.
NO_SIGNING = {
    "cancelled": "Người dùng đã hủy thao tác ký.",
    "wrong pin": "Mã PIN không đúng.",
    "no token": "Không tìm thấy USB token.",
}
_SECONDS = 30


@dataclass
class TokenProgram:
    """The program with its token; `other` is another one that may be plugged in by mistake."""

    token: Token
    other: Token
    manner: str = ""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)

    def hear(self, connection: ServerConnection) -> None:
        """One message and its reply; for `silent` none, for `slow` not before it may go on."""
        assert connection.request is not None
        message = json.loads(connection.recv(timeout=_SECONDS))
        operation = connection.request.path.strip("/")
        self.asked.append((operation, message))
        if self.manner == "silent":
            return
        if self.manner == "slow":
            self.go_on.wait(_SECONDS)
        connection.send(json.dumps(self.reply(operation, message)))

    def reply(self, operation: str, message: dict[str, Any]) -> dict[str, Any]:
        """`Status` is 0 where the file has been signed and was taken."""
        if operation != "SignApproved":
            return self._said(404, "Thao tác không được hỗ trợ.")
        if self.manner in NO_SIGNING:
            return self._said(1, NO_SIGNING[self.manner])
        with urllib.request.urlopen(message["FileName"], timeout=_SECONDS) as answer:  # noqa: S310
            given = answer.read()
        taken = _post(message["FileUploadHandler"], self._signed(given))
        return self._said(0 if taken["Status"] else 500, taken["Message"], taken["FileServer"])

    def _signed(self, given: bytes) -> bytes:
        if self.manner == "another token":
            return self.other.sign(given)
        signed = self.token.sign(given)
        return updated(signed, note_put) if self.manner == "changes" else signed

    def _said(self, status: int, words: str, server: str = "") -> dict[str, Any]:
        return {
            "Status": status,
            "Message": words,
            "FileName": "",
            "FileServer": server,
            "DocumentNumber": "",
            "DocumentDate": "",
        }


def _post(address: str, content: bytes) -> dict[str, Any]:
    """As the program posts: a form with one file, `uploadfile`; no cookies."""
    border = uuid.uuid4().hex
    head = (
        f'--{border}\r\nContent-Disposition: form-data; name="uploadfile"; '
        'filename="van-ban.signed.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    request = urllib.request.Request(  # noqa: S310 - the product's own
        address,
        head.encode() + content + f"\r\n--{border}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={border}"},
    )
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
        said: dict[str, Any] = json.loads(answer.read())
    return said


@contextmanager
def listening(program: TokenProgram, address: str) -> Iterator[TokenProgram]:
    """The program at its address (`ws://127.0.0.1:port`) until the block ends."""
    port = urlsplit(address).port
    with serve(program.hear, "127.0.0.1", port) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield program
        program.go_on.set()
        server.shutdown()
        thread.join(10)
