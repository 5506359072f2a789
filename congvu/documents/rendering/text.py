"""The body as plain text: for search, the secrecy gate and comparisons."""

from __future__ import annotations

from collections.abc import Iterator

from congvu.documents.rendering.blocks import Block, blocks_of
from congvu.documents.rendering.body import Body, body_from_text, parse_body


def text_of(body: Body) -> str:
    """One line per paragraph with its number as printed; cells of a row are parted by tabs."""
    return "\n".join(_lines(blocks_of(body)))


def _lines(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        if block["kind"] in {"par", "heading"}:
            yield "".join(run["text"] for run in block["runs"])
        elif block["kind"] == "table":
            for row in block["rows"]:
                yield "\t".join(" ".join(_lines(cell["blocks"])) for cell in row)
        elif block["kind"] == "image" and block["alt"]:
            yield block["alt"]


def edited_body(value: str, *, before: Body) -> Body:
    """The body that a form sends: `parse_body`, but `before` where its words are unchanged.

    A browser without scripts sends `text_of(before)` as plain text; saving something else there
    must not cost the structure. Raises `Refused` with field `body`.
    """
    body = parse_body(value)
    return before if body == body_from_text(text_of(before)) else body
