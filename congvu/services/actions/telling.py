"""Writing down what happened to a dossier: its timeline, its applicant's messages, the outbox."""

from __future__ import annotations

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.services.actions.messages import tell_applicant
from congvu.services.actions.syncing import enqueue
from congvu.services.actions.tallying import mark
from congvu.services.models import Dossier, DossierEvent
from congvu.services.queries.versions import content_of


def happened(
    dossier: Dossier,
    name: str,
    label: str,
    *,
    actor: Appointment | None,
    words: str = "",
    state: str = "",
    public: bool = True,
) -> DossierEvent:
    """Add to the timeline; `state` is what the dossier will be in (its present one by default).

    The figures of its month are counted again.
    """
    mark(dossier)
    step = content_of(dossier.definition).step(dossier.step) if dossier.step else None
    return DossierEvent.objects.create(
        dossier=dossier,
        at=clock.now(),
        name=name,
        label=label,
        actor=actor,
        step=dossier.step,
        step_name=step.name if step else "",
        state=state or dossier.state,
        words=words,
        due_at=dossier.step_due_at,
        public=public,
    )


def moved(
    dossier: Dossier,
    name: str,
    label: str,
    *,
    actor: Appointment | None,
    state: str,
    words: str = "",
    told: str = "",
) -> None:
    """As `happened`, where the state changes: the national portal hears of it, the applicant
    is told `told`.
    """
    dossier.state = state
    happened(dossier, name, label, actor=actor, words=words)
    enqueue(dossier, actor=actor, words=words or label)
    if told:
        tell_applicant(dossier, told)
