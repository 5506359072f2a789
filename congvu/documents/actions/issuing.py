"""Number, seal, issue (NĐ 30/2020, Articles 14 to 18): by the clerk, after the signature.

The number is taken first and belongs to the document from then on; if the machine stops between
number and issue, the clerk goes on from the number. The seal is put outside any transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.events import publish
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Agency, Appointment
from congvu.documents import policy
from congvu.documents.actions.arriving import arrive
from congvu.documents.actions.following import check_stands, follow
from congvu.documents.actions.holding import use_held
from congvu.documents.actions.incoming import answered
from congvu.documents.actions.lifecycles import outgoing
from congvu.documents.actions.numbering import take_number, usual_register
from congvu.documents.actions.steps import step_out
from congvu.documents.actions.submitting import PDF, file_name
from congvu.documents.events import Issued
from congvu.documents.models import Attachment, HeldNumber, Outgoing, Receiver, Register
from congvu.documents.types import OutgoingState, RegisterKind
from congvu.files import actions as files
from congvu.files import queries as stored
from congvu.files.models import StoredFile
from congvu.notices.actions import notify
from congvu.signing import actions as signing
from congvu.signing.queries import key_of, verify
from congvu.signing.types import DAY, MONTH, NUMBER, OpenedKey, Result

NO_SEAL = "Cơ quan chưa có chứng thư số (con dấu) trên hệ thống."


@outgoing.action(
    "Chọn nơi nhận",
    start={OutgoingState.SIGNED, OutgoingState.NUMBERED},
    who=policy.is_clerk_of,
)
def choose_receivers(document: Outgoing, *, actor: Appointment, agencies: Sequence[Agency]) -> None:
    """The agencies that will have it; those chosen before and no longer named are dropped."""
    ids = {agency.pk for agency in agencies if agency.active} - {document.agency_id}
    document.receivers.exclude(agency_id__in=ids).delete()
    Receiver.objects.bulk_create(
        [Receiver(outgoing=document, agency_id=pk) for pk in sorted(ids)], ignore_conflicts=True
    )


@outgoing.action(
    "Cấp số",
    start={OutgoingState.SIGNED},
    end=OutgoingState.NUMBERED,
    who=policy.is_clerk_of,
)
def assign_number(
    document: Outgoing, *, actor: Appointment, register: Register, held: HeldNumber | None = None
) -> None:
    """Take the next number of the register, or the held one; from now on it is this document's."""
    if register.agency_id != document.agency_id or register.kind != RegisterKind.OUTGOING:
        raise Refused("Xin chọn sổ văn bản đi của cơ quan.", field="register")
    if document.year != clock.today().year:
        raise Conflict(
            f"Văn bản ghi năm {document.year}, nay đã sang năm mới; xin trả lại để trình ký lại."
        )
    if document.earlier is not None:
        check_stands(document.earlier)
    if held is not None:
        register, document.number = held.register, use_held(held, document)
    else:
        document.number = take_number(register)
    document.register, document.dated_on = register, clock.today()
    step_out(document, "assign_number", f"Cấp số {document.code}", actor=actor)


@outgoing.action(
    "Phát hành",
    start={OutgoingState.NUMBERED},
    end=OutgoingState.ISSUED,
    who=policy.is_clerk_of,
)
def issue(document: Outgoing, *, actor: Appointment, sealed: Sealed) -> None:
    """Take in the sealed file and give it to every receiver at once, in this transaction."""
    document.issued = sealed.file
    document.issued_at, document.issued_by = clock.now(), actor
    for attachment, file in sealed.attachments:
        Attachment.objects.filter(pk=attachment.pk).update(sealed=file)
    receivers = list(document.receivers.select_related("agency"))
    arrive(document, receivers, verdict=sealed.verdict)
    step_out(
        document,
        "issue",
        "Ban hành",
        actor=actor,
        words=f"Gửi {len(receivers)} cơ quan." if receivers else "",
    )
    _tell(document, actor)
    if document.reply_to is not None:
        answered(document.reply_to, document, actor)
    follow(document, actor=actor)
    publish(Issued(document))


@dataclass(frozen=True)
class Sealed:
    """What sealing made: the document, its annexes, and the verdict of their check."""

    file: StoredFile
    attachments: tuple[tuple[Attachment, StoredFile], ...]
    verdict: str

    def __str__(self) -> str:
        return self.file.sha256


def _tell(document: Outgoing, actor: Appointment) -> None:
    url = reverse("documents:outgoing", args=[document.pk])
    people = [document.drafter, *([document.signer] if document.signer else [])]
    notify(
        [one for one in people if one.pk != actor.pk],
        text=f"Đã phát hành {document.label}",
        url=url,
        kind="issued",
    )


