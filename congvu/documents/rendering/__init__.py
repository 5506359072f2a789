"""Documents as pages: what they consist of, and the file that is signed."""

from congvu.documents.rendering.body import (
    Body,
    body_from_text,
    check,
    empty_body,
    images_of,
    is_empty,
    parse_body,
)
from congvu.documents.rendering.content import (
    Annex,
    Circulation,
    DocumentContent,
    Images,
    Rendered,
    SigningBlock,
    SigningForm,
    Urgency,
    signing_block,
)
from congvu.documents.rendering.live import KNOWN_FIELD, preview_answer
from congvu.documents.rendering.pages import preview, render
from congvu.documents.rendering.paper import paper_print
from congvu.documents.rendering.plain import page_numbers, plain_pages
from congvu.documents.rendering.text import edited_body, text_of
from congvu.documents.rendering.word import body_from_docx

__all__ = [
    "KNOWN_FIELD",
    "Annex",
    "Body",
    "Circulation",
    "DocumentContent",
    "Images",
    "Rendered",
    "SigningBlock",
    "SigningForm",
    "Urgency",
    "body_from_docx",
    "body_from_text",
    "check",
    "edited_body",
    "empty_body",
    "images_of",
    "is_empty",
    "page_numbers",
    "paper_print",
    "parse_body",
    "plain_pages",
    "preview",
    "preview_answer",
    "render",
    "signing_block",
    "text_of",
]
