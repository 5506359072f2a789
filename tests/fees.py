"""Something to pay in a running product: `python -m tests.fees` asks for it, prints its pages."""

from __future__ import annotations

import secrets
from typing import Any

from tests.drafting import tell

_AGENCY = "Sở Tư pháp"
_WANTED = ("gateway", "poor", "twice", "transfer", "silent", "desk")


def main() -> None:
    """A JSON object: name → path of the payer's page, with reference, id, and who works there."""
    tell(make)


def make() -> dict[str, Any]:
    """One payable for each story of the browser's tests."""
    from congvu.directory.models import Agency, Appointment, Role
    from congvu.payments.actions import ask
    from congvu.payments.types import Line, Payer

    agency = Agency.objects.get(name=_AGENCY)
    line = Line("PLLTP", "Phí cung cấp thông tin lý lịch tư pháp", "charge", 200_000)

    def owed(name: str) -> dict[str, Any]:
        payable = ask(
            reference=f"thu-{name}-{secrets.token_hex(3)}", agency=agency,
            subject="Cấp phiếu lý lịch tư pháp", lines=[line],
            payer=Payer("Nguyễn Thị Thử"), return_to="/dang-nhap/",
        )  # fmt: skip
        return {"path": payable.address, "pk": payable.pk, "reference": payable.reference}

    def who(role: Role) -> int:
        rows = Appointment.objects.in_force().filter(agency=agency, role=role)
        return rows.order_by("pk")[0].pk

    people = {"clerk": who(Role.CLERK), "leader": who(Role.LEADER)}
    return {name: owed(name) for name in _WANTED} | people


if __name__ == "__main__":
    main()
