"""A citizen at the pages: signing in, writing, filing, following, mending, rating."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFilter

from congvu.directory.models import AgencyKind
from congvu.directory.tests.factories import AgencyFactory, Office
from congvu.files.tests.test_pictures import HEIC
from congvu.payments.actions import take_cash
from congvu.services.actions import handling, intake
from congvu.services.models import Citizen, Dossier, Draft, Rating
from congvu.services.queries.fees import payable_of
from congvu.services.tests.factories import (
    Counter,
    accepted,
    citizen_client,
    done,
    filed,
    in_progress,
    make_counter,
)
from congvu.services.tests.pages import begin, page, send
from congvu.services.types import DossierState, Item, Onward

pytestmark = pytest.mark.django_db


def photo(*, blurred: bool = False, kind: str = "JPEG") -> SimpleUploadedFile:
    image = Image.new("RGB", (1400, 1000), "white")
    pen = ImageDraw.Draw(image)
    for line in range(0, 1000, 14):
        for column in range(0, 1400, 18):
            pen.rectangle((column, line, column + 7, line + 6), fill="black")
    if blurred:
        image = image.filter(ImageFilter.GaussianBlur(9))
    image.save(made := io.BytesIO(), kind)
    return SimpleUploadedFile("anh chụp.jpg", made.getvalue(), "image/jpeg")


@pytest.fixture
def draft(counter: Counter, signed_in: Client) -> Draft:
    answer = begin(signed_in, "begin", counter.procedure.code)
    assert answer.status_code == 302
    return Draft.objects.get()


PERSON = {"ten": "Nguyễn Thị Thử", "giay_to": "049185000123", "tinh_trang": "chua"}


@pytest.mark.parametrize("words", ["xác nhận", "XAC NHAN", "giay thu", "ho tich"])
def test_a_procedure_is_found_with_and_without_marks(counter: Counter, words: str) -> None:
    assert counter.procedure.code in page(Client(), "catalogue", q=words)


@pytest.mark.parametrize("words", ["kết hôn", "'; drop", "& | !", ":*", "\x00"])
def test_what_fits_nothing_finds_nothing(counter: Counter, words: str) -> None:
    assert counter.procedure.code not in page(Client(), "catalogue", q=words or "zzz") or (
        not words.strip("&|! :*\x00")
    )


def test_a_procedure_s_page_tells_what_is_needed(counter: Counter) -> None:
    shown = page(Client(), "procedure", counter.procedure.code)
    for words in ("Bản chụp căn cước công dân", "tính theo nội dung khai", "3 ngày làm việc",
                  "Nộp trực tuyến", "Luật Hộ tịch", "Thẩm định"):  # fmt: skip
        assert words in shown
    assert Client().get(reverse("services:procedure", args=["1.999999"])).status_code == 404


def test_filing_page_by_page_with_a_photo(
    signed_in: Client, draft: Draft, counter: Counter
) -> None:
    token = draft.token
    assert "Chưa nộp" in page(signed_in, "draft_page", token, "nguoi")
    assert send(signed_in, "draft_page", token, "nguoi", **PERSON, xong="1").status_code == 302
    answer = send(signed_in, "draft_page", token, "ban", **{"so_ban": "2", "noi-rows": "0"})
    assert answer["Location"] == reverse("services:draft_papers", args=[token])
    answer = send(signed_in, "draft_papers", token, cccd=photo(), xong="1")
    assert answer["Location"] == reverse("services:draft_delivery", args=[token])
    send(signed_in, "draft_delivery", token, delivery="2")
    shown = page(signed_in, "draft_review", token)
    kept = draft.papers.get()
    assert kept.file.media_type == "application/pdf"
    assert kept.file.sha256 in shown
    assert "anh chụp.pdf" in shown
    assert "16.000 đồng" in shown
    assert not Dossier.objects.exists()
    answer = send(signed_in, "draft_review", token)
    dossier = Dossier.objects.get()
    assert answer["Location"] == reverse("services:own", args=[dossier.reference])
    assert dossier.reference in page(signed_in, "own", dossier.reference)
    assert dossier.declaration is not None
    assert send(signed_in, "draft_review", token)["Location"] == answer["Location"]
    assert Dossier.objects.count() == 1


def test_what_was_typed_stays_when_it_is_wrong(signed_in: Client, draft: Draft) -> None:
    wrong = {**PERSON, "giay_to": "12345"}
    answer = send(signed_in, "draft_page", draft.token, "nguoi", **wrong)
    assert "Số CCCD gồm 12 chữ số" in answer.content.decode()
    again = page(signed_in, "draft_page", draft.token, "nguoi")
    assert 'value="12345"' in again
    assert 'value="Nguyễn Thị Thử"' in again


def test_a_conditional_page_appears_with_its_answer(signed_in: Client, draft: Draft) -> None:
    answer = send(
        signed_in, "draft_page", draft.token, "nguoi", **{**PERSON, "tinh_trang": "ly_hon"}
    )
    assert answer["Location"] == reverse("services:draft_page", args=[draft.token, "truoc"])
    assert "Quyết định ly hôn" in page(signed_in, "draft_papers", draft.token)
    send(signed_in, "draft_page", draft.token, "nguoi", **PERSON)
    gone = signed_in.get(reverse("services:draft_page", args=[draft.token, "truoc"]))
    assert gone.status_code == 404


def test_rows_are_added_and_taken_away_without_scripts(signed_in: Client, draft: Draft) -> None:
    token = draft.token
    send(signed_in, "draft_page", token, "nguoi", **PERSON)
    send(signed_in, "draft_page", token, "ban", **{"so_ban": "1", "noi-rows": "0", "them": "noi"})
    send(
        signed_in,
        "draft_page",
        token,
        "ban",
        **{
            "so_ban": "1",
            "noi-rows": "1",
            "noi-0-cho": "Tam Kỳ",
            "noi-0-thang": "5",
            "them": "noi",
        },
    )
    shown = page(signed_in, "draft_page", token, "ban")
    assert 'value="Tam Kỳ"' in shown
    assert 'name="noi-1-cho"' in shown
    rows = {"noi-rows": "2", "noi-0-cho": "Tam Kỳ", "noi-0-thang": "5", "noi-1-cho": "Hội An",
            "noi-1-thang": "7"}  # fmt: skip
    send(signed_in, "draft_page", token, "ban", **{"so_ban": "1", **rows, "bo": "noi-0"})
    shown = page(signed_in, "draft_page", token, "ban")
    assert 'value="Hội An"' in shown
    assert "Tam Kỳ" not in shown
    send(signed_in, "draft_page", token, "ban", **{"so_ban": "1", **rows})
    draft.refresh_from_db()
    assert draft.answers["noi"] == [{"cho": "Tam Kỳ", "thang": 5}, {"cho": "Hội An", "thang": 7}]


def test_a_wrong_row_is_told_beside_its_field(signed_in: Client, draft: Draft) -> None:
    send(signed_in, "draft_page", draft.token, "nguoi", **PERSON)
    rows = {"so_ban": "1", "noi-rows": "1", "noi-0-cho": "Tam Kỳ", "noi-0-thang": "năm"}
    shown = send(signed_in, "draft_page", draft.token, "ban", **rows).content.decode()
    assert 'id="id_noi-0-thang_error"' in shown


def test_a_blurred_photo_is_kept_and_said(signed_in: Client, draft: Draft) -> None:
    send(signed_in, "draft_papers", draft.token, cccd=photo(blurred=True))
    assert "bị mờ" in page(signed_in, "draft_papers", draft.token)


def test_a_sharp_photo_is_not_blamed(signed_in: Client, draft: Draft) -> None:
    send(signed_in, "draft_papers", draft.token, cccd=photo())
    assert draft.papers.get().told == ""


def test_a_photo_of_an_iphone_becomes_a_pdf(signed_in: Client, draft: Draft) -> None:
    heic = SimpleUploadedFile("IMG_1.HEIC", HEIC.read_bytes(), "image/heic")
    send(signed_in, "draft_papers", draft.token, cccd=heic)
    kept = draft.papers.get()
    assert kept.file.name == "IMG_1.pdf"
    assert kept.source is not None
    assert kept.source.media_type == "image/heic"


def test_an_empty_file_is_refused(signed_in: Client, draft: Draft) -> None:
    nothing = SimpleUploadedFile("a.pdf", b"", "application/pdf")
    shown = send(signed_in, "draft_papers", draft.token, cccd=nothing).content.decode()
    assert "rỗng" in shown
    assert not draft.papers.exists()


def test_a_file_is_taken_away_again(signed_in: Client, draft: Draft) -> None:
    send(signed_in, "draft_papers", draft.token, cccd=photo())
    send(signed_in, "draft_drop_file", draft.token, draft.papers.get().pk)
    assert not draft.papers.exists()


def test_an_unfinished_dossier_is_not_filed(signed_in: Client, draft: Draft) -> None:
    assert "Còn trang chưa xong" in page(signed_in, "draft_review", draft.token)
    answer = send(signed_in, "draft_review", draft.token)
    assert "Chưa nộp được" in answer.content.decode()
    assert not Dossier.objects.exists()


def test_two_tabs_cannot_file_one_draft_twice(signed_in: Client, draft: Draft) -> None:
    token = draft.token
    send(signed_in, "draft_page", token, "nguoi", **PERSON)
    send(signed_in, "draft_page", token, "ban", **{"so_ban": "2", "noi-rows": "0"})
    send(signed_in, "draft_papers", token, cccd=photo())
    send(signed_in, "draft_review", token)
    late = send(signed_in, "draft_page", token, "nguoi", **PERSON)
    assert late.status_code == 409
    assert Dossier.objects.count() == 1


def test_the_declaration_is_a_pdf(signed_in: Client, draft: Draft) -> None:
    send(signed_in, "draft_page", draft.token, "nguoi", **PERSON)
    answer = signed_in.get(reverse("services:draft_declaration_pdf", args=[draft.token]))
    assert answer.content.startswith(b"%PDF")


def test_nobody_sees_another_s_dossier_or_draft(
    counter: Counter, draft: Draft, office: Office
) -> None:
    other = citizen_client(Citizen.objects.create(phone="0911111111", name="Người Khác"))
    dossier = done(counter)
    paper = dossier.papers.first()
    addresses = [
        ("draft", draft.token), ("draft_page", draft.token, "nguoi"), ("draft_papers", draft.token),
        ("draft_review", draft.token), ("draft_declaration_pdf", draft.token),
        ("own", dossier.reference), ("withdraw", dossier.reference), ("rate", dossier.reference),
        ("own_file", dossier.reference, "giay", paper.pk),
        ("own_file", dossier.reference, "ket-qua", dossier.results.get().pk),
        ("own_slip_pdf", dossier.reference, dossier.slips.first().token),
    ]  # fmt: skip
    for name, *args in addresses:
        url = reverse(f"services:{name}", args=args)
        assert other.get(url).status_code == 404, url
        assert Client().get(url).status_code == 302, url


def test_following_needs_both_code_and_phone(counter: Counter) -> None:
    dossier = accepted(counter)
    client = Client()
    for code, phone in ((dossier.code, "0911111111"), ("000.00.00.H47-200406-9999", "0905000001")):
        shown = send(client, "follow", code=code, phone=phone).content.decode()
        assert "Không có hồ sơ nào khớp" in shown
    shown = send(client, "follow", code=dossier.code.lower(), phone=counter.citizen.phone)
    text = shown.content.decode()
    assert "Được tiếp nhận" in text
    assert counter.citizen.identity not in text
    assert "Nguyễn Thị Thử" not in text


def test_following_is_throttled(counter: Counter) -> None:
    client = Client()
    for _ in range(10):
        send(client, "follow", code="x", phone="0911111111")
    dossier = filed(counter)
    shown = send(client, "follow", code=dossier.reference, phone=counter.citizen.phone)
    assert "thử nhiều lần" in shown.content.decode()


def test_mending_only_what_was_asked(counter: Counter, signed_in: Client) -> None:
    dossier = filed(counter)
    items = [Item("ten", "Họ tên", "Điều 9", "Viết đủ"), Item("cccd", "Căn cước", "Điều 9", "Rõ")]
    intake.ask_supplement(dossier, actor=counter.desk, items=items)
    assert "Bổ sung ngay" in page(signed_in, "own", dossier.reference)
    shown = page(signed_in, "mend", dossier.reference)
    assert 'name="ten"' in shown
    assert 'name="giay_to"' not in shown
    missing = send(signed_in, "mend", dossier.reference, ten="Nguyễn Thị Thử Hai")
    assert "chưa chọn tệp" in missing.content.decode()
    send(signed_in, "mend", dossier.reference, ten="Nguyễn Thị Thử Hai", cccd=photo())
    dossier.refresh_from_db()
    assert dossier.state == DossierState.FILED
    assert dossier.answers["ten"] == "Nguyễn Thị Thử Hai"


def test_fees_are_paid_from_the_dossier_s_own_page(counter: Counter, signed_in: Client) -> None:
    dossier = in_progress(counter)
    handling.move_on(dossier, actor=counter.office.specialist, onward=Onward("phi"))
    payable = payable_of(dossier)
    assert payable is not None
    assert payable.address in page(signed_in, "own", dossier.reference)
    asked = signed_in.get(payable.address).content.decode()
    assert dossier.code in asked
    assert "16.000 đồng" in asked
    take_cash(payable, actor=counter.desk)
    shown = page(signed_in, "own", dossier.reference)
    assert payable.address not in shown
    assert "Đã nộp phí, lệ phí" in shown


def test_withdrawing_and_rating_at_the_pages(counter: Counter, signed_in: Client) -> None:
    dossier = filed(counter)
    send(signed_in, "withdraw", dossier.reference, reason="Nộp nhầm")
    dossier.refresh_from_db()
    assert dossier.state == DossierState.WITHDRAWN
    finished = done(counter)
    shown = page(signed_in, "own", finished.reference)
    assert "Đánh giá việc phục vụ" in shown
    send(signed_in, "rate", finished.reference, overall="4", thai_do="5", words="tốt")
    assert Rating.objects.get().answers == {"thai_do": 5}


def test_papers_of_the_desk_open_as_pdf(counter: Counter, signed_in: Client) -> None:
    dossier = accepted(counter)
    url = reverse("services:own_slip_pdf", args=[dossier.reference, dossier.slips.get().token])
    assert signed_in.get(url).content.startswith(b"%PDF")


def test_what_one_told_fills_the_form(counter: Counter) -> None:
    commune = AgencyFactory(
        kind=AgencyKind.COMMUNE,
        name="Ủy ban nhân dân xã Thử",
        parent=AgencyFactory(kind=AgencyKind.DISTRICT, name="Ủy ban nhân dân huyện Thử"),
    )
    citizen = Citizen.objects.create(phone="0933333333")
    client = citizen_client(citizen)
    about = {"kind": "1", "name": "Trần Văn Mẫu", "identity_number": "049085000111",
             "place": commune.code, "detail": "Thôn 1"}  # fmt: skip
    send(client, "about", **about)
    citizen.refresh_from_db()
    assert citizen.address == "Thôn 1, xã Thử, huyện Thử"
    begin(client, "begin", counter.procedure.code)
    draft = Draft.objects.get(citizen=citizen)
    assert 'value="Trần Văn Mẫu"' in page(client, "draft_page", draft.token, "nguoi")


def test_my_page_costs_the_same_for_one_and_for_many(
    counter: Counter, signed_in: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(3):
        filed(counter)
    with django_assert_max_num_queries(9):
        page(signed_in, "mine")


def test_the_catalogue_costs_few_queries(
    office: Office, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(4):
        make_counter(office)
    with django_assert_max_num_queries(4):
        page(Client(), "catalogue")
