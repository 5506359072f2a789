"""What pyHanko lets pass of a form or a signature's place, and a strict reader must not."""

from __future__ import annotations

import re
from typing import Any

from asn1crypto.parser import peek
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from congvu.signing.pdf.writer import UNSOUND
from congvu.signing.types import FILLED, Check, Result

_GROWING = {"/Fields", "/SigFlags"}  # an archive's stamp adds its field
MOST = 5_000
_DIGITS = re.compile(rb"<[0-9A-Fa-f]*>")


def form_changed(reader: PdfFileReader, revision: int) -> bool:
    """Whether the form says something else today than in the signed revision.

    Its fonts and whether readers draw fields anew decide what a number looks like, though no
    field was touched (ISO 32000-2, 12.7.3).
    """
    then, now = reader.get_historical_root(revision), reader.root
    before, after = (_form(root) for root in (then, now))
    if before is None or after is None:
        return before is not after
    left = [MOST]
    return not same(_kept(before), _kept(after), left)


def _form(root: Any) -> Any:
    try:
        return root["/AcroForm"]
    except KeyError:
        return None


def _kept(form: Any) -> dict[str, Any]:
    return {key: form.raw_get(key) for key in form if key not in _GROWING}


def same(one: Any, other: Any, left: list[int]) -> bool:
    """Whether two objects of a file hold the same; `left` bounds how many are looked at."""
    left[0] -= 1
    if left[0] < 0:
        return False
    one, other = (
        part.get_object() if isinstance(part, generic.IndirectObject) else part
        for part in (one, other)
    )
    if _data(one) != _data(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        raw = (_raw(one), _raw(other))
        return raw[0].keys() == raw[1].keys() and all(
            same(raw[0][key], raw[1][key], left) for key in raw[0]
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(
            same(a, b, left) for a, b in zip(one, other, strict=True)
        )
    return type(one) is type(other) and one == other


def _data(one: Any) -> Any:
    return one.encoded_data if isinstance(one, generic.StreamObject) else None


def _raw(holder: Any) -> dict[str, Any]:
    if isinstance(holder, generic.DictionaryObject):
        found: dict[str, Any] = {key: holder.raw_get(key) for key in holder}
        return found
    return dict(holder)


def field_values(reader: PdfFileReader) -> dict[str, str]:
    """What the file's text fields say (number, day, month), to be held against the envelope.

    Those places that an issued document fills are "" while nothing stands in them.
    """
    try:
        fields = [one.get_object() for one in list(reader.root["/AcroForm"]["/Fields"])[:500]]
        return {
            str(one["/T"]): str(one["/V"])[:200] if "/V" in one else ""
            for one in fields
            if one.get("/FT") == "/Tx" and "/T" in one and ("/V" in one or one["/T"] in FILLED)
        }
    except UNSOUND:
        return {}


def room(one: EmbeddedPdfSignature, pdf: bytes) -> tuple[Check, ...]:
    """What stands in the place that no signature covers: a sound envelope, and zeros behind it."""
    reason = ""
    if not filled(one, pdf):
        reason = "Có dữ liệu lạ trong phần dành cho chữ ký."
    elif not _sound(one):
        reason = "Phần mô tả của chữ ký bị thay đổi hoặc không đúng cấu trúc."
    return (Check("structure", "Cấu trúc chữ ký", Result.INVALID, reason),) if reason else ()


def filled(one: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Whether the place of a signature holds its envelope and zeros, in digits alone.

    Readers pass over white space between them, which nobody signed (ISO 32000-2, 7.3.4.3).
    """
    content = bytes(one.pkcs7_content)
    start, length, end = (int(number) for number in list(one.byte_range)[:3])
    digits = _DIGITS.fullmatch(pdf, start + length, end) is not None
    return digits and not any(content[peek(content) :])


def _sound(one: EmbeddedPdfSignature) -> bool:
    """Whether what nobody signed of the envelope is what RFC 5652 (5.1, 5.3) has there."""
    signed, signer = one.signed_data, one.signer_info
    try:
        named = [_algorithm(each) for each in signed["digest_algorithms"]]
        versions = {signed["version"].native, signer["version"].native}
        return versions <= {"v1", "v3"} and _algorithm(signer["digest_algorithm"]) in named
    except (ValueError, TypeError, KeyError):
        return False


def _algorithm(given: Any) -> str:
    """The digest's name. Raises `ValueError` for parameters, of which a digest has none."""
    if given["parameters"].native is not None:
        raise ValueError("a digest with parameters")
    return str(given["algorithm"].native)
