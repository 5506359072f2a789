"""One pass over a message: limits, canonical bytes hashed, elements gathered, contents spooled.

Expat reads; a document type is refused before anything in it counts, so that there are no entities
and no outside files. What an element may hold is bounded everywhere but in the contents, which go
to a spool that lies on disk when large.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from xml.parsers import expat

from congvu.exchange.edxml.canonical import XML, Attributes, Canonical, declared
from congvu.exchange.edxml.errors import Fault, FormatError
from congvu.exchange.edxml.signature import Claim, Event, claim_of
from congvu.exchange.edxml.tree import NAMESPACE, Node

PIECE = 64 * 1024
IN_MEMORY = 1024 * 1024
_CONTENT = "ContentTransferEncoded"
_BASE64 = re.compile(rb"[A-Za-z0-9+/=]{4}")
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_MARKS = (b"<", b"&", b"]", b"\r", b"\n")


@dataclass(frozen=True)
class Limits:
    """What a message may be: sizes in bytes. 50 MB is the practice of the axis's gateways."""

    packet: int = 50 * 1024 * 1024
    content: int = 150 * 1024 * 1024
    header: int = 1024 * 1024
    elements: int = 20_000
    depth: int = 24
    attributes: int = 24
    attachments: int = 200


@dataclass
class Spool:
    """A content as it was sent: decoded from base64, not yet unpacked."""

    file: BinaryIO
    size: int = 0
    rest: str = ""
    kept: bool = True

    def feed(self, text: str) -> None:
        """Decode whole groups of four; what is left waits for the next piece.

        Most write no spaces between: looking for them takes longer than to try.
        """
        try:
            piece, self.rest = _decoded(self.rest + text)
        except ValueError:
            try:
                piece, self.rest = _decoded(self.rest + "".join(text.split()))
            except ValueError as broken:
                raise FormatError(
                    Fault.PROCESSING, "Nội dung đính kèm không đúng mã base64."
                ) from broken
        self.size += len(piece)
        self.file.write(piece)

    def feed_plain(self, piece: bytes) -> bool:
        """As `feed`, of letters that no reader of XML has looked at; whether they were all base64.

        Nothing is taken of a piece in which anything else stands.
        """
        if not _BASE64.fullmatch(piece[-4:]):
            return False
        letters = self.rest.encode() + piece if self.rest else piece
        whole = len(letters) - len(letters) % 4
        if not self.kept and not letters.translate(None, _LETTERS):
            self.size += whole // 4 * 3  # no end among them: they are sound
        else:
            try:
                made = binascii.a2b_base64(memoryview(letters)[:whole], strict_mode=True)
            except ValueError:
                return False
            self.size += len(made)
            self.file.write(made)
        self.rest = letters[whole:].decode()
        return True

    def finish(self) -> None:
        if self.rest:
            raise FormatError(Fault.PROCESSING, "Nội dung đính kèm bị thiếu, cắt giữa chừng.")
        self.file.seek(0)


def _decoded(text: str) -> tuple[bytes, str]:
    """The bytes of the whole groups, and what is left; raises `ValueError`."""
    whole = len(text) - len(text) % 4
    rest = text[whole:]
    if any(letter.isspace() for letter in rest):
        raise ValueError
    return binascii.a2b_base64(text[:whole], strict_mode=True), rest


class _Nowhere:
    """Takes contents that nobody wants to keep, and forgets them."""

    def write(self, piece: bytes) -> int:
        return len(piece)

    def seek(self, _place: int) -> int:
        return 0

    def close(self) -> None:
        return


@dataclass
class Passed:
    """What one pass found."""

    root: Node
    contents: dict[int, Spool]
    claim: Claim | None
    signed: bool
    digest: bytes
    sha256: str
    size: int


