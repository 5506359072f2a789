"""Places of the rail: whose, in which order, the present one marked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse

from congvu.directory.models import Role
from congvu.ui import navigation
from congvu.ui.navigation import Place, places, register


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    reverse("ui:gallery")  # loads every app's addresses, which register their places, before
    monkeypatch.setattr(navigation, "_places", {})
    monkeypatch.setattr(navigation, "_unread", [])


def asked(path: str, role: Role | None = None) -> HttpRequest:
    request = RequestFactory().get(path)
    request.actor = SimpleNamespace(role=role, pk=1, agency_id=1, unit_id=1) if role else None  # type: ignore[attr-defined]
    return request


def test_order_and_the_deepest_place_is_the_present_one() -> None:
    register(Place("Khung", "inbox", "ui:gallery_workspace", order=2))
    register(Place("Giao diện", "home", "ui:gallery", order=1))
    shown = places(asked("/giao-dien/khung/mot/"))
    assert [(place.label, place.current) for place in shown] == [
        ("Giao diện", False),
        ("Khung", True),
    ]


def test_the_first_page_holds_only_itself_and_a_place_what_stands_under_it() -> None:
    register(Place("Hôm nay", "today", "home"))
    register(Place("Quản trị", "settings", "directory:tree", under="/quan-tri/"))

    def present(path: str) -> list[str]:
        return [place.label for place in places(asked(path)) if place.current]

    assert present("/") == ["Hôm nay"]
    assert present("/thong-bao/") == []
    assert present("/quan-tri/nguoi/") == ["Quản trị"]


def test_a_place_is_for_its_roles() -> None:
    register(Place("Khung", "inbox", "ui:gallery", roles=(Role.CLERK,)))
    assert places(asked("/", Role.CLERK))
    assert not places(asked("/", Role.LEADER))
    assert not places(asked("/"))


def test_an_address_that_nobody_provides_is_not_shown() -> None:
    register(Place("Chưa có", "inbox", "nobody:nothing"))
    assert places(asked("/")) == []


@pytest.mark.django_db
def test_all_that_waits_is_counted_at_once_and_only_for_those_who_act(
    django_assert_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for name in ("một", "hai", "ba"):
        ContentType.objects.create(app_label="thử", model=name)

    def three(name: str, *, actor: Any) -> list[QuerySet[Any]]:
        return [ContentType.objects.filter(app_label=name).values(of=F("pk"))]

    here = (three, "thử")
    register(Place("Khung", "inbox", "ui:gallery", waiting=lambda _: [here, here]))
    register(Place("Riêng", "inbox", "home", roles=(Role.LEADER,), waiting=lambda _: [here]))
    navigation.register_unread(here)
    request = asked("/", Role.CLERK)
    with django_assert_num_queries(1):
        assert [place.count for place in places(request)] == [6]
        assert navigation.unread(request) == 3
    with django_assert_num_queries(0):
        assert places(asked("/"))[0].count == 0
