"""Filing by the public post (NĐ 61/2018/NĐ-CP, QĐ 45/2016/QĐ-TTg), from envelope to envelope."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.files.tests import samples
from congvu.services.actions import handling, posting, tallying
from congvu.services.models import Dossier, Draft, Message, MonthTally, PostOrder, Procedure
from congvu.services.tests.factories import Counter, filed, stored
from congvu.services.tests.pages import begin, page, send
from congvu.services.tests.post_office import postman
from congvu.services.tests.test_collecting import asked
from congvu.services.types import Channel, Onward, PostState

pytestmark = pytest.mark.django_db
PARCEL, PHONE = "EE123456789VN", "0977000111"
FAR = {"kind": "1", "name": "Hồ Thị Xa", "identity": "200123456", "phone": PHONE,
       "address": "Trà Linh, Nam Trà My", "channel": "3"}  # fmt: skip
PERSON = {"ten": "Hồ Thị Xa", "giay_to": "200123456", "tinh_trang": "chua"}


@pytest.fixture
def desk(counter: Counter) -> Client:
    return client_of(counter.desk)


def entered(counter: Counter, desk: Client, **changes: Any) -> Dossier:
    """The envelope is opened at the desk, and what lies in it entered and filed."""
    begin(desk, "desk_begin", counter.procedure.code)
    token = Draft.objects.get(dossier=None).token
    send(desk, "desk_applicant", token, **FAR | {"parcel": PARCEL} | changes)
    send(desk, "desk_page", token, "nguoi", **PERSON)
    send(desk, "desk_page", token, "ban", **{"so_ban": "2", "noi-rows": "0"})
    scan = SimpleUploadedFile("quet.pdf", samples.pdf())
    send(desk, "desk_papers", token, cccd=scan, xong="1")
    send(desk, "desk_delivery", token, delivery="3", address="Trà Linh, Nam Trà My")
    send(desk, "desk_review", token)
    return Dossier.objects.get(draft__token=token)


def handled(dossier: Dossier, counter: Counter) -> None:
    office = counter.office
    handling.take(dossier, actor=office.specialist)
    handling.move_on(dossier, actor=office.specialist, onward=Onward("trinh"))
    handling.attach_result(dossier, actor=office.leader, name="Giấy", file=stored(office, "k.pdf"))
    handling.move_on(dossier, actor=office.leader, onward=Onward("xong"))


def test_a_dossier_comes_in_an_envelope_and_its_result_goes_back_in_one(
    counter: Counter, desk: Client, parcels: str
) -> None:
    dossier = entered(counter, desk)
    assert (dossier.channel, dossier.desk, dossier.citizen) == (Channel.POST, counter.desk, None)
    shown = page(desk, "dossier", dossier.pk)
    assert "Bưu chính công ích" in shown
    assert f"Tờ khai giấy có chữ ký của người nộp, bưu gửi {PARCEL}" in shown
    send(desk, "accept", dossier.pk)
    dossier.refresh_from_db()
    assert dossier.code is not None
    told = Message.objects.filter(contact=PHONE).values_list("text", flat=True)
    assert any(dossier.code in words for words in told)
    follow = {"code": dossier.code, "phone": PHONE}
    at_home = Client().post(reverse("services:follow"), follow).content.decode()
    assert "Được tiếp nhận" in at_home
    handled(dossier, counter)
    send(desk, "post_order", dossier.pk, direction="deliver", address="Trà Linh, Nam Trà My")
    parcel = PostOrder.objects.get()
    assert parcel.collect == 16_000
    posting.send_due()
    for how in ("collected", "transit", "delivered"):
        assert postman(parcels, parcel, how) == 303
    assert asked(parcel, days=1).state == PostState.DELIVERED
    send(desk, "give_back", dossier.pk, words="")
    at_home = Client().post(reverse("services:follow"), follow).content.decode()
    assert "Bưu chính công ích: Đã giao" in at_home
    assert "Đã trả kết quả" in at_home


def test_it_is_no_online_filing_in_the_figures(counter: Counter, desk: Client) -> None:
    for dossier in (entered(counter, desk), filed(counter)):
        send(desk, "accept", dossier.pk)
    while tallying.count_marked():
        pass
    assert list(MonthTally.objects.values_list("accepted", "online")) == [(2, 1)]


def test_without_the_envelope_s_number_it_is_not_taken_and_nothing_is_lost(
    counter: Counter, desk: Client
) -> None:
    begin(desk, "desk_begin", counter.procedure.code)
    token = Draft.objects.get().token
    refused = send(desk, "desk_applicant", token, **FAR, parcel="").content.decode()
    assert "Xin ghi số hiệu bưu gửi trên phong bì." in refused
    again = page(client_of(counter.desk), "desk_applicant", token)  # the tab was closed
    assert 'value="Hồ Thị Xa"' in again
    assert 'value="Trà Linh, Nam Trà My"' in again


def test_what_is_not_taken_online_is_taken_by_post(counter: Counter, desk: Client) -> None:
    Procedure.objects.filter(pk=counter.procedure.pk).update(level=2)
    assert entered(counter, desk).channel == Channel.POST
    assert "qua bưu chính công ích" in page(Client(), "procedure", counter.procedure.code)


def test_papers_are_fetched_from_the_home_of_one_who_filed_online(
    counter: Counter, desk: Client, parcels: str
) -> None:
    """Thu gom: the postman brings the originals to the desk; the filer sees how far they are."""
    dossier = filed(counter)
    send(desk, "post_order", dossier.pk, direction="pick_up", address="Tam Kỳ")
    parcel = PostOrder.objects.get()
    sent = posting.data_of(parcel)
    assert (sent["sender"]["Name"], sent["receiver"]["Name"]) == (
        counter.citizen.name, counter.office.agency.name,
    )  # fmt: skip
    assert parcel.collect == 0
    posting.send_due()
    for how in ("collected", "transit"):
        assert postman(parcels, parcel, how) == 303
    assert asked(parcel, days=1).state == PostState.ON_THE_WAY
    told = Message.objects.filter(dossier=dossier).values_list("text", flat=True)
    assert any("đang chuyển hồ sơ của ông/bà đến cơ quan" in words for words in told)
