"""Statements of banks and the daily comparison: what matches pays, what differs is explained."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.payments.actions.reconciling import reconcile
from congvu.payments.models import (
    Attempt,
    BankStatement,
    Channel,
    Difference,
    Payable,
    StatementLine,
)
from congvu.payments.statements import Unreadable, read
from congvu.payments.tests import stage

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 25, 3, tzinfo=UTC)
HEAD = "Ngày giao dịch,Số tham chiếu,Ghi nợ,Ghi có,Nội dung\n"


def csv_of(*lines: str) -> bytes:
    return (HEAD + "".join(f"{one}\n" for one in lines)).encode()


def bring(office: Office, content: bytes, name: str = "sao-ke.csv") -> BankStatement:
    url = reverse("payments:statements")
    channel = Channel.objects.get(way="vietqr")
    answer = client_of(office.clerk).post(
        url, {"channel": channel.pk, "file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 302, answer.content.decode()
    return BankStatement.objects.latest("pk")


def book(office: Office, statement: BankStatement) -> None:
    url = reverse("payments:statement_post", args=[statement.pk])
    assert client_of(office.clerk).post(url).status_code == 302


def test_a_transfer_with_its_code_pays_when_the_statement_is_booked(office: Office) -> None:
    attempt = stage.begun(stage.owed(office), stage.bank_channel(office))
    spaced = f"{attempt.reference[:6]} {attempt.reference[6:]}".lower()
    statement = bring(
        office,
        csv_of(
            f'25/11/2026,FT1,,"250,000.00",MBVCB.77.{spaced}.CT tu 0123 NGUYEN THI THU',
            '25/11/2026,FT2,"11,000",,Phi SMS',
            "25/11/2026,FT3,,999000,Chuyen nham",
            "32/11/2026,FT4,,1000,Ngay sai",
            '25/11/2026,FT5,,"10,50",Le xu',
            'Tổng cộng,,,"1,249,000",',
        ),
    )
    found = dict(statement.lines.values_list("number", "state"))
    assert found == {
        "FT1": "matched", "FT2": "out", "FT3": "unmatched", "FT4": "wrong", "FT5": "wrong",
    }  # fmt: skip
    page = client_of(office.clerk).get(reverse("payments:statement", args=[statement.pk]))
    assert "Ngày “32/11/2026” không đọc được" in page.content.decode()
    assert Payable.objects.get().state == "due"
    book(office, statement)
    assert Payable.objects.get().state == "paid"
    assert stage.balances(office) == {
        "bank": 1_249_000, "fees": -100_000, "charges": -150_000, "unexplained": -999_000,
    }  # fmt: skip
    assert stage.apart() == 0


def test_the_same_movement_in_two_files_is_booked_once(office: Office) -> None:
    stage.bank_channel(office)
    line = "25/11/2026,FT9,,5000,Chuyen nham"
    book(office, bring(office, csv_of(line)))
    page = client_of(office.clerk).post(
        reverse("payments:statements"),
        {
            "channel": Channel.objects.get().pk,
            "file": SimpleUploadedFile("lai.csv", csv_of(line)),
        },
    )
    assert "Tệp sao kê này đã được nhập." in page.content.decode()
    book(office, bring(office, csv_of(line, "25/11/2026,,,7,hai lần", "25/11/2026,,,7,hai lần")))
    assert stage.balances(office)["unexplained"] == -5_014
    assert StatementLine.objects.filter(state="double").count() == 1


def test_a_wrong_amount_never_pays(office: Office) -> None:
    attempt = stage.begun(stage.owed(office), stage.bank_channel(office))
    book(office, bring(office, csv_of(f"25/11/2026,FT1,,249999,{attempt.reference}")))
    assert Payable.objects.get().state == "due"
    assert stage.balances(office)["unexplained"] == -249_999


def sheet() -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.append(["SỔ PHỤ TÀI KHOẢN"])
    page.append(["Ngày hiệu lực", "Diễn giải", "Phát sinh nợ", "Phát sinh có"])
    page.append([datetime(2026, 11, 25), "NOP PHI", None, 250_000])  # noqa: DTZ001 - a cell
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


CAMT = """<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
<BkToCstmrStmt><Stmt><Ntry><NtryRef>1</NtryRef><Amt Ccy="VND">250000.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-11-25</Dt></BookgDt><AcctSvcrRef>B77</AcctSvcrRef>
<NtryDtls><TxDtls><RmtInf><Ustrd>NOP PHI</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="USD">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-11-25</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (sheet(), "xlsx"),
        (CAMT.encode(), "camt.053"),
        ("\ufeffNgày;Số tiền;Mô tả\n25/11/2026;250.000;NOP PHI\n".encode(), "csv"),
        ("Date\tAmount\tDescription\n2026-11-25\t250000\tNOP PHI\n".encode("utf-16"), "csv"),
    ],
)
def test_every_form_of_statement_is_read(content: bytes, form: str) -> None:
    found, movements = (one := read(content)).form, one.movements
    assert found == form
    one = movements[0]
    assert (str(one.on), one.amount, one.purpose, one.error) == (
        "2026-11-25", 250_000, "NOP PHI", "",
    )  # fmt: skip
    assert not [other for other in movements[1:] if not other.error]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04 broken",
        b"<Document/>",
        b"<a><b></a>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>',
        "Ngày,Tên\n1,2\n".encode(),
    ],
)
def test_what_is_no_statement_is_said(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(content)


def test_money_of_unknown_source_is_assigned_to_what_it_pays(office: Office) -> None:
    with clock.fixed(TODAY):
        stage.bank_channel(office)
        payable = stage.owed(office)
        book(office, bring(office, csv_of("25/11/2026,FT1,,250000,Nop tien dang ky")))
        reconcile(office.agency, clock.today())
        clerk, day = client_of(office.clerk), reverse("payments:day", args=["2026-11-25"])
        assert "Tiền vào tài khoản chưa rõ nguồn" in clerk.get(day).content.decode()
        assign = reverse("payments:assign", args=[Difference.objects.get().pk])
        page = clerk.post(assign, {"reference": "KHONG-CO"}).content.decode()
        assert "Không có khoản nộp hoặc lượt thanh toán mang mã này." in page
        assert clerk.post(assign, {"reference": payable.reference}).status_code == 302
        payable.refresh_from_db()
        assert payable.state == "paid"
        assert stage.balances(office) == {
            "bank": 250_000, "fees": -100_000, "charges": -150_000, "unexplained": 0,
        }  # fmt: skip
        assert clerk.post(assign, {"reference": payable.reference}).status_code == 422
        assert stage.apart() == 0
        reconcile(office.agency, clock.today())
        assert "Gắn vào khoản nộp" in clerk.get(day).content.decode()


def test_a_gateway_hands_over_less_its_fee(office: Office) -> None:
    with clock.fixed(TODAY):
        gateway = stage.vnpay_channel(office)
        stage.bank_channel(office)
        attempt = stage.begun(stage.owed(office), gateway)
        stage.notify(stage.query_of(stage.said(attempt)))
        book(office, bring(office, csv_of("25/11/2026,FT1,,247800,VNPAY TT")))
        reconcile(office.agency, clock.today())
        found = Difference.objects.get(kind="bank_only")
        url = reverse("payments:pay_out", args=[found.pk])
        answer = client_of(office.clerk).post(url, {"channel": gateway.pk, "fee": "2.200"})
    assert answer.status_code == 302
    booked = stage.balances(office)
    assert (booked["gateway"], booked["cost"], booked["bank"]) == (0, 2_200, 247_800)
    assert stage.apart() == 0


def test_a_silent_gateway_is_a_difference_that_closes_itself(office: Office) -> None:
    attempt = stage.begun(stage.owed(office), stage.vnpay_channel(office))
    day = clock.today()
    reconcile(office.agency, day)
    silent = Difference.objects.get()
    assert (silent.kind, silent.settled_at) == ("gateway_silent", None)
    Attempt.objects.filter(pk=attempt.pk).update(
        state="failed", told="paid", told_amount=stage.TOTAL
    )
    reconcile(office.agency, day)
    silent.refresh_from_db()
    assert silent.action == "Tự khớp khi đối soát lại"
    found = Difference.objects.get(kind="gateway_only")
    explain = reverse("payments:explain", args=[found.pk])
    clerk = client_of(office.clerk)
    assert "Ông/bà chưa điền mục này." in clerk.post(explain, {"note": ""}).content.decode()
    assert clerk.post(explain, {"note": "Cổng đã hoàn cho người nộp."}).status_code == 302
    assert clerk.post(reverse("payments:record", args=[found.pk])).status_code == 409


def test_another_agency_sees_nothing(office: Office, other_office: Office) -> None:
    payable = stage.owed(office)
    stranger = client_of(other_office.clerk)
    assert stranger.get(reverse("payments:payable", args=[payable.pk])).status_code == 404
    assert payable.reference not in stranger.get(reverse("payments:payables")).content.decode()
