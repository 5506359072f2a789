"""Papers and results used again: the same file, its owner's choice, each use told to its owner."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.events import publish
from congvu.core.refused import Conflict
from congvu.directory.tests.factories import Office
from congvu.documents.events import Recalled
from congvu.documents.models import Outgoing
from congvu.files.models import Blob, StoredFile
from congvu.services.actions import drafts, handling, intake
from congvu.services.actions.results import draft_result, revoke_result
from congvu.services.models import Citizen, Dossier, Draft, Paper, PaperUse, Result
from congvu.services.tests.factories import (
    ANSWERS,
    Counter,
    done,
    filed,
    in_progress,
    make_counter,
    stored,
)
from congvu.services.tests.pages import page, send
from congvu.services.types import DossierState, Item

pytestmark = pytest.mark.django_db


def draft_of(counter: Counter) -> Draft:
    draft = drafts.begin(
        counter.definition,
        agency=counter.office.agency,
        citizen=counter.citizen,
        form_key=uuid.uuid4(),
    )
    Draft.objects.filter(pk=draft.pk).update(answers=ANSWERS, done=["nguoi", "ban", "nhan-ket-qua"])
    return Draft.objects.get(pk=draft.pk)


def chosen(client: Client, draft: Draft, key: str) -> str:
    """Choose it for the identity card: what the page says then."""
    answer = client.post(
        reverse("services:draft_papers", args=[draft.token]), {"lai-cccd": key}, follow=True
    )
    return str(answer.content.decode())


def test_a_paper_is_used_again_and_its_owner_sees_where_and_who_read_it(
    counter: Counter, other_office: Office, signed_in: Client
) -> None:
    old = filed(counter).papers.get()
    elsewhere = make_counter(other_office, citizen=counter.citizen)
    draft, files = draft_of(elsewhere), (Blob.objects.count(), StoredFile.objects.count())
    assert f'value="giay-{old.pk}"' in page(signed_in, "draft_papers", draft.token)
    assert "dùng lại từ" in chosen(signed_in, draft, f"giay-{old.pk}")
    send(signed_in, "draft_review", draft.token)
    new = Dossier.objects.get(agency=other_office.agency)
    used = new.papers.get()
    assert used.file == old.file
    assert used.of_paper == old
    assert StoredFile.objects.count() == files[1] + 1  # the declaration
    assert Blob.objects.count() == files[0] + 1
    reader = client_of(elsewhere.desk)
    for _ in range(2):
        assert reader.get(f"/mot-cua/ho-so/{new.pk}/tep/giay/{used.pk}/").status_code == 200
    shown = page(signed_in, "papers")
    assert f"{other_office.agency.name} mở xem" in shown
    assert f">{new.shown_code}</a>" in shown
    assert [use.kind for use in PaperUse.objects.filter(paper=old)] == ["read", "attached"]


def test_a_result_is_used_again(counter: Counter, signed_in: Client) -> None:
    result = done(counter).results.get()
    draft = draft_of(counter)
    chosen(signed_in, draft, f"ket-qua-{result.pk}")
    send(signed_in, "draft_review", draft.token)
    used = Paper.objects.get(of_result=result)
    assert used.file == result.file
    assert PaperUse.objects.get().result == result


def asked_for_the_card(counter: Counter) -> Dossier:
    """A dossier of which the desk wants the identity card again."""
    dossier = filed(counter)
    item = Item("cccd", "Căn cước", "Điều 9", "Chụp rõ")
    intake.ask_supplement(dossier, actor=counter.desk, items=[item])
    return dossier


def test_a_paper_is_used_again_when_mending(counter: Counter, signed_in: Client) -> None:
    old = filed(counter, papers=[("cccd", stored(counter.office, "can-cuoc.pdf", b"khac"))])
    first, dossier = old.papers.get(), asked_for_the_card(counter)
    assert f'value="giay-{first.pk}"' in page(signed_in, "mend", dossier.reference)
    send(signed_in, "mend", dossier.reference, **{"lai-cccd": f"giay-{first.pk}"})
    dossier.refresh_from_db()
    assert dossier.state == DossierState.FILED
    used = dossier.papers.get(superseded_at=None)
    assert (used.file, used.of_paper) == (first.file, first)
    assert dossier.papers.count() == 2
    assert PaperUse.objects.get(paper=first).dossier == dossier
    shown = page(signed_in, "papers")
    assert f'đính kèm vào hồ sơ <a href="/dich-vu-cong/ho-so/{dossier.reference}/">' in shown


def test_a_result_is_used_again_when_mending(counter: Counter, signed_in: Client) -> None:
    result, dossier = done(counter).results.get(), asked_for_the_card(counter)
    send(signed_in, "mend", dossier.reference, **{"lai-cccd": f"ket-qua-{result.pk}"})
    assert dossier.papers.get(superseded_at=None).of_result == result
    assert PaperUse.objects.get().result == result


def test_what_cannot_be_used_for_mending_is_said_beside_the_paper(
    counter: Counter, signed_in: Client
) -> None:
    dossier = asked_for_the_card(counter)
    own = dossier.papers.get()
    other = make_counter(counter.office, citizen=Citizen(phone="0912345678"))
    finished = done(counter)
    result = finished.results.get()
    revoke_result(finished, actor=counter.office.leader, result=result, reason="Cấp sai")
    for key, words in (
        (f"giay-{own.pk}", "chính là tệp cơ quan yêu cầu thay"),
        (f"giay-{filed(other).papers.get().pk}", "Không tìm thấy"),
        (f"ket-qua-{result.pk}", "đã thu hồi ngày"),
        ("", "cũng chưa chọn giấy tờ dùng lại"),
    ):
        answer = send(signed_in, "mend", dossier.reference, **{"lai-cccd": key})
        said = answer.content.decode().split('id="loi-cccd">')[1]
        assert words in said.split("</div>")[0]
    dossier.refresh_from_db()
    assert dossier.state == DossierState.SUPPLEMENT
    assert not PaperUse.objects.exists()


def test_what_was_chosen_stands_while_something_else_is_wrong(
    counter: Counter, signed_in: Client
) -> None:
    dossier = filed(counter)
    items = [Item("ten", "Họ tên", "Điều 9", "Đủ"), Item("cccd", "Căn cước", "Điều 9", "Rõ")]
    intake.ask_supplement(dossier, actor=counter.desk, items=items)
    old = filed(counter, papers=[("cccd", stored(counter.office, "khac.pdf", b"khac"))])
    key = f"giay-{old.papers.get().pk}"
    answer = send(signed_in, "mend", dossier.reference, ten="", **{"lai-cccd": key})
    assert f'value="{key}" selected' in answer.content.decode()
    send(signed_in, "mend", dossier.reference, ten="Nguyễn Thị Hai", **{"lai-cccd": key})
    dossier.refresh_from_db()
    assert dossier.answers["ten"] == "Nguyễn Thị Hai"
    assert PaperUse.objects.get().of == key


def test_officials_see_what_was_attached_and_nothing_else(
    counter: Counter, other_office: Office
) -> None:
    old = filed(counter).papers.get()
    elsewhere = make_counter(other_office, citizen=counter.citizen)
    new = filed(elsewhere)
    reader = client_of(elsewhere.desk)
    assert reader.get(f"/mot-cua/ho-so/{new.pk}/tep/giay/{old.pk}/").status_code == 404
    assert reader.get(f"/mot-cua/ho-so/{old.dossier_id}/tep/giay/{old.pk}/").status_code == 404
    assert reader.get(reverse("services:papers")).status_code == 302


def test_nobody_uses_another_s_paper_or_one_that_is_none(
    counter: Counter, signed_in: Client
) -> None:
    other = make_counter(counter.office, citizen=Citizen(phone="0912345678"))
    theirs, working = filed(other).papers.get(), in_progress(counter)
    handling.attach_result(working, actor=counter.office.specialist, name="Giấy", file=theirs.file)
    draft = draft_of(counter)
    keys = [f"giay-{theirs.pk}", f"ket-qua-{working.results.get().pk}", "giay-0", "giay-x", "x-1"]
    for key in [*keys, "-", "giay-" + "9" * 30]:
        assert "Không tìm thấy" in chosen(signed_in, draft, key)
    assert not draft.papers.exists()


def test_at_the_desk_nobody_chooses_among_a_citizen_s_papers(counter: Counter) -> None:
    old = filed(counter).papers.get()
    draft = drafts.begin(
        counter.definition, agency=counter.office.agency, desk=counter.desk, form_key=uuid.uuid4()
    )
    Draft.objects.filter(pk=draft.pk).update(answers=ANSWERS)
    desk = client_of(counter.desk)
    assert "Dùng lại" not in page(desk, "desk_papers", draft.token)
    send(desk, "desk_papers", draft.token, **{"lai-cccd": f"giay-{old.pk}"})
    assert not draft.papers.exists()


def test_what_was_revoked_or_has_expired_is_not_used_again(
    counter: Counter, signed_in: Client
) -> None:
    dossier = done(counter)
    result = dossier.results.get()
    draft = draft_of(counter)
    key = f"ket-qua-{result.pk}"
    Result.objects.update(valid_until=clock.today() - timedelta(days=1))
    assert "hết hiệu lực từ ngày" in chosen(signed_in, draft, key)
    Result.objects.update(valid_until=clock.today())
    chosen(signed_in, draft, key)
    revoke_result(dossier, actor=counter.office.leader, result=result, reason="Cấp sai họ tên")
    refused = send(signed_in, "draft_review", draft.token).content.decode()
    assert "đã thu hồi ngày" in refused
    assert not Dossier.objects.exclude(pk=dossier.pk).exists()
    shown = page(signed_in, "papers")
    assert "Không dùng lại được" in shown
    assert "Cấp sai họ tên" in page(signed_in, "own", dossier.reference)
    with pytest.raises(Conflict):
        revoke_result(dossier, actor=counter.office.leader, result=result, reason="Lần nữa")


def test_a_leader_revokes_on_a_page(counter: Counter) -> None:
    dossier = done(counter)
    result = dossier.results.get()
    client = client_of(counter.office.leader)
    assert "Thu hồi" in page(client, "dossier", dossier.pk)
    send(client, "revoke_result", dossier.pk, result.pk, reason="Cấp sai")
    result.refresh_from_db()
    assert result.revoked_why == "Cấp sai"


def test_recalling_the_document_revokes_the_result(counter: Counter) -> None:
    dossier = in_progress(counter)
    document: Outgoing = draft_result(dossier, actor=counter.office.specialist)
    publish(Recalled(document, "Ban hành nhầm"))
    assert dossier.results.get().revoked_why == "Ban hành nhầm"


def test_a_result_s_last_day_is_not_in_the_past(counter: Counter) -> None:
    dossier = in_progress(counter)
    client = client_of(counter.office.specialist)
    shown = send(client, "attach_result", dossier.pk, name="Giấy", valid_until="01/01/2020")
    assert "Ngày này đã qua" in shown.content.decode()


def test_the_page_costs_the_same_for_one_and_for_many(counter: Counter, signed_in: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(signed_in, "papers")
        return len(asked)

    first = filed(counter)
    signed_in.get(f"/dich-vu-cong/ho-so/{first.reference}/tep/giay/{first.papers.get().pk}/")
    one = cost()
    for _ in range(4):
        other = filed(counter)
        signed_in.get(f"/dich-vu-cong/ho-so/{other.reference}/tep/giay/{other.papers.get().pk}/")
    assert cost() == one


def test_each_content_stands_once(counter: Counter, signed_in: Client) -> None:
    filed(counter)
    filed(counter)
    assert len(re.findall("nộp theo", page(signed_in, "papers"))) == 1
