"""Fees that the postman collects: the dossier, the ledger and the day's comparison follow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.payments.actions.reconciling import reconcile
from congvu.payments.models import Difference, Entry, Receipt
from congvu.payments.tests import stage
from congvu.services.actions import posting
from congvu.services.models import PostOrder
from congvu.services.queries.fees import payable_of
from congvu.services.tests.factories import Counter
from congvu.services.tests.post_office import order, postman

pytestmark = pytest.mark.django_db
FEE = 16_000


def delivered(counter: Counter, parcels: str, *, collected: int | None = None) -> PostOrder:
    """An order whose parcel the postman has handed over against money; not yet asked about."""
    one = order(counter)
    posting.send_due()
    for how in ("collected", "transit"):
        assert postman(parcels, one, how) == 303
    assert postman(parcels, one, "delivered", collected) == 303
    return one


def asked(one: PostOrder, *, days: int) -> PostOrder:
    """The order after the post has been asked, twice, so many days from now."""
    for moment in (0, 1):
        with clock.fixed(clock.now() + timedelta(days=days, hours=moment)):
            posting.ask_states()
    one.refresh_from_db()
    return one


def test_what_is_collected_and_handed_over_is_booked_without_a_clerk(
    counter: Counter, parcels: str
) -> None:
    one = asked(delivered(counter, parcels), days=1)
    payable = payable_of(one.dossier)
    assert payable is not None
    assert payable.state == "paid"
    one.dossier.refresh_from_db()
    assert one.dossier.paid_how == "Bưu điện thu hộ"
    assert stage.balances(counter.office)["post"] == FEE
    shown = client_of(counter.desk).get(f"/mot-cua/ho-so/{one.dossier_id}/").content.decode()
    assert "đã thu hộ 16.000 đồng, chờ bưu điện chuyển về" in shown
    assert postman(parcels, one, "remitted") == 303
    asked(one, days=2)
    assert one.remitted == FEE
    assert (Entry.objects.count(), Receipt.objects.count()) == (2, 1)
    assert stage.balances(counter.office)["transit"] == FEE
    assert postman(parcels, one, "remitted") == 404
    events = list(one.dossier.events.values_list("name", flat=True))
    assert (events.count("post_paid"), events.count("receive_fees")) == (1, 1)


def test_too_little_handed_over_is_seen_and_the_rest_still_comes(
    counter: Counter, parcels: str
) -> None:
    one = delivered(counter, parcels)
    postman(parcels, one, "remitted", 15_000)
    asked(one, days=1)
    with clock.fixed(clock.now() + timedelta(days=1)):
        reconcile(counter.office.agency, clock.today())
    assert Difference.objects.get(kind="post_remitted").amount == -1_000
    postman(parcels, one, "remitted")
    assert asked(one, days=2).remitted == FEE
    assert stage.balances(counter.office)["post"] == 0


def test_the_postman_who_takes_another_sum_pays_nothing(counter: Counter, parcels: str) -> None:
    one = asked(delivered(counter, parcels, collected=15_000), days=1)
    payable = payable_of(one.dossier)
    assert payable is not None
    assert payable.state == "due"
    assert "đã thu 15.000 đồng, đơn" in (
        client_of(counter.office.clerk).get("/thong-bao/").content.decode()
    )
    assert one.dossier.events.get(name="post_paid").words.startswith("15.000 đồng")


def test_a_booking_that_is_refused_is_told_again(
    counter: Counter, parcels: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = delivered(counter, parcels)

    def refuse(*_: object) -> None:
        raise posting.Refused("Chưa ghi sổ được.")

    with monkeypatch.context() as broken:
        broken.setattr("congvu.services.actions.fees.hear_post", refuse)
        assert asked(one, days=1).collected_at is None
    assert one.error == "Chưa ghi sổ được."
    assert asked(one, days=2).collected_at is not None
    assert one.error == ""
