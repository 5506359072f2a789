"""Uploading over HTTP, in parts, twice; form fields; one's own upload; clearing; withholding."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.accounts.tests.factories import client_of
from congvu.core import clock, events
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.directory.tests.factories import Office
from congvu.files import actions, jobs, queries, upkeep
from congvu.files.conversion import NOT_CONVERTED
from congvu.files.events import NotConverted, UploadsExpiring
from congvu.files.fields import StoredFileField, StoredFilesField
from congvu.files.models import Blob, StoredFile, TextState
from congvu.files.providers.libreoffice import LibreOffice
from congvu.files.tests import samples
from congvu.files.tests.conftest import Receive
from congvu.files.types import Media
from congvu.journal.models import Entry

UPLOAD = "/tep/tai-len/"
_PAGES = ("Trang thứ nhất", "Trang thứ hai", "Trang thứ ba", "Trang thứ tư")


def send(client: Client, content: bytes, *, name: str = "a.txt", **more: Any) -> Any:
    headers = more.pop("headers", None)
    data = {"file": SimpleUploadedFile(name, content), **more}
    return client.post(UPLOAD, data, headers=headers)


def test_an_upload_answers_with_its_id(office: Office) -> None:
    answer = send(client_of(office.specialist), b"abc", name="Báo cáo.txt")
    file = StoredFile.objects.get()
    assert answer.status_code == 200
    assert answer.json() == {
        "id": file.pk,
        "name": "Báo cáo.txt",
        "size": 3,
        "media_type": "text/plain",
    }
    assert file.uploaded_by == office.specialist
    assert Entry.objects.filter(action="files.receive").count() == 1


def test_a_refusal_answers_with_its_sentence(office: Office) -> None:
    answer = send(client_of(office.specialist), b"MZ" + bytes(90))
    assert answer.status_code == 409
    assert "tệp chương trình" in answer.json()["error"]


def test_nothing_sent_is_said_so(office: Office) -> None:
    answer = client_of(office.specialist).post(UPLOAD)
    assert "Chưa có tệp" in answer.json()["error"]


def test_strangers_are_sent_to_client_of(client: Client, db: None) -> None:
    assert client.post(UPLOAD).status_code == 302


def test_a_double_click_makes_one_file(office: Office) -> None:
    client = client_of(office.specialist)
    first, second = (send(client, b"abc", key="k1").json() for _ in range(2))
    assert first == second
    assert StoredFile.objects.count() == 1


def test_a_lost_line_goes_on_where_it_was(
    office: Office, left_behind: Callable[[], list[str]]
) -> None:
    client = client_of(office.specialist)
    content = b"cong van " * 1000
    half = len(content) // 2

    def part(start: int, end: int) -> Any:
        headers = {"Content-Range": f"bytes {start}-{end - 1}/{len(content)}"}
        return send(client, content[start:end], key="k2", name="blob.txt", headers=headers)

    begun = part(0, half)
    assert (begun.status_code, begun.json()) == (202, {"received": half})
    assert client.get(UPLOAD, {"key": "k2"}).json() == {"received": half}
    missed = part(half + 10, len(content))
    assert (missed.status_code, missed.json()["received"]) == (409, half)
    assert part(0, half).status_code == 202
    done = part(half, len(content))
    assert done.status_code == 200
    assert queries.read(StoredFile.objects.get()) == content
    assert part(half, len(content)).json() == done.json()
    assert len(left_behind()) == 1


@pytest.mark.parametrize("header", ["bytes 5-2/9", "bytes 0-9/9", "x", f"bytes 0-1/{10**12}"])
def test_a_wrong_part_is_refused(office: Office, header: str) -> None:
    answer = send(client_of(office.specialist), b"ab", key="k", headers={"Content-Range": header})
    assert answer.status_code == 409
    assert answer.json()["error"]


def test_an_upload_is_seen_by_its_uploader_alone(
    office: Office, other_office: Office, take: Receive
) -> None:
    file = take("a.txt", b"abc")
    url = reverse("files:own", args=[file.pk])
    answer = client_of(office.specialist).get(url)
    assert b"".join(answer.streaming_content) == b"abc"
    for stranger in (office.clerk, office.administrator, other_office.specialist):
        assert client_of(stranger).get(url).status_code == 404


class Letter(forms.Form):
    file = StoredFileField(required=False, accept=[Media.TEXT])
    annexes = StoredFilesField(required=False)

    def __init__(self, *args: Any, actor: Appointment, attached: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.actor = actor
            field.attached = frozenset(attached)


def test_fields_give_files_of_the_actor(office: Office, take: Receive) -> None:
    one, two = take("a.txt", b"a"), take("b.txt", b"b")
    form = Letter({"file": one.pk, "annexes": [two.pk, one.pk]}, actor=office.specialist)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"file": one, "annexes": [two, one]}


@pytest.mark.parametrize("value", ["999999999", "x", "-1", "9" * 40, "1; DROP"])
def test_fields_refuse_what_is_not_there(office: Office, value: str) -> None:
    form = Letter({"file": value}, actor=office.specialist)
    assert not form.is_valid()
    assert "Không tìm thấy tệp này" in str(form.errors["file"])


def test_fields_refuse_what_another_uploaded(office: Office, take: Receive) -> None:
    file = take("a.txt", b"a")
    assert not Letter({"file": file.pk}, actor=office.clerk).is_valid()
    assert Letter({"file": file.pk}, actor=office.clerk, attached=[file.pk]).is_valid()


def test_fields_refuse_other_kinds(office: Office, take: Receive) -> None:
    form = Letter({"file": take("a.png", samples.picture()).pk}, actor=office.specialist)
    assert "chỉ nhận văn bản thuần" in str(form.errors["file"])


def test_fields_take_files_without_scripts(office: Office) -> None:
    files = MultiValueDict({"file_file": [SimpleUploadedFile("a.txt", b"abc")]})
    form = Letter({}, files, actor=office.specialist)
    assert form.is_valid(), form.errors
    assert queries.read(form.cleaned_data["file"]) == b"abc"


def test_what_the_gate_read_whole_is_known_at_once(take: Receive) -> None:
    file = take("a.docx", samples.word("Kế hoạch chuyển đổi số năm 2026"))
    assert file.blob.text_state == TextState.READ
    assert "Kế hoạch chuyển đổi số năm 2026" in file.blob.text
    assert not _waiting_to_be_read()


def test_a_thick_scan_is_read_whole_afterwards_before_what_nobody_waits_for(
    take: Receive, office: Office
) -> None:
    made = actions.keep(
        samples.pdf(), name="a.pdf", media_type="application/pdf", agency=office.agency, actor=None
    )
    thick = take("a.pdf", samples.scanned_pdf(*_PAGES))
    assert thick.blob.text_state == TextState.WAITING
    assert _waiting_to_be_read() == [thick.blob_id, made.blob_id]
    upkeep.read_text(thick.blob)
    assert thick.blob.text_state == TextState.READ
    assert "thứ tư" in thick.blob.text


def test_a_copy_made_here_is_not_read_anew(take: Receive, office: Office) -> None:
    file = take("a.png", samples.picture("Trang thứ nhất"))
    made = actions.keep(
        samples.pdf(), name="a.pdf", media_type="application/pdf", agency=office.agency,
        actor=None, like=file,
    )  # fmt: skip
    assert made.blob.text == file.blob.text != ""
    assert not _waiting_to_be_read()


def test_a_mark_found_deep_inside_withholds_the_content(take: Receive) -> None:
    file = take("a.pdf", samples.scanned_pdf(*_PAGES[:3], "MẬT"))
    upkeep.read_text(file.blob)
    assert (file.blob.text_state, file.blob.text) == (TextState.WITHHELD, "")
    with pytest.raises(Refused):
        queries.open_file(file)
    assert Entry.objects.filter(action="files.withhold").count() == 1


def test_what_the_product_makes_is_kept(office: Office) -> None:
    file = actions.keep(
        b"%PDF", name="a.pdf", media_type="application/pdf", agency=office.agency, actor=None
    )
    assert queries.read(file) == b"%PDF"
    assert queries.uploads_of(office.clerk, [file.pk]) == []


def test_uploads_never_attached_go_and_others_stay(
    office: Office, take: Receive, left_behind: Callable[[], list[str]]
) -> None:
    left, remembered, fresh = (take(f"{n}.txt", n.encode()) for n in "abc")
    made = actions.keep(
        b"x", name="x.pdf", media_type="application/pdf", agency=office.agency, actor=None
    )
    old = clock.now() - timedelta(days=30)
    StoredFile.objects.exclude(pk=fresh.pk).update(created_at=old)
    Blob.objects.update(created_at=old)
    keep_one = events.on(UploadsExpiring)(lambda event: event.keep.add(remembered.pk))
    try:
        assert upkeep.clear_uploads() == 1
    finally:
        events._handlers[UploadsExpiring].remove(keep_one)
    assert set(StoredFile.objects.all()) == {remembered, fresh, made}
    assert not Blob.objects.filter(pk=left.blob_id).exists()
    assert len(left_behind()) == 3


@pytest.mark.parametrize("make", [samples.word, samples.odt], ids=["docx", "odt"])
def test_office_files_become_pdf(office: Office, take: Receive, make: Callable[..., bytes]) -> None:
    if LibreOffice.installed() is None:
        pytest.skip("LibreOffice is not installed")
    pdf = actions.to_pdf(take("Tờ trình.docx", make()), actor=office.specialist)
    assert pdf.name == "Tờ trình.pdf"
    assert samples.page_count(queries.read(pdf)) == 1


def test_a_conversion_that_was_asked_for_is_told(office: Office, take: Receive) -> None:
    told: list[NotConverted] = []
    events.on(NotConverted)(told.append)
    file = take("a.txt", b"abc")
    actions.ask_for_pdf(file, actor=office.specialist)
    try:
        jobs.convert.func(file_id=file.pk, actor_id=office.specialist.pk)
    finally:
        events._handlers[NotConverted].remove(told.append)
    assert told == [NotConverted(file.pk, NOT_CONVERTED)]


def test_without_libreoffice_a_plain_sentence(
    office: Office, take: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = take("a.docx", samples.word())
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(Refused) as refused:
        actions.to_pdf(file, actor=office.specialist)
    assert "chưa cài LibreOffice" in refused.value.sentence


def _waiting_to_be_read() -> list[int]:
    """Contents in the order in which a worker takes them."""
    jobs = ProcrastinateJob.objects.filter(task_name="files.read_text")
    return [job.args["blob_id"] for job in jobs.order_by("-priority", "id")]
