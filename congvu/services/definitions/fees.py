"""What a dossier costs by its version and answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from congvu.services.definitions.expressions import Answers
from congvu.services.definitions.shape import Content, Exemption, Fee


@dataclass(frozen=True)
class Due:
    """One fee of a dossier in whole đồng; `exempt` names why nothing is paid."""

    fee: Fee
    amount: int
    exempt: Exemption | None = None


def fees_due(content: Content, answers: Answers, papers: Collection[str]) -> list[Due]:
    """Every fee of the version; one that is exempt with its proof among the papers costs 0."""
    return [_due(fee, answers, papers) for fee in content.fees]


def _due(fee: Fee, answers: Answers, papers: Collection[str]) -> Due:
    for one in fee.exemptions:
        holds = one.when is None or one.when.holds(answers)
        proven = not one.proof or one.proof in papers
        if holds and proven and (one.when is not None or one.proof):
            return Due(fee, 0, one)
    value = fee.amount.value(answers)
    return Due(fee, max(0, int(value)) if isinstance(value, int) else 0)
