"""A small fictitious province next door, for trying the exchange between two installations."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from congvu.accounts.loading import load_accounts
from congvu.core.refused import Refused
from congvu.core.text import fold
from congvu.demo.keys import give_keys
from congvu.demo.people import Staff
from congvu.directory.loading import (
    load_agencies,
    load_appointments,
    load_people,
    load_titles,
    load_units,
)
from congvu.directory.models import Agency, AgencyKind, Appointment, Person, Role, Title, Unit

_DEPARTMENTS = (("Sở Nội vụ", "SNV"), ("Sở Y tế", "SYT"), ("Sở Tài chính", "STC"))
_POSTS = (
    ("Chủ tịch", "Giám đốc", Role.LEADER, "Trần Thanh"),
    ("Văn thư", "Văn thư", Role.CLERK, "Lê Thị"),
    ("Chuyên viên", "Chuyên viên", Role.SPECIALIST, "Phạm Minh"),
)
_SINCE = date(2016, 7, 1)
_NAMES = ("An", "Bình", "Châu", "Dũng")


def load_neighbour(given: str, *, keys: bool = True) -> None:
    """`H41 Nghệ An`: its committee and three departments, each with leader, clerk, specialist,
    accounts and (with `keys`) keys; part of the caller's transaction.
    """
    root, _, place = given.partition(" ")
    if not root or not place:
        raise Refused("CONGVU_NEIGHBOUR phải có mã và tên tỉnh, ví dụ: H41 Nghệ An.")
    agencies = _agencies(root, place)
    units = {one.pk: Unit(agency=one, name="Văn phòng", notation="VP") for one in agencies}
    load_units(units.values())
    titles = load_titles([*(name for post in _POSTS for name in post[:2]), "Quản trị tỉnh"])
    people: list[Person] = []
    posts: list[Appointment] = []
    for agency, given_name in zip(agencies, _NAMES, strict=True):
        collective = agency.parent is None
        for first, other, role, family in _POSTS:
            person = _person(agency, f"{family} {given_name}", role, place)
            people.append(person)
            title = titles[first if collective else other]
            unit = units[agency.pk] if role == Role.SPECIALIST else None
            posts.append(_post(person, title, role, unit))
    ruler = _person(agencies[0], "Hồ Văn Sơn", Role.ADMINISTRATOR, place)
    people.append(ruler)
    posts.append(_post(ruler, titles["Quản trị tỉnh"], Role.PROVINCE_ADMINISTRATOR, None))
    load_people(people)
    load_appointments(posts)
    load_accounts(people, password=settings.DEMO_PASSWORD, demo=True)
    for agency in agencies if keys else ():
        give_keys(agency, _staff(agency, posts))


def _agencies(root: str, place: str) -> list[Agency]:
    top = Agency(
        name=f"Ủy ban nhân dân tỉnh {place}",
        short_name="UBND tỉnh",
        kind=AgencyKind.PROVINCE,
        code=root,
        old_code=f"000.00.00.{root}",
        notation="UBND",
        place=place,
    )
    below = [
        Agency(
            name=f"{name} tỉnh {place}",
            short_name=notation,
            kind=AgencyKind.DEPARTMENT,
            code=f"{root}.{number:02d}",
            old_code=f"000.00.{number:02d}.{root}",
            notation=notation,
            parent=top,
            place=place,
            position=number,
        )
        for number, (name, notation) in enumerate(_DEPARTMENTS, 1)
    ]
    return load_agencies([top, *below])


def _person(agency: Agency, name: str, role: str, place: str) -> Person:
    address = fold(name).replace(" ", ".")
    domain = fold(place).replace(" ", "")
    return Person(agency=agency, name=name, email=f"{address}.{role}@{domain}.gov.vn")


def _post(person: Person, title: Title, role: str, unit: Unit | None) -> Appointment:
    return Appointment(
        person=person, agency=person.agency, title=title, role=role, unit=unit, since=_SINCE
    )


def _staff(agency: Agency, posts: list[Appointment]) -> Staff:
    own = [one for one in posts if one.agency.pk == agency.pk]
    return Staff(
        heads=[one for one in own if one.role == Role.LEADER],
        clerks=[one for one in own if one.role == Role.CLERK],
    )
