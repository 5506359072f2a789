"""The words of an office file's XML, told by the parser element by element."""

from __future__ import annotations

import re
from collections.abc import Mapping

from congvu.files.reading.report import unreadable

_BREAKS = {"p", "h", "tr", "table-row", "br", "line-break", "sheet", "list-item", "comment"}
_PROPERTIES = {"title", "subject", "creator", "keywords", "description", "category"}
_PROPERTIES |= {"property", "user-defined", "keyword", "contentStatus", "lastModifiedBy"}
_BOXES = {"txbxContent", "text-box", "header", "footer"}
_CELLS = {"tc", "table-cell"}
# Watermarks, descriptions of pictures, names of sheets and of properties stand in attributes.
_SPEAKING = {"textpath", "docPr", "cNvPr", "sheet", "property", "user-defined", "frame"}
_DEEPEST = 256
_SPOKEN = {"string", "name", "title", "descr"}
_HEADER_CODE = re.compile(r"&(?:[LCRPNDTFAZGBIUESXYO]|\"[^\"]*\"|K[0-9A-F]{6}|\d+)")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


class Words:
    """Text as it is read on the page: a paragraph a line, a row of a table a line of cells.

    `only` names the elements whose text counts (Word, Excel); without it all text does
    (OpenDocument, properties). Shared strings of Excel are parted by U+001E.
    """

    def __init__(self, *, only: frozenset[str] | None) -> None:
        self.only = only
        self.pieces: list[str] = []
        self.open: list[str] = []

    @property
    def text(self) -> str:
        return re.sub(r"[ \t]+\n", "\n", "".join(self.pieces))

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        local = _local(tag)
        self.open.append(local)
        if len(self.open) > _DEEPEST:
            raise unreadable("tệp vì phần bên trong bị hỏng hoặc lồng quá sâu,")
        if local in _BOXES:
            self._break()
        elif local in {"tab", "s"}:
            self.pieces.append("\t" if local == "tab" else " ")
        if local in _SPEAKING:
            self._speak(local, attrib)

    def _speak(self, local: str, attributes: Mapping[str, str]) -> None:
        spoken = [value for name, value in attributes.items() if _local(name) in _SPOKEN]
        self._break()
        if local in {"property", "user-defined"}:
            self.pieces += [f"{value}: " for value in spoken]
        else:
            self.pieces += [f"{value}\n" for value in spoken]

    def data(self, data: str) -> None:
        if self.only is None:
            # A line's end in the markup is a space on the page.
            self.pieces.append(data.replace("\n", " ").replace("\t", " "))
        elif self.open and self.open[-1] in self.only:
            self.pieces.append(data)

    def end(self, tag: str) -> None:
        self.open.pop()
        local = _local(tag)
        if local in _CELLS:
            while self.pieces and self.pieces[-1] == "\n":
                self.pieces.pop()
            self.pieces.append("\t")
        elif local in _BREAKS or local in _BOXES or local in _PROPERTIES:
            self._break()
        elif local == "si":
            self.pieces.append("\x1e")

    def _break(self) -> None:
        self.pieces.append("\n")

    def close(self) -> None:
        """Nothing is left to do."""


class Sheet:
    """The rows of a sheet as lines of cells, and its headers and footers."""

    def __init__(self, strings: list[str]) -> None:
        self.strings = strings
        self.lines: list[str] = []
        self.cells: list[str] = []
        self.value: list[str] = []
        self.kind = ""
        self.element = ""

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        self.element = _local(tag)
        if self.element == "c":
            self.kind, self.value = attrib.get("t", ""), []
        elif self.element.endswith(("Header", "Footer")):
            self.value = []

    def data(self, data: str) -> None:
        if self.element in {"v", "t"} or self.element.endswith(("Header", "Footer")):
            self.value.append(data)

    def end(self, tag: str) -> None:
        local = _local(tag)
        if local == "c":
            self.cells.append(self._shown("".join(self.value)))
        elif local == "row":
            self.lines.append("\t".join(cell for cell in self.cells if cell))
            self.cells = []
        elif local.endswith(("Header", "Footer")):
            self.lines += _HEADER_CODE.split("".join(self.value))
        self.element = ""

    def _shown(self, value: str) -> str:
        if self.kind != "s":
            return value
        known = value.isdigit() and int(value) < len(self.strings)
        return self.strings[int(value)].replace("\n", " ") if known else ""

    def close(self) -> None:
        """Nothing is left to do."""
