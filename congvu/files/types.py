"""Plain values of the file doors, and the kinds of content that are accepted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

MAX_BYTES = 500 * 1024 * 1024
TEXT_LIMIT = 4_000_000


class Media(Enum):
    """An accepted content: its media type, its ending, its name as people say it."""

    PDF = ("application/pdf", "pdf", "PDF")
    DOCX = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        "Word (DOCX)",
    )
    XLSX = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        "Excel (XLSX)",
    )
    ODT = ("application/vnd.oasis.opendocument.text", "odt", "OpenDocument (ODT)")
    ODS = ("application/vnd.oasis.opendocument.spreadsheet", "ods", "OpenDocument (ODS)")
    PNG = ("image/png", "png", "ảnh PNG")
    JPEG = ("image/jpeg", "jpg", "ảnh JPEG")
    TIFF = ("image/tiff", "tif", "ảnh TIFF")
    HEIC = ("image/heic", "heic", "ảnh HEIC")
    TEXT = ("text/plain", "txt", "văn bản thuần")

    def __init__(self, media_type: str, ending: str, label: str) -> None:
        self.media_type = media_type
        self.ending = ending
        self.label = label


@dataclass(frozen=True)
class Sound:
    """A whole content that has been held against its name; `hashed` is SHA-256 after all of it
    (`hashlib`), for whoever goes on from there.
    """

    content: bytes
    hashed: Any


PICTURES = frozenset({Media.PNG, Media.JPEG, Media.TIFF, Media.HEIC})
ACCEPTED = "PDF, DOCX, XLSX, ODT, ODS, PNG, JPEG, TIFF, HEIC hoặc TXT"


@dataclass(frozen=True)
class Reading:
    """What was read in a content: text by part, the parts that come from scanned pages.

    `complete` is false where pages were left for the job that reads the whole.
    """

    parts: dict[str, str]
    scanned: frozenset[str]
    complete: bool

    @property
    def text(self) -> str:
        """All of it, for a search."""
        return "\n\n".join(part for part in self.parts.values() if part.strip())[:TEXT_LIMIT]
