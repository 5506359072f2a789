"""Signing by a USB token, in two steps: the file is given out, and comes back signed.

Between them lies a program on the signer's own machine, which has no session here: two tokens, for
one fetch and one post, are all that it shows. In that time the document stands still (`_held` of
its lifecycle); what comes back is believed only as far as `signing.actions.tokens` checks it.
"""

from __future__ import annotations

import hashlib

from django.core.files.uploadedfile import SimpleUploadedFile

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.acts import work
from congvu.core.refused import Conflict, NotFound, Refused
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.actions.begun_signings import (
    LASTS,
    Begun,
    Given,
    end_open,
    give_out,
    hashed,
    let_go,
    new_tokens,
)
from congvu.documents.actions.lifecycles import outgoing
from congvu.documents.actions.submitting import NO_KEY, PDF, check_right, sign
from congvu.documents.actions.token_sealing import finish_sealing
from congvu.documents.models import BegunSigning, Outgoing
from congvu.documents.types import OutgoingState, SigningState
from congvu.files import actions as files
from congvu.files import queries as stored
from congvu.signing.actions.tokens import MOST_ADDED, check_returned, check_token
from congvu.signing.queries import key_of

__all__ = ["LASTS", "Begun"]
_ENDED = {
    SigningState.DONE: "Lượt ký này đã xong.",
    SigningState.CANCELLED: "Lượt ký này đã bị hủy; xin bắt đầu lại tại trang ký số.",
}
_LATE = "Lượt ký này đã hết thời hạn; xin bắt đầu lại tại trang ký số."
_TWICE = "Tệp của lượt ký này đã được tải một lần; xin bắt đầu lại tại trang ký số."


def begin(document: Outgoing, *, actor: Appointment) -> Begun:
    """Give the submitted file out to be signed by the actor's token; the document is held."""
    begin_signing.check(document, actor)
    check_right(document, actor)
    key = key_of(actor.person)
    if key is None:
        raise Refused(NO_KEY)
    check_token(key, actor=actor, whose="Ông/bà")
    assert document.prepared is not None  # noqa: S101 - submitted documents have it
    fetching, posting = new_tokens()
    given = Given(document.prepared, key, hashed(fetching), hashed(posting))
    return Begun(begin_signing(document, actor=actor, given=given), fetching, posting)


@outgoing.action("Bắt đầu ký bằng USB token", start={OutgoingState.SUBMITTED}, who=policy.may_sign)
def begin_signing(document: Outgoing, *, actor: Appointment, given: Given) -> BegunSigning:
    """One at a time: the row lock lets the second see the first, and a constraint holds it too."""
    if document.prepared_id != given.base.pk:
        raise Conflict("Văn bản vừa được trình lại bản khác; xin đọc lại trước khi ký.")
    return give_out(document, given, actor=actor)


@outgoing.action(
    "Hủy lượt ký bằng USB token",
    start={OutgoingState.SUBMITTED},
    who=policy.may_sign,
)
def cancel_signing(document: Outgoing, *, actor: Appointment) -> None:
    """The signer lets the document go; what still comes back is not taken."""
    let_go(document, actor=actor)


def hand_out(token: str) -> BegunSigning:
    """The signing whose file is fetched with the token, this once."""
    begun = _by(fetching=hashed(token))
    _give(begun, actor=begun.signer)
    return begun


def _anyone(_actor: Appointment, _begun: BegunSigning) -> bool:
    """Whoever has the token: it was given to the signer alone."""
    return True


@command("Giao tệp cho phần mềm ký của USB token", who=_anyone)
def _give(begun: BegunSigning, *, actor: Appointment) -> None:
    _check_runs(begun)
    waiting = BegunSigning.objects.filter(pk=begun.pk, fetched_at=None)
    if not waiting.update(fetched_at=clock.now()):
        raise Conflict(_TWICE)


def most_of(token: str) -> int:
    """How large the file posted with the token may be; `NotFound` for an unknown one."""
    return _by(posting=hashed(token)).base.size + MOST_ADDED


def take_in(token: str, content: bytes) -> BegunSigning:
    """The signed file: the document goes on as after any signature, or `Refused` says why not.

    The same file posted twice is taken once and answered alike; a refused one ends the signing.
    """
    begun, came = _by(posting=hashed(token)), hashlib.sha256(content).hexdigest()
    if begun.state == SigningState.DONE and begun.returned == came:
        return begun
    _check_runs(begun)
    try:
        (finish_sealing if begun.seals else _finish)(begun, content, came)
        begun.refresh_from_db()
    except Refused as refused:
        return _after(begun, came, refused)
    return begun


def _finish(begun: BegunSigning, content: bytes, came: str) -> None:
    document, signer = begun.outgoing, begun.signer
    check_returned(stored.read(begun.base), content, key=begun.key)
    if not Appointment.objects.in_force().filter(pk=signer.pk).exists():
        raise Conflict("Người ký không còn giữ chức vụ này nên chữ ký không được nhận.")
    check_right(document, signer)
    # It comes from outside, and so through the gates; once, however often it is posted.
    upload = SimpleUploadedFile(begun.base.name, content, content_type=PDF)
    file = files.receive(upload, actor=signer, key=begun.posting)
    with work():
        end_open(begun, came=came)
        sign(document, actor=signer, file=file, prepared_id=begun.base_id)


def _after(begun: BegunSigning, came: str, refused: Refused) -> BegunSigning:
    """A file posted twice at once was taken by the other; else the signing ends with the words."""
    begun.refresh_from_db()
    if begun.state == SigningState.DONE and begun.returned == came:
        return begun
    if begun.state == SigningState.OPEN:
        _refuse(begun, came=came, problem=refused.sentence, actor=begun.signer)
    raise refused


@command("Không nhận tệp ký bằng USB token", who=_anyone, records=("problem",))
def _refuse(begun: BegunSigning, *, came: str, problem: str, actor: Appointment) -> None:
    BegunSigning.objects.filter(pk=begun.pk, state=SigningState.OPEN).update(
        state=SigningState.REFUSED, ended_at=clock.now(), returned=came, problem=problem
    )


def end_late() -> None:
    """Signings whose time is over are no longer open; they held nothing since."""
    for begun in BegunSigning.objects.filter(
        state=SigningState.OPEN, expires_at__lte=clock.now()
    ).select_related("outgoing", "key"):
        _expire(begun, actor=None)


@command("Lượt ký bằng USB token hết thời hạn", who=_anyone)
def _expire(begun: BegunSigning, *, actor: Appointment | None) -> None:
    BegunSigning.objects.filter(pk=begun.pk, state=SigningState.OPEN).update(
        state=SigningState.EXPIRED, ended_at=clock.now()
    )


def _by(**token: str) -> BegunSigning:
    whole = BegunSigning.objects.select_related(
        "outgoing__agency", "signer__person", "key", "base__blob", "attachment__file__blob"
    )
    begun = whole.filter(**token).first()
    if begun is None:
        raise NotFound
    return begun


def _check_runs(begun: BegunSigning) -> None:
    if begun.state == SigningState.REFUSED:
        raise Conflict(begun.problem)
    if not begun.runs:
        raise Conflict(_ENDED.get(SigningState(begun.state), _LATE))
