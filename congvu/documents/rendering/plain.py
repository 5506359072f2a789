"""A finished file as plain pages: what was filled in and signed becomes part of the page.

A copy or a print is a file of its own; the signatures of the file that it comes from stand on it as
they looked, and are checked there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

import pikepdf

from congvu.core.refused import Refused

_RANGE = re.compile(r"\s*(\d{1,4})\s*(?:-\s*(\d{1,4})\s*)?")
_DROPPED = ("/AcroForm", "/Perms", "/DSS", "/OpenAction", "/AA", "/Names")


def plain_pages(pdf: bytes, *, pages: Sequence[int] = ()) -> bytes:
    """The chosen pages (from 1; all where none is named), with no fields and no scripts."""
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            document.flatten_annotations("all")
            for entry in _DROPPED:
                if entry in document.Root:
                    del document.Root[entry]
            _keep(document, pages)
            for page in document.pages:
                if "/Annots" in page:
                    del page["/Annots"]
            document.save(output := BytesIO(), deterministic_id=True)
    except pikepdf.PdfError as broken:
        raise Refused("Tệp PDF của văn bản bị hỏng nên không sao, in được.") from broken
    return output.getvalue()


def _keep(document: pikepdf.Pdf, pages: Sequence[int]) -> None:
    total = len(document.pages)
    if any(page > total for page in pages):
        raise Refused(f"Văn bản chỉ có {total} trang.", field="pages")
    if not total:
        raise Refused("Tệp PDF của văn bản không có trang nào nên không sao, in được.")
    wanted = set(pages)
    for at in range(total, 0, -1):
        if wanted and at not in wanted:
            del document.pages[at - 1]


def page_numbers(words: str) -> list[int]:
    """`1-2, 5` → [1, 2, 5]; raises `Refused(field="pages")` for anything else."""
    found: set[int] = set()
    for part in words.split(","):
        match = _RANGE.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last:
            raise Refused("Xin ghi các trang như: 1-2, 5.", field="pages")
        found.update(range(first, last + 1))
    return sorted(found)
