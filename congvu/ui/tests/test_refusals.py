"""A no is said calmly: as a page, as a toast, and for a session that grew old."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from congvu.core.refused import Conflict, Forbidden, NotFound, Refused
from congvu.ui.middleware import RefusedMiddleware, followed

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("refused", "status"),
    [(NotFound(), 404), (Forbidden(), 403), (Conflict("Đã ký."), 409), (Refused("Không."), 409)],
)
def test_a_refusal_becomes_its_answer(refused: Refused, status: int) -> None:
    request = RequestFactory().get("/x/")
    middleware = RefusedMiddleware(lambda _: HttpResponse())
    answer = middleware.process_exception(request, refused)
    assert answer is not None
    assert answer.status_code == status
    assert refused.sentence in answer.content.decode()  # type: ignore[attr-defined]


def test_a_fault_is_not_a_refusal() -> None:
    middleware = RefusedMiddleware(lambda _: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/x/"), ValueError()) is None


def test_htmx_gets_a_toast() -> None:
    answer = Client().get("/giao-dien/hop-thoai/?tu-choi", headers=HTMX)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#toasts"
    assert "<html" not in answer.content.decode()


def test_htmx_follows_a_redirect_as_a_page() -> None:
    request = RequestFactory().post("/x/", headers=HTMX)
    answer = followed(request, HttpResponseRedirect("/y/"))
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/y/")
    here = HTMX | {"HX-Current-URL": "http://localhost/y/"}
    same = RequestFactory().post("/x/", headers=here)
    assert followed(same, HttpResponseRedirect("/y/#cho"))["HX-Redirect"] == "/y/"
    assert followed(request, HttpResponseRedirect("/y/#cho"))["HX-Redirect"] == "/y/#cho"
    plain = followed(RequestFactory().post("/x/"), HttpResponseRedirect("/y/"))
    assert plain.status_code == 302


def test_an_unknown_address_is_a_page_in_vietnamese() -> None:
    answer = Client().get("/khong-co/")
    assert answer.status_code == 404
    assert "Không tìm thấy" in answer.content.decode()


def test_an_old_session_says_that_nothing_is_lost() -> None:
    answer = Client(enforce_csrf_checks=True).post("/giao-dien/", {"abstract": "x"})
    assert answer.status_code == 403
    assert "đã nhập không mất" in answer.content.decode()


def test_going_back_never_leads_elsewhere() -> None:
    answer = Client().get("/khong-co/", headers={"Referer": "https://elsewhere.example/"})
    assert "elsewhere.example" not in answer.content.decode()
    chosen = Client().post(
        "/giao-dien/tuy-chinh/", {"scheme": "dark", "next": "https://elsewhere.example/"}
    )
    assert chosen["Location"] == "/"
    assert chosen.cookies["scheme"].value == "dark"


def test_an_unknown_choice_is_passed_over() -> None:
    assert not Client().post("/giao-dien/tuy-chinh/", {"scheme": "pink"}).cookies
