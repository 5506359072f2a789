"""Comparing what was submitted, and beginning from what the agency keeps."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.documents.actions import drafting, submitting
from congvu.documents.models import DraftTemplate, Outgoing
from congvu.documents.rendering import body_from_text, text_of
from congvu.documents.tests.cast import Province, make_province
from congvu.documents.tests.way import fields, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(db: None) -> Province:
    return make_province()


def address(name: str, document: Outgoing) -> str:
    return reverse(f"documents:{name}", args=[document.pk])


def test_the_words_that_changed_between_two_submissions(province: Province) -> None:
    first = "Giữ nguyên đoạn này.\nCác sở báo cáo trước ngày 05 tháng 4.\nBỏ hẳn câu này đi."
    second = "Giữ nguyên đoạn này.\nCác sở, ngành báo cáo trước ngày 10 tháng 4."
    document = written(province, body=body_from_text(first))
    drafter = client_of(province.specialist)
    compare = address("outgoing_compare", document)
    assert "Chưa có hai lần trình" in drafter.get(compare).content.decode()
    submitting.submit_draft(document, actor=province.specialist, to=province.deputy)
    submitting.send_back(document, actor=province.deputy, words="Lùi thời hạn báo cáo.")
    again = fields(province, body=body_from_text(second))
    drafting.save_draft(document, actor=province.specialist, fields=again)
    submitting.submit_draft(document, actor=province.specialist, to=province.deputy)
    page = drafter.get(compare).content.decode()
    assert "Thay đổi ở 1 mục: Nội dung" in page
    assert '<del><span class="sr-only">Bỏ: </span>05</del>' in page
    assert '<ins><span class="sr-only">Thêm: </span>10</ins>' in page
    assert "Bỏ: </span>Bỏ hẳn câu này đi.</del>" in page
    back = drafter.get(compare, {"tu": "2", "den": "1"})
    assert '<ins><span class="sr-only">Thêm: </span>05</ins>' in back.content.decode()
    same = drafter.get(compare, {"tu": "2", "den": "2"})
    assert "giống hệt nhau" in same.content.decode()
    assert client_of(province.first.head).get(compare).status_code == 404


def test_a_template_is_kept_and_begun_from(province: Province) -> None:
    document = written(province, legal_bases=("Luật Tổ chức chính quyền địa phương",))
    submitting.submit_draft(document, actor=province.specialist, to=province.head)
    head, drafter = client_of(province.head), client_of(province.specialist)
    keep = address("template_keep", document)
    assert drafter.post(keep, {"name": "Mẫu"}).status_code == 403
    assert head.post(keep, {"name": "Công văn đôn đốc"}).status_code == 302
    assert "đã có mẫu" in head.post(keep, {"name": "Công văn đôn đốc"}).content.decode()
    template = DraftTemplate.objects.get()
    new = {"kind": "plan", "template": template.pk, "form_key": uuid.uuid4()}
    assert drafter.post(reverse("documents:draft_new"), new).status_code == 302
    begun = Outgoing.objects.get(form_key=new["form_key"])
    assert (begun.kind, begun.signer) == ("letter", province.deputy)
    assert begun.legal_bases == ["Luật Tổ chức chính quyền địa phương"]
    assert text_of(begun.body) == text_of(document.body)
    assert begun.signing_lines == document.signing_lines
    renamed = reverse("documents:template_rename", args=[template.pk])
    assert head.post(renamed, {"name": "Đôn đốc báo cáo"}).status_code == 302
    assert "Đôn đốc báo cáo" in head.get(reverse("documents:templates")).content.decode()
    stranger = client_of(province.first.head)
    assert stranger.get(renamed).status_code == 404
    assert stranger.post(reverse("documents:template_drop", args=[template.pk])).status_code == 404
    assert head.post(reverse("documents:template_drop", args=[template.pk])).status_code == 302
    assert not DraftTemplate.objects.exists()
