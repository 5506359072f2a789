"""What can happen to rights to sign in another's stead."""

from __future__ import annotations

from congvu.core import clock, events
from congvu.core.actions import command
from congvu.core.refused import Conflict, Refused
from congvu.directory import policy
from congvu.directory.actions.saving import assign, lock, save
from congvu.directory.events import DelegationChanged
from congvu.directory.models import Appointment, Delegation, SigningForm
from congvu.directory.types import Terms


@command("Giao quyền ký", who=policy.may_give_delegation, records=("receiver", "form", "terms"))
def give_delegation(
    giver: Appointment,
    *,
    actor: Appointment | None,
    receiver: Appointment,
    form: str,
    terms: Terms,
) -> Delegation:
    """The receiver may sign in the giver's stead (NĐ 30/2020, Article 13).

    `form` is `KT`, `TL`, `TUQ` or `Q`.

    Raises:
        Refused: the article doesn't allow it so, with the field.
    """
    begins = terms.since or clock.today()
    reason = policy.objection(giver, receiver, form)
    if reason:
        raise Refused(reason, field="receiver")
    if form == SigningForm.TUQ:
        _check_written(terms)
    if terms.until is not None and terms.until < begins:
        raise Refused("Ngày kết thúc phải sau ngày bắt đầu.", field="until")
    if form != SigningForm.Q and not policy.in_force(giver):
        raise Refused("Người giao quyền không còn giữ chức vụ.", field="giver")
    delegation = Delegation(
        giver=giver, receiver=receiver, form=form, since=begins, until=terms.until
    )
    delegation.document_types = sorted(set(terms.document_types))
    save(assign(delegation, {"scope": terms.scope, "basis": terms.basis}))
    events.publish(DelegationChanged(delegation))
    return delegation


def _check_written(terms: Terms) -> None:
    missing = {
        "basis": (
            terms.basis.strip(),
            "Thừa ủy quyền phải bằng văn bản; xin ghi số, ngày văn bản.",
        ),
        "scope": (terms.scope.strip(), "Thừa ủy quyền phải giới hạn nội dung; xin ghi nội dung."),
        "until": (terms.until, "Thừa ủy quyền phải có thời hạn; xin ghi ngày kết thúc."),
    }
    for field, (value, sentence) in missing.items():
        if not value:
            raise Refused(sentence, field=field)


@command("Thu hồi quyền ký", who=policy.may_revoke_delegation)
def revoke_delegation(delegation: Delegation, *, actor: Appointment | None) -> None:
    """It holds no more from this moment; what was signed stays signed."""
    lock(delegation)
    if delegation.revoked_at is not None:
        raise Conflict("Quyền ký này đã được thu hồi.")
    delegation.revoked_at = clock.now()
    delegation.save()
    events.publish(DelegationChanged(delegation))
