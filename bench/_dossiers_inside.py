"""Whom to be and which pages to ask at any size: `python -m bench._dossiers_inside` prints JSON."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from bench._filling import setup
from bench._filling_dossiers import MARK

_BOXES = ("cho-toi", "moi", "dang-xu-ly", "qua-han", "cho-dan", "tra-ket-qua", "da-xong")
_ROLES = ("desk_officer", "specialist", "leader")


def main() -> None:
    """A JSON list of `{"title", "path", "session"}`: officials, a citizen, anybody."""
    setup()
    print(json.dumps([*_of_officials(), *_of_citizen(), *_of_anybody()]))


def _of_officials() -> list[dict[str, str]]:
    from django.urls import reverse

    from congvu.accounts.tests.factories import client_of
    from congvu.directory.models import Agency, Appointment
    from congvu.services.models import Dossier

    some = Agency.objects.exclude(kind="province").order_by("position", "pk")
    places = {"busiest": some.filter(kind="department")[0], "commune": some.last()}
    found = []
    for place, agency in places.items():
        newest = Dossier.objects.filter(agency=agency).order_by("-pk")[0]
        known = Dossier.objects.filter(agency=agency, state="returned").order_by("-pk")[0]
        for role in _ROLES:
            posts = Appointment.objects.filter(
                agency=agency, role=role, person__email__startswith=f"{MARK}."
            )
            asked = {
                **{reverse("services:box", args=[one]): one for one in _BOXES},
                _searching(known.applicant_name): "search by name",
                _searching(known.code): "search by code",
                _searching("an"): "search of a common syllable",
                reverse("services:dossier", args=[newest.pk]): "one dossier",
                "/": "home",
            }
            found += _asked(client_of(posts.order_by("pk")[0]), f"{place} {role}", asked)
    return found


def _searching(words: str) -> str:
    from django.urls import reverse

    return f"{reverse('services:box', args=['da-xong'])}?{urlencode({'q': words})}"


def _of_citizen() -> list[dict[str, str]]:
    from django.test import Client
    from django.urls import reverse

    from congvu.services.models import Dossier

    one = Dossier.objects.filter(citizen__isnull=False, state="returned").order_by("-pk")[0]
    client = Client()
    session = client.session
    session["citizen"] = one.citizen_id
    session.save()
    asked = {
        reverse("services:mine"): "own dossiers",
        reverse("services:own", args=[one.reference]): "own dossier",
    }
    return _asked(client, "citizen", asked)


def _of_anybody() -> list[dict[str, str]]:
    from django.test import Client
    from django.urls import reverse

    catalogue = reverse("services:catalogue")
    asked = {
        reverse("services:figures"): "figures of the year",
        f"{reverse('services:figures')}?thang=10": "figures of a month",
        reverse("services:figures_of", args=["toan-tinh"]): "766 of the province",
        reverse("services:figures_file"): "figures, JSON",
        catalogue: "catalogue",
        f"{catalogue}?q=khai+sinh": "catalogue, two words",
    }
    return _asked(Client(), "anybody", asked)


def _asked(client: Any, who: str, asked: dict[str, str]) -> list[dict[str, str]]:
    found = []
    for path, name in asked.items():
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{who} {path}: {answer.status_code} {answer.headers}")
        session = client.session.session_key or ""
        found.append({"title": f"{who}: {name}", "path": path, "session": session})
    return found


if __name__ == "__main__":
    main()
