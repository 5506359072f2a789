"""Syllables, marks, phrases: what the index keeps and what it is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.search.words import lexemes, looked_for, queries, snippet, spans


def asks(typed: str) -> list[str]:
    return queries([("", typed)])


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("dieu hanh", ["'dieu' & 'hanh'"]),
        ('"dieu hanh"', ["'dieu~hanh'"]),
        ("Điều", ["'=điêu\u0300'"]),
        ("-hop mang", ["!('hop') & 'mang'"]),
        ('"điều hành"', ["'=điêu\u0300~hanh\u0300'"]),
        ('"thi đua yêu nước"', ["'thi~dua' & '=đua~yêu' & '=yêu~nươc\u0301'"]),
        ('"thi đua"', ["'thi~dua'", "'=đua'"]),
        ('"dieu hanh" -mang', ["'dieu~hanh' & !('mang')"]),
        ("1804/UBND-KGVX", ["'1804/ubnd-kgvx'"]),
        ("UBND-KGVX", ["'ubnd~kgvx'"]),
        ("'); drop --", ["'drop'"]),
        ("…", []),
    ],
)
def test_what_is_typed_becomes_a_question_of_lexemes(typed: str, asked: list[str]) -> None:
    assert asks(typed) == asked


def test_both_ways_of_placing_a_tone_are_one() -> None:
    assert lexemes("hoà bình") == lexemes("hòa bình")


@given(st.text(max_size=60), st.text(max_size=30))
def test_a_text_holds_its_own_phrases(before: str, phrase: str) -> None:
    held = lexemes(f"{before} {phrase} sau")
    quoted = phrase.replace('"', " ")
    for term in " & ".join(asks(f'"{quoted}"')).split(" & "):
        assert not term or term.startswith("!") or term.strip("'") in held


@given(st.text(max_size=80), st.text(max_size=20))
def test_marking_loses_nothing_of_the_text(text: str, typed: str) -> None:
    assert "".join(piece for piece, _ in spans(text, looked_for(typed))) == text


def test_a_snippet_shows_where_the_words_stand_together() -> None:
    text = "mạng " * 200 + "họp trực tuyến trên mạng " + "lưới " * 200
    assert "họp trực tuyến trên mạng" in snippet(text, looked_for("hop truc tuyen"))
    assert not snippet(text, looked_for("không-có"))


def test_only_whole_words_are_marked() -> None:
    text = "Quảng Nam: an toàn, AN_NINH, ban"
    marked = [piece for piece, found in spans(text, looked_for("an")) if found]
    assert marked == ["an", "AN"]


def test_a_very_common_word_does_not_hide_the_rare_one_beside_it() -> None:
    text = "của dân " * 5000 + "một lần trực tuyến của dân " + "của dân " * 5000
    assert "trực tuyến" in snippet(text, looked_for("của tuyến"))
