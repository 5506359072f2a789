"""Fictitious officials of the demo province: every main agency has its leaders, staff and clerk."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from congvu.core import clock
from congvu.core.text import fold
from congvu.demo.agencies import MOUNTAINS, Province
from congvu.directory.loading import (
    load_appointments,
    load_delegations,
    load_people,
    load_titles,
)
from congvu.directory.models import (
    Agency,
    AgencyKind,
    Appointment,
    Delegation,
    Person,
    Role,
    SigningForm,
    Unit,
)

_FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Phan",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Đinh",
    "Lương",
    "Trương",
]
_MIDDLES = [
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Minh",
    "Ngọc",
    "Thanh",
    "Quang",
    "Thu",
    "Hoài",
    "Xuân",
    "Bảo",
    "Như",
    "Kim",
    "Công",
    "Thùy",
]
_GIVEN = [
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hà",
    "Hạnh",
    "Hiếu",
    "Hòa",
    "Hương",
    "Khánh",
    "Lan",
    "Linh",
    "Mai",
    "Nam",
    "Nga",
    "Ngân",
    "Phúc",
    "Phương",
    "Quân",
    "Quỳnh",
    "Sơn",
    "Tâm",
    "Thảo",
    "Thịnh",
    "Trang",
    "Trí",
    "Tuấn",
    "Uyên",
    "Vinh",
    "Vy",
    "Yến",
]
_HIGH_FAMILIES = ("A Lăng", "Bling", "Zơ Râm", "Bríu", "Hôih", "Arất", "Pơloong", "A Viết", "Hồ")
_HIGH_GIVEN = (
    "Thị Mơ",
    "Nhơn",
    "Bhơi",
    "Thị Dế",
    "Đhơn",
    "Văn Ríu",
    "Thị Nga",
    "Crôn",
    "Văn Xiêng",
)
_SINCE = (1, 1)
_STAFFED_COMMUNES = 6
_WHOLE_DISTRICT = "Nam Trà My"


@dataclass
class Staff:
    """The appointments of one agency, by what they do."""

    heads: list[Appointment] = field(default_factory=list)
    deputies: list[Appointment] = field(default_factory=list)
    clerks: list[Appointment] = field(default_factory=list)
    administrators: list[Appointment] = field(default_factory=list)
    desks: list[Appointment] = field(default_factory=list)
    handlers: list[Appointment] = field(default_factory=list)
    unit_heads: dict[str, Appointment] = field(default_factory=dict)
    specialists: dict[str, Appointment] = field(default_factory=dict)


class Cast:
    """Draws names and collects rows until all are saved at once."""

    def __init__(self) -> None:
        self.dice = random.Random(1804)  # noqa: S311 - names, not secrets
        self.people: list[Person] = []
        self.rows: list[tuple[Appointment, str]] = []
        self.staff: dict[int, Staff] = {}
        self.addresses: set[str] = set()

    def _name(self, *, mountain: bool) -> str:
        pick = self.dice.choice
        if mountain and self.dice.random() < 0.6:
            return f"{pick(_HIGH_FAMILIES)} {pick(_HIGH_GIVEN)}"
        return f"{pick(_FAMILIES)} {pick(_MIDDLES)} {pick(_GIVEN)}"

    def person(self, agency: Agency, *, mountain: bool = False) -> Person:
        """A new one; addresses are the name and, where taken, a number."""
        name = self._name(mountain=mountain)
        words = fold(name).split()
        base = words[-1] + "".join(word[0] for word in words[:-1])
        address, number = base, 1
        while address in self.addresses:
            number += 1
            address = f"{base}{number}"
        self.addresses.add(address)
        person = Person(agency=agency, name=name, email=f"{address}@quangnam.gov.vn")
        self.people.append(person)
        return person

    def appoint(
        self, person: Person, agency: Agency, title: str, role: Role, unit: Unit | None = None
    ) -> Appointment:
        row = Appointment(
            person=person,
            agency=agency,
            unit=unit,
            role=role,
            since=date(clock.today().year - 1, *_SINCE),
        )
        self.rows.append((row, title))
        return row

    def save(self) -> None:
        """All people, titles and appointments in a few statements."""
        load_people(self.people)
        titles = load_titles(title for _, title in self.rows)
        for row, title in self.rows:
            row.person, row.title = row.person, titles[title]
        load_appointments(row for row, _ in self.rows)


def load_staff(province: Province) -> Cast:
    """Some 300 people; staffed are all communes of one district, and one each of some others."""
    cast = Cast()
    for agency in (province.agency, *province.departments.values(), *province.districts.values()):
        _staff(cast, province, agency)
    others = [communes[0] for communes in province.communes.values()][:_STAFFED_COMMUNES]
    some = dict.fromkeys([*others, *province.communes[_WHOLE_DISTRICT]])
    for agency in some:
        _staff(cast, province, agency)
    _clerk_of_two(cast, province)
    _staff_desks(cast, province)
    cast.save()
    _delegate(cast)
    return cast


def _titles(agency: Agency) -> tuple[str, str]:
    if agency.kind in {AgencyKind.PROVINCE, AgencyKind.DISTRICT, AgencyKind.COMMUNE}:
        return "Chủ tịch", "Phó Chủ tịch"
    first = agency.name.split()[0]
    if agency.name.startswith("Văn phòng"):
        return "Chánh Văn phòng", "Phó Chánh Văn phòng"
    if agency.name.startswith("Thanh tra"):
        return "Chánh Thanh tra", "Phó Chánh Thanh tra"
    if agency.name.startswith("Bộ Chỉ huy"):
        return "Chỉ huy trưởng", "Phó Chỉ huy trưởng"
    heads = {"Ban": "Trưởng ban", "Cục": "Cục trưởng"}
    head = heads.get(first, "Giám đốc")
    return head, f"Phó {head}"


def _staff(cast: Cast, province: Province, agency: Agency) -> None:
    staff = cast.staff.setdefault(agency.pk, Staff())
    place = agency.place if agency.kind == AgencyKind.DISTRICT else ""
    if agency.kind == AgencyKind.COMMUNE and agency.parent:
        place = agency.parent.place
    mountain = place in MOUNTAINS

    def one(title: str, role: Role, unit: Unit | None = None) -> Appointment:
        return cast.appoint(cast.person(agency, mountain=mountain), agency, title, role, unit)

    head, deputy = _titles(agency)
    staff.heads.append(one(head, Role.LEADER))
    staff.deputies.append(one(deputy, Role.LEADER))
    staff.clerks.append(one("Văn thư", Role.CLERK))
    units = province.units_of(agency)
    for unit in units[: 6 if agency.kind == AgencyKind.PROVINCE else 2]:
        title = "Chánh Văn phòng" if unit.notation == "VP" else "Trưởng phòng"
        staff.unit_heads[unit.notation] = one(title, Role.UNIT_HEAD, unit)
        staff.specialists[unit.notation] = one("Chuyên viên", Role.SPECIALIST, unit)
    if agency.kind == AgencyKind.PROVINCE:
        role, title = Role.PROVINCE_ADMINISTRATOR, "Quản trị hệ thống tỉnh"
        staff.administrators.append(one(title, role))
    elif units:
        staff.administrators.append(one("Quản trị hệ thống", Role.ADMINISTRATOR))


def _clerk_of_two(cast: Cast, province: Province) -> None:
    """One person is the clerk of the province's committee and of its office."""
    clerk = cast.staff[province.agency.pk].clerks[0]
    office = province.departments["VPUB"]
    second = cast.appoint(clerk.person, office, "Văn thư", Role.CLERK)
    cast.staff[office.pk].clerks.append(second)


