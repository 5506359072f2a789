"""One of each thing of public services that an address may ask for, all of one agency."""

from __future__ import annotations

from congvu.core import clock
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import Office
from congvu.services.actions import catalogue, intake, posting
from congvu.services.models import (
    Citizen,
    Consultation,
    Definition,
    Dossier,
    Draft,
    DraftPaper,
    Portal,
    Procedure,
)
from congvu.services.tests.factories import accepted, done, filed, in_progress, make_counter, stored
from congvu.services.types import DossierState, Item, PostDirection


def service_pages(office: Office) -> tuple[dict[str, dict[str, object]], dict[str, object]]:
    """Arguments of the addresses by name, and what the others of the app ask for."""
    counter = make_counter(office, citizen=Citizen.objects.order_by("pk").first())
    new, queued, working, ended = (make(counter) for make in (filed, accepted, in_progress, done))
    paying = accepted(counter)
    Dossier.objects.filter(pk=paying.pk).update(state=DossierState.PAYMENT)
    asked_back = filed(counter)
    item = Item("ten", "Họ tên", "Điều 9", "Viết đủ")
    intake.ask_supplement(asked_back, actor=counter.desk, items=[item])
    draft = Draft.objects.create(
        definition=counter.definition, agency=office.agency, citizen=counter.citizen
    )
    kept = DraftPaper.objects.create(draft=draft, code="cccd", file=stored(office))
    written = Draft.objects.create(
        definition=counter.definition, agency=office.agency, desk=counter.desk
    )
    asked = Consultation.objects.create(
        dossier=working, step="xem", agency=office.agency, question="Thử",
        asked_at=clock.now(), due_at=clock.now(),
    )  # fmt: skip
    catalogue.draft(actor=None, procedure=counter.procedure)
    portal = Portal.objects.create(name="Thử", hash="0" * 64)
    parcel = posting.order(
        ended, actor=counter.desk, direction=PostDirection.DELIVER, address="12 Trần Phú"
    )
    result = ended.results.get()
    one, slip = {"pk": working.pk}, ended.slips.all()[0]
    named = {
        "accept": {"pk": new.pk},
        "refuse": {"pk": new.pk},
        "take": {"pk": queued.pk},
        "give_back": {"pk": ended.pk},
        "post_label_pdf": {"pk": ended.pk, "order_pk": parcel.pk},
        "check_result": {"code": result.code},
        "result_slip_pdf": {"pk": ended.pk, "result_pk": result.pk},
        "own_result_slip_pdf": {"reference": ended.reference, "pk": result.pk},
        "slip_pdf": {"pk": ended.pk, "token": slip.token},
        "own_slip_pdf": {"reference": ended.reference, "token": slip.token},
        "opinion": {"pk": asked.pk},
        "end_portal": {"pk": portal.pk},
        "desk_drop_file": {"pk": 1, "token": written.token},
        "desk_paper_file": {"pk": 1, "token": written.token},
        "publish": {"number": 2},
        **{name: {"number": 2} for name in ("version_text", "part", "change_part")},
        "box": {"box": "moi"},
        "figures_of": {"code": "toan-tinh"},
        "figures_of_file": {"code": office.agency.code},
        "figures_of_sheet": {"code": office.agency.code},
        "rate": {"reference": ended.reference},
        "mend": {"reference": asked_back.reference},
        "withdraw": {"reference": new.reference},
        "draft_paper_file": {"pk": kept.pk},
        "revoke_result": {"pk": ended.pk, "result": ended.results.get().pk},
        "own_file": {"pk": working.papers.get().pk},
    }
    for name in ("desk", "desk_applicant", "desk_page", "desk_papers", "desk_delivery",
                 "desk_review", "desk_declaration_pdf", "desk_drop"):  # fmt: skip
        named[name] = {"token": written.token}
    common: dict[str, object] = {
        "code": counter.procedure.code, "token": draft.token, "page": "nguoi", "number": 1,
        "before": 1, "after": 2, "where": "papers.0", "kind": "giay",
        "reference": working.reference,
        "file_pk": working.papers.get().pk, **one,
    }  # fmt: skip
    return {f"services:{name}": values for name, values in named.items()}, common


def dossier_in(state: str, holder: Appointment) -> Dossier:
    """In its first step, which `holder` holds; what was never accepted has no code."""
    accepted = state not in {"filed", "refused", "withdrawn"}
    return Dossier(
        pk=1,
        agency=holder.agency,
        state=state,
        reference="AAAA-BBBB-CCCC",
        code="000.00.01.H47-200406-0001" if accepted else None,
        step="xem" if accepted else "",
        step_role=Role.SPECIALIST if accepted else "",
        holder=holder if accepted else None,
        applicant_name="thử",
    )


def definition_in(state: str) -> Definition:
    return Definition(pk=1, procedure=Procedure(pk=1, name="thử"), number=1, state=state, data={})
