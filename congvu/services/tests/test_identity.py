"""Numbers that say who somebody is."""

from __future__ import annotations

import pytest

from congvu.services import identity


@pytest.mark.parametrize(
    ("given", "kept"),
    [("049 185 000 123", "049185000123"), ("200123456", "200123456"), ("184-123.456", "184123456")],
)
def test_identity_numbers_are_kept_as_digits(given: str, kept: str) -> None:
    assert identity.person_id(given) == kept


@pytest.mark.parametrize("given", ["", "12345", "000185000123", "04918500012a", "٠٤٩١٨٥٠٠٠١٢٣"])
def test_what_is_no_identity_number_is_refused_in_words(given: str) -> None:
    with pytest.raises(ValueError, match=r"số|mã"):
        identity.person_id(given)


@pytest.mark.parametrize("given", ["0100109106", "0100109106-001", "4000100139"])
def test_tax_codes_with_their_check_digit(given: str) -> None:
    assert identity.tax_code(given) == given


@pytest.mark.parametrize("given", ["0100109107", "010010910", "0100109106-01", "1" * 10])
def test_a_tax_code_whose_check_digit_is_wrong_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="Mã số thuế"):
        identity.tax_code(given)


@pytest.mark.parametrize(
    ("given", "kept"), [("0905 123 456", "0905123456"), ("+84905123456", "0905123456"),
                        ("(0235) 3852-739", "02353852739")],
)  # fmt: skip
def test_telephones(given: str, kept: str) -> None:
    assert identity.phone(given) == kept
