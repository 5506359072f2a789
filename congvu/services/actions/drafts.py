"""Writing a dossier: kept at each page and each file."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q

from congvu.core.acts import work
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Agency, Appointment
from congvu.files.actions import receive_upload_from_outside
from congvu.files.actions.pictures import as_pdf
from congvu.files.models import StoredFile
from congvu.services.actions.filing import file as file_dossier
from congvu.services.actions.reusing import note_attached, of_draft
from congvu.services.models import Citizen, Definition, Dossier, Draft, DraftPaper
from congvu.services.printing import declaration
from congvu.services.queries.drafts import check_room, checked, contact_of
from congvu.services.types import Channel, Delivery, Submission


def begin(
    definition: Definition,
    *,
    agency: Agency,
    form_key: uuid.UUID,
    citizen: Citizen | None = None,
    desk: Appointment | None = None,
) -> Draft:
    """A draft on the published version; the filer's own data stand in it already.

    The same form pressed again gives the same draft, as the answer to a first press may have been
    lost on the way; once that is filed, a new one.
    """
    owner = f"citizen {citizen.pk}" if citizen else f"desk {desk.pk if desk else ''}"
    token = uuid.uuid5(form_key, f"{owner} {definition.pk} {agency.pk}")
    channel = Channel.ONLINE if citizen else Channel.DESK
    whose = {"definition": definition, "agency": agency, "citizen": citizen, "desk": desk}
    with work():
        begun, _ = Draft.objects.get_or_create(token=token, defaults={**whose, "channel": channel})
        return begun if begun.dossier_id is None else Draft.objects.create(**whose, channel=channel)


def keep_typed(draft: Draft, page: str, typed: Mapping[str, list[str]]) -> None:
    """What was typed on the page, right or wrong; nothing typed is lost."""
    with work():
        held = _locked(draft)
        held.typed = {**held.typed, page: dict(typed)}
        held.done = [one for one in held.done if one != page]
        held.save(update_fields=["typed", "done", "changed_at"])
    _copy(draft, held)


def keep_page(draft: Draft, page: str, answers: Mapping[str, Any], dropped: list[str]) -> None:
    """The page's checked answers; `dropped` are those that are asked no more."""
    with work():
        held = _locked(draft)
        kept = {key: value for key, value in held.answers.items() if key not in dropped}
        held.answers = {**kept, **answers}
        held.done = [*[one for one in held.done if one != page], page]
        held.save(update_fields=["answers", "done", "changed_at"])
    _copy(draft, held)


def _locked(draft: Draft) -> Draft:
    held = Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if held.dossier_id is not None:
        raise Conflict("Hồ sơ này đã nộp; ông/bà xem trong danh sách hồ sơ của mình.")
    return held


def _copy(draft: Draft, held: Draft) -> None:
    draft.answers, draft.typed, draft.done = held.answers, held.typed, held.done
    draft.changed_at = held.changed_at


def add_file(draft: Draft, code: str, upload: UploadedFile[bytes]) -> DraftPaper:
    """A file for a paper, kept at once. Photos become PDF and are looked at; raises `Refused`."""
    check_room(draft, code)
    try:
        file, source, told = take_file(upload, draft.agency)
    except Refused as refused:
        raise Refused(refused.sentence, field=code) from refused
    with work():
        held = _locked(draft)
        came = source or file
        same = Q(source__blob=came.blob_id) | Q(source=None, file__blob=came.blob_id)
        if (twice := held.papers.filter(same, code=code).first()) is not None:
            return twice  # the answer to its first sending was lost on the way
        made = DraftPaper.objects.create(draft=held, code=code, file=file, source=source, told=told)
        held.save(update_fields=["changed_at"])
    return made


def take_file(
    upload: UploadedFile[bytes], agency: Agency
) -> tuple[StoredFile, StoredFile | None, str]:
    """The file through every gate; of a photo its PDF, the photo itself, and what was noticed."""
    kept = receive_upload_from_outside(upload, agency=agency, door="nộp hồ sơ")
    pdf, told = as_pdf(kept, actor=None, photo=True)
    return pdf, kept if pdf != kept else None, told


def drop_file(draft: Draft, pk: int) -> None:
    with work():
        _locked(draft).papers.filter(pk=pk).delete()


def keep_delivery(draft: Draft, *, delivery: int, address: str) -> None:
    """How the result is wanted; the address belongs to the post alone."""
    where = " ".join(address.split())[:400] if delivery == Delivery.POST else ""
    with work():
        held = _locked(draft)
        held.delivery, held.delivery_address = delivery, where
        held.save(update_fields=["delivery", "delivery_address", "changed_at"])
    draft.delivery, draft.delivery_address = held.delivery, held.delivery_address


def keep_applicant(draft: Draft, contact: Mapping[str, Any], *, consent: str, channel: int) -> None:
    """At the desk: who the citizen is, how the dossier came, and how they agreed to its filing."""
    if not consent.strip():
        raise Refused("Xin ghi sự đồng ý của người nộp.", field="consent")
    with work():
        held = _locked(draft)
        held.contact, held.consent = dict(contact), consent.strip()[:200]
        held.channel = channel
        held.save(update_fields=["contact", "consent", "channel", "changed_at"])
    draft.contact, draft.consent, draft.channel = held.contact, held.consent, held.channel


def drop(draft: Draft) -> None:
    """Xóa hồ sơ đang soạn."""
    with work():
        _locked(draft).delete()


def submit(draft: Draft, *, actor: Appointment | None = None) -> Dossier:
    """Nộp: everything is checked again, the declaration is made and kept, the dossier filed.

    The same draft again gives the same dossier. Raises `Refused` with what lacks.
    """
    if draft.dossier is not None:
        return draft.dossier
    answers, wrong = checked(draft)
    if wrong:
        raise Refused(
            "Biểu mẫu còn mục chưa điền hoặc chưa đúng; ông/bà quay lại các trang được đánh dấu."
        )
    contact = contact_of(draft, answers)
    papers = list(draft.papers.select_related("file__blob", "of_paper", "of_result"))
    submission = Submission(
        key=draft.token,
        agency=draft.agency,
        contact=contact,
        answers=answers,
        papers=tuple((one.code, one.file) for one in papers),
        channel=draft.channel,
        delivery=draft.delivery,
        delivery_address=draft.delivery_address,
        declaration=declaration.kept(draft, answers, contact),
        consent=draft.consent,
    )
    with work():
        held = Draft.objects.select_for_update(no_key=True, of=("self",)).get(pk=draft.pk)
        if held.dossier is not None:  # filed in another window meanwhile
            return held.dossier
        dossier = file_dossier(
            draft.definition, actor=actor, submission=submission, citizen=draft.citizen
        )
        note_attached(dossier, of_draft(draft, papers))
        Draft.objects.filter(pk=draft.pk).update(dossier=dossier)
    return dossier
