"""Sealing by the agency's USB token, in two steps: number first, then each file given out in turn.

The number is taken before anything is given out and belongs to the document from then on, as with
every seal: a sealing that is cancelled, refused or late leaves a numbered document, which is sealed
anew. Each annex that is a PDF goes before the document; with the document's own file it is issued.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from congvu.core.acts import work
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Agency, Appointment
from congvu.documents import policy
from congvu.documents.actions.begun_signings import (
    Begun,
    Given,
    end_open,
    give_out,
    hashed,
    let_go,
    new_tokens,
)
from congvu.documents.actions.issuing import (
    NO_SEAL,
    Sealed,
    assign_number,
    choose_receivers,
    issue,
    printed,
)
from congvu.documents.actions.lifecycles import outgoing
from congvu.documents.actions.numbering import usual_register
from congvu.documents.actions.submitting import PDF, file_name
from congvu.documents.models import Attachment, BegunSigning, HeldNumber, Outgoing, Register
from congvu.documents.types import OutgoingState, RegisterKind
from congvu.files import actions as files
from congvu.files import queries as stored
from congvu.files.models import StoredFile
from congvu.signing.actions import keep_lasting
from congvu.signing.actions.lasting import make_last_of_others
from congvu.signing.actions.tokens import check_returned, check_token, fill, mark_attachment
from congvu.signing.queries import key_of, verify
from congvu.signing.types import SEAL, FileVerdict, Result


@dataclass(frozen=True)
class Wanted:
    """Where it is entered and sent; a numbered document keeps its number."""

    agencies: Sequence[Agency]
    register: Register | None = None
    held: HeldNumber | None = None


def begin(document: Outgoing, *, actor: Appointment, wanted: Wanted) -> Begun:
    """Number the document and give out the next file that its seal is wanted on."""
    check(document, actor)
    key = key_of(document.agency)
    if key is None:
        raise Refused(NO_SEAL)
    check_token(key, actor=actor, whose="Cơ quan")
    _choose(document, actor, wanted)
    if document.state == OutgoingState.SIGNED:
        register = wanted.register or usual_register(document.agency, RegisterKind.OUTGOING)
        assign_number(document, actor=actor, register=register, held=wanted.held)
    annex = _next_annex(document)
    content = _marked(document, annex) if annex else _filled(document)
    fetching, posting = new_tokens()
    with work():
        base = files.keep(
            content,
            name=annex.file.name if annex else file_name(document),
            media_type=PDF,
            agency=document.agency,
            actor=actor,
        )
        given = Given(base, key, hashed(fetching), hashed(posting), annex)
        return Begun(begin_sealing(document, actor=actor, given=given), fetching, posting)


def check(document: Outgoing, actor: Appointment) -> None:
    """Raise the refusal that beginning now would meet."""
    numbered = document.state == OutgoingState.NUMBERED
    (begin_sealing if numbered else assign_number).check(document, actor)


def _choose(document: Outgoing, actor: Appointment, wanted: Wanted) -> None:
    chosen = set(document.receivers.values_list("agency_id", flat=True))
    if chosen != {one.pk for one in wanted.agencies}:
        choose_receivers(document, actor=actor, agencies=wanted.agencies)


def _next_annex(document: Outgoing) -> Attachment | None:
    waiting = document.attachments.filter(sealed=None).select_related("file__blob")
    return next((one for one in waiting if one.file.media_type == PDF), None)


def _marked(document: Outgoing, annex: Attachment) -> bytes:
    return mark_attachment(stored.read(annex.file), code=document.code)


def _filled(document: Outgoing) -> bytes:
    assert document.signed is not None  # noqa: S101 - a constraint says so
    return fill(stored.read_sound(document.signed).content, values=_values(document))


def _values(document: Outgoing) -> dict[str, str]:
    assert document.number is not None  # noqa: S101 - a constraint says so
    assert document.dated_on is not None  # noqa: S101 - as above
    return printed(document.number, document.dated_on)


@outgoing.action(
    "Bắt đầu đóng dấu bằng USB token",
    start={OutgoingState.NUMBERED},
    who=policy.is_clerk_of,
)
def begin_sealing(document: Outgoing, *, actor: Appointment, given: Given) -> BegunSigning:
    """One at a time, like signing; the document stands still until it ends."""
    return give_out(document, given, actor=actor)


@outgoing.action(
    "Hủy lượt đóng dấu bằng USB token",
    start={OutgoingState.NUMBERED},
    who=policy.is_clerk_of,
)
def cancel_sealing(document: Outgoing, *, actor: Appointment) -> None:
    """The clerk lets the document go; it keeps its number."""
    let_go(document, actor=actor)


@outgoing.action(
    "Nhận phụ lục đã đóng dấu bằng USB token",
    start={OutgoingState.NUMBERED},
    who=policy.is_clerk_of,
)
def take_annex(
    document: Outgoing,
    *,
    actor: Appointment,
    annex: Attachment,
    file: StoredFile,
) -> None:
    """The annex with the agency's mark; the document itself comes after."""
    Attachment.objects.filter(pk=annex.pk).update(sealed=file)


def finish_sealing(begun: BegunSigning, content: bytes, came: str) -> None:
    """Take the annex in, or issue the document: all that follows in one transaction."""
    document, clerk = begun.outgoing, begun.signer
    if not Appointment.objects.in_force().filter(pk=clerk.pk).exists():
        raise Conflict("Văn thư không còn giữ chức vụ này nên con dấu không được nhận.")
    check_token(begun.key, actor=clerk, whose="Cơ quan")
    given = stored.read(begun.base)
    verdict = check_returned(given, content, key=begun.key, slot=SEAL)
    lasting = make_last_of_others(content)
    if lasting != content:
        verdict = verify(lasting)
    if begun.attachment is None:
        _check_whole(document, given, verdict)
    elif verdict.result is Result.INVALID:
        raise Conflict(f"Phụ lục sau khi đóng dấu không đạt kiểm tra: {verdict.sentence}")
    file = _taken(begun, content, lasting)
    with work():
        end_open(begun, came=came)
        if begun.attachment is not None:
            take_annex(document, actor=clerk, annex=begun.attachment, file=file)
        else:
            issue(document, actor=clerk, sealed=Sealed(file, (), verdict.result.kind))
    if begun.attachment is None:
        keep_lasting(file)


def _check_whole(document: Outgoing, given: bytes, verdict: FileVerdict) -> None:
    """Upon what the leader has signed, with this document's number and day, the seal last."""
    assert document.signed is not None  # noqa: S101 - a constraint says so
    if not given.startswith(stored.read(document.signed)):
        raise Conflict("Văn bản đã thay đổi sau khi giao để đóng dấu; xin đóng dấu lại.")
    wrong = verdict.sentence if verdict.result is Result.INVALID else verdict.lacks
    if _values(document).items() - verdict.values.items():
        wrong = wrong or "số hoặc ngày không đúng."
    if wrong:
        raise Conflict(
            f"Tệp sau khi đóng dấu không đạt kiểm tra nên chưa phát hành: {wrong} "
            f"Số {document.code} vẫn giữ cho văn bản này; xin báo quản trị."
        )


def _taken(begun: BegunSigning, content: bytes, lasting: bytes) -> StoredFile:
    """What came passes the gates once, however often it is posted; evidence is ours to add."""
    upload = SimpleUploadedFile(begun.base.name, content, content_type=PDF)
    file = files.receive(upload, actor=begun.signer, key=begun.posting)
    if lasting == content:
        return file
    agency = begun.outgoing.agency
    return files.keep(lasting, name=file.name, media_type=PDF, agency=agency, actor=begun.signer)
