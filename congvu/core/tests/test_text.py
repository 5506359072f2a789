"""Folding Vietnamese: what people type finds what was written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.core.text import fold, nfc, strip_marks

_VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
_LETTERS = _VOWELS + _VOWELS.upper() + "đĐbcdghklmnpqrstvxBCDGHKLMNPQRSTVX0123456789/-.,"
vietnamese = st.text(st.sampled_from(_LETTERS + " "))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Điện Bàn", "dien ban"),
        ("ĐẶNG THỊ HỒNG ĐIỆP", "dang thi hong diep"),
        ("  Ủy   ban\u00a0nhân\tdân\n", "uy ban nhan dan"),
        ("Nghị quyết số 1804/UBND-KGVX", "nghi quyet so 1804/ubnd-kgvx"),
        ("Ðà Nẵng", "da nang"),  # the Icelandic letter that old Vietnamese fonts wrote for Đ
        ("", ""),
        ("\u0301", ""),
    ],
)
def test_what_people_type(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_however_it_is_composed_it_folds_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(nfc(text))


@given(st.text())
def test_nothing_folded_carries_a_mark_or_a_capital(text: str) -> None:
    folded = fold(text)
    assert folded == folded.casefold()
    assert not [c for c in folded if unicodedata.combining(c)]
    assert folded.split() == folded.split(" ") or not folded


@given(vietnamese)
def test_vietnamese_keeps_its_length_and_becomes_ascii(text: str) -> None:
    """A letter stays one letter, so that a place found in the folded text is the place itself."""
    plain = strip_marks(text)
    assert len(plain) == len(text)
    assert plain.isascii()
    assert len(fold(text)) == len(" ".join(text.split()))


@given(vietnamese, vietnamese)
def test_words_apart_fold_apart(one: str, other: str) -> None:
    assert fold(f"{one} {other}").split() == fold(one).split() + fold(other).split()
