"""Signing files that `preparing` prepared, without a PDF library.

pyHanko reads a file's objects, compares and writes them: many milliseconds where the key's own
operation takes a quarter of one. What a prepared file ends with is known here to the letter, so
only its last tables are read and the new revision is written as text, as pyHanko would write it.
Whatever is not exactly as expected is `Unfit`: then pyHanko does it, or says in words why not.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from binascii import hexlify
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

from congvu.core import clock
from congvu.signing.pdf.cms import Signer
from congvu.signing.pdf.lettering import ITALIC, UPRIGHT, Face, text_content
from congvu.signing.pdf.pictures import CachedImage, cached
from congvu.signing.types import DAY, LEADER, MONTH, NUMBER, SEAL

_REVISIONS = 6  # at most so many are looked through for the fields
_LARGEST_OBJECT, _LARGEST_TRAILER = 8_000, 3_000
_END = re.compile(rb"startxref\n(\d+)\n%%EOF\n\Z")
_RUN = re.compile(rb"(\d{1,9}) (\d{1,9})\n")
_ROW = len(b"0000000000 00000 n \n")
_TRAILER = re.compile(rb"trailer\n<<\n(.{,2000}?)>>\nstartxref\n", re.DOTALL)
_SIZE, _PREVIOUS = re.compile(rb"/Size (\d+)\n"), re.compile(rb"/Prev (\d+)\n")
_IDS = re.compile(rb"/ID \[ <([0-9a-f]*)> <[0-9a-f]*> \]")
_ROOT = re.compile(rb"/Root (\d+ 0 R)\n")
_FIELD = b" 0 obj\n<<\n/Type /Annot\n/Subtype /Widget\n/T ("  # as preparing begins one
_NAMES = {one.replace("_", "\\137").encode(): one for one in (LEADER, SEAL, NUMBER, DAY, MONTH)}
_LONGEST_NAME = max(map(len, _NAMES))
_OBJECT_END = b"\nendobj\n"
_PARTS = re.compile(
    rb"/AP <<\n/N (?P<look>\d+) 0 R\n>>\n(?:"
    rb"/FT /Tx\n.{,200}?/Font <<\n(?P<font>/CongVu(?:Nghieng)? \d+ 0 R)\n>>\n|"
    rb"/FT /Sig\n/Lock (?P<lock>\d+) 0 R\n)",
    re.DOTALL,
)
_LOCKED = re.compile(rb"/Action /(?:All|Exclude)\n(?:/Fields \[[^]]*\]\n)?/P [12]\n")
_BOX = re.compile(rb"/BBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]\n")
_MATRIX = re.compile(rb"/Matrix \[[^]]*\]\n")
_RANGE, _RANGE_ROOM = b"\n/ByteRange ", 60


class Unfit(Exception):  # noqa: N818 - it is an answer: the other way must be taken
    """The file does not end as preparing left it."""


@dataclass
class Base:
    """A file to be signed; `state` is SHA-256 after all of it, where somebody has hashed it."""

    pdf: bytes
    state: Any = None

    def hashed(self) -> Any:
        """SHA-256 after the whole file, to go on from."""
        if self.state is None:
            self.state = hashlib.sha256(self.pdf)
        return self.state.copy()


def sign(base: Base, *, signer: Signer, image: bytes | None) -> bytes:
    """The file with the revision of the leader's signature; or `Unfit`."""
    tail = _read(base.pdf, {LEADER})
    return _signed(base, tail, LEADER, signer, image)


def seal(base: Base, *, values: Mapping[str, str], signer: Signer, image: bytes | None) -> bytes:
    """The file with the revision of number, date and the organisation's signature; or `Unfit`."""
    tail = _read(base.pdf, {LEADER, SEAL, *values})
    if b"/V " not in tail.fields[LEADER].body:
        raise Unfit
    revision = _Revision(tail, len(base.pdf))
    numbers = count(tail.newest.size)
    filled = [(name, next(numbers), _parts(tail.fields[name])) for name in values]
    for name, look, parts in filled:
        value = b"/V (%s)\n" % values[name].encode()
        revision.add(tail.fields[name].number, _filled(parts, look, value))
    for name, look, parts in filled:
        revision.add(look, _text_look(tail, parts, look, name, values[name]))
    return _signed(base, tail, SEAL, signer, image, revision)


