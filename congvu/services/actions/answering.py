"""What the applicant does with a dossier that was filed: mend it, withdraw it, rate it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Appointment
from congvu.files.models import StoredFile
from congvu.notices.actions import notify
from congvu.secrecy.actions import check_text
from congvu.services import policy
from congvu.services.actions import fees, reusing, steps
from congvu.services.actions.filing import keep_papers
from congvu.services.actions.lifecycle import dossier_lifecycle as lifecycle
from congvu.services.actions.telling import happened, moved
from congvu.services.definitions import check
from congvu.services.models import Dossier, Rating
from congvu.services.queries.fees import payable_of
from congvu.services.queries.referring import by_dossier
from congvu.services.queries.versions import content_of
from congvu.services.types import WORKING, DossierState

S = DossierState
_MOST = 1000
RATED = (S.RETURNED, S.DONE, S.REFUSED, S.STOPPED)


@lifecycle.action("Nộp bổ sung", start={S.SUPPLEMENT}, who=policy.by_applicant)
def mend(
    dossier: Dossier,
    *,
    actor: None,
    answers: Mapping[str, object],
    papers: Sequence[tuple[str, StoredFile]],
    again: Sequence[tuple[str, str]] = (),
) -> None:
    """Only what was asked for; the dossier goes back to where it was, and time runs again.

    `again` names earlier papers and results of the applicant's that are used for a paper.
    """
    supplement = dossier.supplements.filter(answered_at=None).get()
    asked = {one["target"] for one in supplement.items}
    wrong = set(answers) | {code for code, _ in [*papers, *again]}
    if wrong - asked:
        raise Refused("Chỉ những nội dung được yêu cầu mới bổ sung được.")
    check_text(
        {"bổ sung": "\n".join(str(one) for one in answers.values())},
        actor=None,
        agency_id=dossier.agency_id,
        door="nộp bổ sung",
    )
    dossier.answers = _checked(dossier, answers)
    _keep_given(dossier, papers, again)
    if payable_of(dossier) is None:  # what was asked for stays as it was told
        kept = dossier.papers.filter(superseded_at=None).values_list("code", flat=True)
        fees.reckon_fees(dossier, list(kept))
    supplement.answered_at = clock.now()
    supplement.save(update_fields=["answered_at"])
    steps.resume(dossier)
    moved(
        dossier,
        "mend",
        "Nộp bổ sung",
        actor=None,
        state=supplement.returns_to,
        words="; ".join(one["label"] for one in supplement.items),
    )
    _tell_asker(dossier, supplement.asked_by)


def _keep_given(
    dossier: Dossier, papers: Sequence[tuple[str, StoredFile]], again: Sequence[tuple[str, str]]
) -> None:
    """In the place of those that stood there. Raises `Refused` for one that stands there now."""
    used = [] if dossier.citizen is None else reusing.for_mending(dossier, dossier.citizen, again)
    keep_papers(dossier, [*papers, *((code, kept.file) for code, kept in used)])
    reusing.note_attached(dossier, used)


def _checked(dossier: Dossier, answers: Mapping[str, object]) -> dict[str, object]:
    """The whole as it is with what was mended, computed values too. Raises `Refused`."""
    content = content_of(dossier.definition)
    found, wrong = check(content, {**dossier.answers, **answers}, by_dossier(dossier).known)
    if wrong:
        code, sentence = next(iter(wrong.items()))
        field = content.field(code)
        raise Refused(f"{field.label if field else code}: {sentence}", field=code)
    return found


def _tell_asker(dossier: Dossier, asker: Appointment) -> None:
    notify(
        [asker],
        text=f"{dossier.label}: {dossier.applicant_name} đã nộp bổ sung",
        url=f"/mot-cua/ho-so/{dossier.pk}/",
        kind="services",
    )


@lifecycle.action(
    "Rút hồ sơ",
    start={S.FILED, *WORKING, S.SUPPLEMENT, S.PAYMENT},
    end=S.WITHDRAWN,
    who=policy.by_applicant,
    danger=True,
)
def withdraw(dossier: Dossier, *, actor: None, reason: str) -> None:
    """The applicant takes it back; what was handed in stays with them."""
    words = " ".join(reason.split())[:300]
    if not words:
        raise Refused("Xin cho biết lý do rút hồ sơ.", field="reason")
    check_text({"lý do": words}, actor=None, agency_id=dossier.agency_id, door="rút hồ sơ")
    holder = dossier.holder
    dossier.finished_at, dossier.holder = clock.now(), None
    dossier.pauses.filter(until=None).update(until=clock.now())
    dossier.supplements.filter(answered_at=None).update(answered_at=clock.now())
    fees.ask_no_longer(dossier, reason="Người nộp rút hồ sơ.")
    dossier.step_due_at = None
    moved(dossier, "withdraw", "Rút hồ sơ", actor=None, state=S.WITHDRAWN, words=words)
    if holder is not None:
        notify(
            [holder],
            text=f"{dossier.label}: {dossier.applicant_name} đã rút hồ sơ",
            url=f"/mot-cua/ho-so/{dossier.pk}/",
            kind="services",
        )


def rate(dossier: Dossier, *, overall: int, answers: Mapping[str, int], words: str) -> Rating:
    """Đánh giá, once, after an answer. Raises `Refused`."""
    if dossier.state not in RATED:
        raise Conflict("Hồ sơ chưa có kết quả nên chưa đánh giá.")
    said = words.strip()[:_MOST]
    check_text({"ý kiến": said}, actor=None, agency_id=dossier.agency_id, door="đánh giá")
    try:
        with work(), transaction.atomic():
            made = Rating.objects.create(
                dossier=dossier,
                overall=overall,
                answers=dict(answers),
                words=said,
                at=clock.now(),
            )
            happened(
                dossier, "rate", "Đánh giá việc phục vụ", actor=None, words=f"{overall} trên 5"
            )
    except IntegrityError:
        raise Conflict("Hồ sơ này đã được đánh giá.") from None
    return made
