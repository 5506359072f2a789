"""The code of a dossier: unique and gapless for each receiving unit and day."""

from __future__ import annotations

import secrets
from datetime import date

from congvu.core.refused import Refused
from congvu.directory.models import Agency
from congvu.services.models import DayRegister, Dossier

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_MOST = 9999


def take_number(agency: Agency, on: date) -> int:
    """The next number of the agency's day, under a lock on its register until the commit."""
    DayRegister.objects.bulk_create([DayRegister(agency=agency, on=on)], ignore_conflicts=True)
    register = DayRegister.objects.select_for_update(no_key=True).get(agency=agency, on=on)
    if register.last >= _MOST:
        raise Refused(
            f"Hôm nay cơ quan đã tiếp nhận {_MOST} hồ sơ, mã hồ sơ theo Thông tư 01/2018/TT-VPCP "
            "không còn số. Hồ sơ được giữ nguyên, xin tiếp nhận vào ngày làm việc tiếp theo."
        )
    register.last += 1
    register.save(update_fields=["last"])
    return register.last


def code_of(agency: Agency, on: date, number: int) -> str:
    """`000.00.05.H47-200403-0001` (Thông tư 01/2018/TT-VPCP, Article 19)."""
    return f"{agency.old_code or agency.code}-{on:%y%m%d}-{number:04}"


def new_reference() -> str:
    """What a filer is told until the code is given: 12 letters and digits that nobody can guess."""
    while True:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(12))
        found = "-".join((letters[:4], letters[4:8], letters[8:]))
        if not Dossier.objects.filter(reference=found).exists():
            return found
