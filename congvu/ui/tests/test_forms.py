"""The form renderer and the widgets, without a browser."""

from __future__ import annotations

import lxml.html
import pytest
from django import forms
from django.http import QueryDict

from congvu.core.refused import Refused
from congvu.ui.forms import add_refusal
from congvu.ui.gallery.forms import EveryWidget
from congvu.ui.widgets import MultiPicker, Uploads


def tree(form: forms.Form) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(f"<form>{form}</form>")


def test_every_input_has_a_label_or_a_legend() -> None:
    drawn = tree(EveryWidget())
    labelled = {label.get("for") for label in drawn.iter("label")}
    inputs = drawn.xpath(".//input[not(@type='hidden')] | .//select | .//textarea")
    assert {field.get("id") for field in inputs} <= labelled


def test_required_is_said_in_words() -> None:
    drawn = tree(EveryWidget())
    label = drawn.xpath(".//label[@for='id_arrived_on']")[0].text_content()
    assert "(bắt buộc)" in label
    assert "(bắt buộc)" not in drawn.xpath(".//label[@for='id_number']")[0].text_content()


def test_an_error_stands_beside_its_field_and_in_the_summary() -> None:
    drawn = tree(EveryWidget({"arrived_on": "31/02/2026", "abstract": "Giữ lại"}))
    field = drawn.get_element_by_id("id_arrived_on")
    assert field.get("aria-invalid") == "true"
    described = field.get("aria-describedby").split()
    assert described == ["id_arrived_on_helptext", "id_arrived_on_error"]
    assert "05/04/2026" in drawn.get_element_by_id("id_arrived_on_error").text_content()
    links = {a.get("href") for a in drawn.xpath(".//*[@data-summary]//a")}
    assert "#id_arrived_on" in links
    assert all(drawn.xpath(f".//*[@id='{link[1:]}']") for link in links)
    assert drawn.get_element_by_id("id_arrived_on").get("value") == "31/02/2026"
    assert drawn.get_element_by_id("id_abstract").text.strip() == "Giữ lại"


def test_what_people_type_is_escaped() -> None:
    form = EveryWidget({"abstract": "<script>alert(1)</script>"})
    assert "<script>" not in str(form)


def test_days_are_written_and_read_as_officials_do() -> None:
    class Day(forms.Form):
        on = forms.DateField()

    for written in ("05/04/2026", "5/4/2026", "05-04-2026"):
        form = Day({"on": written})
        assert form.is_valid(), form.errors
        assert str(form.cleaned_data["on"]) == "2026-04-05"
    assert tree(Day(initial={"on": form.cleaned_data["on"]})).xpath(".//input/@value") == [
        "05/04/2026"
    ]


def test_a_refusal_goes_to_its_field_or_above_the_form() -> None:
    form = EveryWidget({})
    add_refusal(form, Refused("Sổ này đã khóa.", field="register"))
    add_refusal(form, Refused("Đã có người vào sổ.", field="khong-co"))
    assert "Sổ này đã khóa." in form.errors["register"]
    assert "Đã có người vào sổ." in form.non_field_errors()


@pytest.mark.parametrize(
    ("sent", "part"), [("coordinate", "coordinate"), ("boss", "coordinate"), ("", "coordinate")]
)
def test_a_part_is_one_of_those_named(sent: str, part: str) -> None:
    picker = MultiPicker(parts=[("lead", "Chủ trì"), ("coordinate", "Phối hợp")], lone="lead")
    data = QueryDict(f"p=7&p=9&p_part_7=lead&p_part_9={sent}")
    assert picker.value_from_datadict(data, {}, "p") == ["7", "9"]
    assert picker.part_of(7) == "lead"
    assert picker.part_of(9) == part


def test_only_one_is_drawn_with_the_lone_part() -> None:
    picker = MultiPicker(parts=[("lead", "Chủ trì"), ("coordinate", "Phối hợp")], lone="lead")
    drawn = lxml.html.fromstring(picker.render("p", ["1", "2"]))
    assert drawn.xpath(".//input[@data-value]/@value") == ["lead", "coordinate"]


def test_uploads_take_ids_and_keep_showing_them() -> None:
    widget = Uploads()
    assert widget.value_from_datadict(QueryDict("f=3&f=4&f="), {}, "f") == ["3", "4"]
    drawn = lxml.html.fromstring(widget.render("f", ["3", "4"], {"id": "id_f"}))
    assert drawn.xpath(".//input[@type='hidden']/@value") == ["3", "4"]
