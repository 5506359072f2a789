"""What is drawn once and kept is never shown to somebody whom it does not fit."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString


def draw(template: str, **given: object) -> str:
    return Template("{% load ui %}" + template).render(Context(given)).strip()


def test_safe_text_does_not_open_the_way_for_the_same_text_that_is_not() -> None:
    bold = "<b>Trình</b>"
    assert bold in draw("{% button label %}", label=SafeString(bold))
    assert bold not in draw("{% button label %}", label=bold)
    assert "&lt;b&gt;" in draw("{% button label %}", label=bold)


def test_a_button_that_sends_carries_each_asking_s_own_token() -> None:
    sending = '{% button "Gửi" post="/gui/" %}'
    assert 'value="mot"' in draw(sending, csrf_token="mot")
    assert 'value="hai"' in draw(sending, csrf_token="hai")


def test_a_button_takes_nothing_from_the_page_around_it() -> None:
    assert "lén" not in draw(
        '{% button "Gửi" %}{% button "Gửi" post="/g/" %}', name="lén", icon="lén"
    )


def test_addresses_are_those_of_the_names() -> None:
    assert draw("{% url 'ui:appearance' %}") == reverse("ui:appearance")
    assert draw("{% url 'ui:appearance' as here %}[{{ here }}]") == f"[{reverse('ui:appearance')}]"
    assert draw("{% url 'no:such' as here %}[{{ here }}]") == "[]"
    assert draw("{% url name %}", name="ui:appearance") == reverse("ui:appearance")
    with pytest.raises(NoReverseMatch):
        draw("{% url 'no:such' %}")


def test_what_was_chosen_to_see_is_pressed_and_nothing_else(client: Client) -> None:
    template = "{% appearance_rows %}"
    for chosen, other in (("light", "dark"), ("dark", "light")):
        request = client.get("/").wsgi_request
        request.COOKIES["scheme"] = chosen
        drawn = draw(template, request=request)
        assert f'value="{chosen}" aria-pressed="true"' in drawn
        assert f'value="{other}" aria-pressed="false"' in drawn
