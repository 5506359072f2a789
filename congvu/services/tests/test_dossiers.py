"""A dossier from its filing to its end."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from congvu.core import clock
from congvu.core.refused import Conflict, Forbidden, Refused
from congvu.directory.tests.factories import Office
from congvu.documents.events import Issued
from congvu.journal.models import Entry
from congvu.notices.models import Notice
from congvu.payments.actions import take_cash
from congvu.services.actions import answering, handling, intake, overdue, results
from congvu.services.actions.filing import file
from congvu.services.actions.numbering import take_number
from congvu.services.models import DayRegister, Dossier, Message, Rating, Slip
from congvu.services.queries.fees import payable_of
from congvu.services.tests.factories import (
    Counter,
    accepted,
    done,
    filed,
    in_progress,
    stored,
    submission,
)
from congvu.services.types import NATIONAL_CODES, DossierState, Item, Onward, SlipKind

pytestmark = pytest.mark.django_db
S = DossierState
MONDAY = datetime(2020, 4, 6, 9, 12, tzinfo=clock.VIETNAM)
ITEM = Item("cccd", "Bản chụp căn cước", "Điều 9 Nghị định 123/2015", "Chụp lại cho rõ cả hai mặt")


def test_filing_gives_a_reference_and_tells_the_applicant(counter: Counter) -> None:
    dossier = filed(counter)
    assert dossier.state == S.FILED
    assert dossier.code is None
    assert len(dossier.reference) == 14
    assert dossier.subject == "Nguyễn Thị Thử"
    assert dossier.fees_total == 16000
    assert dossier.reference in Message.objects.get(dossier=dossier).text
    assert Entry.objects.filter(action="dossier.record", subject_id=dossier.pk).exists()


def test_the_same_filing_twice_is_one_dossier(counter: Counter) -> None:
    key = uuid.uuid4()
    assert filed(counter, key=key).pk == filed(counter, key=key).pk
    assert Dossier.objects.count() == 1


def test_a_missing_paper_and_a_strange_agency_are_refused(
    counter: Counter, other_office: Office
) -> None:
    for changes, words in (
        ({"papers": ()}, "Thiếu giấy tờ"),
        ({"agency": other_office.agency}, "không giải quyết"),
    ):
        with pytest.raises(Refused, match=words):
            filed(counter, **changes)
    assert not Dossier.objects.exists()


def test_marked_secrets_are_refused_at_filing(counter: Counter) -> None:
    given = submission(counter)
    answers = {**given.answers, "ten": "TỐI MẬT"}
    with pytest.raises(Refused, match="Không tiếp nhận"):
        filed(counter, answers=answers)


def test_acceptance_gives_the_code_of_the_law_and_an_appointment(counter: Counter) -> None:
    with clock.fixed(MONDAY):
        dossier = accepted(counter)
    old_code = counter.office.agency.old_code
    assert dossier.code == f"{old_code}-200406-0001"
    assert dossier.due_at == datetime(2020, 4, 9, 17, 0, tzinfo=clock.VIETNAM)
    assert dossier.step_role == "specialist"
    slip = Slip.objects.get(dossier=dossier, kind=SlipKind.ACKNOWLEDGEMENT)
    assert dossier.code in slip.content["number"]
    assert ["Hẹn trả kết quả lúc", "17:00 thứ năm, 09/04/2020"] in slip.content["facts"]


def test_numbers_run_on_through_a_day_and_begin_anew(counter: Counter) -> None:
    codes = []
    for moment in (MONDAY, MONDAY, MONDAY + timedelta(days=1)):
        with clock.fixed(moment):
            codes.append(accepted(counter).code[-11:])
    assert codes == ["200406-0001", "200406-0002", "200407-0001"]


def test_a_refused_acceptance_spends_no_number(counter: Counter) -> None:
    dossier = filed(counter)
    with pytest.raises(Forbidden):
        intake.accept(dossier, actor=counter.office.specialist)
    assert not DayRegister.objects.exists()


def test_the_ten_thousandth_of_a_day_is_refused_in_words(counter: Counter) -> None:
    today = clock.today()
    DayRegister.objects.create(agency=counter.office.agency, on=today, last=9999)
    dossier = filed(counter)
    with pytest.raises(Refused, match="không còn số"):
        intake.accept(dossier, actor=counter.desk)
    dossier.refresh_from_db()
    assert dossier.state == S.FILED


def test_only_the_desk_of_the_agency_receives(counter: Counter, other_office: Office) -> None:
    for actor in (counter.office.clerk, counter.office.leader, other_office.clerk):
        with pytest.raises(Forbidden):
            intake.accept(filed(counter), actor=actor)


def test_a_refusal_needs_ground_and_advice(counter: Counter) -> None:
    dossier = filed(counter)
    for reason, remedy in (("", "nộp lại"), ("không thuộc thẩm quyền", "")):
        with pytest.raises(Refused):
            intake.refuse(dossier, actor=counter.desk, reason=reason, remedy=remedy)
    intake.refuse(dossier, actor=counter.desk, reason="Sai nơi nhận", remedy="Nộp tại Sở Tư pháp")
    assert dossier.state == S.REFUSED
    assert "Nộp tại Sở Tư pháp" in Message.objects.filter(dossier=dossier).first().text


def test_a_supplement_stops_the_clock_and_is_asked_once(counter: Counter) -> None:
    with clock.fixed(MONDAY):
        dossier = in_progress(counter)
    specialist = counter.office.specialist
    with clock.fixed(MONDAY + timedelta(days=1)):
        intake.ask_supplement(dossier, actor=specialist, items=[ITEM])
    assert dossier.state == S.SUPPLEMENT
    with clock.fixed(MONDAY + timedelta(days=4)):
        answering.mend(
            dossier, actor=None, answers={}, papers=[("cccd", stored(counter.office, "moi.pdf"))]
        )
    assert dossier.state == S.IN_PROGRESS
    assert dossier.due_at == datetime(2020, 4, 14, 17, 0, tzinfo=clock.VIETNAM)
    assert dossier.papers.filter(superseded_at=None).get().file.name == "moi.pdf"
    assert Notice.objects.filter(recipient=specialist, text__contains="đã nộp bổ sung").exists()
    with pytest.raises(Conflict, match="một lần"):
        intake.ask_supplement(dossier, actor=specialist, items=[ITEM])


def test_only_what_was_asked_is_mended(counter: Counter) -> None:
    dossier = filed(counter)
    intake.ask_supplement(dossier, actor=counter.desk, items=[ITEM])
    with pytest.raises(Refused, match="được yêu cầu"):
        answering.mend(dossier, actor=None, answers={"ten": "Khác"}, papers=[])
    assert Dossier.objects.get(pk=dossier.pk).answers["ten"] == "Nguyễn Thị Thử"


def test_an_item_without_remedy_is_refused(counter: Counter) -> None:
    dossier = filed(counter)
    for items in ([], [Item("cccd", "Căn cước", "Điều 9", " ")]):
        with pytest.raises(Refused):
            intake.ask_supplement(dossier, actor=counter.desk, items=items)


def test_from_step_to_step_until_the_result(counter: Counter) -> None:
    dossier = in_progress(counter)
    office = counter.office
    handling.move_on(dossier, actor=office.specialist, onward=Onward("trinh", "đủ điều kiện"))
    assert (dossier.step, dossier.step_role, dossier.holder) == ("ky", "leader", None)
    with pytest.raises(Refused, match="Chưa có kết quả"):
        handling.move_on(dossier, actor=office.leader, onward=Onward("xong"))
    handling.attach_result(dossier, actor=office.leader, name="Giấy", file=stored(office))
    handling.move_on(dossier, actor=office.leader, onward=Onward("xong"))
    assert dossier.state == S.DONE
    intake.give_back(dossier, actor=counter.desk)
    assert dossier.state == S.RETURNED
    names = list(dossier.events.values_list("name", flat=True))
    assert names == ["file", "accept", "take", "move_on", "attach_result", "move_on", "finish",
                     "give_back"]  # fmt: skip


def test_what_another_holds_cannot_be_moved(counter: Counter) -> None:
    dossier = in_progress(counter)
    for actor in (counter.office.leader, counter.desk, counter.office.clerk):
        with pytest.raises(Forbidden):
            handling.move_on(dossier, actor=actor, onward=Onward("trinh"))
    with pytest.raises(Conflict):
        handling.move_on(dossier, actor=counter.office.specialist, onward=Onward("xong"))


def test_a_payment_asked_on_the_way_stops_the_clock_until_it_came(counter: Counter) -> None:
    dossier = in_progress(counter)
    handling.move_on(dossier, actor=counter.office.specialist, onward=Onward("phi"))
    assert dossier.state == S.PAYMENT
    assert dossier.pauses.get().until is None
    payable = payable_of(dossier)
    assert payable is not None
    assert payable.total == dossier.fees_total
    assert payable.return_to.endswith(f"/{dossier.reference}/")
    take_cash(payable, actor=counter.desk)
    dossier.refresh_from_db()
    assert dossier.state == S.IN_PROGRESS
    payable.refresh_from_db()
    assert (dossier.paid_at, dossier.paid_how) == (payable.paid_at, "Tiền mặt tại quầy")
    assert dossier.pauses.get().until is not None


def test_fees_are_asked_for_with_acceptance_and_stay_as_they_were_told(counter: Counter) -> None:
    dossier = filed(counter)
    assert payable_of(dossier) is None
    intake.accept(dossier, actor=counter.desk)
    payable = payable_of(dossier)
    assert payable is not None
    assert (payable.state, payable.total) == ("due", dossier.fees_total)
    said = Message.objects.filter(dossier=dossier).latest("pk").text
    assert "16.000 đồng" in said
    take_cash(payable, actor=counter.desk)
    dossier.refresh_from_db()
    assert dossier.state == S.ACCEPTED
    assert dossier.paid_how == "Tiền mặt tại quầy"


def test_what_ends_unpaid_is_owed_no_more(counter: Counter) -> None:
    dossier = in_progress(counter)
    handling.move_on(dossier, actor=counter.office.specialist, onward=Onward("phi"))
    handling.stop(dossier, actor=counter.office.leader, reason="người nộp không có nhu cầu")
    payable = payable_of(dossier)
    assert payable is not None
    assert payable.state == "cancelled"
    with pytest.raises(Conflict):
        take_cash(payable, actor=counter.desk)


def test_a_step_that_stops_needs_a_reason(counter: Counter) -> None:
    dossier = in_progress(counter)
    with pytest.raises(Refused, match="lý do"):
        handling.move_on(dossier, actor=counter.office.specialist, onward=Onward("dung"))
    handling.move_on(
        dossier, actor=counter.office.specialist, onward=Onward("dung", "đất tranh chấp")
    )
    assert dossier.state == S.STOPPED
    assert not dossier.step_role


def test_an_apology_moves_the_date_once(counter: Counter) -> None:
    with clock.fixed(MONDAY):
        dossier = in_progress(counter)
        day = MONDAY.date() + timedelta(days=8)
        handling.apologise(dossier, actor=counter.office.specialist, reason="Chờ xác minh", day=day)
        assert dossier.due_at == datetime(2020, 4, 14, 17, 0, tzinfo=clock.VIETNAM)
        with pytest.raises(Conflict, match="một lần"):
            handling.apologise(dossier, actor=counter.office.leader, reason="Nữa", day=day)
    assert Slip.objects.filter(dossier=dossier, kind=SlipKind.APOLOGY).count() == 1


def test_an_apology_that_is_no_later_is_refused(counter: Counter) -> None:
    with clock.fixed(MONDAY):
        dossier = in_progress(counter)
        with pytest.raises(Refused, match="sau hạn cũ"):
            handling.apologise(
                dossier, actor=counter.office.specialist, reason="Chờ", day=MONDAY.date()
            )


def test_what_will_be_late_is_apologised_for_in_time(counter: Counter) -> None:
    with clock.fixed(MONDAY):
        late, early = in_progress(counter), in_progress(counter)
    Dossier.objects.filter(pk=early.pk).update(due_at=MONDAY + timedelta(days=30))
    with clock.fixed(datetime(2020, 4, 9, 15, 30, tzinfo=clock.VIETNAM)):
        assert overdue.apologise_in_time() == 1
        assert overdue.apologise_in_time() == 0
    late.refresh_from_db()
    assert late.due_at == datetime(2020, 4, 14, 17, 0, tzinfo=clock.VIETNAM)
    assert Notice.objects.filter(recipient=counter.office.leader, text__contains="quá hẹn").exists()


def test_a_dossier_is_withdrawn_with_a_reason(counter: Counter) -> None:
    dossier = in_progress(counter)
    with pytest.raises(Refused):
        answering.withdraw(dossier, actor=None, reason=" ")
    answering.withdraw(dossier, actor=None, reason="Nộp nhầm nơi")
    assert dossier.state == S.WITHDRAWN
    assert Notice.objects.filter(recipient=counter.office.specialist, text__contains="rút").exists()


def test_it_is_rated_once_after_an_answer(counter: Counter) -> None:
    dossier = done(counter)
    answering.rate(dossier, overall=5, answers={}, words="nhanh")
    with pytest.raises(Conflict):
        answering.rate(dossier, overall=1, answers={}, words="")
    assert Rating.objects.get().overall == 5
    with pytest.raises(Conflict):
        answering.rate(filed(counter), overall=5, answers={}, words="")


def test_an_issued_document_is_the_result(counter: Counter) -> None:
    dossier = in_progress(counter)
    document = results.draft_result(dossier, actor=counter.office.specialist)
    assert document.addressees == ["Nguyễn Thị Thử"]
    assert not handling.has_result(dossier)
    document.issued = stored(counter.office, "ban-hanh.pdf")
    results.document_issued(Issued(document).document)
    assert handling.has_result(dossier)


def test_the_states_are_the_national_ten() -> None:
    assert NATIONAL_CODES[S.FILED] == 1
    assert NATIONAL_CODES[S.SUPPLEMENT] == 5
    assert NATIONAL_CODES[S.RETURNED] == 10
    assert len(NATIONAL_CODES) == 10


@pytest.mark.django_db(transaction=True)
def test_numbers_are_gapless_when_many_take_them_at_once(office: Office) -> None:
    found: list[int] = []

    def in_thread(work: Callable[[], int]) -> None:
        try:
            found.extend(work() for _ in range(5))
        finally:
            connection.close()

    def take() -> int:
        from django.db import transaction

        with transaction.atomic():
            return take_number(office.agency, MONDAY.date())

    threads = [threading.Thread(target=in_thread, args=(take,)) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == list(range(1, 21))


def test_filing_pins_the_version(counter: Counter) -> None:
    dossier = file(
        counter.definition, actor=None, submission=submission(counter), citizen=counter.citizen
    )
    assert dossier.definition_id == counter.definition.pk
