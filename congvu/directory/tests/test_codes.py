"""Identifier codes, new and old."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from congvu.directory.codes import old_code_of, validate_code, validate_old_code


@pytest.mark.parametrize(
    ("code", "old"),
    [
        ("H47", "000.00.00.H47"),
        ("H47.01", "000.00.01.H47"),
        ("H47.01.05", "000.05.01.H47"),
        ("H47.1.5", "000.05.01.H47"),
        ("H47.01.05.003", "003.05.01.H47"),
        ("G22", "000.00.00.G22"),
        ("H47.01.005", ""),
        ("H47.01.05.003.01", ""),
        ("123.01", ""),
    ],
)
def test_old_form(code: str, old: str) -> None:
    assert old_code_of(code) == old


@pytest.mark.parametrize("code", ["H47", "H47.01.05", "H37.DN.001", "G22.99"])
def test_good(code: str) -> None:
    validate_code(code)


@pytest.mark.parametrize("code", ["", "h47", "H47.", ".H47", "H47..1", "H47 01", "H" * 36, "Đ47"])
def test_bad(code: str) -> None:
    with pytest.raises(ValidationError):
        validate_code(code)


@pytest.mark.parametrize("code", ["H47.01.05", "00.05.01.H47", "000.05.01.H47.1", "000-05-01-H47"])
def test_bad_old(code: str) -> None:
    with pytest.raises(ValidationError):
        validate_old_code(code)
    validate_old_code("000.05.01.H47")