class _Field(NamedTuple):
    number: int
    body: bytes


@dataclass
class _Table:
    """A cross-reference table: where it is, its runs (first, behind the last, place of rows)."""

    start: int
    runs: list[tuple[int, int, int]]
    size: int
    previous: int
    trailer: bytes


@dataclass
class _Tail:
    """What the end of a file says: its tables, the newest first, and its fields."""

    pdf: bytes
    tables: list[_Table]
    fields: dict[str, _Field] = field(default_factory=dict)

    @property
    def newest(self) -> _Table:
        """The table that the next revision refers to."""
        return self.tables[0]

    def place(self, number: int) -> int:
        """Where the newest of the tables read has the object; -1 where none has it in use."""
        for table in self.tables:
            for first, behind, rows in table.runs:
                if first <= number < behind:
                    at = rows + _ROW * (number - first)
                    row = self.pdf[at : at + _ROW]
                    return int(row[:10]) if row[10:] == b" 00000 n \n" else -1
        return -1

    def body(self, number: int) -> bytes:
        """The object as it stands in the newest of the revisions read."""
        return self.body_at(self.place(number), number)

    def body_at(self, begin: int, number: int) -> bytes:
        """The same, for who knows its place."""
        end = self.pdf.find(_OBJECT_END, begin, begin + _LARGEST_OBJECT) if begin > 0 else -1
        if end < 0 or not self.pdf.startswith(b"%d 0 obj\n" % number, begin):
            raise Unfit
        return self.pdf[begin : end + len(_OBJECT_END)]


def _read(pdf: bytes, wanted: set[str]) -> _Tail:
    ended = _END.search(pdf, max(0, len(pdf) - 40))
    if ended is None:
        raise Unfit
    table = _table(pdf, int(ended[1]))
    if b"/Encrypt" in table.trailer:
        raise Unfit
    tail = _Tail(pdf, [table])
    for _ in range(_REVISIONS):
        at = table.previous
        while (at := pdf.find(_FIELD, at + 1, table.start)) > 0:
            _take_field(tail, at, wanted)
        if wanted <= tail.fields.keys():
            return tail
        table = _table(pdf, table.previous)
        tail.tables.append(table)
    raise Unfit


def _table(pdf: bytes, start: int) -> _Table:
    """The cross-reference table at `start` (ISO 32000-1, 7.5.4)."""
    at = start + len(b"xref\n")
    if pdf[start:at] != b"xref\n":
        raise Unfit
    runs = []
    while (run := _RUN.match(pdf, at)) is not None:
        first, count_ = int(run[1]), int(run[2])
        runs.append((first, first + count_, run.end()))
        at = run.end() + _ROW * count_
    found = _TRAILER.match(pdf, at, at + _LARGEST_TRAILER)
    if found is None:
        raise Unfit
    size, previous = _SIZE.search(found[1]), _PREVIOUS.search(found[1])
    if size is None or previous is None or int(previous[1]) >= start:
        raise Unfit
    return _Table(start, runs, int(size[1]), int(previous[1]), found[1])


def _take_field(tail: _Tail, at: int, wanted: set[str]) -> None:
    """What looks like a wanted field is one if the tables have it there, and in no newer form."""
    begin = at + len(_FIELD)
    named, _, _ = tail.pdf[begin : begin + _LONGEST_NAME + 1].partition(b")")
    name = _NAMES.get(named, "")
    if name in wanted and name not in tail.fields:
        begin = tail.pdf.rfind(b"\n", 0, at) + 1
        digits = tail.pdf[begin:at]
        if digits.isdigit() and tail.place(int(digits)) == begin:
            tail.fields[name] = _Field(int(digits), tail.body_at(begin, int(digits)))


