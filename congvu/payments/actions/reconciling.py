"""Do ledger, gateways and bank agree about a day? Each difference is kept until it is explained."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, Sum

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.money import dong
from congvu.core.outside import Unreachable
from congvu.directory.models import Agency
from congvu.payments.models import (
    Attempt,
    Difference,
    Posting,
    Reconciliation,
    StatementLine,
)
from congvu.payments.providers import provider_of
from congvu.payments.providers.base import NotOffered
from congvu.payments.types import (
    GATEWAYS,
    AccountKind,
    AttemptState,
    DifferenceKind,
    EntryKind,
    LineState,
    Way,
)

PAID_OUT_IN = timedelta(days=3)
REMITTED_IN = timedelta(days=7)
_CAME = (EntryKind.PAYMENT, EntryKind.SURPLUS)
_Found = dict[tuple[str, int | None, int | None], Difference]


def reconcile(agency: Agency, day: date) -> Reconciliation:
    """Compare the day; gateways are asked first, outside any transaction.

    Done again it finds the same: what was explained stays so, what no longer holds is closed.
    """
    attempts = list(_attempts(agency, day))
    for one in attempts:
        _ask(one)
    with work():
        row, _ = Reconciliation.objects.get_or_create(agency=agency, on=day)
        row = Reconciliation.objects.select_for_update(no_key=True).get(pk=row.pk)
        lines = list(_lines(agency, day))
        carried = list(_carried(agency, day))
        _figures(row, attempts, lines)
        _post_figures(row, carried)
        row.save()
        found = [*_of_gateways(row, attempts), *_of_bank(row, lines), *_of_post(row, carried)]
        _keep(row, [*found, *_kept_back(row)])
    return row


def _attempts(agency: Agency, day: date) -> Iterable[Attempt]:
    begin, end = clock.start_of(day), clock.start_of(day + timedelta(days=1))
    on_the_day = Q(settled_at__gte=begin, settled_at__lt=end) | Q(
        settled_at=None, created_at__gte=begin, created_at__lt=end
    )
    rows = Attempt.objects.filter(on_the_day, payable__agency=agency, way__in=GATEWAYS)
    return rows.select_related("channel", "payable").order_by("pk")


def _carried(agency: Agency, day: date) -> Iterable[Attempt]:
    """What the post has collected, or has handed over, on the day."""
    begin, end = clock.start_of(day), clock.start_of(day + timedelta(days=1))
    on_the_day = (
        Q(settled_at__gte=begin, settled_at__lt=end)
        | Q(settled_at=None, created_at__gte=begin, created_at__lt=end)
        | Q(remitted_at__gte=begin, remitted_at__lt=end)
    )
    rows = Attempt.objects.filter(on_the_day, payable__agency=agency, way=Way.POST)
    return rows.select_related("payable").order_by("pk")


def _ask(attempt: Attempt) -> None:
    """What the gateway says of it now; a settled answer is not asked for twice."""
    final = attempt.told == "paid" and attempt.told_amount == attempt.amount
    if attempt.channel is None or final:
        return
    try:
        said = provider_of(attempt.channel).ask(attempt)
    except Unreachable:
        attempt.told, attempt.told_amount = "silent", None
    except NotOffered:
        attempt.told, attempt.told_amount = "", None
    else:
        attempt.told = said.outcome if said else "none"
        attempt.told_amount = said.amount if said else None
    Attempt.objects.filter(pk=attempt.pk).update(told=attempt.told, told_amount=attempt.told_amount)


def _lines(agency: Agency, day: date) -> Iterable[StatementLine]:
    rows = StatementLine.objects.filter(channel__agency=agency, on=day, amount__gt=0)
    return rows.exclude(fingerprint="").select_related("statement").order_by("pk")


def _figures(row: Reconciliation, attempts: list[Attempt], lines: list[StatementLine]) -> None:
    rows = Posting.objects.filter(
        entry__agency=row.agency_id, entry__on=row.on, entry__kind__in=_CAME, debit__gt=0
    )
    sums = dict(rows.values_list("account__kind").annotate(Sum("debit")).order_by())
    row.ledger = sum(sums.values())
    row.ledger_gateways = sums.get(AccountKind.GATEWAY, 0)
    row.cash = sums.get(AccountKind.CASH, 0)
    row.gateways = sum(one.told_amount or 0 for one in attempts if one.told == "paid")
    explained = {LineState.MATCHED, LineState.SETTLED}
    row.ledger_bank = sum(one.amount or 0 for one in lines if one.state in explained)
    row.bank = sum(one.amount or 0 for one in lines)
    row.made_at = clock.now()


def _post_figures(row: Reconciliation, carried: list[Attempt]) -> None:
    collected = [one for one in carried if _day_of(one.settled_at or one.created_at) == row.on]
    remitted = [one for one in carried if one.remitted_at and _day_of(one.remitted_at) == row.on]
    row.ledger_post = sum(one.amount for one in collected if one.state == AttemptState.PAID)
    row.post = sum(one.told_amount or 0 for one in collected)
    row.remittable = sum(one.amount for one in remitted)
    row.remitted = sum(one.remitted for one in remitted)


def _day_of(moment: datetime) -> date:
    return clock.local(moment).date()


def _of_gateways(row: Reconciliation, attempts: list[Attempt]) -> Iterable[Difference]:
    for one in attempts:
        booked = one.state == AttemptState.PAID
        told = one.told_amount or 0
        if one.told == "silent" and (booked or one.state == AttemptState.WAITING):
            kind = DifferenceKind.GATEWAY_SILENT
            words = "Cổng không trả lời khi đối soát; đối soát lại khi cổng hoạt động"
        elif one.told == "paid" and not booked:
            kind = DifferenceKind.GATEWAY_ONLY
            words = f"Cổng báo đã nhận {dong(told)}, hệ thống chưa nhận được thông báo"
        elif booked and one.told in {"none", "failed", "pending"}:
            kind = DifferenceKind.LEDGER_ONLY
            words = f"Sổ đã ghi {dong(one.amount)}, cổng báo giao dịch không thành công"
        elif booked and one.told == "paid" and told != one.amount:
            kind = DifferenceKind.GATEWAY_AMOUNT
            words = f"Sổ ghi {dong(one.amount)}, cổng báo {dong(told)}"
        else:
            continue
        amount = one.amount if booked else told
        yield Difference(day=row, kind=kind, attempt=one, amount=amount, words=words)


def _of_bank(row: Reconciliation, lines: list[StatementLine]) -> Iterable[Difference]:
    for one in lines:
        if one.state == LineState.UNMATCHED:
            words = f"Nội dung chuyển khoản: “{one.purpose[:200]}”"
            amount = one.amount or 0
            yield Difference(
                day=row, kind=DifferenceKind.BANK_ONLY, line=one, amount=amount, words=words
            )


def _of_post(row: Reconciliation, carried: list[Attempt]) -> Iterable[Difference]:
    for one in carried:
        booked = one.state == AttemptState.PAID
        told = one.told_amount or 0
        if told != one.amount:
            kind, amount = DifferenceKind.POST_AMOUNT, told
            words = f"Bưu điện báo đã thu {dong(told)}, đơn {one.reference} ghi {dong(one.amount)}"
            words += "" if booked else "; chưa ghi sổ"
        elif one.remitted_at and one.remitted != one.amount:
            kind, amount = DifferenceKind.POST_REMITTED, one.remitted - one.amount
            words = f"Bưu điện đã thu {dong(one.amount)}, chuyển về {dong(one.remitted)}"
        else:
            continue
        yield Difference(day=row, kind=kind, attempt=one, amount=amount, words=words)


def _kept_back(row: Reconciliation) -> Iterable[Difference]:
    """What others have kept for longer than they say, as of the day's end."""
    if old := _older(row, AccountKind.GATEWAY, PAID_OUT_IN):
        words = f"Cổng còn giữ {dong(old)} quá {PAID_OUT_IN.days} ngày"
        yield Difference(day=row, kind=DifferenceKind.NOT_PAID_OUT, amount=old, words=words)
    if old := _older(row, AccountKind.POST, REMITTED_IN):
        words = f"Bưu điện còn giữ {dong(old)} quá {REMITTED_IN.days} ngày"
        yield Difference(day=row, kind=DifferenceKind.NOT_REMITTED, amount=old, words=words)