def number_seal_and_issue(
    document: Outgoing,
    *,
    actor: Appointment,
    pin: str,
    agencies: Sequence[Agency],
    register: Register | None = None,
    held: HeldNumber | None = None,
) -> None:
    """The clerk's one button “Cấp số, đóng dấu, phát hành”.

    The PIN is tried before a number is taken. Called again after a stop in the middle, it goes on
    from what stands: a numbered document keeps its number. A document that is issued already is a
    `Conflict`.
    """
    if document.state == OutgoingState.NUMBERED:
        issue.check(document, actor)
    else:
        assign_number.check(document, actor)
    opened = open_seal(document.agency, actor=actor, pin=pin)
    issue_opened(
        document, actor=actor, opened=opened, agencies=agencies, register=register, held=held
    )


def issue_opened(
    document: Outgoing,
    *,
    actor: Appointment,
    opened: OpenedKey,
    agencies: Sequence[Agency],
    register: Register | None = None,
    held: HeldNumber | None = None,
) -> None:
    """The same with the seal's key opened already."""
    choose_receivers(document, actor=actor, agencies=agencies)
    if document.state == OutgoingState.SIGNED:
        chosen = register or usual_register(document.agency, RegisterKind.OUTGOING)
        assign_number(document, actor=actor, register=chosen, held=held)
    pdf = _seal(document, opened)
    verdict = verify(pdf)
    if verdict.result is Result.INVALID or not verdict.complete:
        raise Conflict(
            f"Tệp sau khi đóng dấu không đạt kiểm tra nên chưa phát hành: {verdict.sentence} "
            f"Số {document.code} vẫn giữ cho văn bản này; xin báo quản trị."
        )
    marked = _seal_attachments(document, opened)
    with work():
        sealed = Sealed(
            _keep(document, pdf, file_name(document), actor),
            tuple((one, _keep(document, content, one.file.name, actor)) for one, content in marked),
            verdict.result.kind,
        )
        issue(document, actor=actor, sealed=sealed)
    signing.keep_lasting(sealed.file)


def open_seal(agency: Agency, *, actor: Appointment, pin: str) -> OpenedKey:
    """The agency's key, opened by the clerk; raises `Refused(field="pin")`."""
    key = key_of(agency)
    if key is None:
        raise Refused(NO_SEAL, field="pin")
    return signing.open_key(key, pin=pin, actor=actor)


def _seal(document: Outgoing, opened: OpenedKey) -> bytes:
    assert document.signed is not None  # noqa: S101 - a constraint says so
    assert document.dated_on is not None  # noqa: S101 - as above
    assert document.number is not None  # noqa: S101 - as above
    values = printed(document.number, document.dated_on)
    signed = stored.read_sound(document.signed)
    return signing.seal(signed, values=values, key=opened, image=opened.image)


def printed(number: int, day: date) -> dict[str, str]:
    """Number and date as the page has them: a zero before small ones (Annex I, II.3 and II.4)."""
    return {
        NUMBER: f"{number:02d}",
        DAY: f"{day.day:02d}",
        MONTH: f"{day.month:02d}" if day.month < 3 else str(day.month),
    }


def preview(document: Outgoing, *, actor: Appointment) -> bytes:
    """The page as it will be issued: the number it has or the next one, today, and the seal, pale.

    Nothing is taken, signed or kept. Raises `Refused` where the document is not the clerk's to
    issue now, and where the agency has no seal yet.
    """
    numbered = document.state == OutgoingState.NUMBERED
    (issue if numbered else assign_number).check(document, actor)
    key = key_of(document.agency)
    if key is None:
        raise Refused(NO_SEAL)
    assert document.signed is not None  # noqa: S101 - a constraint says so
    register = document.register or usual_register(document.agency, RegisterKind.OUTGOING)
    number = document.number or register.last_number + 1
    values = printed(number, document.dated_on or clock.today())
    return signing.preview_seal(stored.read(document.signed), values=values, key=key)


def _seal_attachments(document: Outgoing, opened: OpenedKey) -> list[tuple[Attachment, bytes]]:
    """The organisation signs each annex that is a PDF of its own (Annex I, II)."""
    rows = document.attachments.select_related("file__blob")
    return [
        (one, signing.sign_attachment(stored.read(one.file), key=opened, code=document.code))
        for one in rows
        if one.file.media_type == PDF
    ]


def _keep(document: Outgoing, content: bytes, name: str, actor: Appointment) -> StoredFile:
    return files.keep(content, name=name, media_type=PDF, agency=document.agency, actor=actor)
