"""Another installation of the product: signed requests, pieces that go on where they stopped.

Each request carries `Authorization: Congvu <JWS>`; the JWS names method, path, the SHA-256 of the
body, the place of the piece and the moment, signed by the installation's own key, whose certificate
the other side has registered. The last piece is answered with a signed receipt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import httpx

from congvu.core import clock
from congvu.core.outside import Unreachable, json_of
from congvu.exchange import jws
from congvu.exchange.keys import own_signer
from congvu.exchange.models import Line
from congvu.exchange.providers.base import Opener, Provider, Trouble, ask, rejected
from congvu.exchange.types import Accepted, Parcel

PIECE = 4 * 1024 * 1024
SEVERAL = 20
"""Small packets travel together, at most so many, and no more than a piece holds."""
SCHEME = "Congvu"
_READ = 128 * 1024
_LONGEST = 4 * 1024 * 1024


class _Piece:
    """A piece of an open file as the body of a request: read while it is sent, never held whole."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file, self._start, self.size = file, start, size

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self._start)
        left = self.size
        while some := self._file.read(min(left, _READ)):
            left -= len(some)
            yield some


def _digest_of(body: bytes | _Piece) -> str:
    digest = hashlib.sha256()
    for some in body if isinstance(body, _Piece) else (body,):
        digest.update(some)
    return digest.hexdigest()


class Installation(Provider):
    """See the module. Small packets are one request, which one of them can break for all."""

    widest = begins = SEVERAL
    alone_after = 1

    def __init__(self, line: Line) -> None:
        self._base = line.address.rstrip("/")
        self._certificate = bytes(line.certificate or b"")

    def send(self, parcel: Parcel, opened: Opener) -> Accepted:
        """See the base: first the place is asked where a large one stopped."""
        path = f"/lien-thong/nhan/{parcel.sha256}/"
        start = 0
        if parcel.size > PIECE:
            answer = self._ask("GET", path)
            if answer.status_code == 200:
                return self._accepted(answer.text, parcel)
            start = self._offset(answer)
        with opened() as file:
            while True:
                piece = _Piece(file, start, min(PIECE, parcel.size - start))
                place = f"bytes {start}-{start + piece.size - 1}/{parcel.size}"
                digest = parcel.sha256 if piece.size == parcel.size else ""
                answer = self._ask("PUT", path, body=piece, place=place, digest=digest)
                if answer.status_code == 200:
                    return self._accepted(answer.text, parcel)
                start = self._offset(answer)

    def send_several(self, parcels: Sequence[tuple[Parcel, Opener]]) -> list[Accepted | Trouble]:
        """One signed request: a line of JSON with hash and size of each, then the packets.

        It is answered with a signed receipt for each, or why it is refused. A single one is sent as
        it is.
        """
        if len(parcels) == 1:
            return super().send_several(parcels)
        named = [[parcel.sha256, parcel.size] for parcel, _ in parcels]
        body = bytearray(json.dumps(named, separators=(",", ":")).encode() + b"\n")
        for _, opened in parcels:
            with opened() as file:
                body += file.read()
        answer = self._ask("PUT", "/lien-thong/nhan/", body=bytes(body))
        told = json_of(answer)
        if answer.status_code != 200:
            raise Unreachable(
                str(told.get("words") or "Hệ thống bên kia không nhận nhiều gói tin.")
            )
        return self._answers(told.get("packets"), [parcel for parcel, _ in parcels])

    def _answers(self, told: object, parcels: Sequence[Parcel]) -> list[Accepted | Trouble]:
        if not isinstance(told, list) or len(told) != len(parcels):
            raise Unreachable("Trả lời của hệ thống bên kia không đủ cho các gói tin đã gửi.")
        return [
            self._accepted(str(one["receipt"]), parcel)
            if "receipt" in one
            else rejected(one.get("fault", 0), one.get("words"))
            for one, parcel in zip(told, parcels, strict=True)
        ]

    def compare(self, after: int) -> list[dict[str, Any]]:
        """What the other side has of ours, a page of it behind its row `after`."""
        answer = self._ask("GET", f"/lien-thong/doi-chieu/nhan/{after}/")
        if answer.status_code != 200:
            raise Unreachable(f"Không đối chiếu được (HTTP {answer.status_code}).")
        rows = self._signed(answer.text).get("rows")
        return rows if isinstance(rows, list) else []

    def _ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes | _Piece = b"",
        place: str = "",
        digest: str = "",
    ) -> httpx.Response:
        address = self._base + path
        claim = {
            "method": method,
            "path": urlsplit(address).path,
            "sha256": digest or _digest_of(body),
            "range": place,
            "at": int(clock.now().timestamp()),
        }
        headers = {"Authorization": f"{SCHEME} {jws.sign(claim, own_signer())}"}
        if isinstance(body, _Piece):
            headers |= {"Content-Range": place, "Content-Type": "application/octet-stream"}
            headers |= {"Content-Length": str(body.size)}
        return ask(method, address, content=body, headers=headers)

    def _offset(self, answer: httpx.Response) -> int:
        """Where to go on; a refusal is raised."""
        found = json_of(answer)
        if answer.status_code in {202, 404} and isinstance(found.get("offset"), int):
            return int(found["offset"])
        raise rejected(found.get("fault", 0), found.get("words"))

    def _accepted(self, told: str, parcel: Parcel) -> Accepted:
        receipt = self._signed(told)
        if receipt.get("sha256") != parcel.sha256:
            raise Unreachable("Giấy báo nhận không phải của gói tin này.")
        at = datetime.fromisoformat(str(receipt["at"]))
        return Accepted(str(receipt["id"]), told, at)

    def _signed(self, told: str) -> dict[str, Any]:
        try:
            return jws.verify(told, self._certificate, longest=_LONGEST)
        except jws.BadSignature as wrong:
            raise Unreachable("Chữ ký trả lời của hệ thống bên kia không đúng.") from wrong