def _staff_desks(cast: Cast, province: Province) -> None:
    """Officers of the one-stop desks, and those who handle dossiers where nobody else does.

    After all others, so that names and addresses of those stay what they were.
    """
    agencies = [*province.departments.values(), *province.districts.values()]
    agencies += [one for group in province.communes.values() for one in group]
    for agency in agencies:
        staff = cast.staff.get(agency.pk)
        if staff is None or agency.kind == AgencyKind.SUBORDINATE:
            continue
        posts = [("Cán bộ một cửa", Role.DESK_OFFICER)]
        posts += [("Chuyên viên", Role.SPECIALIST)] if not staff.specialists else []
        if not staff.unit_heads and agency.kind != AgencyKind.COMMUNE:
            posts.append(("Trưởng phòng", Role.UNIT_HEAD))
        made = {
            role: cast.appoint(cast.person(agency), agency, title, role) for title, role in posts
        }
        staff.desks.append(made[Role.DESK_OFFICER])
        staff.handlers += [made[Role.SPECIALIST]] if Role.SPECIALIST in made else []


def _delegate(cast: Cast) -> None:
    """Deputies sign KT. for their heads (NĐ 30/2020, Article 13)."""
    load_delegations(
        Delegation(
            giver=staff.heads[0], receiver=deputy, form=SigningForm.KT, since=staff.heads[0].since
        )
        for staff in cast.staff.values()
        for deputy in staff.deputies
    )
