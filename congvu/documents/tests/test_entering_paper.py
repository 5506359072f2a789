"""What spares the clerk keys: scans read off, issuers, notations and abstracts met before."""

from __future__ import annotations

import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.directory.tests.factories import Office
from congvu.documents.actions.issuers import remember_issuer
from congvu.documents.forms.days import PastDayField
from congvu.documents.models import Incoming
from congvu.documents.queries.issuers import issuer_of
from congvu.documents.queries.reading_off import read_off
from congvu.documents.tests.test_incoming_pages import arrived

pytestmark = pytest.mark.django_db


def test_what_is_written_by_hand_or_misread_leaves_the_rest_of_a_scan(office: Office) -> None:
    arrived(office, "7", notation="QĐ-HĐND", issuer_name="HĐND tỉnh", abstract="Về việc cũ")
    said = (
        "HĐND TỈNH\nSố:      /QĐ-HĐÐND\n\nQuảng Nam, ngày    tháng 11 năm 2026\n\nQUYẾT ĐỊNH\n"
        "Về việc cử đại biểu\ndự hội nghị\n\nCăn cứ Luật"
    )
    read = read_off(said, agency_id=office.agency.pk)
    assert read["notation"] == "QĐ-HĐND"
    assert read["kind"] == "decision"
    assert read["abstract"] == "Về việc cử đại biểu dự hội nghị"
    assert "number" not in read
    assert "dated_on" not in read


@pytest.mark.parametrize(("typed", "same"), [("0304", "3/4"), ("030425", "3/4/2025")])
def test_a_day_is_typed_in_digits_alone(typed: str, same: str) -> None:
    day = PastDayField()
    assert day.to_python(typed) == day.to_python(same) is not None


def test_a_notation_tells_its_issuer_only_when_there_is_one(office: Office) -> None:
    for notation, name in (("BNV-CCVC", "Bộ Nội vụ"), ("QĐ-UBND", "A"), ("QĐ-UBND", "B")):
        document = Incoming(agency=office.agency, notation=notation, issuer_name=name)
        remember_issuer(document)

    def named(notation: str) -> str:
        found = issuer_of(notation, agency_id=office.agency.pk)
        return found.name if found else ""

    assert named("bnv-ccvc") == named("BNV-TL") == named("QĐ-BNV") == "Bộ Nội vụ"
    assert named("QĐ-UBND") == named("XYZ-VP") == ""
    assert named(f"{office.agency.notation}-VP") == office.agency.name


def test_former_abstracts_are_proposed_first_under_the_same_notation(office: Office) -> None:
    other = "Báo cáo tình hình ngân sách quý I"
    arrived(office, "1", notation="STC-QLNS", abstract=other)
    same = "Báo cáo tình hình cải cách hành chính quý I"
    arrived(office, "2", notation="SNV-CCHC", abstract=same)
    asked = {"q": "bao cao tinh", "notation": "SNV-CCHC"}
    found = client_of(office.clerk).get(reverse("documents:find_abstracts"), asked).json()
    assert [item["value"] for item in found["items"]] == [same, other]
