"""Numbers: unique and gapless per register and year (NĐ 30/2020, Articles 15 and 22)."""

from __future__ import annotations

from congvu.core import clock
from congvu.core.refused import Conflict
from congvu.directory.models import Agency
from congvu.documents.models import Register
from congvu.documents.types import RegisterKind

USUAL = {
    RegisterKind.OUTGOING: "Văn bản đi",
    RegisterKind.INCOMING: "Văn bản đến",
}
_NAMES = {**USUAL, RegisterKind.COPIES: "Bản sao"}


def usual_register(agency: Agency, kind: RegisterKind) -> Register:
    """The agency's common register of this year, opened by its first use."""
    register, _ = Register.objects.get_or_create(
        agency=agency, kind=kind, year=clock.today().year, name=_NAMES[kind]
    )
    return register


def take_number(register: Register) -> int:
    """The next number, under a lock on the register that the caller's transaction holds."""
    row = Register.objects.select_for_update(no_key=True).get(pk=register.pk)
    if not row.open or row.year != clock.today().year:
        raise Conflict(
            f"Sổ “{row}” đã khóa hoặc không phải sổ của năm nay; xin chọn sổ khác.",
            field="register",
        )
    row.last_number += 1
    row.save(update_fields=["last_number"])
    return row.last_number
