"""Documents turned into pages: a letter of two pages, and what a live preview costs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from bench.rows import Row

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")

_PARAGRAPH = (
    "Nghiêm túc triển khai gửi, nhận văn bản điện tử không kèm văn bản giấy giữa các cơ quan trong "
    "hệ thống hành chính nhà nước theo đúng chỉ đạo của Ủy ban nhân dân tỉnh. "
)
_COUNT = 60


def run() -> Iterator[Row]:
    """Documents per CPU-second of one core; every one has its own text, as in life."""
    started = time.process_time()
    from congvu.documents.rendering import DocumentContent, body_from_text, preview, render
    from congvu.documents.tests.rendering.samples import letter

    content = letter()

    def numbered(number: int) -> DocumentContent:
        lines = [f"{number}. {_PARAGRAPH * 3}" for _ in range(8)]
        return replace(content, body=body_from_text("\n".join(lines)))

    pages = render(numbered(0)).pages
    yield Row("rendering: import and first document", time.process_time() - started, "cpu s")
    yield Row(
        f"rendering: documents of {pages} pages with slots",
        _rate(lambda number: render(numbered(number))),
        "docs/cpu s",
        "typst alone, compiler kept: 93-102",
    )
    yield Row(
        "rendering: live previews (checked, SVG pages)",
        _rate(lambda number: preview(numbered(number))),
        "docs/cpu s",
    )


def _rate(make: Callable[[int], object]) -> float:
    started = time.process_time()
    for number in range(1, _COUNT + 1):
        make(number)
    return _COUNT / (time.process_time() - started)
