"""Registers are opened each year, named, closed; numbers without a document are explained."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Agency, Appointment
from congvu.documents import policy
from congvu.documents.actions.numbering import USUAL
from congvu.documents.models import Register, RegisterGap
from congvu.documents.queries.registers import numbers_between
from congvu.documents.types import GapReason, RegisterKind

FIRST_YEAR = 1945
_TAKEN = "Cơ quan đã có sổ mang tên này trong năm."


@command("Mở sổ", who=policy.keeps_registers, records=("name", "year"))
def open_register(
    register: Register, *, actor: Appointment | None, name: str, year: int, last_number: int = 0
) -> Register:
    """A series of its own. `last_number` is the last one given on paper before, if any."""
    _check_year(year)
    register.name, register.year, register.last_number = name.strip(), year, last_number
    _save(register)
    if last_number:
        RegisterGap.objects.create(
            register=register,
            first=1,
            last=last_number,
            reason=GapReason.PAPER,
            explained_by=actor,
        )
    return register


def _check_year(year: int) -> None:
    coming = clock.today().year + 1
    if not FIRST_YEAR <= year <= coming:
        raise Refused(f"Năm của sổ từ {FIRST_YEAR} đến {coming}.", field="year")


def _save(register: Register) -> None:
    try:
        with transaction.atomic():
            register.save()
    except IntegrityError as taken:
        raise Refused(_TAKEN, field="name") from taken


def open_year(agency: Agency, *, actor: Appointment, year: int) -> list[Register]:
    """Every register of the year before, anew from 1; those that stand are left as they are.

    One transaction: all or none. Raises `Conflict` where nothing is left to open.
    """
    before = Register.objects.filter(agency=agency, year=year - 1)
    standing = set(Register.objects.filter(agency=agency, year=year).values_list("kind", "name"))
    wanted = [(one.kind, one.name) for one in before] or [
        (kind.value, name) for kind, name in USUAL.items()
    ]
    missing = [one for one in sorted(set(wanted)) if one not in standing]
    if not missing:
        raise Conflict(f"Các sổ của năm {year} đã được mở đủ.")
    with transaction.atomic():
        return [
            open_register(
                Register(agency=agency, kind=kind, year=year, name=name),
                actor=actor,
                name=name,
                year=year,
            )
            for kind, name in missing
        ]


@command("Đổi tên sổ", who=policy.keeps_registers, records=("name",))
def rename_register(register: Register, *, actor: Appointment, name: str) -> None:
    """While it is empty; the common register keeps its name, by which it is found."""
    row = Register.objects.select_for_update(no_key=True).get(pk=register.pk)
    if row.last_number:
        raise Conflict("Sổ đã có số được cấp nên giữ nguyên tên.", field="name")
    if row.name == USUAL.get(RegisterKind(row.kind)):
        raise Conflict("Đây là sổ chung của cơ quan, tên sổ được giữ nguyên.", field="name")
    row.name = name.strip()
    _save(row)


@command("Khóa sổ", who=policy.keeps_registers)
def close_register(register: Register, *, actor: Appointment) -> None:
    """No more numbers are taken; what stands in it stays to be read and printed."""
    _set_open(register, wanted=False)


@command("Mở lại sổ", who=policy.keeps_registers)
def reopen_register(register: Register, *, actor: Appointment) -> None:
    """Numbers go on from the last one taken."""
    _set_open(register, wanted=True)


def _set_open(register: Register, *, wanted: bool) -> None:
    row = Register.objects.select_for_update(no_key=True).get(pk=register.pk)
    if row.open == wanted:
        raise Conflict("Sổ đang mở." if wanted else "Sổ đã khóa rồi.")
    row.open = wanted
    row.save(update_fields=["open"])


@command("Giải trình số trống", who=policy.keeps_registers, records=("first", "last", "reason"))
def explain_gap(
    register: Register, *, actor: Appointment, first: int, last: int, reason: str, words: str = ""
) -> RegisterGap:
    """Say why these numbers have no document; an explanation of the same run is replaced."""
    row = Register.objects.select_for_update(no_key=True).get(pk=register.pk)
    if not 1 <= first <= last <= row.last_number:
        raise Refused(f"Sổ có các số từ 1 đến {row.last_number}.", field="last")
    if reason == GapReason.OTHER and not words.strip():
        raise Refused("Xin ghi rõ lý do.", field="words")
    used = numbers_between(row, first, last)[:1]
    if used:
        raise Refused(f"Số {used[0]} đã có văn bản.", field="first")
    others = row.gaps.filter(first__lte=last, last__gte=first).exclude(first=first)
    if other := others.first():
        raise Refused(
            f"Các số {other.first}–{other.last} đã được giải trình; xin chọn khoảng khác.",
            field="first",
        )
    found, _ = RegisterGap.objects.update_or_create(
        register=row,
        first=first,
        defaults={
            "last": last,
            "reason": reason,
            "words": words.strip(),
            "explained_by": actor,
        },
    )
    return found
