"""What the officials' page of a dossier shows and offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from congvu.core.acts import Act
from congvu.core.prepared import Given, Prepared
from congvu.core.reading import tell_reading
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.services import policy
from congvu.services.definitions import Move, Step, moves_open
from congvu.services.models import (
    Consultation,
    Dossier,
    DossierEvent,
    Paper,
    PostOrder,
    Result,
    Slip,
    Supplement,
)
from congvu.services.queries import dossiers
from congvu.services.queries.versions import content_of
from congvu.services.types import WORKING

M = TypeVar("M", bound=Model)


def _of(model: type[M], *joined: str) -> Prepared[M]:
    """A dossier's own, each with what its line on the page names."""
    rows = model._default_manager.filter(dossier=Given("whole"))
    return Prepared(lambda: rows.select_related(*joined) if joined else rows)


_PARTS: dict[str, Prepared[Any]] = {
    "papers": _of(Paper, "file__blob"),
    "events": _of(DossierEvent, "actor__person", "actor__title"),
    "slips": _of(Slip),
    "results": _of(Result, "file__blob", "document"),
    "consultations": _of(Consultation, "agency", "answered_by__person"),
    "orders": _of(PostOrder),
    "supplements": _of(Supplement),
}


def parts_of(dossier: Dossier) -> dict[str, list[Any]]:
    """All that its page lists, by name, in their order; a query for each."""
    return {name: one.parts(dossier, "dossier") for name, one in _PARTS.items()}


@dataclass(frozen=True)
class Offer:
    """A button on the page: the name of its address, its label, how it looks."""

    name: str
    label: str
    kind: str = "secondary"
    chosen: str = ""


def step_of(dossier: Dossier) -> Step | None:
    return content_of(dossier.definition).step(dossier.step) if dossier.step else None


def open_moves(dossier: Dossier) -> tuple[Move, ...]:
    step = step_of(dossier)
    return moves_open(step, dossier.answers) if step and dossier.state in WORKING else ()


def people_of(dossier: Dossier, role: str, unit: str = "") -> QuerySet[Appointment]:
    """Who may be given a step of that role in the dossier's agency."""
    rows = Appointment.objects.in_force().whole().filter(agency=dossier.agency_id, role=role)
    return rows.filter(unit__notation=unit) if unit else rows


def following_role(dossier: Dossier, move: str) -> tuple[str, str]:
    """Role and unit of the step to which the move leads; empty where it ends the way."""
    content = content_of(dossier.definition)
    found = next((one for one in open_moves(dossier) if one.code == move), None)
    step = content.step(found.to) if found and found.to else None
    return (step.role, step.unit) if step else ("", "")


def post_order(dossier: Dossier, pk: int) -> PostOrder:
    """An order of the dossier; `NotFound`."""
    found = dossier.post_orders.filter(pk=pk).first()
    if found is None:
        raise NotFound
    found.dossier = dossier
    return found


def note_reading(dossier: Dossier, *, actor: Appointment) -> None:
    """Personal data was read: the journal hears of it, once an hour for each reader."""
    tell_reading(
        Act(
            name="services.read",
            label="Xem hồ sơ dịch vụ công",
            agency_id=dossier.agency_id,
            actor=actor,
            subject_type=Dossier._meta.label_lower,
            subject_id=dossier.pk,
            subject_label=dossier.label,
        )
    )


def note_listing(name: str, *, actor: Appointment) -> None:
    """The same of a list or a book that names applicants."""
    tell_reading(
        Act(
            name="services.read_list",
            label="Xem danh sách hồ sơ dịch vụ công",
            agency_id=actor.agency_id,
            actor=actor,
            subject_label=name,
        )
    )


def opened(pk: int, *, actor: Appointment) -> Dossier:
    """One dossier, and that it was read; `NotFound` for those who have nothing to do with it."""
    found = dossiers.dossier(pk, actor=actor)
    note_reading(found, actor=actor)
    return found


def may_read_answers(actor: Appointment, dossier: Dossier) -> bool:
    """The agency that handles it, and agencies asked for their opinion."""
    return policy.works_with_dossiers(actor) and (
        actor.agency_id == dossier.agency_id
        or dossier.consultations.filter(agency=actor.agency_id).exists()
    )
