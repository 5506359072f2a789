"""The ways that lead to each object of a revision, found as pyHanko finds them, without detours.

pyHanko's own (`HistoricalResolver._load_reverse_xref_cache`) also walks into every number and name
and keeps the way to each; most of a file is numbers and names. What is found is the same, and a
test holds both against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import RawPdfPath

_Path = tuple[Any, ...]
_WAYS = (generic.IndirectObject, generic.DictionaryObject, generic.ArrayObject)


def load(resolver: Any) -> None:
    """Find all ways from the trailer to objects, once for a revision."""
    if resolver._indirect_object_access_cache is not None:  # noqa: SLF001 - it is in its place
        return
    walk = _Walk(resolver)
    walk.into(resolver.trailer_view, (), within=False)
    resolver._indirect_object_access_cache = {  # noqa: SLF001 - as above
        reference: {RawPdfPath(*path) for path in paths} for reference, paths in walk.found.items()
    }


class _Walk:
    """From the trailer along every reference; pages and structure only by their own trees."""

    __slots__ = ("found", "pages", "resolver", "seen", "structure")

    def __init__(self, resolver: Any) -> None:
        self.resolver = resolver
        self.found: defaultdict[Any, set[_Path]] = defaultdict(set)
        self.seen: set[Any] = set()
        self.pages = _pages(resolver.root)
        self.structure = _structure(resolver.root)

    def into(self, value: Any, path: _Path, *, within: bool) -> None:
        """Note what the value refers to; `within` the structure tree, parents are not followed."""
        reference = None
        if isinstance(value, generic.IndirectObject):
            reference = value.reference
            if reference in self.seen:
                return
            self.found[reference].add(path)
            value = self.resolver(reference)
            if self.pages.get(reference, path) != path:
                return
            if not within and reference in self.structure:
                return
            self.seen.add(reference)
        for key, part in _parts(value):
            if not isinstance(part, _WAYS) or key == "/Parent" or (within and key == "/P"):
                continue
            root = key == "/K" and path == ("/Root", "/StructTreeRoot")
            self.into(part, (*path, key), within=within or root)
        if reference is not None:
            self.seen.discard(reference)


def _parts(value: Any) -> Any:
    if isinstance(value, generic.DictionaryObject):
        return value.items()
    return enumerate(value) if isinstance(value, generic.ArrayObject) else ()


def _pages(root: Any) -> dict[Any, _Path]:
    """The page tree's objects, with the one way to each."""
    top, path = root.raw_get("/Pages"), ("/Root", "/Pages")
    found: dict[Any, _Path] = {}
    if isinstance(top, generic.IndirectObject):
        found[top.reference] = path
    for reference, way in _kids(top.get_object(), path):
        if reference in found:
            raise misc.PdfReadError("Circular reference in page tree in mapping stage")
        found[reference] = way
    return found


def _kids(pages: Any, path: _Path) -> Iterator[tuple[Any, _Path]]:
    for index, kid in enumerate(pages["/Kids"]):
        way = (*path, "/Kids", index)
        if isinstance(kid, generic.IndirectObject):
            yield kid.reference, way
        page = kid.get_object()
        if page.get("/Type", None) == "/Pages":
            yield from _kids(page, way)


def _structure(root: Any) -> set[Any]:
    """The structure tree's objects."""
    found: set[Any] = set()
    try:
        top = root.raw_get("/StructTreeRoot").get_object()
        for reference in _elements(top):
            if reference in found:
                raise misc.PdfReadError("Circular reference in structure tree in mapping stage")
            found.add(reference)
    except KeyError:
        pass
    return found


def _elements(element: Any) -> Iterator[Any]:
    try:
        children = element["/K"]
    except KeyError:
        return
    for child in children if isinstance(children, generic.ArrayObject) else (children,):
        reference = child.reference if isinstance(child, generic.IndirectObject) else None
        inside = child.get_object() if reference is not None else child
        if not isinstance(inside, generic.DictionaryObject) or _other_type(inside):
            continue
        if reference is not None:
            yield reference
        yield from _elements(inside)


def _other_type(element: Any) -> bool:
    try:
        return bool(element["/Type"] != "/StructElem")
    except KeyError:
        return False
