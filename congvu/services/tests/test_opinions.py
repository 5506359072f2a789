"""Other agencies are asked at the same time; a step waits for all of them, or for the first."""

from __future__ import annotations

import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.directory.tests.factories import Office, make_office
from congvu.services.actions import handling, results
from congvu.services.models import Dossier
from congvu.services.tests.factories import data, in_progress, make_counter
from congvu.services.types import Onward

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(other_office: Office) -> list[Office]:
    return [other_office, make_office()]


def waiting(office: Office, asked: list[Office], join: str) -> Dossier:
    """A dossier in a step that asks both agencies."""
    content = data()
    content["steps"][0]["opinions"] = {
        "agencies": [one.agency.code for one in asked],
        "question": "Có đồng ý không?",
        "join": join,
    }
    return in_progress(make_counter(office, content))


def answer(dossier: Dossier, by: Appointment) -> None:
    question = dossier.consultations.get(agency=by.agency_id)
    results.answer_opinion(question, actor=by, agrees=True, words="Đồng ý")


def test_a_step_waits_for_all_whom_it_asked(office: Office, asked: list[Office]) -> None:
    dossier = waiting(office, asked, "all")
    assert dossier.consultations.count() == 2
    for one in asked:
        with pytest.raises(Refused, match="chưa trả lời"):
            handling.move_on(dossier, actor=office.specialist, onward=Onward("trinh"))
        answer(dossier, one.specialist)
    handling.move_on(dossier, actor=office.specialist, onward=Onward("trinh"))
    assert dossier.step == "ky"


def test_a_step_goes_on_with_the_first_answer(office: Office, asked: list[Office]) -> None:
    dossier = waiting(office, asked, "any")
    with pytest.raises(Refused, match="chưa trả lời"):
        handling.move_on(dossier, actor=office.specialist, onward=Onward("trinh"))
    answer(dossier, asked[1].specialist)
    handling.move_on(dossier, actor=office.specialist, onward=Onward("trinh"))
    assert dossier.step == "ky"


def test_the_other_agency_may_still_answer_and_sees_only_its_question(
    office: Office, asked: list[Office]
) -> None:
    dossier = waiting(office, asked, "any")
    answer(dossier, asked[0].specialist)
    handling.move_on(dossier, actor=office.specialist, onward=Onward("trinh"))
    late = dossier.consultations.get(agency=asked[1].agency)
    client = client_of(asked[1].specialist)
    assert client.get(reverse("services:opinion", args=[late.pk])).status_code == 200
    assert client.get(reverse("services:move_on", args=[dossier.pk])).status_code in {403, 404}
    other = dossier.consultations.get(agency=asked[0].agency)
    assert client.get(reverse("services:opinion", args=[other.pk])).status_code == 404
