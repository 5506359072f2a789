"""The agencies of the demo province and their units: names are real, codes below H47 invented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congvu.core.text import nfc
from congvu.directory.loading import load_agencies, load_units
from congvu.directory.models import Agency, AgencyKind, Unit

_DATA = Path(__file__).parent / "data"
_KINDS = {"Thành phố": "thành phố", "Thị xã": "thị xã", "Huyện": "huyện"}
_BODY = "Ủy ban nhân dân"
_FIRST_DISTRICT = 41
_NOTATION = "UBND"
MOUNTAINS = frozenset(
    {
        "Tây Giang",
        "Đông Giang",
        "Nam Giang",
        "Phước Sơn",
        "Bắc Trà My",
        "Nam Trà My",
    }
)


@dataclass(frozen=True)
class Province:
    """What was loaded: `departments` by short name, `districts` by place."""

    agency: Agency
    departments: dict[str, Agency]
    districts: dict[str, Agency]
    communes: dict[str, list[Agency]]
    units: dict[tuple[int, str], Unit]

    def unit(self, agency: Agency, notation: str) -> Unit:
        """The agency's unit with this abbreviation."""
        return self.units[agency.pk, notation]

    def units_of(self, agency: Agency) -> list[Unit]:
        """In their order."""
        return [unit for (owner, _), unit in self.units.items() if owner == agency.pk]


def read(name: str) -> Any:
    """One of the data files."""
    return json.loads((_DATA / name).read_text("utf-8"))


def load_province() -> Province:
    """The province, 30 bodies under it, 18 districts and 241 communes, with their units."""
    top = Agency(
        name=f"{_BODY} tỉnh Quảng Nam",
        short_name="UBND tỉnh",
        kind=AgencyKind.PROVINCE,
        code="H47",
        old_code="000.00.00.H47",
        notation=_NOTATION,
        place="Quảng Nam",
        address="62 Hùng Vương, thành phố Tam Kỳ, tỉnh Quảng Nam",
        website="quangnam.gov.vn",
    )
    departments = {row[0]: _department(top, index, *row) for index, row in _numbered()}
    districts, communes = {}, {}
    for index, found in enumerate(read("units.json")["level2s"]):
        district = _district(top, index, found)
        districts[district.place] = district
        communes[district.place] = [
            _commune(district, number, one) for number, one in enumerate(found["level3s"], 1)
        ]
    below = [one for group in communes.values() for one in group]
    load_agencies([top, *departments.values(), *districts.values(), *below])
    return Province(top, departments, districts, communes, _units(top, departments, districts))


def _numbered() -> list[tuple[int, list[str]]]:
    return list(enumerate(read("departments.json"), 1))


def _department(
    top: Agency, index: int, short_name: str, name: str, notation: str, kind: str
) -> Agency:
    return Agency(
        name=name,
        short_name=short_name,
        kind=kind,
        code=f"H47.{index:02d}",
        old_code=f"000.00.{index:02d}.H47",
        notation=notation,
        parent=top,
        place="Quảng Nam",
        position=index,
    )


def _place(name: str) -> tuple[str, str]:
    """`("xã", "Trà Mai")` of `Xã Trà Mai`."""
    words = nfc(name).split()
    many = 2 if words[0] in {"Thành", "Thị"} else 1
    return " ".join(words[:many]).lower(), " ".join(words[many:])


def _district(top: Agency, index: int, found: dict[str, Any]) -> Agency:
    kind, place = _place(found["name"])
    number = _FIRST_DISTRICT + index
    return Agency(
        name=f"{_BODY} {kind} {place}",
        short_name=f"UBND {kind} {place}",
        kind=AgencyKind.DISTRICT,
        code=f"H47.{number}",
        old_code=f"000.00.{number}.H47",
        notation=_NOTATION,
        parent=top,
        place=place,
        position=number,
    )


def _commune(district: Agency, number: int, found: dict[str, str]) -> Agency:
    kind, place = _place(found["name"])
    own = district.code.removeprefix("H47.")
    return Agency(
        name=f"{_BODY} {kind} {place}",
        short_name=f"UBND {kind} {place}"[:40],
        kind=AgencyKind.COMMUNE,
        code=f"{district.code}.{number:02d}",
        old_code=f"000.{number:02d}.{own}.H47",
        notation=_NOTATION,
        parent=district,
        place=place,
        position=district.position * 100 + number,
    )


def _units(
    top: Agency, departments: dict[str, Agency], districts: dict[str, Agency]
) -> dict[tuple[int, str], Unit]:
    names: dict[str, list[list[str]]] = read("divisions.json")
    wanted = [(top, names[_NOTATION])]
    wanted += [(departments[key], rows) for key, rows in names.items() if key in departments]
    for place, district in districts.items():
        rural = "huyện" in district.name
        rows = names["district"] + names["rural" if rural else "urban"]
        wanted.append((district, rows + (names["mountain"] if place in MOUNTAINS else [])))
    units = load_units(
        Unit(agency=agency, name=name, notation=notation, position=position)
        for agency, rows in wanted
        for position, (name, notation) in enumerate(rows)
    )
    return {(unit.agency_id, unit.notation): unit for unit in units}
