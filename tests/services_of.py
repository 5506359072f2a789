"""One of each thing of public services that an address may ask for, all of one agency."""

from __future__ import annotations

from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.services.actions import catalogue
from congvu.services.models import Consultation, Dossier, Draft, Portal
from congvu.services.tests.factories import accepted, done, filed, in_progress, make_counter
from congvu.services.types import DossierState


def service_pages(office: Office) -> tuple[dict[str, dict[str, object]], dict[str, object]]:
    """Arguments of the addresses by name, and what the others of the app ask for."""
    counter = make_counter(office)
    new, queued, working, ended = (make(counter) for make in (filed, accepted, in_progress, done))
    paying = accepted(counter)
    Dossier.objects.filter(pk=paying.pk).update(state=DossierState.PAYMENT)
    draft = Draft.objects.create(
        definition=counter.definition, agency=office.agency, citizen=counter.citizen
    )
    written = Draft.objects.create(
        definition=counter.definition, agency=office.agency, desk=counter.desk
    )
    asked = Consultation.objects.create(
        dossier=working, step="xem", agency=office.agency, question="Thử",
        asked_at=clock.now(), due_at=clock.now(),
    )  # fmt: skip
    catalogue.draft(actor=None, procedure=counter.procedure)
    portal = Portal.objects.create(name="Thử", hash="0" * 64)
    one, slip = {"pk": working.pk}, ended.slips.all()[0]
    named = {
        "accept": {"pk": new.pk},
        "refuse": {"pk": new.pk},
        "take": {"pk": queued.pk},
        "note_payment": {"pk": paying.pk},
        "give_back": {"pk": ended.pk},
        "slip_pdf": {"pk": ended.pk, "token": slip.token},
        "own_slip_pdf": {"reference": ended.reference, "token": slip.token},
        "opinion": {"pk": asked.pk},
        "end_portal": {"pk": portal.pk},
        "desk_drop_file": {"pk": 1, "token": written.token},
        "desk_paper_file": {"pk": 1, "token": written.token},
        "publish": {"number": 2},
        "box": {"box": "moi"},
    }
    for name in ("desk", "desk_applicant", "desk_page", "desk_papers", "desk_delivery",
                 "desk_review", "desk_declaration_pdf"):  # fmt: skip
        named[name] = {"token": written.token}
    common: dict[str, object] = {
        "code": counter.procedure.code, "token": draft.token, "page": "nguoi", "number": 1,
        "before": 1, "after": 2, "reference": working.reference, "kind": "giay",
        "file_pk": working.papers.get().pk, **one,
    }  # fmt: skip
    return {f"services:{name}": values for name, values in named.items()}, common
