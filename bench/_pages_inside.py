"""The main pages seen from inside: `python -m bench._pages_inside` prints address and queries.

For each role of the demo's first agency an account with a session, so that `bench.pages` can ask
over HTTP for what it is told here.
"""

from __future__ import annotations

import json
import os
import re

ROLES = ("clerk", "leader", "specialist", "province_administrator")
PLACES = {
    "clerk": ["home", "incoming", "an incoming document", "outgoing", "an outgoing document"],
    "leader": ["home", "incoming", "an incoming document", "outgoing", "an outgoing document"],
    "specialist": ["home", "incoming", "an incoming document", "directory", "notices"],
    "province_administrator": ["journal", "people of the agency", "holidays"],
}


def main() -> None:
    """A JSON list of `{"title", "path", "session", "queries", "bytes"}`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from congvu.accounts.models import User
    from congvu.directory.models import Appointment

    addresses = {
        "home": "/",
        "incoming": reverse("documents:incoming_list"),
        "outgoing": reverse("documents:outgoing_list"),
        "directory": reverse("directory:people"),
        "notices": reverse("notices:list"),
        "journal": reverse("journal:list"),
        "people of the agency": reverse("directory:manage_people"),
        "holidays": reverse("workdays:list"),
    }
    parents = {"an incoming document": "incoming", "an outgoing document": "outgoing"}
    found = []
    for role in ROLES:
        posts = Appointment.objects.in_force().filter(role=role, person__account__demo=True)
        post = posts.order_by("agency_id", "pk").first()
        if post is None:
            continue
        client = Client()
        user = User.objects.get(person=post.person)
        client.force_login(user, backend="congvu.accounts.backends.Backend")
        for place in PLACES[role]:
            path = addresses.get(place, "")
            if place in parents:
                listed = client.get(addresses[parents[place]], follow=True).content.decode()
                links = re.findall(rf'href="({addresses[parents[place]]}\d+/)', listed)
                if not links:
                    continue
                path = links[0]
            client.get(path, follow=True)
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path, follow=True)
            if answer.status_code != 200:
                raise SystemExit(f"{role} {place} {path}: {answer.status_code}")
            path = answer.redirect_chain[-1][0] if answer.redirect_chain else path
            found.append(
                {
                    "title": f"{role}: {place}",
                    "path": path,
                    "session": client.session.session_key,
                    "queries": len(asked),
                    "bytes": len(answer.content),
                }
            )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
