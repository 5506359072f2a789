"""Conditions and sums as people write them: `tinh_trang = "ly_hon" và so_ban > 2`.

The same trees as in `expressions`, as one line of text and back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from congvu.core.text import nfc
from congvu.services.definitions import expressions
from congvu.services.definitions.expressions import Broken, Expression

_CALLED = {
    "filled": "có",
    "if": "nếu",
    "sum": "tổng",
    "count": "đếm",
    "min": "nhỏ_nhất",
    "max": "lớn_nhất",
    "years_since": "số_năm_từ",
    "days_since": "số_ngày_từ",
}
_NAMED = {words: name for name, words in _CALLED.items()}
_BETWEEN = {
    "hoặc": ("or", 1), "và": ("and", 2), "thuộc": ("in", 4), "+": ("+", 5), "-": ("-", 5),
    "*": ("*", 6), "/": ("/", 6), **{sign: (sign, 4) for sign in ("=", "!=", "<", "<=", ">", ">=")},
}  # fmt: skip
_WRITTEN = {name: (words, rank) for words, (name, rank) in _BETWEEN.items()}
_NOT, _WHOLE = 3, 9
_MANY = {"and", "or", "+", "*"}
_VALUES = {"đúng": True, "sai": False, "trống": None}
_FIELD = "mục"
_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>\d+(?:\.\d{3})*)|(?P<name>[^\W\d]\w*(?:\.\w+)?)'
    r"|(?P<sign>!=|<=|>=|[=<>+\-*/(),\[\]]))"
)
_PLAIN = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?")
_LONGEST, _DEEPEST = 2000, 40


def words_of(data: object) -> str:
    """The expression that the data say, as text; empty for none. Raises `Broken`."""
    found = expressions.read(data)
    return "" if found is None else _written(found, 0)


def _written(part: object, around: int) -> str:
    if isinstance(part, tuple):
        return f"[{', '.join(_written(one, 0) for one in part)}]"
    if not isinstance(part, Expression):
        return _value(part)
    words, rank = _operation(part)
    return f"({words})" if rank <= around else words


def _value(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return next(words for words, one in _VALUES.items() if one is value)
    if isinstance(value, int):
        return str(value) if value >= 0 else f"(0 - {-value})"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _operation(one: Expression) -> tuple[str, int]:
    """The text, and how strongly it holds together."""
    if one.name == "field":
        return _field(str(one.parts[0])), _WHOLE
    if one.name == "value":
        return _written(one.parts[0], 0), _WHOLE
    if one.name == "not":
        return f"không {_written(one.parts[0], _NOT - 1)}", _NOT
    if one.name in _CALLED:
        inner = one.parts
        if one.name in {"sum", "count"}:
            inner = tuple(Expression("field", (part,)) for part in inner)
        return f"{_CALLED[one.name]}({', '.join(_written(part, 0) for part in inner)})", _WHOLE
    sign, rank = _WRITTEN[one.name]
    if len(one.parts) == 1:
        return _written(one.parts[0], 0), 0
    return f" {sign} ".join(_written(part, rank) for part in one.parts), rank


def _field(code: str) -> str:
    taken = code in _VALUES or code in _BETWEEN
    return code if _PLAIN.fullmatch(code) and not taken else f"{_FIELD}({_value(code)})"


def data_of(text: str) -> object:
    """The data that the text means; `None` for no text. Raises `Broken`, saying what is wrong."""
    text = nfc(text).strip()
    if not text:
        return None
    if len(text) > _LONGEST:
        raise Broken(f"Biểu thức dài quá {_LONGEST} ký tự.")
    tokens = _Tokens(text)
    data = _level(tokens, 1)
    if tokens.kind:
        raise Broken(f"Không hiểu “{tokens.word}” ở đây; thiếu phép nối (và, hoặc, +, =…)?")
    expressions.read(data)
    return data


class _Tokens:
    """The words of the text, one looked at ahead."""

    def __init__(self, text: str) -> None:
        self._rest = self._split(text)
        self.kind, self.word, self.deep = "", "", 0
        self.step()

    def _split(self, text: str) -> Iterator[tuple[str, str]]:
        at = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise Broken(f"Không hiểu từ chỗ “{text[at : at + 20].strip()}”.")
            yield str(found.lastgroup), found[found.lastgroup or 0]
            at = found.end()

    def step(self) -> str:
        word = self.word
        self.kind, self.word = next(self._rest, ("", ""))
        return word

    def need(self, sign: str) -> None:
        if self.kind != "sign" or self.word != sign:
            at = f"trước “{self.word}”" if self.kind else "ở cuối"
            raise Broken(f"Thiếu dấu “{sign}” {at}.")
        self.step()

    def between(self) -> tuple[str, int]:
        """The operation that stands here, with its rank; nothing with 0."""
        known = self.kind in {"sign", "name"}
        return _BETWEEN.get(self.word, ("", 0)) if known else ("", 0)


def _level(tokens: _Tokens, rank: int) -> object:
    """Operations of that rank and stronger ones."""
    if rank == _NOT:
        return _negated(tokens)
    if rank > _BETWEEN["*"][1]:
        return _single(tokens)
    left, joined = _level(tokens, rank + 1), ""
    while (found := tokens.between())[1] == rank:
        tokens.step()
        right = _level(tokens, rank + 1)
        if joined == found[0] and joined in _MANY and isinstance(left, dict):
            left[joined].append(right)
        else:
            left = {found[0]: [left, right]}
        joined = found[0]
    return left


def _negated(tokens: _Tokens) -> object:
    if tokens.kind == "name" and tokens.word == "không":
        _deeper(tokens)
        tokens.step()
        return {"not": _negated(tokens)}
    return _level(tokens, _NOT + 1)


def _deeper(tokens: _Tokens) -> None:
    tokens.deep += 1
    if tokens.deep > _DEEPEST:
        raise Broken("Biểu thức quá lớn hoặc lồng nhau quá sâu.")


def _single(tokens: _Tokens) -> object:
    kind, word = tokens.kind, tokens.step()
    if kind == "number":
        return int(word.replace(".", ""))
    if kind == "text":
        return re.sub(r"\\(.)", r"\1", word[1:-1])
    if kind == "sign" and word in {"(", "["}:
        return _inside(tokens, word)
    if kind == "name" and (word not in _BETWEEN):
        return _name(tokens, word)
    raise Broken(f"Biểu thức thiếu vế {f'ở chỗ “{word}”' if word else 'ở cuối'}.")


def _inside(tokens: _Tokens, opened: str) -> object:
    _deeper(tokens)
    if opened == "[":
        return _listed(tokens, "]")
    data = _level(tokens, 1)
    tokens.need(")")
    return data


def _listed(tokens: _Tokens, end: str) -> list[object]:
    found: list[object] = []
    while not (tokens.kind == "sign" and tokens.word == end):
        if found:
            tokens.need(",")
        found.append(_level(tokens, 1))
    tokens.need(end)
    return found


def _name(tokens: _Tokens, word: str) -> object:
    if not (tokens.kind == "sign" and tokens.word == "("):
        return _VALUES.get(word, {"field": word})
    _deeper(tokens)
    tokens.step()
    inner = _listed(tokens, ")")
    if word == _FIELD:
        return {"field": inner}
    if word not in _NAMED:
        raise Broken(f"Không có phép tính tên “{word}”; có: {', '.join(_NAMED)}.")
    if _NAMED[word] in {"sum", "count"}:
        inner = [one.get("field", one) if isinstance(one, dict) else one for one in inner]
    return {_NAMED[word]: inner}
