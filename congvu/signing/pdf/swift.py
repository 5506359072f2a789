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
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from congvu.core import clock
from congvu.signing.pdf.cms import Signer
from congvu.signing.pdf.lettering import ITALIC, UPRIGHT, text_content
from congvu.signing.pdf.pictures import CachedImage, cached
from congvu.signing.types import LEADER, NUMBER, SEAL

_REVISIONS = 6  # at most so many are looked through for the fields
_LARGEST_FIELD, _LARGEST_TABLE = 8_000, 60_000
_END = re.compile(rb"startxref\n(\d+)\n%%EOF\n\Z")
_TRAILER = re.compile(rb"trailer\n<<\n(.{,2000}?)>>\nstartxref\n", re.DOTALL)
_SIZE, _PREVIOUS = re.compile(rb"/Size (\d+)\n"), re.compile(rb"/Prev (\d+)\n")
_IDS = re.compile(rb"/ID \[ <([0-9a-f]*)> <[0-9a-f]*> \]")
_ROOT = re.compile(rb"/Root (\d+ 0 R)\n")
_NAME = re.compile(rb"/T \(([a-z\\0-9]*)\)\n")
_LOOK = re.compile(rb"/AP <<\n/N (\d+) 0 R\n>>\n")
_LOCK = re.compile(rb"/Lock (\d+) 0 R\n")
_LOCKED = re.compile(rb"/Action /(?:All|Exclude)\n(?:/Fields \[[^]]*\]\n)?/P [12]\n")
_BOX = re.compile(rb"/BBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]\n")
_MATRIX = re.compile(rb"/Matrix \[[^]]*\]\n")
_FONT = re.compile(rb"/Font <<\n(/CongVu(?:Nghieng)?) (\d+ 0 R)\n>>\n")
_RANGE_ROOM = 60
_UNRANGED = b"/ByteRange " + b" " * _RANGE_ROOM


class Unfit(Exception):  # noqa: N818 - it is an answer: the other way must be taken
    """The file does not end as preparing left it."""


@dataclass
class Base:
    """A file whose first part has been hashed once, for signatures that follow each other."""

    pdf: bytes
    state: Any = None

    def hashed(self) -> Any:
        """SHA-256 after the whole file, to go on from."""
        if self.state is None:
            self.state = hashlib.sha256(self.pdf)
        return self.state.copy()


def sign(base: Base, *, signer: Signer, image: bytes | None) -> bytes:
    """The revision of the leader's signature, to be put behind the file; or `Unfit`."""
    tail = _read(base.pdf, {LEADER})
    return _signed(base, tail, LEADER, signer, image)


def seal(base: Base, *, values: Mapping[str, str], signer: Signer, image: bytes | None) -> bytes:
    """The revision of number, date and the organisation's signature; or `Unfit`."""
    tail = _read(base.pdf, {LEADER, SEAL, *values})
    if b"/V " not in tail.fields[LEADER].body:
        raise Unfit
    revision = _Revision(tail, len(base.pdf))
    numbers = count(tail.size)
    looks = {name: next(numbers) for name in values}
    for name, look in looks.items():
        one = tail.fields[name]
        revision.add(one.number, _filled(one.body, look, b"/V (%s)\n" % values[name].encode()))
    for name, look in looks.items():
        revision.add(look, _text_look(tail, look, name, values[name]))
    return _signed(base, tail, SEAL, signer, image, revision)


@dataclass(frozen=True)
class _Field:
    number: int
    body: bytes


@dataclass
class _Tail:
    """What the end of a file says: its next object, its trailer, its fields, where objects are."""

    pdf: bytes
    start: int
    size: int
    trailer: bytes
    fields: dict[str, _Field] = field(default_factory=dict)
    places: dict[int, tuple[int, int]] = field(default_factory=dict)

    def body(self, number: int) -> bytes:
        """The object as it stands in the newest of the revisions read."""
        if number not in self.places:
            raise Unfit
        begin, end = self.places[number]
        found = self.pdf[begin:end]
        if not found.startswith(b"%d 0 obj\n" % number) or not found.endswith(b"endobj\n"):
            raise Unfit
        return found


def _read(pdf: bytes, wanted: set[str]) -> _Tail:
    ended = _END.search(pdf[-40:])
    if ended is None:
        raise Unfit
    start = int(ended[1])
    places: dict[int, tuple[int, int]] = {}
    size, trailer, previous = _table(pdf, start, places)
    if b"/Encrypt" in trailer:
        raise Unfit
    tail = _Tail(pdf, start, size, trailer)
    for _ in range(_REVISIONS):
        for number, place in places.items():
            if number not in tail.places:
                tail.places[number] = place
                _take_field(tail, number)
        if wanted <= tail.fields.keys():
            return tail
        places = {}
        _, _, previous = _table(pdf, previous, places)
    raise Unfit


