"""Money that the post collects: booked by itself, once, whatever comes twice, late or reordered."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.notices.models import Notice
from congvu.payments.actions import hear_post, take_cash
from congvu.payments.actions.reconciling import agencies_of, reconcile
from congvu.payments.actions.statements import import_statement, post
from congvu.payments.models import Attempt, Difference, Entry, Notification, Payable, Receipt
from congvu.payments.tests import stage
from congvu.payments.types import Carried

pytestmark = pytest.mark.django_db
TOTAL = stage.TOTAL
INCOME = {"fees": -100_000, "charges": -150_000}


def told(collected: int = 0, remitted: int = 0) -> Carried:
    return Carried("ABCD1234EFGHTR", "EE123456789VN", TOTAL, collected, remitted)


def day_page(office: Office) -> str:
    answer = client_of(office.clerk).get(reverse("payments:day", args=[clock.today()]))
    return str(answer.content.decode())


def test_what_the_postman_collected_pays_once(office: Office) -> None:
    payable = stage.owed(office)
    hear_post(payable, told())
    assert not Attempt.objects.exists()
    for _ in range(3):
        hear_post(payable, told(TOTAL))
    payable.refresh_from_db()
    assert payable.state == "paid"
    assert stage.balances(office) == {"post": TOTAL, **INCOME}
    assert (Entry.objects.count(), Receipt.objects.count(), Notification.objects.count()) == (
        1, 1, 1,
    )  # fmt: skip
    page = client_of(office.clerk).get(reverse("payments:payable", args=[payable.pk]))
    assert "Bưu điện thu hộ" in page.content.decode()


@pytest.mark.parametrize(
    "order",
    list(permutations([told(TOTAL), told(TOTAL, 100_000), told(TOTAL, TOTAL), told(0, TOTAL)])),
)
def test_in_whatever_order_it_is_told_the_ledger_is_the_same(
    office: Office, order: tuple[Carried, ...]
) -> None:
    payable = stage.owed(office)
    for said in [*order, *order]:
        hear_post(payable, said)
    assert stage.balances(office) == {"post": 0, "transit": TOTAL, **INCOME}
    assert Attempt.objects.get().remitted == TOTAL
    assert stage.apart() == 0
    reconcile(office.agency, clock.today())
    assert not Difference.objects.exists()


def test_the_day_has_a_line_for_the_post(office: Office) -> None:
    hear_post(stage.owed(office), told(TOTAL, TOTAL))
    assert list(agencies_of(clock.today())) == [office.agency]
    row = reconcile(office.agency, clock.today())
    assert (row.ledger, row.ledger_post, row.post) == (TOTAL, TOTAL, TOTAL)
    assert (row.remittable, row.remitted) == (TOTAL, TOTAL)
    page = day_page(office)
    assert "Bưu điện thu hộ" in page
    assert "Bưu điện báo đã chuyển 250.000 đồng tiền thu hộ" in page
    assert "không lệch nhau" in page


def test_another_sum_handed_over_is_a_difference_until_the_rest_comes(office: Office) -> None:
    payable = stage.owed(office)
    hear_post(payable, told(TOTAL))
    with clock.fixed(clock.now() + timedelta(days=2)):
        for _ in range(2):
            hear_post(payable, told(TOTAL, 240_000))
        assert list(agencies_of(clock.today())) == [office.agency]
        reconcile(office.agency, clock.today())
        found = Difference.objects.get()
        assert (found.kind, found.amount) == ("post_remitted", -10_000)
        page = day_page(office)
        assert "Bưu điện đã thu 250.000 đồng, chuyển về 240.000 đồng" in page
        told_of = Notice.objects.filter(recipient=office.clerk).values_list("text", flat=True)
        assert [one for one in told_of if "chuyển về 240.000 đồng" in one] == [told_of[0]]
        hear_post(payable, told(TOTAL, TOTAL))
        reconcile(office.agency, clock.today())
        found.refresh_from_db()
    assert found.action == "Tự khớp khi đối soát lại"
    assert stage.balances(office)["post"] == 0


def test_another_sum_collected_pays_nothing_and_is_a_difference(office: Office) -> None:
    payable = stage.owed(office)
    for _ in range(2):
        hear_post(payable, told(200_000, 200_000))
    assert Payable.objects.get().state == "due"
    assert stage.balances(office) == {}
    assert Notification.objects.get().verdict == "amount"
    reconcile(office.agency, clock.today())
    assert Difference.objects.get().words == (
        "Bưu điện báo đã thu 200.000 đồng, đơn ABCD1234EFGHTR ghi 250.000 đồng; chưa ghi sổ"
    )
    hear_post(payable, told(TOTAL, TOTAL))
    reconcile(office.agency, clock.today())
    assert Payable.objects.get().state == "paid"
    assert Difference.objects.get().settled_at is not None


def test_who_has_paid_otherwise_meanwhile_gets_the_post_s_money_back(office: Office) -> None:
    payable = stage.owed(office)
    take_cash(payable, actor=office.clerk)
    for _ in range(2):
        hear_post(payable, told(TOTAL))
    assert stage.balances(office) == {"cash": TOTAL, "post": TOTAL, "surplus": -TOTAL, **INCOME}


def test_what_the_post_keeps_for_long_is_told(office: Office) -> None:
    hear_post(stage.owed(office), told(TOTAL))
    with clock.fixed(clock.now() + timedelta(days=8)):
        reconcile(office.agency, clock.today())
        assert Difference.objects.get().words == "Bưu điện còn giữ 250.000 đồng quá 7 ngày"


def test_its_money_in_the_bank_is_recognised_by_a_button(office: Office) -> None:
    bank = stage.bank_channel(office)
    payable = stage.owed(office)
    hear_post(payable, told(TOTAL, TOTAL))
    lines = "".join(
        f"{clock.today():%d/%m/%Y},FT{amount},,{amount},VNPOST tien thu ho\n"
        for amount in (TOTAL, 999_000)
    )
    head = "Ngày giao dịch,Số tham chiếu,Ghi nợ,Ghi có,Nội dung\n"
    content = SimpleUploadedFile("a.csv", (head + lines).encode()).read()
    post(
        import_statement(bank, actor=office.clerk, name="a.csv", content=content),
        actor=office.clerk,
    )
    reconcile(office.agency, clock.today())
    assert "Bưu điện chuyển tiền về" in day_page(office)
    clerk = client_of(office.clerk)
    whole, other = (Difference.objects.get(amount=amount) for amount in (TOTAL, 999_000))
    refused = clerk.post(reverse("payments:remitted", args=[other.pk]), follow=True)
    assert "Bưu điện mới báo chuyển 250.000 đồng" in refused.content.decode()
    for status in (302, 409):
        answer = clerk.post(reverse("payments:remitted", args=[whole.pk]))
        assert answer.status_code == status
    assert stage.balances(office) == {
        "bank": TOTAL + 999_000, "unexplained": -999_000, "post": 0, "transit": 0, **INCOME,
    }  # fmt: skip
    assert stage.apart() == 0
    assert "Bưu điện chuyển tiền về</button>" not in day_page(office)
