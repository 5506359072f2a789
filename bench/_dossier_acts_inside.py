"""Filing, accepting, following, the sweep and figures at any size; times in ms as JSON.

`python -m bench._dossier_acts_inside ROUNDS`. Each act is committed by itself, with all that it
brings about: codes, timeline, journal, messages; filing makes the declaration's PDF too.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from bench._filling import setup
from bench._filling_dossiers import MARK

_LATE = 3  # dossiers that a sweep finds


def main() -> None:
    """Each act's times in order, by its name."""
    setup()
    rounds = int(sys.argv[1])
    found: dict[str, list[float]] = {
        "anybody: following by code and phone": _following(rounds),
        **_filing(rounds),
        **_sweeping(rounds // 2),
        **_figures(rounds // 2),
    }
    print(json.dumps(found))


def _following(rounds: int) -> list[float]:
    from django.test import Client
    from django.urls import reverse

    from congvu.services.models import Dossier

    client, url = Client(), reverse("services:follow")
    rows = Dossier.objects.filter(state="returned").order_by("-pk")

    def ask(place: int, one: Any) -> None:
        given = {"code": one.code, "phone": one.applicant_phone}
        answer = client.post(url, given, REMOTE_ADDR=f"10.0.0.{place}")
        assert "Diễn biến" in answer.content.decode()  # it was found

    return _times((ask, place, one) for place, one in enumerate(rows[:rounds]))


def _filing(rounds: int) -> dict[str, list[float]]:
    from congvu.services.actions import intake
    from congvu.services.actions.drafts import submit
    from congvu.services.models import Citizen, Dossier

    citizen = Citizen.objects.exclude(identity="").filter(demo=True)[0]
    desk = _desk()
    own = [_draft(citizen, citizen=citizen, agency=desk.agency) for _ in range(rounds)]
    others = [_draft(citizen, desk=desk, agency=desk.agency) for _ in range(rounds)]
    filed = _times((submit, one) for one in own)
    at_desk = _times((lambda one: submit(one, actor=desk), one) for one in others)
    waiting = list(Dossier.objects.filter(draft__in=own))
    accepted = _times((lambda one: intake.accept(one, actor=desk), one) for one in waiting)
    return {
        "citizen: to file": filed,
        "desk officer: to file for a citizen": at_desk,
        "desk officer: to accept": accepted,
    }


def _desk() -> Any:
    from congvu.directory.models import Appointment

    posts = Appointment.objects.whole().filter(role="desk_officer", agency__kind="commune")
    return posts.filter(person__email__startswith=f"{MARK}.").order_by("pk")[0]


def _draft(one: Any, *, agency: Any, citizen: Any = None, desk: Any = None) -> Any:
    """Written to its end, with a file for every paper."""
    from congvu.demo.services import _answers
    from congvu.services.actions import drafts
    from congvu.services.models import Definition, DraftPaper, Paper
    from congvu.services.queries.versions import content_of

    definition = Definition.objects.select_related("procedure__field").get(
        procedure__code="1.004873.000.00.00.H47", state="published"
    )
    draft = drafts.begin(
        definition, agency=agency, citizen=citizen, desk=desk, form_key=uuid.uuid4()
    )
    draft.answers = _answers("hon-nhan", one, one.place)
    contact = {"name": one.name, "identity": one.identity, "phone": one.phone}
    draft.contact, draft.consent = (contact, "Ký giấy") if desk else ({}, "")
    draft.save()
    file = Paper.objects.order_by("-pk")[0].file
    for paper in content_of(definition).asked_papers(draft.answers):
        DraftPaper.objects.create(draft=draft, code=paper.code, file=file)
    return draft


def _sweeping(rounds: int) -> dict[str, list[float]]:
    from congvu.services.actions.overdue import apologise_in_time

    while apologise_in_time():
        pass
    return {
        "the sweep that finds nothing": _times((apologise_in_time,) for _ in range(rounds)),
        f"the sweep that finds {_LATE}": _times(
            (apologise_in_time,) for _ in range(rounds) if _make_late()
        ),
    }


def _make_late() -> bool:
    from congvu.core import clock
    from congvu.services.models import Dossier

    rows = Dossier.objects.filter(state="in_progress", apology=None, due_at__gt=clock.now())
    some = list(rows.order_by("-pk").values_list("pk", flat=True)[:_LATE])
    due = clock.now() + timedelta(minutes=5)
    return Dossier.objects.filter(pk__in=some).update(due_at=due) == _LATE


def _figures(rounds: int) -> dict[str, list[float]]:
    from django.core.cache import cache

    from congvu.core import clock
    from congvu.services.actions.tallying import count
    from congvu.services.queries.figures import figures
    from congvu.services.queries.indicators import indicators
    from congvu.services.queries.register import book
    from congvu.services.queries.tallies import Period

    today, desk = clock.today(), _desk()
    year, month = Period(today.year), Period(today.year, today.month)

    def anew(ask: Callable[..., Any], *given: Any, **named: Any) -> None:
        cache.clear()
        assert ask(*given, **named)

    return {
        "figures of the month, reckoned anew": _times(
            (anew, figures, month) for _ in range(rounds)
        ),
        "figures of the year, reckoned anew": _times((anew, figures, year) for _ in range(rounds)),
        "766 of the province and year, anew": _times(
            (anew, indicators, year) for _ in range(rounds)
        ),
        "to count a commune's month": _times(
            (count, [(desk.agency_id, month.since)]) for _ in range(rounds)
        ),
        "the month's register": _times((book, desk, f"{today:%Y-%m}") for _ in range(rounds)),
    }


def _times(acts: Iterable[tuple[Callable[..., Any], *tuple[Any, ...]]]) -> list[float]:
    found = []
    for act, *given in acts:
        begun = time.perf_counter()
        act(*given)
        found.append((time.perf_counter() - begun) * 1000)
    return sorted(found)


if __name__ == "__main__":
    main()
