"""Conditions built of rows by buttons, without scripts: the same data, nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from congvu.accounts.tests.factories import client_of
from congvu.directory.models import Role
from congvu.directory.tests.factories import AppointmentFactory
from congvu.services.actions import catalogue as actions
from congvu.services.definitions import Content, parse
from congvu.services.definitions.conditions import BrokenRows, Row, Rows, data_of_rows, rows_of
from congvu.services.models import Definition
from congvu.services.tests.factories import Counter, data

MORE = [
    {"code": "con", "label": "Có con chung", "kind": "yes_no"},
    {"code": "muc", "label": "Mục đích", "kind": "choices",
     "choices": [{"code": "hoc", "label": "Đi học"}, {"code": "lam", "label": "Đi làm"}]},
]  # fmt: skip


def whole() -> dict[str, Any]:
    """The usual version with a question of every kind that matters."""
    made = data()
    made["pages"][0]["fields"] += MORE
    return made


def content() -> Content:
    return parse(whole())[0]


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        (None, Rows()),
        ({"=": [{"field": "tinh_trang"}, "ly_hon"]}, Rows((Row("tinh_trang", "=", "ly_hon"),))),
        ({"in": [{"field": "tinh_trang"}, ["chua", "ly_hon"]]},
         Rows((Row("tinh_trang", "in", "chua, ly_hon"),))),
        ({"or": [{">": [{"field": "so_ban"}, 1000]}, {"=": [{"field": "con"}, True]}]},
         Rows((Row("so_ban", ">", "1000"), Row("con", "=", "co")), "or")),
        ({"and": [{"in": ["hoc", {"field": "muc"}]}, {"<": [{"field": "ngay"}, "2020-12-31"]},
                  {"not": {"filled": [{"field": "ten"}]}}]},
         Rows((Row("muc", "has", "hoc"), Row("ngay", "<", "31/12/2020"), Row("ten", "empty")))),
    ],
)  # fmt: skip
def test_rows_say_the_same_as_the_data(written: object, rows: Rows) -> None:
    assert rows_of(written, content()) == rows
    assert data_of_rows(rows, content()) == written


@pytest.mark.parametrize(
    "written",
    [
        {"field": "con"}, {"and": [{"=": [{"field": "con"}, True]}]},
        {"or": [{"and": [{"filled": [{"field": "ten"}]}, {"filled": [{"field": "ngay"}]}]},
                {"filled": [{"field": "con"}]}]},
        {">": [{"+": [{"field": "so_ban"}, 1]}, 2]}, {"=": [{"field": "so_ban"}, "2"]},
        {">=": [{"years_since": [{"field": "ngay"}]}, 60]}, {"=": [{"field": "da_bo"}, "x"]},
        {"=": [{"field": "tinh_trang"}, "goa"]}, {"no such": 1}, {"=": [{"field": "so_ban"}, -1]},
    ],
)  # fmt: skip
def test_what_rows_cannot_say_exactly_stays_words(written: object) -> None:
    assert rows_of(written, content()) is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row(), "Chọn mục."), (Row("da_bo"), "Không có mục “da_bo”."),
        (Row("tinh_trang", "<", "ly_hon"), "không so sánh như vậy được"),
        (Row("tinh_trang", "=", " "), "Chọn hoặc gõ giá trị"),
        (Row("tinh_trang", "=", "goa"), "không có lựa chọn “goa”"),
        (Row("so_ban", ">", "hai"), "một số nguyên"), (Row("con", "=", "x"), "Có hoặc Không"),
        (Row("ngay", "<", "2020-12-31"), "một ngày"),
    ],
)  # fmt: skip
def test_what_a_row_cannot_mean_is_said_of_that_row(row: Row, said: str) -> None:
    good = Row("tinh_trang", "=", "Đã ly hôn")
    with pytest.raises(BrokenRows) as broken:
        data_of_rows(Rows((good, row)), content())
    assert list(broken.value.rows) == [1]
    assert said in broken.value.rows[1]


class Editor:
    """The page of one part, used as without scripts: fields are filled, buttons pressed."""

    def __init__(self, client: Client, url: str) -> None:
        self.client, self.url = client, url
        self.show(client.get(url))

    def show(self, answer: Any) -> None:
        self.status = answer.status_code
        self.page = html.fromstring(answer.content.decode()) if self.status == 200 else None

    def press(self, button: str = "", **typed: Any) -> None:
        """Fill in, then press the condition's button (`them`…), or save."""
        form = next(one for one in self.page.forms if "dau_ban" in one.fields)
        sent: dict[str, Any] = {}
        for name, value in form.form_values():
            sent.setdefault(name, []).append(value)
        sent |= typed
        if button:
            assert self.page.xpath("//button[@name='dieu_kien'][@value=$v]", v=f"when:{button}")
            sent["dieu_kien"] = f"when:{button}"
        self.show(self.client.post(self.url, sent))

    def words(self, key: str) -> str:
        return str(self.page.get_element_by_id(key).text_content())

    def value(self, name: str) -> str:
        return str(self.page.xpath("//*[@name=$name]", name=name)[0].value)


