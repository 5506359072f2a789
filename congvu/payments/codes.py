"""References of attempts: short enough for a transfer's purpose, and they notice their misspelling.

`CV` and twelve digits, of which the last two check the others (ISO 7064, MOD 97-10, as an IBAN's):
every single wrong digit and every two exchanged neighbours are found out.
"""

from __future__ import annotations

import re
import secrets

MARK = "CV"
_DIGITS = 10
_FOUND = re.compile(r"CV(\d{12})")
_PUNCTUATION = re.compile(r"[^A-Z0-9]")


def new_reference() -> str:
    """A reference that nobody can foresee; whether it is free the database says."""
    number = secrets.randbelow(9 * 10 ** (_DIGITS - 1)) + 10 ** (_DIGITS - 1)
    return f"{MARK}{number}{check_digits(str(number))}"


def check_digits(number: str) -> str:
    """The two digits that make the whole ≡ 1 (mod 97)."""
    return f"{98 - int(number) * 100 % 97:02}"


def is_reference(text: str) -> bool:
    """Whether the text is one, its check digits right."""
    found = _FOUND.fullmatch(text)
    return bool(found) and _sound(found[1])  # type: ignore[index]


def references_in(purpose: str) -> list[str]:
    """Those in the purpose of a transfer, in which banks change case, drop marks and add words."""
    plain = _PUNCTUATION.sub("", purpose.upper())
    found = [f"{MARK}{digits}" for digits in _FOUND.findall(plain) if _sound(digits)]
    return list(dict.fromkeys(found))


def _sound(digits: str) -> bool:
    return int(digits) % 97 == 1
