"""Paper letters as a scanner gives them, for the walks of clerks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import typst

from congvu.demo.documents.paper import scan_of as drawn_scan
from congvu.demo.documents.scripts import PaperScript
from tests.conftest import ROOT

_TITLED = "BÁO CÁO\n{about}\n\nThực hiện chương trình công tác năm."
_LETTER = "V/v {about}\n\nKính gửi: Ủy ban nhân dân tỉnh."


@dataclass(frozen=True)
class Letter:
    """A paper document: what stands on it, and how much of that a machine can read.

    `printed`: all; `by hand`: all but number and day, which are written with a pen; `faded`:
    nothing. `typed` is what the clerk presses for the abstract where nothing was read, `mended`
    what mends a word that was misread.
    """

    number: int
    how: str
    notation: str
    about: str
    typed: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return f"{self.number}/{self.notation}"


def scan_of(letter: Letter, day: date) -> bytes:
    """What the scanner made of it: a page with a layer of words, or a picture of the page."""
    hand = letter.how == "by hand"
    code = f"Số:       /{letter.notation}" if hand else f"Số: {letter.code}"
    written = f"{day:ngày %d tháng %m năm %Y}" if not hand else f"ngày      tháng {day:%m năm %Y}"
    titled = letter.notation.startswith("BC-")
    below = (_TITLED if titled else _LETTER).format(about=letter.about)
    if letter.mended:
        paper = PaperScript(
            agency="", issuer="Sở Thông tin và Truyền thông", number=str(letter.number),
            notation=letter.notation, kind="letter", about=letter.about, back=2, plan="",
            text="Kính gửi: UBND tỉnh.\nĐề nghị quý cơ quan góp ý.", signed_as="GIÁM ĐỐC",
        )  # fmt: skip
        return drawn_scan(paper, day)
    words = "" if letter.how == "faded" else f"{code}\n\nQuảng Nam, {written}\n\n{below}"
    source = '#set page(paper: "a4")\n#set text(font: "Tinos")\n' + "\n\n".join(
        f"#{json.dumps(line, ensure_ascii=False)}" for line in words.split("\n")
    )
    return bytes(typst.compile(source.encode(), font_paths=[ROOT / "build" / "fonts"]))
