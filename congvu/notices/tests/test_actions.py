from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.core.acts import work
from congvu.directory.tests.factories import AppointmentFactory, Office
from congvu.notices import actions, queries
from congvu.notices.actions import notify
from congvu.notices.models import Delivery, Notice, Preference

pytestmark = pytest.mark.django_db


def test_everyone_is_told_once(office: Office) -> None:
    notify([office.clerk, office.leader, office.clerk], text="Văn bản mới", url="/van-ban/1/")

    assert Notice.objects.count() == 2
    assert queries.unread_count(office.clerk.pk) == 1
    notice = queries.notices_of(office.leader).notices[0]
    assert (notice.text, notice.url, notice.unread) == ("Văn bản mới", "/van-ban/1/", True)


def test_nobody_to_tell(office: Office) -> None:
    notify([], text="Văn bản mới", url="/")

    assert not Notice.objects.exists()


def test_hundreds_take_four_queries(office: Office, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    people = AppointmentFactory.create_batch(300, agency=office.agency)

    # preferences, notices, push, jobs
    with django_assert_num_queries(4):
        notify(people, text="Hạn hôm nay", url="/", urgent=True)

    assert ProcrastinateJob.objects.filter(task_name="notices.send_mail").count() == 300


def test_what_rolls_back_tells_nobody(office: Office) -> None:
    def fail() -> None:
        with work():
            notify([office.clerk], text="x", url="/", urgent=True)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert not Notice.objects.exists()
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize("url", ["https://xa.vn/", "//xa.vn/", "javascript:alert(1)", ""])
def test_a_notice_never_leads_outside(office: Office, url: str) -> None:
    with pytest.raises(ValueError, match="leads to a page"):
        notify([office.clerk], text="x", url=url)


def test_long_words_are_cut(office: Office) -> None:
    notify([office.clerk], text="ủy" * 200, url="/")

    text = Notice.objects.get().text
    assert len(text) == 300
    assert text.endswith("…")


@pytest.mark.parametrize(
    ("preferred", "urgent", "delivery"),
    [
        ("", True, Delivery.NOW),
        ("", False, Delivery.DIGEST),
        (Delivery.NONE, True, Delivery.NONE),
        (Delivery.DIGEST, True, Delivery.DIGEST),
        (Delivery.NOW, False, Delivery.NOW),
    ],
)
def test_letters_go_as_the_person_prefers(
    office: Office, preferred: str, urgent: bool, delivery: Delivery
) -> None:
    actions.prefer(office.clerk, deliveries={"incoming": preferred})

    notify([office.clerk], text="x", url="/", kind="incoming", urgent=urgent)

    assert Notice.objects.get().delivery == delivery
    jobs = ProcrastinateJob.objects.filter(task_name="notices.send_mail").count()
    assert jobs == (delivery == Delivery.NOW)


def test_a_preference_is_changed_and_given_up(office: Office) -> None:
    actions.prefer(office.clerk, deliveries={"incoming": "now", "": "none"})
    actions.prefer(office.clerk, deliveries={"incoming": "digest", "": ""})

    assert queries.preferences_of(office.clerk) == {"incoming": "digest"}
    assert Preference.objects.count() == 1


def test_reading_all_leaves_what_came_after(office: Office) -> None:
    for number in range(3):
        notify([office.clerk], text=str(number), url="/")
    shown = queries.notices_of(office.clerk).notices[0].pk
    notify([office.clerk], text="later", url="/")

    assert actions.mark_all_read(office.clerk, until=shown) == 3
    assert queries.unread_count(office.clerk.pk) == 1


def test_the_count_is_bounded(office: Office) -> None:
    Notice.objects.bulk_create(
        Notice(recipient=office.clerk, text="x", url="/", delivery="none") for _ in range(150)
    )

    assert queries.unread_count(office.clerk.pk) == 100


def test_pages_follow_each_other(office: Office) -> None:
    Notice.objects.bulk_create(
        Notice(recipient=office.clerk, text=str(n), url="/", delivery="none") for n in range(70)
    )

    seen: list[int] = []
    page = queries.notices_of(office.clerk)
    seen += [notice.pk for notice in page.notices]
    while page.before:
        page = queries.notices_of(office.clerk, before=page.before)
        seen += [notice.pk for notice in page.notices]

    assert len(seen) == len(set(seen)) == 70
    assert seen == sorted(seen, reverse=True)
