"""The answer that the live preview element waits for."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from congvu.documents.rendering.content import DocumentContent, Images
from congvu.documents.rendering.pages import preview

KNOWN_FIELD = "known"


def preview_answer(
    content: DocumentContent,
    *,
    images: Images | None = None,
    known: Collection[str] = (),
    saved: str = "",
) -> dict[str, object]:
    """`{"pages": [{"id", "svg"}], "saved"}` for `<cv-preview>`; pages it knows come without `svg`.

    `known` is the posted field of that name split at commas, `saved` the time as people read it
    (“16:21”). Raises `Refused` as `render` does: answer its status with `{"sentence": …}`.
    """
    pages = [
        (hashlib.sha256(page).hexdigest()[:20], page) for page in preview(content, images=images)
    ]
    return {
        "pages": [
            {"id": name, "svg": None if name in known else page.decode()} for name, page in pages
        ],
        "saved": saved,
    }
