"""Letting somebody see a document outside its ordinary way, and ending it.

Whoever is concerned is told, and the notice stays until they confirm (NĐ 30/2020, Annex VI).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from congvu.core.actions import command
from congvu.core.acts import touch
from congvu.core.refused import Conflict, NotFound, Refused
from congvu.directory.models import Appointment, Role
from congvu.documents import policy
from congvu.documents.actions.steps import step_in, step_out
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.queries.access import at_work_on
from congvu.notices.actions import notify

_SETTINGS_ONLY = frozenset({Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR})


@command("Cho xem văn bản", who=policy.may_give_sight, records=("to",))
def give_sight(
    document: Incoming | Outgoing,
    *,
    actor: Appointment,
    to: Sequence[Appointment],
    words: str = "",
) -> None:
    """People of the agency may see it from now on; they and its holder are told."""
    if any(one.agency_id != document.agency_id for one in to):
        raise Refused("Chỉ cho người trong cơ quan xem.", field="to")
    if any(one.role in _SETTINGS_ONLY for one in to):
        raise Refused("Quản trị chỉ xem cấu hình, không xem nội dung văn bản.", field="to")
    seeing = set(
        document.participants.filter(appointment__in=to).values_list("appointment", flat=True)
    )
    added = [one for one in to if one.pk not in seeing]
    if not added:
        raise Refused("Những người này đã xem được văn bản.", field="to")
    for one in added:
        _step(document, "give_sight", "Cho xem", actor, one, words)
    notify(
        added,
        text=f"{actor.person.name} cho ông/bà xem: {document.label}",
        url=_address(document),
        kind="rights",
        to_confirm=True,
    )
    names = ", ".join(one.person.name for one in added)
    _tell_concerned(document, actor, f"{actor.person.name} cho {names} xem: {document.label}")


@command("Thôi cho xem văn bản", who=policy.may_give_sight, records=("whom",))
def end_sight(document: Incoming | Outgoing, *, actor: Appointment, whom: Appointment) -> None:
    """Somebody who has no work with it sees it no more; they and its holder are told."""
    seen = document.participants.filter(appointment=whom)
    if not seen.exists():
        raise NotFound
    if whom.pk in at_work_on(document):
        raise Conflict(f"{whom.person.name} đang có phần việc với văn bản này; không thôi cho xem.")
    _step(document, "end_sight", f"Thôi cho {whom.person.name} xem", actor, None, "")
    seen.delete()
    touch(type(document), document.pk)
    notify(
        [whom],
        text=f"{actor.person.name} thôi cho ông/bà xem: {document.label}",
        url=reverse("notices:list"),
        kind="rights",
        to_confirm=True,
    )
    words = f"{actor.person.name} thôi cho {whom.person.name} xem: {document.label}"
    _tell_concerned(document, actor, words)


def _step(
    document: Incoming | Outgoing,
    action: str,
    label: str,
    actor: Appointment,
    to: Appointment | None,
    words: str,
) -> None:
    if isinstance(document, Incoming):
        step_in(document, action, label, actor=actor, to=to, words=words)
    else:
        step_out(document, action, label, actor=actor, to=to, words=words)


def _address(document: Incoming | Outgoing) -> str:
    way = "incoming" if isinstance(document, Incoming) else "outgoing"
    return reverse(f"documents:{way}", args=[document.pk])


def _tell_concerned(document: Incoming | Outgoing, actor: Appointment, text: str) -> None:
    """Whoever holds it, and whoever wrote it."""
    concerned = [document.holder]
    if isinstance(document, Outgoing):
        concerned.append(document.drafter)
    notify(
        [one for one in concerned if one is not None and one.pk != actor.pk],
        text=text,
        url=_address(document),
        kind="rights",
        to_confirm=True,
    )
