"""Whatever an editor or a stranger sends as the body gives pages, or a refusal in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.core.refused import Refused
from congvu.documents.rendering import check, parse_body, render, text_of
from congvu.documents.tests.rendering.samples import letter
from congvu.secrecy.queries import find_marks

LETTERS = st.text(
    st.one_of(
        st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxy ẬậẾếỘộ;.,-/\\#$*_`<>[]{}@=~'\"1234567890"),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=30,
)
KINDS = st.sampled_from(
    (
        "doc",
        "paragraph",
        "heading",
        "orderedList",
        "bulletList",
        "listItem",
        "table",
        "tableRow",
        "tableCell",
        "tableHeader",
        "image",
        "pageBreak",
        "hardBreak",
        "text",
        "iframe",
    )
)
LOOSE = st.one_of(st.none(), st.booleans(), st.integers(-5, 10**9), st.floats(), LETTERS)
ATTRS = st.dictionaries(
    st.sampled_from(
        ["level", "textAlign", "indent", "start", "type", "colspan", "rowspan", "colwidth", "file"]
    ),
    st.one_of(LOOSE, st.lists(LOOSE, max_size=3), st.sampled_from(["center", "1", "a"])),
    max_size=3,
)
MARKS = st.lists(st.fixed_dictionaries({"type": st.sampled_from(["bold", "italic", "x"])}))


def _wild(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"type": KINDS},
        optional={
            "attrs": st.one_of(ATTRS, LOOSE),
            "content": st.one_of(st.lists(children, max_size=4), LOOSE),
            "text": st.one_of(LETTERS, LOOSE),
            "marks": st.one_of(MARKS, LOOSE),
        },
    )


WILD = st.recursive(st.one_of(LOOSE, _wild(LOOSE)), _wild, max_leaves=12)

TEXT = st.fixed_dictionaries({"type": st.just("text"), "text": LETTERS}, optional={"marks": MARKS})


def _node(kind: str, content: st.SearchStrategy[Any], *, most: int = 3) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"type": st.just(kind), "content": st.lists(content, max_size=most)},
        optional={"attrs": ATTRS},
    )


LINE = st.one_of(TEXT, st.just({"type": "hardBreak"}))
PARAGRAPH = st.one_of(_node("paragraph", LINE), _node("heading", LINE))


def _nested(flow: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    cell = st.one_of(_node("tableCell", flow), _node("tableHeader", flow))
    return st.one_of(
        _node("orderedList", _node("listItem", flow)),
        _node("bulletList", _node("listItem", flow)),
        _node("table", _node("tableRow", cell)),
    )


SOUND = _node("doc", st.recursive(PARAGRAPH, _nested, max_leaves=10), most=5)
calm = settings(max_examples=120, suppress_health_check=list(HealthCheck))


def outcome(make: Callable[[], Any]) -> str:
    """`drawn`, or the field at which it was refused."""
    try:
        sound = make()
        pages = render(letter(body=sound)).pages
    except Refused as refused:
        return refused.field if refused.sentence else ""
    assert pages >= 1
    find_marks(text_of(sound))
    assert check(json.loads(json.dumps(sound))) == sound
    return "drawn"


@calm
@given(WILD)
def test_anything_at_all(body: Any) -> None:
    assert outcome(lambda: check(body)) in {"drawn", "body"}


@calm
@given(SOUND)
def test_anything_that_an_editor_can_make(body: Any) -> None:
    assert outcome(lambda: check(body)) in {"drawn", "body"}


@calm
@given(st.one_of(st.text(max_size=200), WILD.map(json.dumps), st.just("{")))
def test_anything_in_the_hidden_field(value: str) -> None:
    assert outcome(lambda: parse_body(value)) in {"drawn", "body"}


@pytest.mark.parametrize(
    "words",
    [
        "/" * 50_000,
        "-" * 50_000,
        "\u00a0" * 50_000,
        "x" * 99_000,
        "ậ" * 99_000,
        "a\u0301" * 9000,
        "." * 50_000,
        "a" + "\u0323" * 40_000,
        "\u3000" * 50_000,
        "1/a" * 20_000,
        "từ " * 33_000,
        "☐" * 20_000,
    ],
    ids=lambda words: repr(words[:3]),
)
def test_endless_words_are_drawn(words: str) -> None:
    node = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
    assert outcome(lambda: check({"type": "doc", "content": [node]})) == "drawn"
    assert render(letter(abstract=words[:10_000])).pages >= 1
