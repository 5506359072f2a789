"""Reminding people, once on each working day, of what is due soon, today, or late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from congvu.directory.models import Appointment
from congvu.documents.models import Assignment, DueReminder, Opinion
from congvu.documents.types import OPEN_SHARES, Part
from congvu.notices.actions import notify
from congvu.workdays.queries import add_working_days

SOON = 2


@dataclass
class _Tally:
    """What one appointment is to hear; `words` and `url` are of the last one counted."""

    late: int = 0
    today: int = 0
    soon: int = 0
    given_late: int = 0
    words: str = ""
    url: str = ""

    @property
    def total(self) -> int:
        return self.late + self.today + self.soon + self.given_late


def agencies_with_dues(on: date) -> set[int]:
    """Where somebody is to be reminded on the day."""
    last = add_working_days(on, SOON)
    shares = Assignment.objects.filter(due_on__lte=last, state__in=OPEN_SHARES)
    opinions = Opinion.objects.filter(answered_at=None, due_on__lte=last)
    return {
        *shares.values_list("agency", flat=True).distinct(),
        *opinions.values_list("asked__agency", flat=True).distinct(),
    }


def remind_agency(agency_id: int, *, on: date) -> int:
    """Tell each person of the agency in one sentence; how many were told now.

    Whoever holds a share hears of it from two working days before; when it is late, whoever gave
    it as well. Opinions likewise. Run again on the same day, it tells nobody twice.
    """
    with transaction.atomic():
        tallies = _tallies(agency_id, on)
        told = DueReminder.objects.filter(on=on, appointment__in=tallies)
        for pk in told.values_list("appointment", flat=True):
            del tallies[pk]
        people = Appointment.objects.in_force(on).filter(pk__in=tallies)
        found = list(people.select_related("person"))
        DueReminder.objects.bulk_create(DueReminder(appointment=one, on=on) for one in found)
        for one in found:
            tally = tallies[one.pk]
            single = tally.total == 1
            notify(
                [one],
                text=f"{_sentence(tally)}: {tally.words}" if single else _sentence(tally),
                url=tally.url if single else reverse("home"),
                kind="reminder",
            )
    return len(found)


def _tallies(agency_id: int, on: date) -> dict[int, _Tally]:
    tallies: dict[int, _Tally] = {}
    last = add_working_days(on, SOON)
    shares = Assignment.objects.filter(
        agency=agency_id, due_on__lte=last, state__in=OPEN_SHARES
    ).exclude(part=Part.INFORMED)
    for share in shares.select_related("incoming").iterator():
        url = reverse("documents:incoming", args=[share.incoming_id])
        pair = (share.assignee_id, share.given_by_id)
        _count(tallies, pair, share.due_on, on, f"{share.incoming.label}", url)
    opinions = Opinion.objects.filter(
        asked__agency=agency_id, answered_at=None, due_on__lte=last
    ).select_related("outgoing")
    for opinion in opinions.iterator():
        url = reverse("documents:outgoing", args=[opinion.outgoing_id])
        words = f"ý kiến về {opinion.outgoing.label}"
        _count(tallies, (opinion.asked_id, opinion.asked_by_id), opinion.due_on, on, words, url)
    return tallies


def _count(
    tallies: dict[int, _Tally],
    pair: tuple[int, int],
    due_on: date | None,
    on: date,
    words: str,
    url: str,
) -> None:
    holder, giver = pair
    held = tallies.setdefault(holder, _Tally())
    held.words, held.url = words, url
    if due_on is None or due_on > on:
        held.soon += 1
    elif due_on == on:
        held.today += 1
    else:
        held.late += 1
        if giver != holder:
            given = tallies.setdefault(giver, _Tally())
            given.words, given.url = words, url
            given.given_late += 1


def _sentence(tally: _Tally) -> str:
    parts = [
        (tally.late, "việc quá hạn"),
        (tally.today, "việc hết hạn hôm nay"),
        (tally.soon, "việc sắp đến hạn"),
        (tally.given_late, "việc ông/bà giao đã quá hạn"),
    ]
    return "Nhắc hạn: " + ", ".join(f"{count} {words}" for count, words in parts if count)
