"""Communes, districts and other provinces, as addresses name them."""

from __future__ import annotations

from congvu.core.text import fold
from congvu.directory.models import Agency, AgencyKind
from congvu.services.identity import PROVINCES

_BODY = "Ủy ban nhân dân "
OTHER = "tinh-"


def place_of(code: str) -> str:
    """The full name of a place: `xã Trà Mai, huyện Nam Trà My, tỉnh Quảng Nam`; empty if unknown.

    Its code is that of the commune's agency, or `tinh-048` for another province as a whole.
    """
    if code.startswith(OTHER):
        return PROVINCES.get(code.removeprefix(OTHER), "")
    rows = Agency.objects.filter(code=code, kind=AgencyKind.COMMUNE)
    found = rows.select_related("parent__parent").first()
    return ", ".join(_levels(found)) if found else ""


def _levels(agency: Agency | None) -> list[str]:
    found = []
    while agency is not None:
        found.append(agency.name.removeprefix(_BODY))
        agency = agency.parent
    return found


def places() -> list[tuple[str, list[tuple[str, str]]]]:
    """All of them in groups: each district with its communes, then the other provinces."""
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = Agency.objects.filter(kind=AgencyKind.COMMUNE, active=True)
    named = rows.order_by("parent__position", "position")
    home = ""
    for code, name, above, top in named.values_list(
        "code", "name", "parent__name", "parent__parent__name"
    ):
        home = home or str(top or "").removeprefix(_BODY)
        group = str(above or "").removeprefix(_BODY)
        groups.setdefault(group[:1].upper() + group[1:], []).append(
            (code, name.removeprefix(_BODY))
        )
    others = [
        (f"{OTHER}{code}", name) for code, name in PROVINCES.items() if fold(name) != fold(home)
    ]
    return [*groups.items(), ("Tỉnh, thành phố khác", others)]