def _parts(one: _Field) -> re.Match[bytes]:
    """An empty field's appearance, and its font or lock."""
    found = _PARTS.search(one.body)
    if found is None or b"/V " in one.body or not one.body.endswith(b">>\nendobj\n"):
        raise Unfit
    return found


class _Revision:
    """What is put behind the file: objects, the table of their places, the trailer."""

    def __init__(self, tail: _Tail, begin: int) -> None:
        self.tail = tail
        self.end = begin
        self.parts: list[bytes] = []
        self.places: dict[int, int] = {}

    def add(self, number: int, *body: bytes) -> None:
        """An object, or its beginning."""
        self.places[number] = self.end
        self.parts += body
        self.end += sum(map(len, body))

    def closing(self, start: int) -> bytes:
        """Table and trailer, which begin at `start` (ISO 32000-1, 7.5.4, 7.5.5)."""
        lines = [b"xref\n0 1\n0000000000 65535 f \n"]
        numbers = sorted(self.places)
        first = 0
        for place, number in enumerate(numbers, 1):
            if place == len(numbers) or numbers[place] != number + 1:
                lines.append(b"%d %d\n" % (numbers[first], place - first))
                lines += [b"%010d 00000 n \n" % self.places[one] for one in numbers[first:place]]
                first = place
        newest = self.tail.newest
        trailer = newest.trailer.replace(b"/Size %d\n" % newest.size, b"")
        trailer = trailer.replace(b"/Prev %d\n" % newest.previous, b"")
        ids = _IDS.search(trailer)
        if ids is None:
            raise Unfit
        identity = b"/ID [ <%s> <%s> ]" % (ids[1], secrets.token_hex(16).encode())
        size = max(newest.size, numbers[-1] + 1)
        lines += (b"trailer\n<<\n/Size %d\n" % size, trailer[: ids.start()], identity)
        lines += (trailer[ids.end() :], b"/Prev %d\n>>\nstartxref\n" % newest.start)
        lines.append(b"%d\n%%%%EOF\n" % start)
        return b"".join(lines)


def _signed(
    base: Base,
    tail: _Tail,
    name: str,
    signer: Signer,
    image: bytes | None,
    revision: _Revision | None = None,
) -> bytes:
    revision = revision or _Revision(tail, len(base.pdf))
    numbers = count(max((tail.newest.size - 1, *revision.places)) + 1)
    parts = _parts(tail.fields[name])
    look, signature = next(numbers), next(numbers)
    filled = _filled(parts, look, b"/V %d 0 R\n" % signature)
    revision.add(tail.fields[name].number, filled)
    picture = cached(image) if image else None
    _add_look(revision, tail, parts, look, picture, numbers)
    revision.add(signature, b"%d 0 obj\n<<\n/Contents " % signature)
    return _closed(base, revision, _signature(tail, parts), signer)


def _closed(base: Base, revision: _Revision, rest: bytes, signer: Signer) -> bytes:
    """The file with the revision, its range and its signature, whose place alone is not signed."""
    begin = revision.end
    end = begin + signer.room + 2
    closing = revision.closing(end + len(_RANGE) + _RANGE_ROOM + len(rest))
    behind = len(_RANGE) + _RANGE_ROOM + len(rest) + len(closing)
    ranged = b"[0 %d %d %d]" % (begin, end, behind)
    after = b"".join((_RANGE, ranged.ljust(_RANGE_ROOM), rest, closing))
    state = base.hashed()
    for part in revision.parts:
        state.update(part)
    state.update(after)
    packed = hexlify(signer.signed(state.digest()))
    if len(packed) > signer.room:
        raise Unfit
    filled = packed.ljust(signer.room, b"0")
    return b"".join((base.pdf, *revision.parts, b"<", filled, b">", after))


def _filled(parts: re.Match[bytes], look: int, value: bytes) -> bytes:
    """The field with its value and its new appearance."""
    body, (begin, end) = parts.string, parts.span("look")
    ending = len(body) - len(b">>\nendobj\n")
    return b"".join((body[:begin], b"%d" % look, body[end:ending], value, body[ending:]))