@pytest.fixture
def draft(counter: Counter) -> Definition:
    made = actions.draft(actor=None, procedure=counter.procedure)
    actions.edit(made, actor=None, data=whole())
    return made


@pytest.fixture
def editor(counter: Counter, draft: Definition) -> Editor:
    keeper = AppointmentFactory.create(
        unit=None, agency=counter.office.agency, role=Role.PROVINCE_ADMINISTRATOR
    )
    where = [draft.procedure.code, draft.number, "papers.0"]
    return Editor(client_of(keeper), reverse("services:part", args=where))


def condition(draft: Definition) -> object:
    draft.refresh_from_db()
    return draft.data["papers"][0].get("when")


pytestmark = pytest.mark.django_db


def test_a_condition_is_built_by_buttons(editor: Editor, draft: Definition) -> None:
    assert "Luôn luôn" in editor.words("id_when")
    editor.press("them", name="Bản chụp thẻ")
    assert editor.value("name") == "Bản chụp thẻ"
    editor.press("them", **{"when-0-field": "tinh_trang", "when-0-value": "Đã ly hôn"})
    assert editor.value("when-0-value") == "ly_hon"
    editor.press("them", **{"when-1-field": "so_ban", "when-1-sign": ">=", "when-1-value": "2"})
    assert condition(draft) is None
    editor.press("bo-2", **{"when-join": "or"})
    editor.press()
    assert editor.status == 302
    assert condition(draft) == {
        "or": [{"=": [{"field": "tinh_trang"}, "ly_hon"]}, {">=": [{"field": "so_ban"}, 2]}]
    }
    assert draft.data["papers"][0]["name"] == "Bản chụp thẻ"


def test_the_middle_row_goes_and_the_others_stay(editor: Editor, draft: Definition) -> None:
    for place, code in enumerate(("ten", "ngay", "con")):
        editor.press("them")
        editor.press("them", **{f"when-{place}-field": code, f"when-{place}-sign": "filled"})
        editor.press(f"bo-{place + 1}")
    editor.press("bo-1")
    editor.press()
    assert condition(draft) == {
        "and": [{"filled": [{"field": "ten"}]}, {"filled": [{"field": "con"}]}]
    }


def test_a_wrong_row_is_said_beside_it_and_nothing_is_lost(
    editor: Editor, draft: Definition
) -> None:
    editor.press("them")
    editor.press("them", **{"when-0-field": "so_ban", "when-0-sign": ">", "when-0-value": "hai"})
    editor.press(note="Còn hạn")
    assert "một số nguyên" in editor.words("id_when-0-loi")
    assert editor.words("id_when-1-loi") == "Chọn mục."
    assert editor.value("when-0-value") == "hai"
    assert editor.value("note") == "Còn hạn"
    assert condition(draft) is None
    editor.press("bo-1", **{"when-0-value": "3"})
    editor.press()
    assert condition(draft) == {">": [{"field": "so_ban"}, 3]}


def test_words_and_rows_change_into_each_other(editor: Editor, draft: Definition) -> None:
    editor.press("them")
    editor.press("chu", **{"when-0-field": "con", "when-0-value": "co"})
    assert editor.value("when-text") == "con = đúng"
    editor.press("bang", **{"when-text": "con = đúng hoặc so_ban > 2"})
    assert (editor.value("when-1-field"), editor.value("when-1-value")) == ("so_ban", "2")
    editor.press("chu")
    editor.press("bang", **{"when-text": "số_năm_từ(ngay) >= 60"})
    assert "Bảng không diễn tả được" in editor.words("id_when")
    editor.press("bang", **{"when-text": "con ="})
    assert "thiếu vế" in editor.words("id_when")
    editor.press(**{"when-text": "số_năm_từ(ngay) >= 60"})
    assert condition(draft) == {">=": [{"years_since": [{"field": "ngay"}]}, 60]}


def test_a_complex_condition_is_kept_as_words_and_untouched(
    editor: Editor, draft: Definition
) -> None:
    changed = whole()
    kept = {"not": {"and": [{"field": "con"}, {"filled": {"field": "ten"}}]}}
    changed["papers"][0]["when"] = kept
    actions.edit(draft, actor=None, data=changed)
    editor.show(editor.client.get(editor.url))
    assert "sửa bằng chữ như trước" in editor.words("id_when")
    editor.press(note="Còn hạn")
    assert condition(draft) == kept
    assert draft.data["papers"][0]["note"] == "Còn hạn"


def test_several_choices_are_ticked(editor: Editor, draft: Definition) -> None:
    editor.press("them")
    editor.press("them", **{"when-0-field": "tinh_trang", "when-0-sign": "in"})
    editor.press("bo-1")
    editor.press(**{"when-0-value": ["chua", "ly_hon"]})
    assert condition(draft) == {"in": [{"field": "tinh_trang"}, ["chua", "ly_hon"]]}


def test_enter_saves_and_presses_no_other_button(editor: Editor) -> None:
    form = next(one for one in editor.page.forms if "dau_ban" in one.fields)
    assert form.xpath(".//button")[0].get("name") is None
