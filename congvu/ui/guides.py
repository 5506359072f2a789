"""The guides of docs/huong-dan inside the product; every page leads to the section about it.

A section names the pages that it explains in a comment below its heading:
`<!-- trang: documents:incoming_paper -->`. The text is the one place where both are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from congvu.core.addresses import address
from congvu.core.text import fold

ORDER = (
    "bat-dau", "van-thu", "lanh-dao", "lanh-dao-don-vi", "chuyen-vien", "mot-cua", "quan-tri",
    "nguoi-dan", "nop-phi",
)  # fmt: skip
_OF_ROLE = {
    "clerk": "van-thu",
    "leader": "lanh-dao",
    "unit_head": "lanh-dao-don-vi",
    "specialist": "chuyen-vien",
    "desk_officer": "mot-cua",
    "administrator": "quan-tri",
    "province_administrator": "quan-tri",
}
_PAGES = re.compile(r"<!--\s*trang:\s*(.*?)\s*-->", re.DOTALL)
_READER = MarkdownIt("commonmark").enable("table")
_FOLDER = settings.BUILD_DIR.parent / "docs" / "huong-dan"


@dataclass
class Section:
    """A heading of a guide with its anchor, its level (2 or 3), and the pages explained there."""

    title: str
    anchor: str
    level: int
    pages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Guide:
    """One guide: its contents, and the text that is made when somebody reads it."""

    slug: str
    title: str
    sections: tuple[Section, ...]
    tokens: tuple[Token, ...] = field(repr=False, compare=False)

    @property
    def url(self) -> str:
        return address("ui:guide", self.slug)

    @cached_property
    def html(self) -> SafeString:
        """The text as a page shows it."""
        shown = [token for token in self.tokens if token.type != "html_block"]
        for token in shown:
            _lead_inside(token)
        made: str = _READER.renderer.render(shown, _READER.options, {})
        return SafeString(made)  # our own text, not anybody's input


@cache
def guides() -> dict[str, Guide]:
    """All guides by their slugs, in reading order."""
    return {slug: _read(slug) for slug in ORDER}


def guide_of(role: str) -> Guide:
    """The guide of a role; everybody else begins with what is common to all."""
    return guides()[_OF_ROLE.get(role, ORDER[0])]


def help_address(view_name: str, role: str) -> str:
    """Where the page is explained, in the role's own guide first; else where help begins."""
    own = guide_of(role)
    for guide in (own, *guides().values()):
        if anchor := _places()[guide.slug].get(view_name):
            return f"{guide.url}#{anchor}"
    return address("ui:help")


@cache
def _places() -> dict[str, dict[str, str]]:
    """Guide → page → anchor."""
    return {
        guide.slug: {page: one.anchor for one in reversed(guide.sections) for page in one.pages}
        for guide in guides().values()
    }


def _read(slug: str) -> Guide:
    title, _, body = (_FOLDER / f"{slug}.md").read_text("utf-8").partition("\n")
    tokens = _READER.parse(body)
    return Guide(slug, title.removeprefix("# "), tuple(_sections(tokens)), tuple(tokens))


def _sections(tokens: Sequence[Token]) -> Iterator[Section]:
    """Each heading, which gets its anchor, with the pages named below it."""
    section = None
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            words = following.content
            section = Section(words, _anchor(words), int(token.tag[1]))
            token.attrSet("id", section.anchor)
            yield section
        elif token.type == "html_block" and section:
            section.pages += " ".join(_PAGES.findall(token.content)).split()


def _anchor(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(words)).strip("-")


def _lead_inside(token: Token) -> None:
    """Pictures come from the built files, links to other guides lead to their pages here."""
    for child in token.children or []:
        if child.type == "image":
            name = str(child.attrs["src"]).rpartition("/")[2]
            child.attrs |= {"src": static(f"ui/guides/{name}"), "loading": "lazy"}
        elif child.type == "link_open":
            slug, _, rest = str(child.attrs["href"]).partition(".md")
            child.attrs["href"] = address("ui:guide", slug) + rest
