"""Case files from the year's list to the archive (NĐ 30/2020, Articles 28 to 31)."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pikepdf
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import etree

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.refused import Conflict, NotFound, Refused
from congvu.directory.events import HandedOver
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, Office
from congvu.documents.actions import archiving, incoming
from congvu.documents.actions import case_files as acts
from congvu.documents.actions.case_files import CaseFileFields
from congvu.documents.handlers import move_held_work
from congvu.documents.models import CaseFile, Incoming
from congvu.documents.queries import case_files as queries
from congvu.documents.tests.test_incoming_pages import arrived
from congvu.documents.types import CaseFileState
from congvu.files.actions import keep
from congvu.notices.models import Notice

pytestmark = pytest.mark.django_db
FIELDS = CaseFileFields(code="01.TCCB", title="Hồ sơ tuyển dụng năm 2026")


def kept_by(actor: Appointment, **given: object) -> CaseFile:
    """An open file of the actor's."""
    fields = {"code": "01.TCCB", "title": "Hồ sơ tuyển dụng", "keeper": actor} | given
    return acts.begin(actor=actor, fields=CaseFileFields(**fields))  # type: ignore[arg-type]


def paper(home: Office, number: str, day: date, *, finished: bool = True) -> Incoming:
    """A document that the clerk has registered and, as a rule, the leader has put on file."""
    made = io.BytesIO()
    pages = pikepdf.new()
    pages.add_blank_page()
    pages.save(made)
    file = keep(
        made.getvalue() + number.encode(),
        name=f"{number}.pdf",
        media_type="application/pdf",
        agency=home.agency,
        actor=None,
    )
    document = arrived(home, number, dated_on=day, file=file)
    incoming.register(document, actor=home.clerk, to=home.leader)
    if finished:
        incoming.put_on_file(document, actor=home.leader)
    return document


def codes(found: CaseFile, actor: Appointment) -> list[str]:
    return [
        one.document.code if one.document else "" for one in queries.contents(found, actor=actor)
    ]


def closed(home: Office, **given: object) -> CaseFile:
    found = kept_by(home.clerk, **given)
    acts.put_in(found, actor=home.clerk, document=paper(home, found.code, date(2026, 3, 1)))
    acts.close(found, actor=home.clerk, ended_on=clock.today())
    return found


def test_the_clerk_plans_the_year_and_the_keeper_opens(office: Office) -> None:
    clerk = client_of(office.clerk)
    year = clock.today().year
    given = {
        "code": "02.TCCB",
        "title": "Hồ sơ nâng lương",
        "heading": "I. Tổ chức cán bộ",
        "retention": "0",
        "rights": "restricted",
        "keeper": office.specialist.pk,
    }
    plan = reverse("documents:case_file_plan", args=[year])
    assert clerk.post(plan, given).status_code == 302
    again = clerk.post(plan, given)
    assert "đã có trong danh mục" in again.content.decode()
    found = CaseFile.objects.get()
    assert (found.state, found.retention) == (CaseFileState.PLANNED, "Vĩnh viễn")
    keeper = client_of(office.specialist)
    assert "Hồ sơ nâng lương" in keeper.get(reverse("documents:case_files")).content.decode()
    assert keeper.post(reverse("documents:case_file_open", args=[found.pk])).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.started_on) == (CaseFileState.OPEN, clock.today())


def test_next_year_s_list_begins_from_this_year_s(office: Office) -> None:
    year = clock.today().year
    acts.plan(actor=office.clerk, year=year, fields=CaseFileFields("01.VP", f"Báo cáo năm {year}"))
    assert acts.plan_from_before(office.agency, actor=office.clerk, year=year + 1) == 1
    coming = CaseFile.objects.get(year=year + 1)
    assert (coming.code, coming.title) == ("01.VP", f"Báo cáo năm {year + 1}")
    with pytest.raises(Conflict):
        acts.plan_from_before(office.agency, actor=office.clerk, year=year + 1)


def test_documents_stand_in_order_of_date_until_somebody_orders_them(office: Office) -> None:
    found = kept_by(office.clerk)
    for number, day in (("3", 3), ("1", 1), ("2", 2)):
        document = paper(office, number, date(2026, 4, day))
        acts.put_in(found, actor=office.clerk, document=document)
    assert codes(found, office.clerk) == ["1/UBND-KGVX", "2/UBND-KGVX", "3/UBND-KGVX"]
    with pytest.raises(Conflict):
        acts.put_in(found, actor=office.clerk, document=document)
    last = found.entries.last()
    assert last is not None
    url = reverse("documents:case_file_entry", args=[found.pk, last.pk])
    client_of(office.clerk).post(url, {"viec": "1"})
    assert codes(found, office.clerk) == ["3/UBND-KGVX", "1/UBND-KGVX", "2/UBND-KGVX"]
    client_of(office.clerk).post(url, {"viec": "bo"})
    assert codes(found, office.clerk) == ["1/UBND-KGVX", "2/UBND-KGVX"]
    assert list(found.entries.values_list("position", flat=True)) == [1, 2]
    assert Incoming.objects.count() == 3


