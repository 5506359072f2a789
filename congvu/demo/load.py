"""Loads the demo province into an empty database, in one transaction: all of it or nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import connection, transaction

from congvu.accounts.loading import load_accounts
from congvu.core import clock
from congvu.core.refused import Forbidden
from congvu.demo.agencies import Province, load_province
from congvu.demo.agenda import fill_agenda
from congvu.demo.documents.scene import Scene
from congvu.demo.documents.scripts import scripts
from congvu.demo.documents.telling import numbers_taken, tell
from congvu.demo.keys import give_keys
from congvu.demo.neighbour import load_neighbour
from congvu.demo.payments import fill_payments
from congvu.demo.people import load_staff
from congvu.demo.services import fill_services
from congvu.demo.timeline import Timeline
from congvu.directory.models import Agency, AgencyKind
from congvu.documents.actions.groups import save_group
from congvu.documents.models import ReceiverGroup, Register, RegisterGap
from congvu.documents.types import GapReason, RegisterKind
from congvu.search.actions import indexed_at_the_end
from congvu.signing.loading import loading
from congvu.workdays.actions import seed_near

_LAST_NUMBER, _LAST_ARRIVAL = 1803, 3216
_SIGNING_DEPARTMENTS = ("VPUB", "STTTT", "SYT", "SNV", "STC", "SGDĐT")
_SIGNING_DISTRICTS = ("Nam Trà My", "Tây Giang", "Tam Kỳ")


def load() -> None:
    """Fill an empty database; one that holds agencies is left as it is.

    `CONGVU_NEIGHBOUR` (`H41 Nghệ An`) asks for a small province of that code and name instead.

    Raises `Forbidden` outside the demo installation.
    """
    if not settings.DEMO:
        raise Forbidden("Chỉ bản trình diễn mới nạp tỉnh mẫu.")
    with transaction.atomic(), loading(), indexed_at_the_end():
        if Agency.objects.exists():
            return
        seed_near()
        if settings.ENVIRONMENT.neighbour:
            load_neighbour(settings.ENVIRONMENT.neighbour)
            return
        province = load_province()
        cast = load_staff(province)
        load_accounts(cast.people, password=settings.DEMO_PASSWORD, demo=True)
        _open_registers(province)
        _group_receivers(province)
        _count_people()
        timeline = Timeline()
        with clock.fixed(timeline.start):
            for agency in _signing(province):
                give_keys(agency, cast.staff[agency.pk])
        tell(Scene(province, cast, timeline))
        fill_agenda(province, cast)
        fill_payments(province, cast)
        fill_services(province, cast)


def _count_people() -> None:
    """Let the planner know of the thousands that this transaction has just written."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE directory_agency, directory_person, directory_appointment")


def _signing(province: Province) -> list[Agency]:
    return [
        province.agency,
        *(province.departments[name] for name in _SIGNING_DEPARTMENTS),
        *(province.districts[name] for name in _SIGNING_DISTRICTS),
        province.communes["Nam Trà My"][0],  # where the demo's citizens file
    ]


def _open_registers(province: Province) -> None:
    """This year's registers; after the demo's own the province's next outgoing number is 1804."""
    year = clock.today().year
    lasts = {
        RegisterKind.OUTGOING: ("Văn bản đi", _LAST_NUMBER - numbers_taken(scripts())),
        RegisterKind.INCOMING: ("Văn bản đến", _LAST_ARRIVAL),
    }
    Register.objects.bulk_create(
        Register(agency=province.agency, kind=kind, year=year, name=name, last_number=last)
        for kind, (name, last) in lasts.items()
    )
    others = [*province.departments.values(), *province.districts.values()]
    Register.objects.bulk_create(
        Register(
            agency=agency,
            kind=kind,
            year=year,
            name=name,
            last_number=200 + agency.pk * 37 % 900,
        )
        for agency in others
        for kind, name in (
            (RegisterKind.OUTGOING, "Văn bản đi"),
            (RegisterKind.INCOMING, "Văn bản đến"),
        )
    )
    RegisterGap.objects.bulk_create(
        RegisterGap(register=one, first=1, last=one.last_number, reason=GapReason.PAPER)
        for one in Register.objects.filter(last_number__gt=0)
    )


def _group_receivers(province: Province) -> None:
    departments = [
        one for one in province.departments.values() if one.kind != AgencyKind.SUBORDINATE
    ]
    below = [one for one in province.departments.values() if one.kind == AgencyKind.SUBORDINATE]
    groups: list[tuple[Agency, str, list[Agency]]] = [
        (province.agency, "Các sở, ban, ngành", departments),
        (
            province.agency,
            "UBND các huyện, thị xã, thành phố",
            list(province.districts.values()),
        ),
        (
            province.agency,
            "Trung tâm Hành chính công và các đơn vị trực thuộc",
            below,
        ),
    ]
    for place, communes in province.communes.items():
        groups.append((province.districts[place], "UBND các xã, phường, thị trấn", communes))
    for agency, name, members in groups:
        save_group(ReceiverGroup(agency=agency), actor=None, name=name, members=members)
