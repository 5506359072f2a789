"""A version written part by part on pages, by administrators who may work at the same time."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

import congvu.demo
from congvu.accounts.tests.factories import client_of
from congvu.core.refused import Conflict
from congvu.directory.models import Role
from congvu.directory.tests.factories import AppointmentFactory
from congvu.services.actions import catalogue as actions
from congvu.services.definitions import expressions, parse, problems_of
from congvu.services.definitions.editing import Put, own, own_mark
from congvu.services.definitions.expressions import Broken
from congvu.services.definitions.parts import WHOLE, PartKind
from congvu.services.definitions.reading import Reader
from congvu.services.definitions.writing import data_of, words_of
from congvu.services.forms.parts import PartForm
from congvu.services.models import Definition, Procedure
from congvu.services.tests.factories import DATA, Counter

_FILES = sorted((Path(congvu.demo.__file__).parent / "data" / "services").glob("[!f]*.json"))


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("75.000", 75000),
        ('tinh_trang = "ly_hon"', {"=": [{"field": "tinh_trang"}, "ly_hon"]}),
        ("a > 2 và b và c", {"and": [{">": [{"field": "a"}, 2]}, {"field": "b"}, {"field": "c"}]}),
        ("a hoặc b và không c",
         {"or": [{"field": "a"}, {"and": [{"field": "b"}, {"not": {"field": "c"}}]}]}),
        ("(a + b) * 8000 - 1", {"-": [{"*": [{"+": [{"field": "a"}, {"field": "b"}]}, 8000]}, 1]}),
        ('x thuộc ["a", "b"]', {"in": [{"field": "x"}, ["a", "b"]]}),
        ("tổng(noi, thang) / 12", {"/": [{"sum": ["noi", "thang"]}, 12]}),
        ("nếu(số_năm_từ(sinh) >= 60, 0, 28000)",
         {"if": [{">=": [{"years_since": [{"field": "sinh"}]}, 60]}, 0, 28000]}),
        ('mục("sai") = đúng', {"=": [{"field": ["sai"]}, True]}),
    ],
)  # fmt: skip
def test_conditions_are_written_as_one_line(text: str, data: object) -> None:
    assert data_of(text) == data
    assert data_of(words_of(data)) == data_of(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a +", "thiếu vế"), ("a b", "thiếu phép nối"), ("(a", "Thiếu dấu “)”"),
        ("tích(a)", "Không có phép tính tên “tích”"), ("a ? b", "Không hiểu từ chỗ"),
        ("nếu(a)", "không nhận 1 thành phần"), ("(" * 500, "lồng nhau quá sâu"),
        ("không " * 300 + "a", "lồng nhau quá sâu"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(text: str, said: str) -> None:
    with pytest.raises(Broken) as broken:
        data_of(text)
    assert said in broken.value.sentence


_SIGNS = ["+", "-", "*", "/", "=", "<", "and", "or"]
_LEAVES = st.one_of(
    st.integers(0, 10**9), st.booleans(), st.text("ab\"\\ ớ(", max_size=5),
    st.sampled_from([{"field": "a"}, {"field": "sai"}, {"sum": ["noi", "x"]}, {"count": ["noi"]}]),
)  # fmt: skip
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda n, a, b: {n: [a, b]}, st.sampled_from(_SIGNS), inner, inner),
        st.builds(lambda a: {"not": a}, inner),
        st.builds(lambda a, b, c: {"if": [a, b, c]}, inner, inner, inner),
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150)
@given(_TREES)
def test_every_tree_is_the_same_after_its_words(tree: object) -> None:
    assert expressions.read(data_of(words_of(tree))) == expressions.read(tree)


def _parts(kind: PartKind, data: Any) -> Any:
    yield kind, data
    for inner in kind.inside:
        for one in data.get(inner.key, []):
            yield from _parts(inner, one)


@pytest.mark.parametrize("file", _FILES, ids=lambda one: one.stem)
def test_saving_a_part_as_it_is_changes_nothing(file: Path) -> None:
    """Every part of every procedure of the demo, through its form."""
    rows = json.loads(file.read_text())
    for row in rows if isinstance(rows, list) else [rows]:
        content, _ = parse(row["definition"])
        for kind, part in _parts(WHOLE, row["definition"]):
            begun = PartForm(kind=kind, part=part, content=content)
            sent = {name: begun.get_initial_for_field(f, name) for name, f in begun.fields.items()}
            form = PartForm(
                {name: one for name, one in sent.items() if one is not None and one is not False},
                kind=kind, part=part, content=content,
            )  # fmt: skip
            assert form.is_valid(), form.errors
            assert form.values() == own(kind, part)


def test_the_table_of_parts_names_all_that_a_version_may_say() -> None:
    """Whatever is read of a part is either a value of it or a list of parts inside it."""
    asked: dict[str, set[str]] = {}
    end = Reader.end

    def listening(reader: Reader) -> None:
        name = reader.path.split(".")[-1].split("[")[0]
        asked.setdefault(name, set()).update(reader.read)
        end(reader)

    whole = deepcopy(DATA)
    whole["steps"][0]["opinions"] = {"agencies": ["H47"], "question": "?"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "end", listening)
        parse(whole)
    known = {
        kind.key: {one.key.split(".")[0] for one in kind.values} | {one.key for one in kind.inside}
        for kind, _ in _parts(WHOLE, whole)
    }
    for key in ("", "papers", "fees", "exemptions", "pages", "steps", "moves"):
        assert asked[key] == known[key], key
    inner = {"formula", "fills_from", "fields"}
    assert asked["fields"] - inner == known["fields"] - inner
    assert asked["term"] | asked["opinions"] == {
        one.key.split(".")[1]
        for kind in (WHOLE, WHOLE.inside[3])
        for one in kind.values
        if "." in one.key
    }


pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(counter: Counter) -> Definition:
    return actions.draft(actor=None, procedure=counter.procedure)


@pytest.fixture
def keeper(counter: Counter) -> Client:
    return client_of(_administrator(counter))


def _administrator(counter: Counter) -> Any:
    return AppointmentFactory.create(
        unit=None, agency=counter.office.agency, role=Role.PROVINCE_ADMINISTRATOR
    )


def _part(draft: Definition, where: str) -> str:
    return reverse("services:part", args=[draft.procedure.code, draft.number, where])


def _read(answer: Any) -> Any:
    return html.fromstring(answer.content.decode())


def _words(page: Any, key: str) -> str:
    return str(page.get_element_by_id(key).text_content())


def _value(page: Any, name: str) -> str:
    return str(page.xpath("//*[@name=$name]", name=name)[0].value)


def _buttons(page: Any, words: str) -> list[Any]:
    """Those whose value begins so."""
    found: list[Any] = page.xpath("//button[starts-with(@value, $words)]", words=words)
    return found


def _problems(page: Any, key: str) -> list[str]:
    found = page.get_element_by_id(key).find_class("problem")
    return [str(one.text_content()) for one in found]


def _filled(client: Client, url: str, **values: Any) -> dict[str, Any]:
    """What the page's form sends when it is filled in like this."""
    page = _read(client.get(url))
    form = next(one for one in page.forms if "dau_ban" in one.fields)
    sent = {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
    return {**sent, **values}


def test_a_field_is_added_changed_moved_and_removed(keeper: Client, draft: Definition) -> None:
    new = _part(draft, "pages.0.fields.moi")
    sent = _filled(keeper, new, label="Dân tộc", code="dan_toc", kind="choice",
                   choices="kinh | Kinh\nco_tu | Cơ Tu")  # fmt: skip
    answer = keeper.post(new, sent)
    assert answer["Location"].endswith("#pages.0.fields.3")
    where = _part(draft, "pages.0.fields.3")
    keeper.post(where, _filled(keeper, where, label="Dân tộc của ông/bà"))
    page = reverse("services:version", args=[draft.procedure.code, draft.number])
    soup = _read(keeper.get(page))
    up = _buttons(soup, "len:pages.0.fields.3:")[0]
    assert up.get("aria-label") == "Đưa lên: Dân tộc của ông/bà"
    change = reverse("services:change_part", args=[draft.procedure.code, draft.number])
    keeper.post(change, {"viec": up.get("value")})
    draft.refresh_from_db()
    fields = draft.data["pages"][0]["fields"]
    assert [one["code"] for one in fields] == ["ten", "giay_to", "dan_toc", "tinh_trang"]
    assert fields[2] == {
        "label": "Dân tộc của ông/bà", "code": "dan_toc", "kind": "choice",
        "choices": [{"code": "kinh", "label": "Kinh"}, {"code": "co_tu", "label": "Cơ Tu"}],
    }  # fmt: skip
    assert problems_of(draft.data) == []
    soup = _read(keeper.get(_part(draft, "pages.0.fields.2")))
    keeper.post(change, {"viec": _buttons(soup, "bo:")[0].get("value")})
    draft.refresh_from_db()
    assert draft.data == DATA


def test_a_wrong_value_is_said_beside_its_field_and_nothing_is_lost(
    keeper: Client, draft: Definition
) -> None:
    where = _part(draft, "fees.0")
    sent = _filled(keeper, where, amount="so_ban * * 8000", code="Lệ phí", basis="Nghị quyết mới")
    soup = _read(keeper.post(where, sent))
    assert "thiếu vế" in _words(soup, "id_amount_error")
    assert _value(soup, "basis") == "Nghị quyết mới"
    assert _value(soup, "amount") == "so_ban * * 8000"
    sent["amount"] = "so_ban * 9000"
    soup = _read(keeper.post(where, sent))
    assert "Mã gồm chữ thường không dấu" in _words(soup, "id_code_error")
    draft.refresh_from_db()
    assert draft.data == DATA


def test_what_stands_against_publishing_is_listed_at_its_part(
    keeper: Client, draft: Definition
) -> None:
    where = _part(draft, "steps.moi")
    keeper.post(where, _filled(keeper, where, name="Thẩm tra", code="tham_tra", role="unit_head"))
    page = reverse("services:version", args=[draft.procedure.code, draft.number])
    soup = _read(keeper.get(page))
    said = _problems(soup, "steps.2")
    assert "Bước “Thẩm tra” không có lối đi tiếp." in said
    assert "Không có lối nào dẫn đến bước “Thẩm tra”." in said
    assert _problems(soup, "steps.0") == []
    assert "Công bố" not in [one.text_content() for one in soup.iter("button")]


def test_the_second_of_two_sees_that_the_draft_moved_on(keeper: Client, draft: Definition) -> None:
    where = _part(draft, "papers.0")
    first = _filled(keeper, where, name="Bản chụp thẻ căn cước")
    second = _filled(keeper, where, name="Bản sao thẻ căn cước", note="Còn hạn")
    keeper.post(where, first)
    shown = _read(keeper.post(where, second))
    assert "Người khác vừa sửa chính giấy tờ này" in shown.text_content()
    assert "Tên giấy tờ: Bản chụp thẻ căn cước" in shown.text_content()
    assert _value(shown, "note") == "Còn hạn"
    draft.refresh_from_db()
    assert draft.data["papers"][0]["name"] == "Bản chụp thẻ căn cước"
    again = _value(shown, "dau_ban")
    assert keeper.post(where, {**second, "dau_ban": again}).status_code == 302
    draft.refresh_from_db()
    assert draft.data["papers"][0]["note"] == "Còn hạn"


def test_others_parts_may_change_move_and_go_meanwhile(draft: Definition, counter: Counter) -> None:
    administrator, mark = _administrator(counter), own_mark(WHOLE.inside[0], DATA["papers"][1])
    moved = deepcopy(DATA)
    moved["papers"].insert(0, moved["papers"].pop(1))
    actions.edit(draft, actor=administrator, data=moved)
    put = Put("papers.1", mark, {"code": "ly_hon", "name": "Bản án ly hôn"})
    assert actions.change_part(draft, actor=administrator, change=put) == "papers.0"
    assert draft.data["papers"][1] == DATA["papers"][0]
    del moved["papers"][0]
    actions.edit(draft, actor=administrator, data=moved)
    with pytest.raises(Conflict):
        actions.change_part(draft, actor=administrator, change=put)


def test_the_text_of_the_whole_knows_that_it_is_old(keeper: Client, draft: Definition) -> None:
    url = reverse("services:version_text", args=[draft.procedure.code, draft.number])
    base = _value(_read(keeper.get(url)), "base")
    sent = {"text": json.dumps({**DATA, "result": "Khác"}), "note": "", "base": base}
    where = _part(draft, "chung")
    keeper.post(where, _filled(keeper, where, audience="Tổ chức"))
    assert "Người khác vừa sửa" in keeper.post(url, sent).content.decode()
    draft.refresh_from_db()
    assert (draft.data["audience"], draft.data["result"]) == ("Tổ chức", "Giấy xác nhận")


def test_a_published_version_has_no_editor(keeper: Client, counter: Counter) -> None:
    one = counter.definition
    assert keeper.get(_part(one, "papers.0")).status_code == 404
    url = reverse("services:change_part", args=[one.procedure.code, one.number])
    assert keeper.post(url, {"viec": "bo:papers.0:x"}).status_code == 404
    page = reverse("services:version", args=[one.procedure.code, one.number])
    assert "Bản chụp căn cước công dân" in keeper.get(page).content.decode()


@pytest.mark.parametrize(
    "where", ["x", "papers", "papers.99", "pages.0.papers.1", "papers.0.fields.1",
     "papers.moi.x.1", "papers.-1", "chung.0", "pages.999.fields.moi"],
)  # fmt: skip
def test_an_address_of_nothing_is_nothing(keeper: Client, draft: Definition, where: str) -> None:
    assert keeper.get(_part(draft, where)).status_code == 404


def test_a_version_of_forty_fields_is_one_light_page(
    keeper: Client, draft: Definition, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    data = deepcopy(DATA)
    extra = [{"code": f"them_{n}", "label": f"Mục thêm {n}", "kind": "text"} for n in range(40)]
    data["pages"][2]["fields"] += extra
    actions.edit(draft, actor=None, data=data)
    page = reverse("services:version", args=[draft.procedure.code, draft.number])
    keeper.get(page)
    with django_assert_max_num_queries(9):
        answer = keeper.get(page)
    assert len(answer.content) < 80_000
    with django_assert_max_num_queries(9):
        keeper.get(_part(draft, "pages.2.fields.30"))


def test_a_procedure_is_added_on_a_page_and_drafted(counter: Counter, keeper: Client) -> None:
    typed = {
        "code": "2.000815.000.00.00.H47", "name": "Chứng thực bản sao từ bản chính",
        "field": counter.procedure.field_id, "level": 3, "handled_by": "commune", "active": "on",
    }  # fmt: skip
    answer = keeper.post(reverse("services:new_procedure"), typed)
    assert answer["Location"].endswith("/2.000815.000.00.00.H47/phien-ban/1/")
    assert "Thiếu thời hạn giải quyết" in keeper.get(answer["Location"]).content.decode()
    again = keeper.post(reverse("services:new_procedure"), {**typed, "name": "Tên khác"})
    assert again.status_code == 422
    shown = again.content.decode()
    assert "Đã có thủ tục mang mã này." in shown
    assert "Tên khác" in shown
    assert Procedure.objects.get(code=typed["code"]).name == typed["name"]


def test_facts_of_a_procedure_change_at_once_its_code_never(
    counter: Counter, keeper: Client
) -> None:
    one = counter.procedure
    url = reverse("services:procedure_facts", args=[one.code])
    typed = {
        "code": "9.999999", "name": one.name, "field": one.field_id, "level": one.level,
        "handled_by": one.handled_by, "agency": "", "words": "khai tử",
    }  # fmt: skip
    assert keeper.post(url, typed)["Location"] == reverse("services:versions", args=[one.code])
    one.refresh_from_db()
    assert (one.code, one.words, one.active) == (counter.procedure.code, "khai tử", False)
    assert one.name not in Client().get(reverse("services:catalogue")).content.decode()
