"""The kinds of notices that a person may set apart, as the apps above name them."""

from __future__ import annotations

_kinds: dict[str, str] = {"": "Thông báo chung"}


def register_kind(name: str, label: str) -> None:
    """Name a kind for the preferences page; an app does so beside its `handlers.py` or `urls.py`.

    `name` is what `notify(kind=…)` is given (at most 40 letters), `label` what people read.
    """
    _kinds[name] = label


def kinds() -> list[tuple[str, str]]:
    """All kinds as (name, label), the general one last."""
    general = ("", _kinds[""])
    return [*((name, label) for name, label in sorted(_kinds.items()) if name), general]


def label_of(kind: str) -> str:
    """What people call the kind."""
    return _kinds.get(kind, _kinds[""])
