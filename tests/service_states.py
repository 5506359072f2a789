"""Pages of public services in states that few meet: `python -m tests.service_states`.

Made in a running product out of the demo's own dossiers.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.drafting import tell

_CODE = "1.004873.000.00.00.H47"


def main() -> None:
    """A JSON object: name → path and session; whose it is, a citizen's or an official's."""
    tell(make)


def make() -> dict[str, Any]:
    return {**_of_citizens(), **_of_the_desk(), **_of_the_keeper(), **_of_the_till()}


def _page(session: str, name: str, *args: object) -> dict[str, str]:
    return {"path": reverse(name, args=args), "session": session}


def _citizen(pk: int | None) -> str:
    from congvu.accounts.session_store import SessionStore
    from congvu.services.access import KEY

    session = SessionStore()
    session[KEY] = pk
    session.create()
    return str(session.session_key)


def _official(appointment: Any) -> str:
    from congvu.accounts.models import User
    from tests.sessions import session_of

    return session_of(User.objects.get(person=appointment.person_id), appointment)


def _seat(agency: Any, role: str) -> Any:
    from congvu.directory.models import Appointment

    rows = Appointment.objects.in_force().filter(person__account__demo=True, role=role)
    return (rows.filter(agency=agency) if agency else rows).order_by("pk")[0]


def _of_citizens() -> dict[str, Any]:
    """One who is asked for a paper again and has others to use; one whose result is there."""
    from congvu.services.actions import intake
    from congvu.services.models import Dossier
    from congvu.services.queries.kept import usable_of
    from congvu.services.types import Item

    rows = Dossier.objects.filter(state="filed", papers__isnull=False).select_related("citizen")
    asked = next(one for one in rows.order_by("pk") if one.citizen and usable_of(one.citizen))
    paper = asked.papers.all()[0]
    items = [Item(paper.code, "Giấy tờ", "Điều 9 Nghị định 61/2018/NĐ-CP", "Chụp lại cho rõ")]
    intake.ask_supplement(asked, actor=_seat(asked.agency, "desk_officer"), items=items)
    done = Dossier.objects.filter(state="done", rating=None).order_by("pk")[0]
    new = Dossier.objects.filter(state="filed").order_by("-pk")[0]
    first, second, third = (_citizen(one.citizen_id) for one in (asked, done, new))
    return {
        "mending with papers to use again": _page(first, "services:mend", asked.reference),
        "asked for a supplement": _page(first, "services:own", asked.reference),
        "papers of one's own": _page(first, "services:papers"),
        "result is there": _page(second, "services:own", done.reference),
        "rating": _page(second, "services:rate", done.reference),
        "withdrawing": _page(third, "services:withdraw", new.reference),
        "checking a result": _page("", "services:check_result", done.results.all()[0].code),
    }


def _of_the_desk() -> dict[str, Any]:
    """A dossier with an order of the post that collects its fee, and each question about others."""
    from congvu.services.actions import posting
    from congvu.services.models import Dossier
    from congvu.services.types import PostDirection

    done = Dossier.objects.filter(state="done").order_by("pk")[0]
    desk = _seat(done.agency, "desk_officer")
    posting.order(done, actor=desk, direction=PostDirection.DELIVER, address="12 Trần Phú, Tam Kỳ")
    new = Dossier.objects.filter(state="filed", agency=done.agency).order_by("pk")[0]
    one = _official(desk)
    names = ("dossier", "refuse", "ask_supplement")
    found = {f"desk: {name}": _page(one, f"services:{name}", new.pk) for name in names}
    return found | {
        "desk: a parcel": _page(one, "services:dossier", done.pk),
        "desk: post": _page(one, "services:post_order", done.pk),
        "desk: giving back": _page(one, "services:give_back", done.pk),
        "desk: choosing": _page(one, "services:desk_choose"),
    }


def _of_the_keeper() -> dict[str, Any]:
    """The editor of a version whose first paper has a condition."""
    from congvu.services.actions import catalogue
    from congvu.services.models import Procedure

    keeper = _seat(None, "province_administrator")
    procedure = Procedure.objects.get(code=_CODE)
    number = catalogue.draft(actor=keeper, procedure=procedure).number
    one = _official(keeper)
    names = ("version", "simulate", "version_text")
    found = {f"keeper: {name}": _page(one, f"services:{name}", _CODE, number) for name in names}
    return found | {
        "keeper: conditions": _page(one, "services:part", _CODE, number, "papers.0"),
        "keeper: comparing": _page(one, "services:compare_versions", _CODE, 1, number),
        "keeper: versions": _page(one, "services:versions", _CODE),
        "keeper: portals": _page(one, "services:portals"),
        "keeper: importing": _page(one, "services:import_procedures"),
    }


def _of_the_till() -> dict[str, Any]:
    """A day on which the post collected a fee and handed over too little."""
    from congvu.core import clock
    from congvu.directory.models import Agency
    from congvu.payments.actions import ask, hear_post
    from congvu.payments.actions.reconciling import reconcile
    from congvu.payments.types import Carried, Line, Payer

    agency = Agency.objects.get(name="Sở Tư pháp")
    payable = ask(
        reference=f"thu-ho-{clock.now():%H%M%S}", agency=agency, subject="Cấp phiếu lý lịch",
        lines=[Line("PLLTP", "Phí cung cấp thông tin lý lịch tư pháp", "charge", 200_000)],
        payer=Payer("Nguyễn Thị Thử"),
    )  # fmt: skip
    hear_post(payable, Carried("THUHO000001", "EE000000001VN", 200_000, 200_000, 150_000))
    today = clock.today()
    reconcile(agency, today)
    clerk = _official(_seat(agency, "clerk"))
    return {
        "till: the post's lines of the day": _page(clerk, "payments:day", today.isoformat()),
        "till: what the post collected": _page(clerk, "payments:payable", payable.pk),
    }


if __name__ == "__main__":
    main()
