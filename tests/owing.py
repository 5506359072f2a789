"""A citizen whose dossier has fees to pay, in a running product: `python -m tests.owing`."""

from __future__ import annotations

from typing import Any

from tests.drafting import tell


def main() -> None:
    """A JSON object: path of the dossier's own page, its code, and a session of its filer."""
    tell(make)


def make() -> dict[str, Any]:
    """The demo's dossier for a criminal record."""
    from congvu.accounts.session_store import SessionStore
    from congvu.services.access import KEY
    from congvu.services.models import Dossier

    dossier = Dossier.objects.filter(
        procedure__name__icontains="lý lịch tư pháp", state="in_progress"
    ).latest("pk")
    session = SessionStore()
    session[KEY] = dossier.citizen_id
    session.create()
    path = f"/dich-vu-cong/ho-so/{dossier.reference}/"
    return {"path": path, "code": dossier.code, "session": session.session_key}


if __name__ == "__main__":
    main()
