"""Every step of paying for a dossier × everything that interrupts it: what was paid is booked, the
dossier knows of it, and nothing is paid or booked twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.core import clock
from congvu.exchange.tests.axis import serving
from congvu.payments.actions.asking_again import ask_due
from congvu.payments.models import Attempt, Channel, Payable
from congvu.payments.testgateway.app import Application, Merchant
from congvu.payments.testgateway.storage import Storage
from congvu.payments.tests import stage
from congvu.services.models import Dossier
from congvu.services.queries.fees import payable_of
from congvu.services.tests.factories import Counter, accepted

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Till:
    """A dossier whose fees are owed; whoever has the payment's address pays, signed in or not."""

    dossier: Dossier
    payable: Payable
    address: str

    def chosen(self) -> str:
        """Choose the gateway on our page: the address there."""
        page = reverse("payments:pay", args=[self.payable.token])
        answer = Client().post(page, {"way": "vnpay"})
        assert answer.status_code == 200
        return str(answer["Refresh"]).removeprefix("0; url=")

    def pressed(self, away: str, how: str = "pay") -> str:
        """Decide on the gateway's page: the query with which it tells."""
        page = httpx.get(away)
        assert "16.000 đồng" in page.text
        form = {**dict(re.findall(r'name="(tmn|ref)" value="([^"]+)"', page.text)), "how": how}
        answer = httpx.post(f"{self.address}/paymentv2/chon", data=form)
        return urlsplit(answer.headers.get("Location", "")).query

    def came_back(self, query: str) -> str:
        """The page on which the browser lands, in a browser that knows nothing."""
        answer = Client().get(f"{reverse('payments:vnpay_return')}?{query}", follow=True)
        assert answer.status_code == 200
        return str(answer.content.decode())


@pytest.fixture
def till(counter: Counter, tmp_path: Path) -> Iterator[Till]:
    merchant = Merchant(stage.TMN, stage.SECRET, f"{NOWHERE}/thong-bao")
    with serving(Application(Storage(tmp_path), merchant, pause=0.01)) as address:
        stage.vnpay_channel(counter.office, address=address)
        dossier = accepted(counter)
        payable = payable_of(dossier)
        assert payable is not None
        yield Till(dossier, payable, address)


def asked_again(*, after: timedelta = timedelta(minutes=3)) -> None:
    """The job that asks silent gateways, some time later."""
    with clock.fixed(clock.now() + after):
        ask_due()


def choosing_and_the_answer_is_lost(till: Till) -> None:
    till.chosen()
    stage.notify(till.pressed(till.chosen()))


def choosing_and_the_tab_is_closed(till: Till) -> None:
    till.chosen()
    page = Client().get(reverse("payments:pay", args=[till.payable.token])).content.decode()
    assert "chưa có kết quả" in page
    stage.notify(till.pressed(till.chosen()))


def choosing_in_two_tabs_and_paying_in_both(till: Till) -> None:
    both = [till.pressed(away) for away in (till.chosen(), till.chosen())]
    assert [stage.notify(query) for query in both] == ["00", "00"]
    assert Attempt.objects.get(surplus=True).state == "paid"  # to be given back


def choosing_while_the_gateway_is_dead(till: Till) -> None:
    Channel.objects.update(address=NOWHERE)
    with pytest.raises(httpx.ConnectError):
        httpx.get(till.chosen())
    Channel.objects.update(address=till.address)
    stage.notify(till.pressed(till.chosen()))


def paying_and_the_tab_is_closed(till: Till) -> None:
    """The browser never comes back; the gateway tells."""
    stage.notify(till.pressed(till.chosen()))


def paying_in_two_tabs_at_the_gateway(till: Till) -> None:
    away = till.chosen()
    query = till.pressed(away)
    assert "đã có kết quả" in httpx.get(away).text
    stage.notify(query)


def paying_and_the_gateway_dies_before_it_tells(till: Till) -> None:
    till.pressed(till.chosen(), "close")
    asked_again()


def paying_too_late_for_the_attempt(till: Till) -> None:
    away = till.chosen()
    with clock.fixed(clock.now() + timedelta(hours=1)):
        stage.notify(till.pressed(away))


def coming_back_twice_before_it_is_told(till: Till) -> None:
    query = till.pressed(till.chosen())
    for _ in range(2):
        assert "Đang chờ xác nhận" in till.came_back(query)
    assert Payable.objects.get().state == "due"
    stage.notify(query)
    assert "Đã nộp thành công" in till.came_back(query)


def coming_back_after_the_session_has_ended(till: Till) -> None:
    query = till.pressed(till.chosen())
    stage.notify(query)
    page = till.came_back(query)
    assert reverse("services:own", args=[till.dossier.reference]) in page


def the_notice_s_answer_is_lost(till: Till) -> None:
    query = till.pressed(till.chosen())
    assert [stage.notify(query) for _ in range(3)] == ["00", "02", "02"]


def the_notice_finds_our_server_dead(till: Till) -> None:
    till.came_back(till.pressed(till.chosen()))
    asked_again()


def the_notice_finds_the_worker_dead(till: Till) -> None:
    """The dossier goes on at once; what is slow waits for a worker, queued with the payment."""
    stage.notify(till.pressed(till.chosen()))
    assert ProcrastinateJob.objects.filter(task_name__startswith="payments.").exists()


def asking_while_the_gateway_is_dead(till: Till) -> None:
    till.pressed(till.chosen(), "close")
    Channel.objects.update(address=NOWHERE)
    asked_again()
    assert Payable.objects.get().state == "due"
    Channel.objects.update(address=till.address)
    asked_again(after=timedelta(hours=1))


def asking_and_the_notice_comes_after_all(till: Till) -> None:
    query = till.pressed(till.chosen())
    asked_again()
    assert stage.notify(query) == "02"


CASES = (
    choosing_and_the_answer_is_lost,
    choosing_and_the_tab_is_closed,
    choosing_in_two_tabs_and_paying_in_both,
    choosing_while_the_gateway_is_dead,
    paying_and_the_tab_is_closed,
    paying_in_two_tabs_at_the_gateway,
    paying_and_the_gateway_dies_before_it_tells,
    paying_too_late_for_the_attempt,
    coming_back_twice_before_it_is_told,
    coming_back_after_the_session_has_ended,
    the_notice_s_answer_is_lost,
    the_notice_finds_our_server_dead,
    the_notice_finds_the_worker_dead,
    asking_while_the_gateway_is_dead,
    asking_and_the_notice_comes_after_all,
)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.__name__)
def test_what_was_paid_is_booked_once_and_the_dossier_goes_on(
    till: Till, counter: Counter, case: Callable[[Till], None]
) -> None:
    case(till)
    assert Payable.objects.get().state == "paid"
    till.dossier.refresh_from_db()
    assert till.dossier.paid_at is not None
    assert till.dossier.state in {"accepted", "in_progress"}
    assert Attempt.objects.filter(state="paid", surplus=False).count() == 1
    assert stage.apart() == 0
    paid = Attempt.objects.filter(state="paid").count()
    held = stage.balances(counter.office)
    assert max(held.values()) == 16_000 * paid
