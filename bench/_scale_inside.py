"""Whom to be and what to ask at any size: `python -m bench._scale_inside` prints it as JSON."""

from __future__ import annotations

import json

from bench._filling import WORDS, setup

SEARCHES = {
    "rare word": f'"{WORDS["rare"]}"',
    "common word": WORDS["common"],
    "phrase": f'"{WORDS["phrase"]}"',
    "rare + common": f'"{WORDS["rare"]}" {WORDS["common"]}',
    "two common words": "công tác",
    "by code": "8/UBND",
}
LISTS = {
    "clerk": ["den/muc/arrived", "den/muc/assigned", "den/muc/overdue", "den/muc/finished",
              "den/muc/all", "di/muc/issued", "di/muc/all"],
    "leader": ["den/muc/to_do", "den/muc/given", "den/muc/overdue", "den/muc/all", "di/muc/all"],
    "specialist": ["den/muc/to_do", "den/muc/assigned", "den/muc/finished", "den/muc/all",
                   "di/muc/drafts", "di/muc/issued", "di/muc/all"],
}  # fmt: skip


def main() -> None:
    """A JSON list of `{"title", "path", "session"}`: lists and searches of four people."""
    setup()
    from urllib.parse import urlencode

    from congvu.accounts.tests.factories import client_of
    from congvu.directory.models import Agency, Appointment

    found = []
    agencies = list(Agency.objects.order_by("position", "pk"))
    for place, agency in {"province": agencies[0], "commune": agencies[-1]}.items():
        for role, lists in LISTS.items():
            post = (
                Appointment.objects.filter(
                    agency=agency, role=role, person__email__startswith="do."
                )
                .order_by("pk")
                .first()
            )
            assert post is not None
            client = client_of(post)
            asked = {f"/van-ban/{one}/": one for one in lists}
            asked |= {f"/tim/?{urlencode({'q': q})}": name for name, q in SEARCHES.items()}
            asked |= {"/": "home"}
            for path, name in asked.items():
                answer = client.get(path)
                if answer.status_code != 200:
                    raise SystemExit(f"{role} {path}: {answer.status_code} {answer.headers}")
                found.append(
                    {
                        "title": f"{place} {role}: {name}",
                        "path": path,
                        "session": client.session.session_key,
                    }
                )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