def test_a_document_goes_into_files_from_its_own_page(office: Office) -> None:
    document = paper(office, "7", date(2026, 4, 1))
    one, two = kept_by(office.clerk), kept_by(office.clerk, code="02.TCCB")
    clerk = client_of(office.clerk)
    url = reverse("documents:file_incoming", args=[document.pk])
    for file in (one, two):
        assert clerk.post(url, {"case_file": file.pk}).status_code == 302
    page = clerk.get(reverse("documents:incoming", args=[document.pk])).content.decode()
    assert "01.TCCB" in page
    assert "02.TCCB" in page
    twice = clerk.post(url, {"case_file": one.pk})
    assert "Văn bản đã có trong" in twice.content.decode()


def test_what_one_may_not_see_shows_only_that_it_is_there(office: Office) -> None:
    found = kept_by(office.specialist)
    document = paper(office, "9", date(2026, 4, 1))
    with pytest.raises(NotFound):
        acts.put_in(found, actor=office.specialist, document=document)
    acts.put_in(found, actor=office.clerk, document=document)
    url = reverse("documents:case_file", args=[found.pk])
    page = client_of(office.specialist).get(url).content.decode()
    assert "Văn bản không thuộc quyền xem" in page
    assert "9/UBND-KGVX" not in page
    packed = reverse("documents:case_file_packed", args=[found.pk])
    answer = client_of(office.specialist).get(packed)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        assert not [name for name in pack.namelist() if name.startswith("tep/")]
        assert b"UBND-KGVX" not in pack.read("ho-so.xml")


def test_who_sees_a_file(office: Office, other_office: Office) -> None:
    found = kept_by(office.specialist)
    url = reverse("documents:case_file", args=[found.pk])
    stranger = AppointmentFactory(agency=office.agency, role=Role.SPECIALIST)
    seen = {
        who: client_of(one).get(url).status_code
        for who, one in (
            ("keeper", office.specialist),
            ("head of unit", office.head),
            ("leader", office.leader),
            ("clerk", office.clerk),
            ("colleague", stranger),
            ("other agency", other_office.clerk),
        )
    }
    assert seen == {
        "keeper": 200,
        "head of unit": 200,
        "leader": 200,
        "clerk": 200,
        "colleague": 404,
        "other agency": 404,
    }


def test_a_file_closes_when_everything_inside_is_finished(office: Office) -> None:
    found = kept_by(office.clerk)
    close = reverse("documents:case_file_close", args=[found.pk])
    today = {"ended_on": f"{clock.today():%d/%m/%Y}"}
    clerk = client_of(office.clerk)
    assert "chưa có văn bản nào" in clerk.post(close, today).content.decode()
    document = paper(office, "5", date(2026, 4, 1), finished=False)
    acts.put_in(found, actor=office.clerk, document=document)
    assert "Còn 1 văn bản chưa xử lý xong" in clerk.post(close, today).content.decode()
    incoming.put_on_file(document, actor=office.leader)
    assert clerk.post(close, today).status_code == 302
    found.refresh_from_db()
    assert found.state == CaseFileState.CLOSED
    assert found.transfer_due_on == found.due_after(clock.today())
    with pytest.raises(Refused):
        acts.put_in(found, actor=office.clerk, document=paper(office, "6", date(2026, 4, 1)))


def test_the_way_to_the_archive_takes_a_year_or_three_months(office: Office) -> None:
    usual, building = CaseFile(), CaseFile(construction=True)
    assert usual.due_after(date(2028, 2, 29)) == date(2029, 2, 28)
    assert building.due_after(date(2026, 11, 30)) == date(2027, 2, 28)


def test_files_go_to_the_archive_with_list_and_minutes_and_stay_as_they_are(
    office: Office,
) -> None:
    found = closed(office)
    given = {"chosen": [found.pk], "giver": office.specialist.pk, "words": "Đầy đủ"}
    clerk = client_of(office.clerk)
    answer = clerk.post(reverse("documents:case_file_transfer_new"), given)
    assert answer.status_code == 302
    found.refresh_from_db()
    assert found.state == CaseFileState.HANDED_OVER
    minutes = clerk.get(reverse("documents:case_file_transfer_pdf", args=[found.transfer_id]))
    text = pypdfium2.PdfDocument(minutes.content)[0].get_textpage().get_text_range()
    for words in ("BIÊN BẢN GIAO NHẬN", "01.TCCB", office.specialist.person.name):
        assert words in text
    with pytest.raises(Conflict):
        acts.reopen(found, actor=office.clerk)


