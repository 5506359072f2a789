"""Canonical XML 1.0, with and without unused namespaces, of a document that streams by.

Canonical XML (W3C, 2001) and Exclusive XML Canonicalization (2002), both without comments. Every
element of what is fed is part of the output, which is all that an enveloped signature over a whole
document needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from congvu.exchange.edxml.errors import Fault, FormatError

XML = "http://www.w3.org/XML/1998/namespace"
Attributes = Sequence[tuple[str, str]]


def escape_text(text: str) -> str:
    """As a text node is written."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace("\r", "&#xD;") if "\r" in text else text


def escape_value(text: str) -> str:
    """As the value of an attribute is written."""
    for letter, written in (
        ("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"),
        ("\t", "&#x9;"), ("\n", "&#xA;"), ("\r", "&#xD;"),
    ):  # fmt: skip
        text = text.replace(letter, written)
    return text


def declared(attributes: Attributes) -> dict[str, str]:
    """The namespaces that an element declares, by prefix."""
    return {
        name[6:]: value
        for name, value in attributes
        if name == "xmlns" or name.startswith("xmlns:")
    }


class Canonical:
    """Feed it events; it gives the canonical bytes to `put`, in pieces.

    `scope` are the namespaces in which the first element stands.
    """

    def __init__(
        self,
        put: Callable[[bytes], object],
        *,
        exclusive: bool = False,
        scope: Mapping[str, str] | None = None,
    ) -> None:
        self._put = put
        self._exclusive = exclusive
        self._scopes: list[dict[str, str]] = [{"xml": XML, "": "", **(scope or {})}]
        self._shown: list[dict[str, str]] = [{"xml": XML, "": ""}]

    def start(self, name: str, attributes: Attributes) -> None:
        scope = self._scopes[-1]
        if own := declared(attributes):
            scope = {**scope, **own}
        plain = [one for one in attributes if one[0] != "xmlns" and not one[0].startswith("xmlns:")]
        parts = [f"<{name}"]
        shown, wanted = self._shown[-1], self._wanted(name, plain, scope)
        new = {prefix: uri for prefix, uri in wanted.items() if shown.get(prefix) != uri}
        for prefix in sorted(new):
            mark = f"xmlns:{prefix}" if prefix else "xmlns"
            parts.append(f' {mark}="{escape_value(new[prefix])}"')
        for written, value in _sorted(plain, scope):
            parts.append(f' {written}="{escape_value(value)}"')
        parts.append(">")
        self._put("".join(parts).encode())
        self._scopes.append(scope)
        self._shown.append({**shown, **new} if new else shown)

    def _wanted(self, name: str, plain: Attributes, scope: dict[str, str]) -> dict[str, str]:
        if not self._exclusive:
            return scope
        prefixes = {_prefix(name)} | {_prefix(one) for one, _ in plain if ":" in one}
        return {prefix: _bound(prefix, scope) for prefix in prefixes}

    def end(self, name: str) -> None:
        self._put(f"</{name}>".encode())
        self._scopes.pop()
        self._shown.pop()

    def text(self, text: str) -> None:
        self._put(escape_text(text).encode())

    def put(self, written: bytes) -> None:
        """Text of which every letter stands as it is in the canonical form."""
        self._put(written)


def _sorted(plain: Attributes, scope: dict[str, str]) -> list[tuple[str, str]]:
    """By namespace, then by local name; two of one name are refused."""
    if not plain:
        return []
    keyed = []
    for name, value in plain:
        prefix, colon, local = name.rpartition(":")
        keyed.append(((_bound(prefix, scope) if colon else "", local), name, value))
    keyed.sort()
    if len({key for key, _, _ in keyed}) < len(keyed):
        raise FormatError(Fault.FORMAT, "Tệp edXML có thuộc tính lặp lại.")
    return [(name, value) for _, name, value in keyed]


def _prefix(name: str) -> str:
    return name.partition(":")[0] if ":" in name else ""


def _bound(prefix: str, scope: Mapping[str, str]) -> str:
    if prefix not in scope:
        raise FormatError(Fault.FORMAT, f"Tệp edXML dùng tiền tố “{prefix[:40]}” chưa khai báo.")
    return scope[prefix]
