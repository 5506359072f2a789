"""Objects of a PDF (ISO 32000-1, 7.3) read token by token, where pyHanko reads letter by letter.

What is written plainly is made here; anything else (comments, escapes, what is wrong) is read by
the library's own function, one such token at a time. What comes out is what the library makes.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from functools import lru_cache
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic, misc

_read_object: Any = generic.read_object
_ENDS = rb"(?=[\0\t\n\f\r ()<>\[\]{}/%])"
_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*+(?:"
    rb"/([A-Za-z0-9_.+-]*+)" + _ENDS +
    rb"|([1-9][0-9]{0,6})[\t\n\r ]([0-9]{1,5})[\t\n\r ]R" + _ENDS +
    rb"|([+-]?[0-9]++)" + _ENDS + rb"(?!\s+[0-9]+\s+R)"
    rb"|([+-]?(?:[0-9]++\.[0-9]*+|\.[0-9]++))" + _ENDS +
    rb"|\(([^()\\]*+)\)"
    rb"|(<<)"
    rb"|<([0-9A-Fa-f]*+)>"
    rb"|(>(?s:.)?)"
    rb"|(\[)"
    rb"|(\])"
    rb"|(true|false|null)" + _ENDS +
    rb")"
)  # fmt: skip
_NAME, _REFERENCE, _WHOLE, _DECIMAL, _TEXT, _OPENS, _HEX, _CLOSES, _LIST, _LIST_ENDS, _WORD = (
    1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
)  # fmt: skip
_MAYBE_STREAM = re.compile(rb"[\0\t\n\f\r ]*+[s%]")
_WORDS = {
    b"true": lambda: generic.BooleanObject(True),  # noqa: FBT003 - the library's own
    b"false": lambda: generic.BooleanObject(False),  # noqa: FBT003 - the same
    b"null": generic.NullObject,
}


def read_object(
    stream: Any,
    container_ref: Any,
    as_metadata_stream: bool = False,  # noqa: FBT001, FBT002 - as the library has it
    in_content_stream: Any = generic.ContentOpReading.NO,
) -> Any:
    """The object that begins where the stream stands; the stream is left behind its end."""
    if as_metadata_stream or in_content_stream or type(stream) is not BytesIO:
        return _read_object(stream, container_ref, as_metadata_stream, in_content_stream)
    data, begin = stream.getvalue(), stream.tell()
    if data[begin : begin + 1] in b"\0\t\n\f\r %":
        return _read_object(stream, container_ref)
    reading = _Reading(stream, data, begin, container_ref)
    made = reading.value(_TOKEN.match(data, begin))
    stream.seek(reading.place)
    return made


@lru_cache(maxsize=4096)
def _key(letters: bytes) -> Any:
    return generic.NameObject("/" + letters.decode())


class _Reading:
    """An object being read, and how far."""

    __slots__ = ("data", "handler", "place", "reference", "stream")

    def __init__(self, stream: BytesIO, data: bytes, place: int, reference: Any) -> None:
        self.stream, self.data, self.place, self.reference = stream, data, place, reference
        self.handler = reference.get_pdf_handler()

    def value(self, found: re.Match[bytes] | None) -> Any:
        """What the token begins or is."""
        maker = _MAKERS.get(found.lastindex or 0) if found is not None else None
        if found is None or maker is None:
            return self._by_the_library()
        self.place = found.end()
        made = maker(self, found)
        made.container_ref = self.reference
        return made

    def dictionary(self, _found: re.Match[bytes]) -> Any:
        """From behind `<<` to behind `>>`, or to the end of the stream that it describes."""
        made: dict[Any, Any] = {}
        while True:
            found = _TOKEN.match(self.data, self.place)
            kind = found.lastindex if found is not None else 0
            if found is not None and kind == _NAME:
                key, self.place = _key(found[_NAME]), found.end()
            elif found is not None and kind == _CLOSES:
                self.place = found.end()
                break
            else:
                key = self._odd_key()
                if key is None:
                    break
            value = self.value(_TOKEN.match(self.data, self.place))
            if key in made:
                self._again(key)
            else:
                made[key] = value
        return self._finished(made)

    def array(self, _found: re.Match[bytes]) -> Any:
        """From behind `[` to behind `]`."""
        made = generic.ArrayObject()
        while True:
            found = _TOKEN.match(self.data, self.place)
            if found is None and self._skip_to(b"]"):
                return made
            if found is not None and found.lastindex == _LIST_ENDS:
                self.place = found.end()
                return made
            made.append(self.value(found))

    def _finished(self, made: dict[Any, Any]) -> Any:
        if _MAYBE_STREAM.match(self.data, self.place):
            self.stream.seek(self.place)
            content = generic._maybe_read_stream_payload(self.stream, made, self.handler)  # noqa: SLF001 - the library's own way on
            self.place = self.stream.tell()
            if content is not None:
                return generic.StreamObject(made, encoded_data=content)
        whole = generic.DictionaryObject()
        dict.update(whole, made)
        return whole

    def _by_the_library(self) -> Any:
        self.stream.seek(self.place)
        misc.read_non_whitespace(self.stream, seek_back=True)
        made = _read_object(self.stream, self.reference)
        self.place = self.stream.tell()
        return made

    def _odd_key(self) -> Any:
        """A key that is not plain; None where the dictionary ends instead."""
        if self._skip_to(b">"):
            self.stream.read(1)
            self.place = self.stream.tell()
            return None
        key = generic.NameObject.read_from_stream(self.stream)
        self.place = self.stream.tell()
        return key

    def _skip_to(self, letter: bytes) -> bool:
        """Over white space and comments; whether the letter comes, which is read then."""
        self.stream.seek(self.place)
        comes = bool(misc.read_non_whitespace(self.stream) == letter)
        if not comes:
            self.stream.seek(-1, 1)
        self.place = self.stream.tell()
        return comes

    def _again(self, key: Any) -> None:
        if self.handler.strict:
            raise misc.PdfStrictReadError(f"Multiple definitions in dictionary for key {key}")

    def reference_to(self, found: re.Match[bytes]) -> Any:
        return generic.IndirectObject(int(found[2]), int(found[3]), self.handler)


_MAKERS: dict[int, Any] = {
    _NAME: lambda _, found: generic.NameObject("/" + found[_NAME].decode()),
    _REFERENCE: _Reading.reference_to,
    _WHOLE: lambda _, found: generic.NumberObject(found[_WHOLE]),
    _DECIMAL: lambda _, found: generic.FloatObject(found[_DECIMAL].decode()),
    _TEXT: lambda _, found: generic.pdf_string(found[_TEXT]),
    _HEX: lambda _, found: generic.pdf_string(
        unhexlify(found[_HEX] + b"0" * (len(found[_HEX]) % 2))
    ),
    _OPENS: _Reading.dictionary,
    _LIST: _Reading.array,
    _WORD: lambda _, found: _WORDS[found[_WORD]](),
}