def _frame(tail: _Tail, parts: re.Match[bytes]) -> tuple[float, float, bytes]:
    """Width, height and the turn of a field, as its empty appearance has them."""
    return _framed(tail.body(int(parts["look"])).partition(b"\n")[2])


@lru_cache(maxsize=256)
def _framed(empty: bytes) -> tuple[float, float, bytes]:
    """The same of an appearance without its number, which is alike in all letters of a template."""
    box, matrix = _BOX.search(empty), _MATRIX.search(empty)
    if box is None:
        raise Unfit
    return float(box[1]), float(box[2]), box[0] + (matrix[0] if matrix else b"")


def _form(number: int, frame: bytes, resources: bytes, content: bytes) -> bytes:
    return (
        b"%d 0 obj\n<<\n/Type /XObject\n/Subtype /Form\n%s%s/Length %d\n>>\nstream\n%s\n"
        b"endstream\nendobj\n" % (number, frame, resources, len(content), content)
    )


def _text_look(tail: _Tail, parts: re.Match[bytes], number: int, name: str, value: str) -> bytes:
    width, height, frame = _frame(tail, parts)
    font = parts["font"]
    if font is None or not (value.isascii() and value.isdecimal()):
        raise Unfit
    content = _drawn(value, width, height, UPRIGHT if name == NUMBER else ITALIC)
    return _form(number, frame, b"/Resources <<\n/Font <<\n%s\n>>\n>>\n" % font, content)


@lru_cache(maxsize=256)
def _drawn(value: str, width: float, height: float, face: Face) -> bytes:
    """The same day and month for every file of a batch."""
    return text_content([value], width=width, height=height, face=face)


def _add_look(
    revision: _Revision,
    tail: _Tail,
    parts: re.Match[bytes],
    number: int,
    picture: CachedImage | None,
    numbers: Any,
) -> None:
    """The picture at the field's left edge and in the middle of its height (see `stamps`)."""
    width, height, frame = _frame(tail, parts)
    if picture is None:
        revision.add(number, _form(number, frame, b"", b""))
        return
    content = picture.drawn(width, height)
    mask, colours = next(numbers), next(numbers)
    resources = b"/Resources <<\n/XObject <<\n/I %d 0 R\n>>\n>>\n" % colours
    revision.add(number, _form(number, frame, resources, content))
    revision.add(mask, *_image(mask, picture, b"/DeviceGray", picture.alpha, b""))
    masked = b"/SMask %d 0 R\n" % mask
    revision.add(colours, *_image(colours, picture, b"/DeviceRGB", picture.colours, masked))


def _image(
    number: int, picture: CachedImage, space: bytes, packed: bytes, mask: bytes
) -> tuple[bytes, ...]:
    head = (
        b"%d 0 obj\n<<\n/Type /XObject\n/Subtype /Image\n/Width %d\n/Height %d\n/ColorSpace %s\n"
        b"/BitsPerComponent 8\n/Filter /FlateDecode\n%s/Length %d\n>>\nstream\n"
        % (number, picture.width, picture.height, space, mask, len(packed))
    )
    return head, packed, b"\nendstream\nendobj\n"


def _signature(tail: _Tail, parts: re.Match[bytes]) -> bytes:
    """The signature's dictionary behind its contents and range (ISO 32000-1, 12.8.1)."""
    root, lock = _ROOT.search(tail.newest.trailer), parts["lock"]
    locked = _LOCKED.search(tail.body(int(lock))) if lock else None
    if root is None or locked is None:
        raise Unfit
    moment = clock.local(clock.now()).isoformat(timespec="seconds")
    day, time, zone = moment[:10].replace("-", ""), moment[11:19].replace(":", ""), moment[19:]
    shown = f"D:{day}{time}{zone.replace(':', chr(39))}'".encode()
    return (
        b"\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n"
        b"/M (%s)\n/Reference [ <<\n/Type /SigRef\n/TransformMethod /FieldMDP\n/Data %s\n"
        b"/TransformParams <<\n%s/Type /TransformParams\n/V /1.2\n>>\n>> ]\n>>\nendobj\n"
        % (shown, root[1], locked[0])
    )
