"""Documents at every stage in the demo: `python -m tests.papers` makes them, prints their pages.

What a page shows depends on who asks; each is given with the appointment that has work there.
"""

from __future__ import annotations

from typing import Any

from tests.drafting import letter, tell

TEXT = "Ủy ban nhân dân tỉnh yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện.\n" * 30


def main() -> None:
    """A JSON object: name of the page → path and appointment."""
    tell(make)


def make() -> dict[str, Any]:
    """A draft, one that waits for signature, one signed, one issued that another agency has."""
    from django.conf import settings
    from django.db.models import Count

    from congvu.directory.models import Agency, Appointment, Role
    from congvu.documents.actions import issuing, submitting
    from congvu.documents.actions.incoming import register
    from congvu.documents.models import Assignment, Incoming, Outgoing

    def who(role: Role, agency: str, place: int = 0) -> Appointment:
        rows = Appointment.objects.in_force().filter(agency__name=agency, role=role)
        return rows.select_related("agency", "person", "title", "unit").order_by("pk")[place]

    here, there = "Ủy ban nhân dân tỉnh Quảng Nam", "Sở Nội vụ"
    drafter, head = who(Role.SPECIALIST, here), who(Role.UNIT_HEAD, here)
    signer, clerk = who(Role.LEADER, here), who(Role.CLERK, here)

    def write(about: str) -> Outgoing:
        return letter(about, drafter=drafter, signer=signer, to="Các Sở, ban, ngành", text=TEXT)

    def submit(document: Outgoing) -> Outgoing:
        submitting.submit_draft(document, actor=drafter, to=head)
        submitting.pass_on(document, actor=head, to=signer)
        return document

    def sign(document: Outgoing) -> Outgoing:
        submitting.sign_with_pin(submit(document), actor=signer, pin=settings.DEMO_PIN)
        return document

    draft, waiting = write("rà soát quy trình nội bộ"), submit(write("họp trực tuyến"))
    signed, issued = sign(write("báo cáo kết quả")), sign(write("kiểm tra công tác văn thư"))
    receiver = Agency.objects.get(name=there)
    issuing.number_seal_and_issue(issued, actor=clerk, pin=settings.DEMO_PIN, agencies=[receiver])
    arrived = Incoming.objects.get(origin=issued, agency=receiver)
    leader = who(Role.LEADER, there)
    register(arrived, actor=who(Role.CLERK, there), to=leader)
    out, into = "/van-ban/di", "/van-ban/den"
    compared = Outgoing.objects.filter(agency__name=here, versions__number=2).earliest("pk")
    asked = Outgoing.objects.alias(many=Count("opinions")).filter(many__gt=3).earliest("pk")
    share = Assignment.objects.filter(state="in_progress", part="lead", parent=None).latest("pk")
    pages = {
        "draft": (f"{out}/{draft.pk}/", drafter),
        "editor": (f"{out}/{draft.pk}/soan/", drafter),
        "waiting": (f"{out}/{waiting.pk}/", signer),
        "sign": (f"{out}/{waiting.pk}/ky-so/", signer),
        "signed": (f"{out}/{signed.pk}/ky-so/", signer),
        "issue": (f"{out}/{signed.pk}/phat-hanh/", clerk),
        "issued": (f"{out}/{issued.pk}/", clerk),
        "incoming": (f"{into}/{arrived.pk}/", leader),
        "verdict": (f"{into}/{arrived.pk}/chu-ky/", leader),
        "circulation": (f"{into}/{share.incoming_id}/", share.assignee),
        "compared": (f"{out}/{compared.pk}/so-sanh/", compared.drafter),
        "opinions": (f"{out}/{asked.pk}/y-kien/", asked.drafter),
        "access": (f"{out}/{issued.pk}/truy-cap/", clerk),
    }
    return {name: {"path": path, "appointment": one.pk} for name, (path, one) in pages.items()}


if __name__ == "__main__":
    main()
