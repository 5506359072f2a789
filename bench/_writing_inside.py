"""Writes at any size: register, assign, issue, each committed by itself; times in ms as JSON.

`python -m bench._writing_inside ROUNDS`. All that an act brings about is in its time: rights,
numbers, journal, lists, index, notices. Issuing is that of a document signed before: number, seal,
check of the signatures, and the register of one receiver.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bench._filling import setup

_TEXT = "Ủy ban nhân dân tỉnh yêu cầu các cơ quan thực hiện.\n\n" * 12


def main() -> None:
    """`{"to register": [ms, …], "to assign": […], "to issue": […]}`, each in order."""
    setup()
    rounds = int(sys.argv[1])
    print(json.dumps({**_incoming(rounds), "to issue": _outgoing(rounds // 4)}))


def _incoming(rounds: int) -> dict[str, list[float]]:
    from congvu.core import clock
    from congvu.directory.models import Agency, Appointment
    from congvu.documents.actions.giving import Share
    from congvu.documents.actions.incoming import direct, register

    agency = Agency.objects.order_by("position", "pk").first()
    posts = Appointment.objects.whole().filter(agency=agency, person__email__startswith="do.")
    clerk, leader, head, first, second, _ = posts.order_by("pk")
    shares = [Share(head), Share(first, "coordinate"), Share(second, "informed")]
    due_on = clock.today() + timedelta(days=10)
    documents = [_arrived(agency, number) for number in range(rounds)]
    return {
        "to register": _times(
            (register, one, {"actor": clerk, "to": leader, "anyway": "đo thời gian vào sổ"})
            for one in documents
        ),
        "to assign": _times(
            (direct, one, {"actor": leader, "shares": shares, "due_on": due_on})
            for one in documents
        ),
    }


def _arrived(agency: Any, number: int) -> Any:
    """One more like an old one, that has just come."""
    from congvu.core import clock
    from congvu.documents.models import Incoming

    document = Incoming.objects.filter(agency=agency).order_by("pk")[0]
    document.pk, document.form_key = None, uuid.uuid4()
    document.number, document.arrived_at, document.state = (
        str(5000 + number),
        clock.now(),
        "arrived",
    )
    document.origin = document.register = document.arrival_number = document.registered_at = None
    document.registered_by = document.due_on = document.finished_at = None
    document.save(force_insert=True)
    return document


def _outgoing(rounds: int) -> list[float]:
    from django.conf import settings

    from congvu.directory.models import Agency, Appointment, Role
    from congvu.directory.queries.signing import signing_right
    from congvu.documents.actions import drafting, issuing, submitting
    from congvu.documents.rendering import body_from_text

    agency = Agency.objects.get(code="H47")
    receiver = Agency.objects.get(name="Sở Nội vụ")
    posts = Appointment.objects.whole().in_force().filter(agency=agency)
    posts = posts.exclude(person__email__startswith="do.").order_by("pk")
    clerk, drafter, leader = (
        posts.filter(role=role)[0] for role in (Role.CLERK, Role.SPECIALIST, Role.LEADER)
    )
    fields = drafting.Fields(
        kind="letter",
        abstract="tăng cường ứng dụng công nghệ thông tin, làm việc qua mạng",
        body=body_from_text(_TEXT),
        addressees=("Sở Nội vụ",),
        recipients=("Như trên",),
        signer=leader,
        right=signing_right(leader, "letter")[0],
    )
    documents = []
    for _ in range(rounds):
        document = drafting.draft(actor=drafter)
        drafting.save_draft(document, actor=drafter, fields=fields)
        submitting.submit_draft(document, actor=drafter, to=leader)
        submitting.sign_with_pin(document, actor=leader, pin=settings.DEMO_PIN)
        documents.append(document)
    given = {"actor": clerk, "pin": settings.DEMO_PIN, "agencies": [receiver]}
    return _times((issuing.number_seal_and_issue, one, given) for one in documents)


def _times(acts: Iterable[tuple[Any, Any, dict[str, Any]]]) -> list[float]:
    found = []
    for act, document, given in acts:
        begun = time.perf_counter()
        act(document, **given)
        found.append((time.perf_counter() - begun) * 1000)
    return sorted(found)


if __name__ == "__main__":
    main()