def _table(pdf: bytes, start: int, places: dict[int, tuple[int, int]]) -> tuple[int, bytes, int]:
    """The cross-reference table at `start`: its objects' places; size, trailer, the one before."""
    if pdf[start : start + 5] != b"xref\n":
        raise Unfit
    found = _TRAILER.search(pdf, start, start + _LARGEST_TABLE)
    if found is None:
        raise Unfit
    offsets: dict[int, int] = {}
    number = 0
    for line in pdf[start + 5 : found.start()].splitlines():
        words = line.split()
        if len(words) == 2:
            number = int(words[0])
        elif len(words) == 3:
            if words[2] == b"n":
                offsets[number] = int(words[0])
            number += 1
    begins = sorted(offsets.values())
    ends = dict(zip(begins, [*begins[1:], start], strict=True))
    places |= {number: (begin, ends[begin]) for number, begin in offsets.items()}
    size, previous = _SIZE.search(found[1]), _PREVIOUS.search(found[1])
    if size is None or previous is None:
        raise Unfit
    return int(size[1]), _PREVIOUS.sub(b"", _SIZE.sub(b"", found[1])), int(previous[1])


def _take_field(tail: _Tail, number: int) -> None:
    begin, end = tail.places[number]
    if end - begin > _LARGEST_FIELD:
        return
    named = _NAME.search(tail.pdf, begin, end)
    if named is not None:
        name = named[1].replace(rb"\137", b"_").decode()
        tail.fields.setdefault(name, _Field(number, tail.body(number)))


class _Revision:
    """What is put behind the file: objects, the table of their places, the trailer."""

    def __init__(self, tail: _Tail, begin: int) -> None:
        self.tail = tail
        self.begin = begin
        self.content = bytearray()
        self.places: dict[int, int] = {}

    def add(self, number: int, body: bytes) -> int:
        """Where the object begins in the revision."""
        place = len(self.content)
        self.places[number] = self.begin + place
        self.content += body
        return place

    def end(self) -> None:
        """Table and trailer (ISO 32000-1, 7.5.4, 7.5.5)."""
        start = self.begin + len(self.content)
        lines = [b"xref\n0 1\n0000000000 65535 f \n"]
        numbers = sorted(self.places)
        for place, number in enumerate(numbers):
            if place == 0 or numbers[place - 1] != number - 1:
                run = next(n for n in count(1) if number + n not in self.places)
                lines.append(b"%d %d\n" % (number, run))
            lines.append(b"%010d 00000 n \n" % self.places[number])
        first = _IDS.search(self.tail.trailer)
        if first is None:
            raise Unfit
        identity = b"/ID [ <%s> <%s> ]" % (first[1], secrets.token_hex(16).encode())
        trailer = self.tail.trailer.replace(first[0], identity)
        size = max(self.tail.size, numbers[-1] + 1)
        lines.append(b"trailer\n<<\n/Size %d\n%s" % (size, trailer))
        lines.append(b"/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n" % (self.tail.start, start))
        self.content += b"".join(lines)


def _signed(
    base: Base,
    tail: _Tail,
    name: str,
    signer: Signer,
    image: bytes | None,
    revision: _Revision | None = None,
) -> bytes:
    revision = revision or _Revision(tail, len(base.pdf))
    numbers = count(max((tail.size - 1, *revision.places)) + 1)
    one = tail.fields[name]
    look, signature = next(numbers), next(numbers)
    revision.add(one.number, _filled(one.body, look, b"/V %d 0 R\n" % signature))
    picture = cached(image) if image else None
    _add_look(revision, tail, one.body, look, picture, numbers)
    head, rest = _signature(tail, one.body, signature)
    place = revision.add(signature, head + b"<" + b"0" * signer.room + b">" + rest)
    revision.end()
    return _closed(base, bytes(revision.content), place + len(head), signer)


def _closed(base: Base, content: bytes, begin: int, signer: Signer) -> bytes:
    """The revision with its range and its signature: all but the place of the latter is signed."""
    end = begin + signer.room + 2
    size = len(base.pdf)
    ranged = b"[0 %d %d %d]" % (size + begin, size + end, len(content) - end)
    after = content[end:].replace(_UNRANGED, b"/ByteRange " + ranged.ljust(_RANGE_ROOM), 1)
    state = base.hashed()
    state.update(memoryview(content)[:begin])
    state.update(after)
    packed = signer.signed(state.digest()).hex().encode()
    if len(packed) > signer.room:
        raise Unfit
    return b"".join((content[:begin], b"<", packed.ljust(signer.room, b"0"), b">", after))


