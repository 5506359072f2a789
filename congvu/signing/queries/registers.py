"""Whether a file stands in a register, and as what: asked of the apps that keep one.

A signature says who signed; only the register says that this very file was issued, and whether it
still holds (Nghị định 30/2020/NĐ-CP, Articles 15 and 18).
"""

from __future__ import annotations

from collections.abc import Callable

from congvu.directory.models import Agency, Appointment
from congvu.signing.types import Check, FileVerdict, Result

Look = Callable[[FileVerdict, Appointment | None], Check | None]
_registers: list[Look] = []


def register(look: Look) -> None:
    """Say how a register answers: a check of the file for who asks (None: anybody), or None."""
    if look not in _registers:
        _registers.append(look)


def in_registers(verdict: FileVerdict, *, actor: Appointment | None) -> Check | None:
    """What the first register that knows the file says of it.

    A file that none knows is doubtful where it bears the seal of an agency that seals here.
    """
    for look in _registers:
        found = look(verdict, actor)
        if found is not None:
            return found
    codes = [one.code for one in verdict.agencies if one.code]
    sealing = Agency.objects.filter(seal_keys__isnull=False, code__in=codes)
    agency = sealing.first() if codes else None
    if agency is None:
        return None
    return check(
        Result.UNKNOWN,
        f"Tệp mang chữ ký của {agency.name} nhưng không phải tệp đã phát hành qua hệ thống này. "
        "Xin hỏi cơ quan ban hành.",
    )


def check(result: Result, reason: str) -> Check:
    """The check of a register, in its words."""
    return Check("register", "Sổ đăng ký", result, reason)
