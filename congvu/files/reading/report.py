"""What a reader gathers, and the way it says that it can't read."""

from __future__ import annotations

from dataclasses import dataclass, field

from congvu.files.types import TEXT_LIMIT


class Unreadable(Exception):  # noqa: N818 - it is an answer, not a fault
    """The content can't be read or may not be taken; the message is the Vietnamese sentence."""


def unreadable(why: str) -> Unreadable:
    """The refusal, in the words that every one of them begins with."""
    return Unreadable(f"Không đọc được nội dung {why} nên không thể tiếp nhận.")


@dataclass
class Report:
    """Text by part, in order; `pages` is how many scanned pages may still be read.

    `strict` before a file is taken in: a scanned page that cannot be read refuses it then. Later it
    is here already, and the marks on its other pages must be found.
    """

    pages: int
    strict: bool = True
    parts: dict[str, str] = field(default_factory=dict)
    scanned: list[str] = field(default_factory=list)
    complete: bool = True
    left: int = TEXT_LIMIT

    def add(self, part: str, text: str, *, scanned: bool = False) -> None:
        """Keep the text under the part's name; what is beyond the limit falls away."""
        text = text.replace("\x00", "")[: self.left]
        if not text.strip():
            return
        self.left -= len(text)
        self.parts[part] = f"{self.parts[part]}\n{text}" if part in self.parts else text
        if scanned and part not in self.scanned:
            self.scanned.append(part)

    def take_page(self) -> bool:
        """Whether one more scanned page may be read now; the rest is left for the job."""
        if self.pages <= 0:
            self.complete = False
            return False
        self.pages -= 1
        return True
