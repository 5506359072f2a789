"""Sending stored bytes to a browser, in ranges, at flat memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

_CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


def send_file(
    request: HttpRequest,
    file: BinaryIO,
    *,
    size: int,
    name: str,
    media_type: str,
    download: bool = False,
) -> HttpResponseBase:
    """The open file as an answer; `Range` requests (RFC 9110, section 14) get their part.

    Shown in the page unless `download`; the name travels as RFC 6266 has it.
    """
    found = _asked(request)
    start, end = 0, size - 1
    status = 200
    if found and size:
        start = int(found[1]) if found[1] else max(0, size - int(found[2]))
        end = min(size - 1, int(found[2])) if found[1] and found[2] else size - 1
        if start > end:
            file.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        status = 206
    response = StreamingHttpResponse(
        _slices(file, start, end + 1 - start), status=status, content_type=media_type
    )
    response["Content-Length"] = str(end + 1 - start)
    response["Accept-Ranges"] = "bytes"
    kind = "attachment" if download else "inline"
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-cache"
    if status == 206:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _asked(request: HttpRequest) -> re.Match[str] | None:
    """The one range that a GET asks for; anything else is answered with the whole (14.2).

    No validators are sent, so that no `If-Range` can hold (13.1.5).
    """
    if request.method != "GET" or "If-Range" in request.headers:
        return None
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    return found if found and (found[1] or found[2]) else None


def _slices(file: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = length
        while left > 0:
            piece = file.read(min(_CHUNK, left))
            if not piece:
                return
            left -= len(piece)
            yield piece