def _older(row: Reconciliation, kind: AccountKind, than: timedelta) -> int:
    """What of the accounts' balance was there before those days; 0 where nothing."""
    rows = Posting.objects.filter(
        account__agency=row.agency_id, account__kind=kind, entry__on__lte=row.on
    )
    balance = rows.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    fresh = rows.filter(entry__on__gt=row.on - than).aggregate(debit=Sum("debit"))
    return max(0, (balance["debit"] or 0) - (balance["credit"] or 0) - (fresh["debit"] or 0))


def _keep(row: Reconciliation, found: list[Difference]) -> None:
    kept: _Found = {_name(one): one for one in row.differences.all()}
    now = {_name(one): one for one in found}
    for name, one in now.items():
        if name not in kept:
            one.save()
    for name, one in kept.items():
        if name not in now and one.settled_at is None:
            one.settled_at, one.action = clock.now(), "Tự khớp khi đối soát lại"
            one.save(update_fields=["settled_at", "action"])


def _name(one: Difference) -> tuple[str, int | None, int | None]:
    return str(one.kind), one.attempt_id, one.line_id


def agencies_of(day: date) -> Iterable[Agency]:
    """Where something happened on the day that can be compared."""
    begin, end = clock.start_of(day), clock.start_of(day + timedelta(days=1))
    attempts = Attempt.objects.filter(created_at__gte=begin, created_at__lt=end)
    settled = Attempt.objects.filter(settled_at__gte=begin, settled_at__lt=end)
    remitted = Attempt.objects.filter(remitted_at__gte=begin, remitted_at__lt=end)
    lines = StatementLine.objects.filter(on=day).exclude(fingerprint="")
    ids = {
        *attempts.values_list("payable__agency", flat=True),
        *settled.values_list("payable__agency", flat=True),
        *remitted.values_list("payable__agency", flat=True),
        *lines.values_list("channel__agency", flat=True),
    }
    return Agency.objects.filter(pk__in=ids).order_by("pk")
