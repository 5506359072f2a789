"""Results that are documents: drafted, signed, numbered and issued as every other."""

from __future__ import annotations

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.refused import Conflict
from congvu.directory.models import Appointment
from congvu.documents.actions.drafting import Beginning, Fields, draft
from congvu.documents.models import Outgoing
from congvu.services import policy
from congvu.services.actions.lifecycle import dossier_lifecycle as lifecycle
from congvu.services.actions.messages import tell_applicant
from congvu.services.actions.telling import happened
from congvu.services.models import Consultation, Dossier, Result
from congvu.services.types import ANSWERED, WORKING


def draft_result(dossier: Dossier, *, actor: Appointment, kind: str = "letter") -> Outgoing:
    """A draft of the actor's about the dossier; what is issued of it becomes the result."""
    if dossier.state not in WORKING or not policy.handles(actor, dossier):
        raise Conflict("Chỉ người đang xử lý hồ sơ soạn văn bản kết quả.")
    return _draft(dossier, actor=actor, kind=kind)


@command("Soạn văn bản kết quả", who=policy.handles)
def _draft(dossier: Dossier, *, actor: Appointment, kind: str) -> Outgoing:
    about = f"kết quả giải quyết hồ sơ {dossier.code}"
    fields = Fields(
        kind=kind,
        abstract=f"{about} của {dossier.applicant_name}"[:500],
        addressees=(dossier.applicant_name,),
        recipients=("Như trên",),
    )
    document = draft(actor=actor, kind=kind, beginning=Beginning(fields=fields))
    Result.objects.create(
        dossier=dossier,
        name=dossier.definition.data.get("result", about)[:300],
        document=document,
        made_by=actor,
        made_at=clock.now(),
    )
    happened(dossier, "draft_result", "Soạn văn bản kết quả", actor=actor, public=False)
    return document


def document_issued(document: Outgoing) -> None:
    """The result's file is what was signed and sealed."""
    result = Result.objects.filter(document=document).select_related("dossier").first()
    if result is None or document.issued_id is None:
        return
    result.file_id = document.issued_id
    result.name = f"{result.name} số {document.code}"[:300]
    result.save(update_fields=["file", "name"])
    happened(
        result.dossier,
        "result_issued",
        "Ban hành văn bản kết quả",
        actor=None,
        words=document.code,
        public=False,
    )


@lifecycle.action(
    "Thu hồi kết quả",
    start=set(ANSWERED),
    who=policy.revokes_results,
    danger=True,
    records=("reason",),
)
def revoke_result(dossier: Dossier, *, actor: Appointment, result: Result, reason: str) -> None:
    """It is good no more and can't be used again; its owner is told why. Once."""
    held = dossier.results.select_for_update(no_key=True).get(pk=result.pk)
    if held.revoked_at is not None:
        raise Conflict("Kết quả này đã được thu hồi.")
    _revoke(held, dossier, reason=reason, actor=actor)


def document_recalled(document: Outgoing, words: str) -> None:
    """The document that a result was has been recalled: so is the result."""
    result = Result.objects.filter(document=document, revoked_at=None).first()
    if result is not None:
        _revoke(result, result.dossier, reason=words, actor=None)


def _revoke(result: Result, dossier: Dossier, *, reason: str, actor: Appointment | None) -> None:
    result.revoked_at, result.revoked_why = clock.now(), " ".join(reason.split())[:300]
    result.save(update_fields=["revoked_at", "revoked_why"])
    words = f"{result.name[:200]}: {result.revoked_why}"
    happened(dossier, "revoke_result", "Thu hồi kết quả", actor=actor, words=words)
    tell_applicant(dossier, f"Hồ sơ {dossier.code}: đã thu hồi kết quả “{words[:380]}”.")


@command("Trả lời ý kiến về hồ sơ", who=policy.answers_opinion, records=("agrees",))
def answer_opinion(
    consultation: Consultation, *, actor: Appointment, agrees: bool, words: str
) -> None:
    """Another agency's opinion, once."""
    locked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    if locked.answered_at is not None:
        raise Conflict("Cơ quan đã trả lời ý kiến này.")
    locked.agrees, locked.answer = agrees, words.strip()[:2000]
    locked.answered_by, locked.answered_at = actor, clock.now()
    locked.save()
    happened(
        locked.dossier,
        "opinion",
        f"Ý kiến của {actor.agency.name}"[:120],
        actor=actor,
        words=f"{'Đồng ý' if agrees else 'Không đồng ý'}. {locked.answer}",
        public=False,
    )
