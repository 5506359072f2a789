"""A company files: by its tax code, with an address of province, district and commune."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congvu.directory.models import Agency, AgencyKind
from congvu.directory.tests.factories import AgencyFactory, Office
from congvu.files.tests import samples
from congvu.services.actions import portals
from congvu.services.models import Citizen, Dossier, Draft, Portal
from congvu.services.tests.factories import Counter, citizen_client, data, make_counter
from congvu.services.tests.pages import begin, page, send
from congvu.services.types import ApplicantKind

pytestmark = pytest.mark.django_db
TAX_CODE = "4000100139"
COMPANY = "Công ty TNHH Thử Nghiệm"


@pytest.fixture
def commune() -> Agency:
    district = AgencyFactory(kind=AgencyKind.DISTRICT, name="Ủy ban nhân dân huyện Thử")
    return AgencyFactory(kind=AgencyKind.COMMUNE, name="Ủy ban nhân dân xã Thử", parent=district)


@pytest.fixture
def counter(office: Office) -> Counter:
    """Its form asks for the company's seat, beside what it asks of anybody."""
    content = data()
    fields = [
        {"code": "ten", "label": "Tên", "kind": "text", "fills_from": "name"},
        {"code": "ma", "label": "Mã số thuế", "kind": "tax_code", "fills_from": "identity"},
        {"code": "tru_so", "label": "Trụ sở", "kind": "address"},
    ]
    content["pages"] = [{"code": "cty", "title": "Doanh nghiệp", "fields": fields}]
    content["papers"] = [content["papers"][0]]
    content["fees"] = []
    return make_counter(office, content)


def company(commune: Agency) -> tuple[Citizen, Client]:
    """An account that has told what it is."""
    account = Citizen.objects.create(phone="0935000111")
    client = citizen_client(account)
    told = {"kind": str(ApplicantKind.ORGANISATION), "name": COMPANY, "place": commune.code,
            "detail": "Lô 4"}  # fmt: skip
    wrong = send(client, "about", **told, identity_number="049185000123")
    assert "Mã số thuế" in wrong.content.decode()
    send(client, "about", **told, identity_number=TAX_CODE)
    account.refresh_from_db()
    return account, client


def test_a_company_files_on_the_pages(counter: Counter, commune: Agency) -> None:
    account, client = company(commune)
    assert (account.kind, account.identity) == (ApplicantKind.ORGANISATION, TAX_CODE)
    begin(client, "begin", counter.procedure.code)
    token = Draft.objects.get().token
    shown = page(client, "draft_page", token, "cty")
    assert f'value="{COMPANY}"' in shown
    filled = {"ten": COMPANY, "ma": TAX_CODE, "tru_so__detail": "Lô 4, cụm công nghiệp"}
    missing = send(client, "draft_page", token, "cty", **filled, tru_so__place="khong-co")
    assert 'id="id_tru_so__place_error"' in missing.content.decode()
    assert "Lô 4, cụm công nghiệp" in page(client, "draft_page", token, "cty")
    send(client, "draft_page", token, "cty", **filled, tru_so__place=commune.code)
    send(client, "draft_papers", token, cccd=SimpleUploadedFile("a.pdf", samples.pdf()))
    send(client, "draft_delivery", token, delivery="2")
    assert "Lô 4, cụm công nghiệp, xã Thử, huyện Thử" in page(client, "draft_review", token)
    send(client, "draft_review", token)
    filed = Dossier.objects.get()
    assert (filed.applicant_kind, filed.applicant_identity) == (2, TAX_CODE)
    assert filed.answers["tru_so"]["place"] == commune.code


def test_a_portal_files_for_a_company_by_its_tax_code(counter: Counter, commune: Agency) -> None:
    token = portals.admit(Portal(), actor=None, name="Cổng thử")
    applicant: dict[str, Any] = {"kind": 2, "name": COMPANY, "phone": "0935000111"}
    body = {
        "key": "B-1", "procedure": counter.procedure.code, "agency": counter.office.agency.code,
        "answers": {"ten": COMPANY, "ma": TAX_CODE,
                    "tru_so": {"place": commune.code, "detail": "Lô 4"}},
    }  # fmt: skip
    client = Client(headers={"Authorization": f"Bearer {token}"})

    def post(identity: str) -> Any:
        whole = body | {"applicant": applicant | {"identity": identity}}
        file = SimpleUploadedFile("a.pdf", samples.pdf())
        return client.post(
            reverse("services:api_file"), {"dossier": json.dumps(whole), "cccd": file}
        )

    assert "Mã số thuế" in post("049185000123").json()["errors"]["applicant.identity"]
    assert post(TAX_CODE).status_code == 201
    filed = Dossier.objects.get()
    assert (filed.applicant_kind, filed.applicant_name) == (2, COMPANY)