@dataclass
class _Pass:
    """The handlers of expat and what they have gathered."""

    limits: Limits
    canonical: Canonical
    keep: bool
    open: list[Node] = field(default_factory=list)
    root: Node | None = None
    elements: int = 0
    letters: int = 0
    contents: dict[int, Spool] = field(default_factory=dict)
    spool: Spool | None = None
    scopes: list[dict[str, str]] = field(default_factory=lambda: [{"": "", "xml": XML}])
    signature: Node | None = None
    signed_at: int = 0
    info: list[Event] = field(default_factory=list)
    info_at: int = 0
    info_scope: dict[str, str] = field(default_factory=dict)
    claim: Claim | None = None
    moved: bool = False
    heard: int = -1
    """How many bytes the parser had read at the end of the text that it told last; -1 unasked."""
    place_of: Callable[[], int] = int

    def within_content(self) -> bool:
        """Whether what comes next is text of a content, up to the next mark."""
        return self.spool is not None and not self.signed_at and self.open[-1].name == _CONTENT

    def take_plain(self, piece: bytes) -> bool:
        """Base64 as it stands, which is its own canonical form; False where anything else is."""
        assert self.spool is not None  # noqa: S101 - asked within a content
        if not self.spool.feed_plain(piece):
            return False
        self.canonical.put(piece)
        return True

    def start(self, name: str, flat: list[str]) -> None:
        self.moved = True
        attributes = list(zip(flat[::2], flat[1::2], strict=True))
        self._count(attributes)
        node = Node(name.rpartition(":")[2], dict(attributes))
        self._place(node, name, attributes)
        if not self.signed_at and node.name == "Signature" and self._in_header():
            if self.signature is not None:
                raise FormatError(Fault.FORMAT, "Tệp edXML có nhiều hơn một chữ ký.")
            self.signature, self.signed_at = node, len(self.open)
        if not self.signed_at:
            self.canonical.start(name, attributes)
        else:
            self._note_info(("start", name, attributes), node)

    def _count(self, attributes: Attributes) -> None:
        self.elements += 1
        self.letters += sum(len(name) + len(value) for name, value in attributes)
        if len(self.open) >= self.limits.depth or self.elements > self.limits.elements:
            raise FormatError(Fault.FORMAT, "Tệp edXML lồng quá sâu hoặc có quá nhiều phần tử.")
        if len(attributes) > self.limits.attributes or self.letters > self.limits.header:
            raise FormatError(Fault.FORMAT, "Phần đầu tệp edXML quá lớn.")

    def _place(self, node: Node, name: str, attributes: Attributes) -> None:
        scope = self.scopes[-1]
        if own := declared(attributes):
            scope = {**scope, **own}
        prefix, colon, local = name.partition(":")
        unbound = colon and (prefix not in scope or ":" in local)
        if unbound or any(prefix and not uri for prefix, uri in own.items()):
            raise FormatError(Fault.FORMAT, "Tệp edXML khai báo không gian tên không đúng.")
        self.scopes.append(scope)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self._check_root(node, name)
            self.root = node
        if node.name == _CONTENT:
            self._begin_content(node)
        self.open.append(node)

    def _check_root(self, node: Node, name: str) -> None:
        prefix = name.partition(":")[0] if ":" in name else ""
        if node.name != "edXML" or self.scopes[-1].get(prefix) != NAMESPACE:
            raise FormatError(
                Fault.FORMAT,
                "Tệp không phải edXML theo QCVN 102:2016/BTTTT (phần tử gốc hoặc không gian tên).",
            )

    def _begin_content(self, node: Node) -> None:
        if self.spool is not None or len(self.contents) >= self.limits.attachments:
            raise FormatError(Fault.FORMAT, "Tệp edXML có quá nhiều nội dung đính kèm.")
        file = SpooledTemporaryFile(max_size=IN_MEMORY) if self.keep else _Nowhere()  # noqa: SIM115
        self.spool = self.contents[id(node)] = Spool(cast("BinaryIO", file), kept=self.keep)

    def _in_header(self) -> bool:
        path = [one.name for one in self.open[:-1]]
        return path == ["edXML", "edXMLEnvelope", "edXMLHeader"]

    def _note_info(self, event: Event, node: Node) -> None:
        """Remember the events of `SignedInfo`, to be written canonically when its way is known."""
        if event[0] == "start" and node.name == "SignedInfo" and not self.info:
            self.info_at = len(self.open)
            self.info_scope = dict(self.scopes[-2])
        if self.info_at:
            if len(self.info) > 200:
                raise FormatError(Fault.FORMAT, "Chữ ký của tệp edXML không đúng quy cách.")
            self.info.append(event)
            if event[0] == "end" and len(self.open) == self.info_at:
                self.info_at = 0

    def end(self, name: str) -> None:
        self.moved = True
        node = self.open[-1]
        if self.spool is not None and node.name == _CONTENT:
            self.spool.finish()
            self.spool = None
        if not self.signed_at:
            self.canonical.end(name)
        else:
            self._note_info(("end", name, ()), node)
            if len(self.open) == self.signed_at:
                self.claim = claim_of(node, self.info, self.info_scope)
                self.signed_at = 0
        self.open.pop()
        self.scopes.pop()

    def text(self, text: str) -> None:
        self.moved = True
        if self.heard >= 0:
            self.heard = self.place_of() + len(text)
        if self.signed_at:
            self._note_info(("text", text, ()), self.open[-1])
        else:
            self.canonical.text(text)
        if self.spool is not None:
            self.spool.feed(text)
            return
        self.letters += len(text)
        if self.letters > self.limits.header:
            raise FormatError(Fault.FORMAT, "Phần đầu tệp edXML quá lớn.")
        if self.open:
            self.open[-1].pieces.append(text)