def test_thirty_days_before_files_are_due_their_keepers_hear_of_it_once(office: Office) -> None:
    lasting, passing = closed(office), closed(office, code="02", retention_years=2)
    later = closed(office, code="03")
    soon = clock.today() + timedelta(days=30)
    CaseFile.objects.filter(pk__in=[lasting.pk, passing.pk]).update(transfer_due_on=soon)
    CaseFile.objects.filter(pk=later.pk).update(transfer_due_on=soon + timedelta(days=1))
    assert archiving.remind_of_transfers() == 1
    assert archiving.remind_of_transfers() == 0
    told = Notice.objects.filter(kind="case_file", recipient=office.clerk)
    assert any("01.TCCB" in one.text and f"{soon:%d/%m/%Y}" in one.text for one in told)


def test_a_leader_lets_a_unit_keep_a_file_two_years_at_most(office: Office) -> None:
    found = closed(office)
    due = found.due_after(clock.today())
    leader = client_of(office.leader)
    url = reverse("documents:case_file_keep_longer", args=[found.pk])
    words = {"words": "còn phục vụ thanh tra"}
    late = f"{due + timedelta(days=800):%d/%m/%Y}"
    assert "không quá" in leader.post(url, words | {"until": late}).content.decode()
    until = due + timedelta(days=300)
    assert leader.post(url, words | {"until": f"{until:%d/%m/%Y}"}).status_code == 302
    found.refresh_from_db()
    assert found.transfer_due_on == until
    assert Notice.objects.filter(recipient=office.clerk, text__contains="thanh tra").exists()


def test_the_whole_file_comes_as_one_pdf_in_the_order_of_its_contents(office: Office) -> None:
    found = kept_by(office.clerk)
    for number, day in (("22", 2), ("11", 1)):
        document = paper(office, number, date(2026, 4, day))
        acts.put_in(found, actor=office.clerk, document=document)
    answer = client_of(office.clerk).get(reverse("documents:case_file_bound", args=[found.pk]))
    whole = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        assert len(pdf.pages) == 3
        with pdf.open_outline() as outline:
            titles = [one.title for one in outline.root]
    assert [title[:5] for title in titles[1:]] == ["1. 11", "2. 22"]
    text = pypdfium2.PdfDocument(whole)[0].get_textpage().get_text_range()
    assert "MỤC LỤC VĂN BẢN TRONG HỒ SƠ" in text
    assert text.index("11/UBND") < text.index("22/UBND")


def test_the_xml_has_the_fields_of_the_decree_beside_the_very_files(office: Office) -> None:
    found = kept_by(office.clerk)
    document = paper(office, "11", date(2026, 4, 1))
    acts.put_in(found, actor=office.clerk, document=document)
    answer = client_of(office.clerk).get(reverse("documents:case_file_packed", args=[found.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        assert pack.read("tep/001.pdf").endswith(b"11")
        root = etree.fromstring(pack.read("ho-so.xml"))
    code = f"{office.agency.code}.{found.year}.01.TCCB"
    assert root.findtext("FileCode") == code
    wanted = {
        "DocTotal": "1",
        "PageTotal": "1",
        "Maintenance": "Vĩnh viễn",
        "Documents/Document/CodeNumber": "11",
        "Documents/Document/IssuedDate": "01/04/2026",
        "Documents/Document/ArrivalNumber": "1",
    }
    assert {name: root.findtext(name) for name in wanted} == wanted


def test_files_pass_with_the_post(office: Office) -> None:
    found = kept_by(office.specialist)
    event = HandedOver(giver=office.specialist, receiver=office.head)
    move_held_work(event)
    found.refresh_from_db()
    assert found.keeper == office.head


def test_list_and_contents_cost_the_same_for_few_and_many(office: Office) -> None:
    found = kept_by(office.clerk)
    acts.put_in(found, actor=office.clerk, document=paper(office, "1", date(2026, 4, 1)))
    client = client_of(office.clerk)
    urls = (reverse("documents:case_files"), reverse("documents:case_file", args=[found.pk]))

    def cost() -> list[int]:
        counts = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            counts.append(len(asked))
        return counts

    few = cost()
    for number in range(2, 8):
        document = paper(office, str(number), date(2026, 4, 1))
        acts.put_in(found, actor=office.clerk, document=document)
        kept_by(office.clerk, code=f"{number:02d}.VP")
    assert cost() == few
    assert max(few) <= 15
