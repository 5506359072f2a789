"""Filing: a dossier comes to be, by a citizen, at the desk for one, or from another system."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import F

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.files.models import StoredFile
from congvu.secrecy.actions import check_text
from congvu.services import policy
from congvu.services.actions.fees import reckon_fees
from congvu.services.actions.lifecycle import dossier_lifecycle
from congvu.services.actions.messages import tell_applicant
from congvu.services.actions.numbering import new_reference
from congvu.services.actions.telling import happened
from congvu.services.definitions import Content, shown
from congvu.services.models import Citizen, Definition, Dossier, Paper, Procedure
from congvu.services.queries.catalogue import receivers
from congvu.services.queries.versions import content_of
from congvu.services.types import ApplicantKind, Channel, DossierState, Submission

_DOOR = "nộp hồ sơ"


def file(
    definition: Definition,
    *,
    actor: Appointment | None,
    submission: Submission,
    citizen: Citizen | None = None,
) -> Dossier:
    """Nộp hồ sơ, once for its key: the same again gives the same dossier.

    `answers` must have passed `definitions.check`. Raises `Refused` for a missing paper, an agency
    that does not take the procedure, a version that is published no more.
    """
    known = Dossier.objects.filter(form_key=submission.key).first()
    if known is not None:
        return known
    check_submission(definition, submission)
    try:
        with transaction.atomic():
            return record(
                actor=actor, definition=definition, submission=submission, citizen=citizen
            )
    except IntegrityError:
        found = Dossier.objects.filter(form_key=submission.key).first()
        if found is None:
            raise
        return found


def check_submission(definition: Definition, submission: Submission) -> None:
    """What answers alone do not tell; raises `Refused` in words."""
    procedure = definition.procedure
    if not procedure.online and submission.channel == Channel.ONLINE:
        raise Refused(
            "Thủ tục này chưa nhận hồ sơ trực tuyến; xin nộp tại Bộ phận Một cửa "
            "hoặc qua bưu chính công ích."
        )
    if submission.agency.pk not in {one.pk for one in receivers(procedure)}:
        raise Refused(f"{submission.agency.name} không giải quyết thủ tục này.", field="agency")
    if not submission.contact.name.strip():
        raise Refused("Thiếu họ tên người nộp.", field="name")
    given = {code for code, _ in submission.papers}
    for paper in content_of(definition).asked_papers(submission.answers):
        if paper.required and paper.code not in given:
            raise Refused(f"Thiếu giấy tờ “{paper.name}”.", field=paper.code)
    texts = {"hồ sơ": words_of(content_of(definition), submission)}
    check_text(texts, actor=None, agency_id=submission.agency.pk, door=_DOOR)


def words_of(content: Content, submission: Submission) -> str:
    """Everything that was typed, as one text for the gate of secrecy."""
    lines = [submission.contact.name, submission.contact.address]
    for part in shown(content, submission.answers):
        for line in part.lines:
            lines += [line.value, *(one.value for row in line.rows for one in row)]
    return "\n".join(lines)


@dossier_lifecycle.creation("Nộp hồ sơ", end=DossierState.FILED, who=policy.is_desk)
def record(
    *,
    actor: Appointment | None,
    definition: Definition,
    submission: Submission,
    citizen: Citizen | None,
) -> Dossier:
    content, contact = content_of(definition), submission.contact
    dossier = Dossier(
        agency=submission.agency,
        procedure=definition.procedure,
        definition=definition,
        form_key=submission.key,
        reference=new_reference(),
        channel=submission.channel,
        citizen=citizen,
        desk=actor,
        consent=submission.consent,
        applicant_kind=contact.kind or ApplicantKind.CITIZEN,
        applicant_name=contact.name.strip()[:120],
        applicant_identity=contact.identity,
        applicant_phone=contact.phone,
        applicant_email=contact.email,
        applicant_address=contact.address[:400],
        subject=_subject(content, submission),
        answers=dict(submission.answers),
        delivery=submission.delivery,
        delivery_address=submission.delivery_address,
        declaration=submission.declaration,
        filed_at=clock.now(),
    )
    reckon_fees(dossier, [code for code, _ in submission.papers])
    dossier.save()
    keep_papers(dossier, submission.papers)
    Procedure.objects.filter(pk=definition.procedure_id).update(filings=F("filings") + 1)
    happened(dossier, "file", "Nộp hồ sơ", actor=actor)
    tell_applicant(
        dossier,
        f"Đã nhận hồ sơ “{definition.procedure.name[:160]}”, mã nộp {dossier.reference}. Cơ quan "
        "xem hồ sơ trong 8 giờ làm việc rồi báo tiếp nhận hoặc yêu cầu bổ sung.",
    )
    return dossier


def _subject(content: Content, submission: Submission) -> str:
    if not content.subject:
        return ""
    for part in shown(content, submission.answers):
        for line in part.lines:
            if line.code == content.subject:
                return line.value[:300]
    return ""


def keep_papers(dossier: Dossier, papers: Sequence[tuple[str, StoredFile]]) -> None:
    """Add the files; those that they replace stay, marked as superseded."""
    content = content_of(dossier.definition)
    codes = {code for code, _ in papers}
    dossier.papers.filter(code__in=codes, superseded_at=None).update(superseded_at=clock.now())
    Paper.objects.bulk_create(
        Paper(
            dossier=dossier,
            code=code,
            name=paper.name if (paper := content.paper(code)) else code,
            file=file,
            at=clock.now(),
        )
        for code, file in papers
    )