def run(
    source: BinaryIO,
    *,
    limits: Limits,
    keep: bool,
    hash_name: str = "sha256",
    exclusive: bool = False,
    sink: Callable[[bytes], object] | None = None,
) -> Passed:
    """Read the whole message once; `hash_name` and `exclusive` say how its digest is made."""
    digest, whole = hashlib.new(hash_name, usedforsecurity=False), hashlib.sha256()
    one = _Pass(limits, Canonical(sink or digest.update, exclusive=exclusive), keep)
    size = _feed(source, _parser(one), one, whole.update)
    if one.root is None:
        raise FormatError(Fault.FORMAT, "Tệp edXML rỗng.")
    return Passed(
        root=one.root,
        contents=one.contents,
        claim=one.claim,
        signed=one.signature is not None,
        digest=digest.digest(),
        sha256=whole.hexdigest(),
        size=size,
    )


def _parser(one: _Pass) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.buffer_size = PIECE
    parser.StartElementHandler = one.start
    parser.EndElementHandler = one.end
    parser.CharacterDataHandler = one.text
    parser.XmlDeclHandler = _check_declaration
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.ProcessingInstructionHandler = _refuse_instruction
    return parser


def _check_declaration(version: str, encoding: str | None, _standalone: int) -> None:
    if version != "1.0" or (encoding or "utf-8").lower() not in {"utf-8", "utf8"}:
        raise FormatError(Fault.FORMAT, "Tệp edXML phải dùng XML 1.0, bộ mã UTF-8.")


def _refuse_doctype(*_: object) -> None:
    raise FormatError(Fault.FORMAT, "Tệp edXML không được khai báo DOCTYPE, thực thể.")


def _refuse_instruction(*_: object) -> None:
    raise FormatError(Fault.FORMAT, "Tệp edXML không được có chỉ thị xử lý.")


def _feed(
    source: BinaryIO, parser: expat.XMLParserType, one: _Pass, note: Callable[[bytes], object]
) -> int:
    """Piece by piece; a megabyte in which nothing begins or ends is one monstrous token.

    Within a content the parser has nothing to find in letters of base64: once it has said that it
    stands there with nothing half read, they go past it, until something else comes.
    """
    size = still = fed = 0
    past = False
    try:
        while piece := source.read(PIECE):
            if not size:
                _check_beginning(piece)
            size += len(piece)
            if size > one.limits.packet:
                raise FormatError(Fault.FILE, "Tệp edXML vượt quá dung lượng cho phép.")
            note(piece)
            if past and one.take_plain(piece):
                continue
            one.moved = False
            fed += len(piece)
            past = _parse(parser, one, piece) == fed
            still = 0 if one.moved else still + len(piece)
            if still > IN_MEMORY:
                raise FormatError(Fault.FORMAT, "Phần đầu tệp edXML quá lớn.")
        parser.Parse(b"", True)  # noqa: FBT003 - as above
    except expat.ExpatError as broken:
        raise FormatError(
            Fault.FORMAT, f"Tệp edXML không đúng cú pháp XML (dòng {broken.lineno})."
        ) from broken
    return size


def _parse(parser: expat.XMLParserType, one: _Pass, piece: bytes) -> int:
    """How far the parser has told everything, where it stands in a content's plain text; else -1.

    A mark that was begun and not ended is not told, and then the count is short.
    """
    asked = one.within_content() and not any(mark in piece for mark in _MARKS) and piece.isascii()
    if not asked:
        parser.Parse(piece, False)  # noqa: FBT003 - expat's own signature
        return -1
    parser.buffer_text = False  # what is kept is told now
    one.heard, one.place_of = 0, lambda: parser.CurrentByteIndex
    parser.Parse(piece, False)  # noqa: FBT003 - as above
    told, one.heard = one.heard, -1
    parser.buffer_text = True
    return told if one.within_content() else -1


def _check_beginning(piece: bytes) -> None:
    """Other encodings announce themselves by their first bytes (XML 1.0, Appendix F)."""
    if piece[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in piece[:4]:
        raise FormatError(Fault.FORMAT, "Tệp edXML phải dùng XML 1.0, bộ mã UTF-8.")
