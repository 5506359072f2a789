"""Receivers kept together, and registers."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from congvu.core.actions import command
from congvu.core.refused import Refused
from congvu.directory.models import Agency, Appointment
from congvu.documents import policy
from congvu.documents.models import ReceiverGroup


@command("Lưu nhóm nơi nhận", who=policy.keeps_groups, records=("name",))
def save_group(
    group: ReceiverGroup,
    *,
    actor: Appointment | None,
    name: str,
    members: Sequence[Agency],
    beyond: Sequence[int] = (),
) -> ReceiverGroup:
    """A new group, or another name and other members for one that stands.

    `beyond` are keys of receivers outside the installation (`beyond.beyond_keys`).
    """
    if not members and not beyond:
        raise Refused("Xin chọn ít nhất một cơ quan nhận.", field="members")
    group.name, group.beyond = name.strip(), list(beyond)
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as taken:
        raise Refused("Cơ quan đã có nhóm mang tên này.", field="name") from taken
    group.members.set(members)
    return group


@command("Xóa nhóm nơi nhận", who=policy.keeps_groups)
def remove_group(group: ReceiverGroup, *, actor: Appointment) -> None:
    group.delete()
