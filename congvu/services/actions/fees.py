"""All that a dossier has to do with money: what it costs, asking for it, that it was paid.

Payments themselves lie in an app of their own; this is the one place where they are met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from congvu.payments import actions as payments
from congvu.payments.types import Carried, Line, PayableState, Payer
from congvu.services.definitions import fees_due
from congvu.services.models import Dossier
from congvu.services.queries.fees import payable_of
from congvu.services.queries.versions import content_of


def ask(dossier: Dossier) -> None:
    """Let the fees be paid: online, by transfer, or at the desk. The same again is the same."""
    assert dossier.code is not None  # noqa: S101 - only what was accepted is charged for
    payments.ask(
        reference=dossier.code,
        agency=dossier.agency,
        subject=f"{dossier.procedure.name}, hồ sơ {dossier.shown_code}",
        lines=[
            Line(code=one["code"], name=one["name"], kind=one["kind"], amount=one["amount"])
            for one in dossier.fees
            if one["amount"]
        ],
        payer=Payer(
            name=dossier.applicant_name,
            identity=dossier.applicant_identity,
            address=dossier.applicant_address,
            phone=dossier.applicant_phone,
            email=dossier.applicant_email,
        ),
        return_to=reverse("services:own", args=[dossier.reference]),
        purpose=dossier.procedure.field.code,
    )


def hold(dossier: Dossier) -> None:
    """Lock what the dossier's applicant owes, before the dossier itself.

    Money comes in under the payable's lock and then moves the dossier; whatever moves a dossier
    takes both in the same order, so that neither waits for the other.
    """
    if dossier.fees_total:
        code = Dossier.objects.filter(pk=dossier.pk).values_list("code", flat=True).first()
        if code:
            payments.hold(code)


def ask_no_longer(dossier: Dossier, *, reason: str) -> None:
    """The dossier has ended: what was not paid yet is not owed any more."""
    payable = payable_of(dossier)
    if payable is not None and payable.state == PayableState.DUE:
        payments.cancel(payable, actor=None, reason=reason)


def reckon_fees(dossier: Dossier, papers: Sequence[str]) -> None:
    """Write the fees of its version and answers into the dossier in memory."""
    answers: Mapping[str, object] = dossier.answers
    found = fees_due(content_of(dossier.definition), answers, papers)
    dossier.fees = [
        {
            "code": one.fee.code,
            "name": one.fee.name,
            "kind": one.fee.kind,
            "amount": one.amount,
            "exempt": one.exempt.name if one.exempt else "",
        }
        for one in found
    ]
    dossier.fees_total = sum(one.amount for one in found)


def hear_post(dossier: Dossier, said: Carried) -> None:
    """What the post collects for the dossier is booked as far as it says so, each thing once."""
    if dossier.code and payable_of(dossier) is None:
        ask(dossier)
    if (payable := payable_of(dossier)) is not None:
        payments.hear_post(payable, said)


def owes(dossier: Dossier) -> bool:
    return dossier.fees_total > 0 and dossier.paid_at is None


def mark_paid(dossier: Dossier, *, at: datetime, how: str) -> None:
    """In memory: the fees were paid, by that way."""
    dossier.paid_at, dossier.paid_how = at, how[:120]
