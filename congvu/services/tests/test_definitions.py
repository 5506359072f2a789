"""Versions as data: what is wrong in them is said, what they ask is checked."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from congvu.core import clock
from congvu.demo import agencies
from congvu.services.definitions import (
    Known,
    check,
    differences,
    drawing,
    fees_due,
    parse,
    problems_of,
    schema_of,
    trusted,
    walk,
)
from congvu.services.definitions.expressions import Broken, read
from congvu.services.models import Definition
from congvu.services.tests.factories import ANSWERS, DATA, Counter, data

DEMO = sorted((Path(agencies.__file__).parent / "data" / "services").glob("[!f]*.json"))
EVERYWHERE = Known(lambda code: "xã Thử, tỉnh Quảng Nam" if code == "x" else "")


def altered(change: Any) -> dict[str, Any]:
    whole = deepcopy(DATA)
    change(whole)
    return whole


WRONG = [
    (lambda d: d.pop("result"), "result", "Thiếu tên kết quả"),
    (lambda d: d["term"].update(count=0), "term.count", "từ 1 trở lên"),
    (lambda d: d.update(la="?"), "la", "Không có mục tên này"),
    (lambda d: d["pages"][0]["fields"][0].pop("label"), "pages[0].fields[0].label", "Thiếu nhãn"),
    (lambda d: d["pages"][0]["fields"][0].update(kind="phep"), "pages[0].fields[0].kind", "phep"),
    (lambda d: d["pages"][0]["fields"][2].pop("choices"), "pages[0].fields[2].choices", "lựa chọn"),
    (lambda d: d["steps"][0].update(role=""), "steps[0].role", "Thiếu vai trò"),
    (lambda d: d["steps"][0].update(role="administrator"), "steps[0].role", "Không có vai trò"),
    (lambda d: d["steps"][1]["moves"][0].update(effects=["bay"]), "steps[1].moves[0].effects",
     "Không có tác động"),
    (lambda d: d["steps"][0]["moves"][0].update(to="dau"), "steps[0].moves[0].to", "Không có bước"),
    (lambda d: d["steps"].append({**d["steps"][1], "code": "xa"}), "steps[2]", "Không có lối nào"),
    (lambda d: d["steps"][1]["moves"].pop(0), "steps[0]", "không có lối kết thúc"),
    (lambda d: d["pages"][1].update(when={"=": [{"field": "so_ban"}, 1]}), "pages[1].when",
     "không có ở đây"),
    (lambda d: d["fees"][0].update(amount={"field": "gia"}), "fees[0].amount", "gia"),
    (lambda d: d["fees"][0]["exemptions"][0].update(proof="x"), "fees[0].exemptions[0].proof", "x"),
    (lambda d: d["pages"][2]["fields"][2].update(formula={"exec": ["1"]}),
     "pages[2].fields[2].formula", "Không có phép tính"),
    (lambda d: d["papers"].append(d["papers"][0]), "papers[3].code", "đã dùng"),
    (lambda d: d.update(steps=[]), "steps", "chưa có bước"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "path", "words"), WRONG, ids=[one[1] for one in WRONG])
def test_what_is_wrong_is_said_beside_its_path(change: Any, path: str, words: str) -> None:
    said = [one.sentence for one in problems_of(altered(change)) if one.path == path]
    assert any(words in one for one in said)


def test_what_is_right_has_no_problems() -> None:
    assert problems_of(DATA) == []


@pytest.mark.parametrize("junk", [None, 7, [], "x", {"pages": 3, "steps": [1], "term": []}])
def test_junk_is_answered_in_words(junk: object) -> None:
    assert problems_of(junk)


@pytest.mark.parametrize("path", DEMO, ids=[one.stem for one in DEMO])
def test_every_procedure_of_the_demo_may_be_published(path: Path) -> None:
    assert problems_of(json.loads(path.read_text())["definition"]) == []


def test_there_are_twelve_procedures_and_more() -> None:
    assert len(DEMO) >= 12


def test_a_tree_that_is_too_deep_or_unknown_is_broken() -> None:
    deep: object = 1
    for _ in range(30):
        deep = {"not": [deep]}
    for junk in (deep, {"a": 1, "b": 2}, {"field": 3}, {"=": [1]}, {"__import__": ["os"]}):
        with pytest.raises(Broken):
            read(junk)


@pytest.mark.parametrize(
    ("tree", "value"),
    [
        ({"+": [1, 2, {"field": "n"}]}, 7),
        ({"if": [{">": [{"field": "n"}, 3]}, "a", "b"]}, "a"),
        ({"<": [{"field": "chua_tra_loi"}, 3]}, False),
        ({"/": [7, 0]}, 0),
        ({"max": [0, {"-": [2, {"field": "n"}]}]}, 0),
        ({"sum": ["rows", "m"]}, 5),
        ({"count": "rows"}, 2),
        ({"in": [{"field": "n"}, [1, 4]]}, True),
        ({"filled": {"field": "khong"}}, False),
        ({"*": [10**14, 10**14]}, 10**15),
    ],
)
def test_expressions_come_to_values(tree: object, value: object) -> None:
    found = read(tree)
    assert found is not None
    assert found.value({"n": 4, "rows": [{"m": 2}, {"m": 3}]}) == value


def test_an_age_is_whole_years() -> None:
    age = read({"years_since": {"field": "ngay"}})
    assert age is not None
    with clock.fixed(clock.start_of(clock.today().replace(year=2020, month=4, day=5))):
        assert age.value({"ngay": "2000-04-06"}) == 19
        assert age.value({"ngay": "2000-04-05"}) == 20


def test_answers_are_cleaned_and_computed() -> None:
    given = {**ANSWERS, "ten": "  Nguyễn   Thị Thử ", "giay_to": "049 185 000 123",
             "noi": [{"cho": "Tam Kỳ", "thang": 5}, {"cho": "Hội An", "thang": "7"}]}  # fmt: skip
    found, wrong = check(trusted(DATA), given, EVERYWHERE)
    assert not wrong
    assert found["ten"] == "Nguyễn Thị Thử"
    assert found["giay_to"] == "049185000123"
    assert found["tong"] == 12


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ten": ""}, "ten"),
        ({"giay_to": "12345"}, "giay_to"),
        ({"giay_to": "003185000123"}, "giay_to"),
        ({"tinh_trang": "khac"}, "tinh_trang"),
        ({"so_ban": 21}, "so_ban"),
        ({"so_ban": "hai"}, "so_ban"),
        ({"noi": [{"cho": "", "thang": 1}]}, "noi[0].cho"),
        ({"noi": [{"cho": "a", "thang": 1}] * 4}, "noi"),
        ({"tinh_trang": "ly_hon"}, "ngay"),
        ({"la": 1}, "la"),
        ({"ten": "a\x00b"}, "ten"),
    ],
)
def test_what_is_not_an_answer_is_refused_beside_its_field(
    change: dict[str, object], field: str
) -> None:
    _, wrong = check(trusted(DATA), {**ANSWERS, **change}, EVERYWHERE)
    assert field in wrong


def test_what_no_page_asks_is_left_out() -> None:
    found, wrong = check(trusted(DATA), {**ANSWERS, "ngay": "2019-01-01"}, EVERYWHERE)
    assert not wrong
    assert "ngay" not in found


@pytest.mark.parametrize(("papers", "amount"), [(["cccd"], 16000), (["cccd", "mien"], 0)])
def test_fees_follow_answers_and_proofs(papers: list[str], amount: int) -> None:
    [due] = fees_due(trusted(DATA), ANSWERS, papers)
    assert due.amount == amount


def test_the_simulator_follows_the_chosen_moves() -> None:
    way = walk(trusted(DATA), ANSWERS, ["trinh", "lai", "trinh", "xong"])
    assert [one.step.code for one in way] == ["xem", "ky", "xem", "ky"]
    assert "Kết thúc xử lý, có kết quả" in way[-1].effects


def test_versions_are_compared_by_their_codes() -> None:
    after = data(result="Giấy khác")
    after["pages"][0]["fields"].insert(0, {"code": "moi", "label": "Mục mới", "kind": "text"})
    found = {one.path: one.kind for one in differences(DATA, after)}
    assert found == {"result": "changed", "pages.nguoi.fields.moi": "added"}


def test_the_schema_for_programs_asks_what_the_form_asks() -> None:
    schema = schema_of(trusted(DATA), address="urn:x", title="Thử")
    assert schema["required"] == ["ten", "giay_to", "tinh_trang", "so_ban"]
    assert schema["properties"]["tinh_trang"]["enum"] == ["chua", "ly_hon"]
    assert "tong" not in schema["properties"]


def test_the_drawing_names_every_step_and_the_place() -> None:
    svg = drawing(trusted(DATA), at="ky", passed=frozenset({"xem"}))
    assert 'data-state="done"' in svg
    assert "Ký (hồ sơ đang ở đây)" in svg


def test_reading_and_writing_expressions_agree() -> None:
    tree = {"if": [{"=": [{"field": "a"}, 1]}, {"+": [1, {"field": "b"}]}, 0]}
    found = read(tree)
    assert found is not None
    assert read(found.as_data()) == found


def test_a_published_version_never_changes(counter: Counter) -> None:
    for change in ({"data": {}}, {"state": "draft"}, {"number": 9}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Definition.objects.filter(pk=counter.definition.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Definition.objects.filter(pk=counter.definition.pk).delete()


def test_parsing_keeps_what_can_be_read() -> None:
    content, problems = parse({"audience": "Cá nhân"})
    assert content.audience == "Cá nhân"
    assert {one.path for one in problems} == {"result", "term"}
