"""The form of a version as JSON Schema (2020-12), for programs that file dossiers."""

from __future__ import annotations

from typing import Any

from congvu.services.definitions.shape import Content, Field, Kind

_KINDS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.LONG_TEXT: {"type": "string"},
    Kind.NUMBER: {"type": "integer"},
    Kind.MONEY: {"type": "integer", "minimum": 0},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.YES_NO: {"type": "boolean"},
    Kind.PERSON_ID: {"type": "string", "pattern": "^([0-9]{9}|[0-9]{12})$"},
    Kind.TAX_CODE: {"type": "string", "pattern": "^[0-9]{10}(-[0-9]{3})?$"},
    Kind.PHONE: {"type": "string", "pattern": "^0[1-9][0-9]{8,9}$"},
    Kind.EMAIL: {"type": "string", "format": "email"},
    Kind.REFERENCE: {"type": "string"},
    Kind.ADDRESS: {
        "type": "object",
        "properties": {"place": {"type": "string"}, "detail": {"type": "string"}},
        "required": ["place", "detail"],
    },
}


def schema_of(content: Content, *, address: str, title: str) -> dict[str, Any]:
    """What the answers of the version must look like.

    Conditions of pages and fields are not told: what they leave out may be missing, so that only
    fields without any are required here. The server's own check asks for the rest.
    """
    asked = [
        (one, page.when is None and one.when is None)
        for page in content.pages
        for one in page.fields
        if one.kind != Kind.COMPUTED
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": title,
        "type": "object",
        "properties": {one.code: _of(one) for one, _ in asked},
        "required": [one.code for one, always in asked if always and _needed(one)],
        "additionalProperties": False,
    }


def _needed(field: Field) -> bool:
    return field.required and field.kind != Kind.YES_NO


def _of(field: Field) -> dict[str, Any]:
    said: dict[str, Any] = {"title": field.label}
    if field.hint:
        said["description"] = field.hint
    codes = [one.code for one in field.choices]
    if field.kind == Kind.CHOICE:
        return said | {"type": "string", "enum": codes}
    if field.kind == Kind.CHOICES:
        return said | {"type": "array", "items": {"enum": codes}, "uniqueItems": True}
    if field.kind == Kind.GROUP:
        inner = {
            "type": "object",
            "properties": {one.code: _of(one) for one in field.fields},
            "required": [one.code for one in field.fields if _needed(one)],
        }
        return said | {"type": "array", "items": inner} | _bounds(field, "Items")
    bounds = _bounds(field, "") if field.kind in {Kind.NUMBER, Kind.MONEY} else {}
    longest = {"maxLength": field.longest} if field.kind in {Kind.TEXT, Kind.LONG_TEXT} else {}
    return said | _KINDS[field.kind] | bounds | longest


def _bounds(field: Field, of: str) -> dict[str, int]:
    names = ("minItems", "maxItems") if of else ("minimum", "maximum")
    found = zip(names, (field.least, field.most), strict=True)
    return {name: value for name, value in found if value is not None}
