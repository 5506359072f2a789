"""One of each thing that the pages of payments ask for, all of one agency."""

from __future__ import annotations

from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.payments.actions import take_cash
from congvu.payments.actions.refunding import ask_refund
from congvu.payments.actions.statements import import_statement
from congvu.payments.models import Attempt, Difference, Reconciliation
from congvu.payments.tests import stage

_STATEMENT = "Ngày,Ghi có,Nội dung\n25/11/2026,1000,Chuyển nhầm\n"


def payment_pages(office: Office) -> dict[str, dict[str, object]]:
    """Each page with a thing in the state in which the page is of use."""
    due, paid = stage.owed(office, "thử 1"), stage.owed(office, "thử 2")
    bank = stage.bank_channel(office)
    waiting = stage.begun(due, bank)
    take_cash(paid, actor=office.clerk)
    cash = Attempt.objects.get(payable=paid)
    refund = ask_refund(cash, actor=office.clerk, amount=1_000, reason="Thử")
    statement = import_statement(
        bank, actor=office.clerk, name="thu.csv", content=_STATEMENT.encode()
    )
    day = Reconciliation.objects.create(agency=office.agency, on=clock.today())
    line = statement.lines.get()
    difference = Difference.objects.create(
        day=day, kind="bank_only", line=line, amount=1_000, words="Thử"
    )
    rows = [
        *((name, due.pk) for name in ("payable", "cash", "cancel")),
        *((f"refund_{name}", refund.pk) for name in ("approve", "refuse", "pay_back")),
        *((name, statement.pk) for name in ("statement", "statement_post", "statement_drop")),
        *((name, difference.pk) for name in ("record", "assign", "pay_out", "remitted", "explain")),
        ("channel", bank.pk),
    ]
    pages: dict[str, dict[str, object]] = {f"payments:{name}": {"pk": pk} for name, pk in rows}
    on = {"on": day.on.isoformat()}
    return pages | {
        "payments:pay": {"token": due.token},
        "payments:attempt": {"token": due.token, "reference": waiting.reference},
        "payments:receipt": {"token": paid.token},
        "payments:refund": {"pk": paid.pk, "reference": cash.reference},
        "payments:day": on,
        "payments:day_again": on,
    }