def _filled(body: bytes, look: int, value: bytes) -> bytes:
    """The field with its value and its new appearance."""
    if b"/V " in body or not body.endswith(b">>\nendobj\n"):
        raise Unfit
    empty = _LOOK.search(body)
    if empty is None:
        raise Unfit
    shown = body.replace(empty[0], b"/AP <<\n/N %d 0 R\n>>\n" % look)
    return shown[: -len(b">>\nendobj\n")] + value + b">>\nendobj\n"


def _frame(tail: _Tail, body: bytes) -> tuple[float, float, bytes]:
    """Width, height and the turn of a field, as its empty appearance has them."""
    look = _LOOK.search(body)
    empty = tail.body(int(look[1])) if look else b""
    box, matrix = _BOX.search(empty), _MATRIX.search(empty)
    if box is None:
        raise Unfit
    return float(box[1]), float(box[2]), box[0] + (matrix[0] if matrix else b"")


def _form(number: int, frame: bytes, resources: bytes, content: bytes) -> bytes:
    return (
        b"%d 0 obj\n<<\n/Type /XObject\n/Subtype /Form\n%s%s/Length %d\n>>\nstream\n%s\n"
        b"endstream\nendobj\n" % (number, frame, resources, len(content), content)
    )


def _text_look(tail: _Tail, number: int, name: str, value: str) -> bytes:
    body = tail.fields[name].body
    width, height, frame = _frame(tail, body)
    font = _FONT.search(body)
    if font is None or not (value.isascii() and value.isdecimal()):
        raise Unfit
    face = UPRIGHT if name == NUMBER else ITALIC
    content = text_content([value], width=width, height=height, face=face)
    resources = b"/Resources <<\n/Font <<\n%s %s\n>>\n>>\n" % (font[1], font[2])
    return _form(number, frame, resources, content)


def _add_look(
    revision: _Revision,
    tail: _Tail,
    body: bytes,
    number: int,
    picture: CachedImage | None,
    numbers: Any,
) -> None:
    """The picture at the field's left edge and in the middle of its height (see `stamps`)."""
    width, height, frame = _frame(tail, body)
    if picture is None:
        revision.add(number, _form(number, frame, b"", b""))
        return
    content = picture.drawn(width, height)
    mask, colours = next(numbers), next(numbers)
    resources = b"/Resources <<\n/XObject <<\n/I %d 0 R\n>>\n>>\n" % colours
    revision.add(number, _form(number, frame, resources, content))
    revision.add(mask, _image(mask, picture, b"/DeviceGray", picture.alpha, b""))
    revision.add(
        colours,
        _image(colours, picture, b"/DeviceRGB", picture.colours, b"/SMask %d 0 R\n" % mask),
    )


def _image(number: int, picture: CachedImage, space: bytes, packed: bytes, mask: bytes) -> bytes:
    head = (
        b"%d 0 obj\n<<\n/Type /XObject\n/Subtype /Image\n/Width %d\n/Height %d\n/ColorSpace %s\n"
        b"/BitsPerComponent 8\n/Filter /FlateDecode\n%s/Length %d\n>>\nstream\n"
        % (number, picture.width, picture.height, space, mask, len(packed))
    )
    return b"".join((head, packed, b"\nendstream\nendobj\n"))


def _signature(tail: _Tail, body: bytes, number: int) -> tuple[bytes, bytes]:
    """The signature's dictionary before and behind its contents (ISO 32000-1, 12.8.1)."""
    root, lock = _ROOT.search(tail.trailer), _LOCK.search(body)
    locked = _LOCKED.search(tail.body(int(lock[1]))) if lock else None
    if root is None or locked is None:
        raise Unfit
    moment = clock.local(clock.now()).strftime("%Y%m%d%H%M%S%z")
    shown = f"D:{moment[:-2]}'{moment[-2:]}'".encode()
    rest = (
        b"\n%s\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n"
        b"/M (%s)\n/Reference [ <<\n/Type /SigRef\n/TransformMethod /FieldMDP\n/Data %s\n"
        b"/TransformParams <<\n%s/Type /TransformParams\n/V /1.2\n>>\n>> ]\n>>\nendobj\n"
        % (_UNRANGED, shown, root[1], locked[0])
    )
    return b"%d 0 obj\n<<\n/Contents " % number, rest
