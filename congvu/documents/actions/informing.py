"""Passing a document on for information, to people and to groups kept at hand."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from congvu.core.actions import command
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.actions.giving import Share, give_shares
from congvu.documents.actions.lifecycles import incoming
from congvu.documents.models import Incoming, QuickGroup
from congvu.documents.types import AssignmentState, IncomingState, Part


@incoming.action(
    "Chuyển để biết",
    start={IncomingState.REGISTERED, IncomingState.ASSIGNED, IncomingState.FINISHED},
    who=policy.may_inform,
)
def inform(
    document: Incoming, *, actor: Appointment, people: Sequence[Appointment], words: str = ""
) -> None:
    """They may see it from now on; who has a share of it already is passed over."""
    if not people:
        raise Refused("Xin chọn người nhận.", field="people")
    if any(one.agency_id != document.agency_id for one in people):
        raise Refused("Chỉ chuyển cho người trong cơ quan.", field="people")
    having = set(
        document.assignments.exclude(state=AssignmentState.RETURNED).values_list(
            "assignee_id", flat=True
        )
    )
    new = {one.pk: one for one in people if one.pk not in having and one.pk != actor.pk}
    if not new:
        raise Refused("Những người này đều đã được giao hoặc đã nhận văn bản.", field="people")
    shares = [Share(one, Part.INFORMED) for one in new.values()]
    give_shares(document, shares, actor=actor, words=words, due_on=None)


@command("Lưu nhóm chuyển nhanh", who=policy.keeps_quick_group, records=("name",))
def save_quick_group(
    group: QuickGroup, *, actor: Appointment, name: str, members: Sequence[Appointment]
) -> QuickGroup:
    """A new group of one's own, or another name and other members for one that stands."""
    if not members:
        raise Refused("Xin chọn ít nhất một người.", field="members")
    if any(one.agency_id != actor.agency_id for one in members):
        raise Refused("Chỉ chọn người trong cơ quan.", field="members")
    group.name = name.strip()
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as taken:
        raise Refused("Ông/bà đã có nhóm mang tên này.", field="name") from taken
    group.members.set(members)
    return group


@command("Xóa nhóm chuyển nhanh", who=policy.keeps_quick_group)
def remove_quick_group(group: QuickGroup, *, actor: Appointment) -> None:
    """Documents passed on to its members stay with them."""
    group.delete()
