"""What officials see of their own agency's money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, Model, Q, QuerySet, Sum

from congvu.core.paging import branch, page_of_ids
from congvu.core.refused import NotFound
from congvu.core.text import fold
from congvu.directory.models import Agency, Appointment
from congvu.directory.policy import administers_province
from congvu.payments.models import (
    Account,
    BankStatement,
    Channel,
    Difference,
    Entry,
    Payable,
    Posting,
    Receipt,
    Reconciliation,
    Refund,
    StatementLine,
)
from congvu.payments.types import GATEWAYS, AccountKind, LineState, Way

PAGE = 30
LINES = 100
M = TypeVar("M", bound=Model)


def visible_to(actor: Appointment) -> QuerySet[Payable]:
    """The agency's own payables."""
    return Payable.objects.filter(agency=actor.agency_id)


def payables(
    *, actor: Appointment, state: str = "", words: str = "", after: str = ""
) -> tuple[list[Payable], str]:
    """A page of them, the newest first, and the key of the next; two queries."""
    rows = visible_to(actor)
    if state:
        rows = rows.filter(state=state)
    for word in fold(words).split()[:6]:
        rows = rows.filter(folded__contains=word)
    return _page(rows, Payable.objects.select_related("paid_by"), "created_at", after)


def payable(pk: int, *, actor: Appointment) -> Payable:
    """One of the agency's; `NotFound` for others'."""
    return _got(visible_to(actor).select_related("agency", "paid_by", "receipt"), pk)


def refunds(*, actor: Appointment, after: str = "") -> tuple[list[Refund], str]:
    """A page of the agency's refunds, the newest first."""
    whole = Refund.objects.select_related(
        "payable", "attempt", "asked_by__person", "decided_by__person"
    )
    return _page(Refund.objects.filter(agency=actor.agency_id), whole, "asked_at", after)


def refund(pk: int, *, actor: Appointment) -> Refund:
    rows = Refund.objects.filter(agency=actor.agency_id)
    return _got(rows.select_related("payable__paid_by", "attempt__channel", "agency"), pk)


@dataclass(frozen=True)
class Balance:
    """An account as it stands: debits less credits, in whole đồng."""

    account: Account
    debit: int
    credit: int

    @property
    def amount(self) -> int:
        return self.debit - self.credit


def balances(agency_id: int) -> list[Balance]:
    """Every account of the agency; one query."""
    rows = Account.objects.filter(agency=agency_id).select_related("channel")
    summed = rows.annotate(debits=Sum("postings__debit"), credits=Sum("postings__credit"))
    return [Balance(one, one.debits or 0, one.credits or 0) for one in summed]


def in_transit(agency_id: int) -> int:
    """What the post says it has handed over, and no statement of a bank has shown yet."""
    rows = Posting.objects.filter(account__agency=agency_id, account__kind=AccountKind.TRANSIT)
    summed = rows.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    return (summed["debit"] or 0) - (summed["credit"] or 0)


def entries(*, actor: Appointment, after: str = "") -> tuple[list[Entry], str]:
    """A page of the ledger with its postings, the newest first; three queries."""
    whole = Entry.objects.select_related("payable", "by__person").prefetch_related(
        "postings__account__channel"
    )
    return _page(Entry.objects.filter(agency=actor.agency_id), whole, "booked_at", after)


def receipts_to_seal(agency_id: int) -> int:
    """How many receipts wait for the seal, counted to 100."""
    rows = Receipt.objects.filter(agency=agency_id, sealed=None, file__isnull=False)
    return len(rows.values_list("pk")[:100])


def days(*, actor: Appointment) -> list[Reconciliation]:
    """The last days that were compared, with how many differences are open."""
    rows = Reconciliation.objects.filter(agency=actor.agency_id)
    unsettled = Count("differences", filter=Q(differences__settled_at=None))
    return list(rows.annotate(open=unsettled).order_by("-on")[:62])


def day(on: date, *, actor: Appointment) -> Reconciliation | None:
    return Reconciliation.objects.filter(agency=actor.agency_id, on=on).first()


def differences(row: Reconciliation | None) -> list[Difference]:
    """The day's, those that are open first."""
    if row is None:
        return []
    rows = row.differences.select_related(
        "attempt__payable", "line__statement", "settled_by__person"
    )
    return sorted(rows, key=lambda one: (one.settled_at is not None, one.pk))


def difference(pk: int, *, actor: Appointment) -> Difference:
    rows = Difference.objects.filter(day__agency=actor.agency_id)
    return _got(rows.select_related("day", "attempt__channel", "line__channel"), pk)


def statements(*, actor: Appointment) -> list[BankStatement]:
    """The last ones, with how many lines they have and how many of these are not explained."""
    rows = BankStatement.objects.filter(agency=actor.agency_id).select_related("channel")
    loose = Count("lines", filter=Q(lines__state=LineState.UNMATCHED))
    return list(rows.annotate(count=Count("lines"), loose=loose)[:50])


def statement(pk: int, *, actor: Appointment) -> BankStatement:
    rows = BankStatement.objects.filter(agency=actor.agency_id)
    return _got(rows.select_related("channel", "imported_by__person"), pk)


def lines(
    of: BankStatement, *, state: str = "", after: str = ""
) -> tuple[list[StatementLine], str, dict[str, int]]:
    """A page of lines in the file's order, the key of the next, and all counts; three queries."""
    rows = of.lines.filter(state=state) if state else of.lines.all()
    ids, following = page_of_ids([branch(rows, "position")], after=after, size=LINES, rising=True)
    found = StatementLine.objects.select_related("attempt__payable").in_bulk(ids)
    counted = of.lines.order_by().values_list("state").annotate(Count("pk"))
    return [found[pk] for pk in ids if pk in found], following, dict(counted)


def accounts_of(agency: Agency) -> QuerySet[Channel]:
    """The bank accounts whose statements the agency imports."""
    return Channel.objects.filter(agency=agency, way=Way.VIETQR)


def gateways_of(agency: Agency) -> QuerySet[Channel]:
    """The gateways at which the agency's money lies or has lain."""
    return Channel.objects.filter(way__in=GATEWAYS, accounts__agency=agency).distinct()


def channels(actor: Appointment) -> QuerySet[Channel]:
    """Those that the actor sets up: the agency's, or the whole province's."""
    rows = Channel.objects.select_related("agency").order_by("agency__name", "way", "pk")
    return rows if administers_province(actor) else rows.filter(agency=actor.agency_id)


def channel(pk: int, *, actor: Appointment) -> Channel:
    return _got(channels(actor), pk)


def _page(rows: QuerySet[Any], whole: QuerySet[M], at: str, after: str) -> tuple[list[M], str]:
    ids, following = page_of_ids([branch(rows, at)], after=after, size=PAGE)
    found = whole.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found], following


def _got(rows: QuerySet[M], pk: int) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
