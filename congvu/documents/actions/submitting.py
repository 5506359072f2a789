"""The way of a draft to its signer: submitted, passed on, sent back, signed."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.offering import offer
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Appointment, Role
from congvu.directory.queries.signing import signing_right
from congvu.documents import policy
from congvu.documents.actions.drafting import OPEN
from congvu.documents.actions.lifecycles import outgoing
from congvu.documents.actions.steps import step_out, take_part_out
from congvu.documents.content import content_of, images_for, notation_of
from congvu.documents.models import Outgoing, Version
from congvu.documents.readiness import missing
from congvu.documents.rendering import empty_body, render, text_of
from congvu.documents.types import OutgoingState, Source, Urgency
from congvu.files import actions as files
from congvu.files import queries as stored
from congvu.files.models import StoredFile
from congvu.notices.actions import notify
from congvu.secrecy.actions import check_text
from congvu.signing import actions as signing
from congvu.signing.queries import key_of
from congvu.signing.types import OpenedKey

PDF = "application/pdf"
NO_KEY = (
    "Ông/bà chưa có chứng thư số trên hệ thống; xin mở mục “Chữ ký số của tôi” hoặc báo quản trị."
)


def reasons(words: str, field: str = "words") -> str:
    """The words of a refusal to go on: people must be able to act on them."""
    if len(words.strip()) < 10:
        raise Refused("Xin ghi rõ lý do, ít nhất 10 ký tự.", field=field)
    return words.strip()


def file_name(document: Outgoing) -> str:
    """A name under which people keep the file."""
    code = document.code.replace("/", "-") or "du-thao"
    return f"{code} {document.abstract[:80]}".strip().replace("/", "-") + ".pdf"


@outgoing.action(
    "Trình ký",
    start=OPEN,
    end=OutgoingState.SUBMITTED,
    who=policy.is_drafter,
    primary=True,
    records=("to",),
)
def submit(
    document: Outgoing,
    *,
    actor: Appointment,
    to: Appointment,
    words: str,
    file: StoredFile,
    drawn_from: datetime,
) -> None:
    """Hand the finished page to the next on the way; from here the text stands still.

    `file` was drawn from the draft as it stood at `drawn_from` (`updated_at`).
    """
    if document.updated_at != drawn_from:
        raise Conflict("Dự thảo vừa được sửa ở nơi khác; xin xem lại rồi trình.")
    _check_way(document, to)
    document.prepared, document.signed = file, None
    document.notation, document.year = notation_of(document), clock.today().year
    _hand_to(document, to)
    _keep_version(document, actor, file)
    step_out(document, "submit", "Trình", actor=actor, to=to, words=words)
    take_part_out(document, document.signer)
    _tell_holder(document, actor, "trình")


def submit_draft(
    document: Outgoing, *, actor: Appointment, to: Appointment, words: str = ""
) -> None:
    """Draw the page, prepare its fields, and submit it.

    Raises `Refused` with the first field that is still missing.
    """
    submit.check(document, actor)
    for lacking in missing(document):
        raise Refused(lacking.sentence, field=lacking.field)
    _read_again(document, actor=actor, words=words)
    drawn_from = document.updated_at
    pdf = _prepare(document)
    with work():
        file = files.keep(
            pdf,
            name=file_name(document),
            media_type=PDF,
            agency=document.agency,
            actor=actor,
        )
        submit(document, actor=actor, to=to, words=words, file=file, drawn_from=drawn_from)


def _read_again(document: Outgoing, *, actor: Appointment, words: str) -> None:
    """Before the slow work; the draft may have begun from a file, where no form was read."""
    door = submit.label
    offer({"words": words}, actor=actor, door=door)
    parts = {
        "trích yếu": document.abstract,
        "nội dung": text_of(document.body or empty_body()),
        "kính gửi": "\n".join(document.addressees),
        "căn cứ": "\n".join(document.legal_bases),
        "nơi nhận": "\n".join(document.recipients),
    }
    check_text(parts, actor=actor, door=door)


def _prepare(document: Outgoing) -> bytes:
    if document.source == Source.UPLOAD:
        assert document.upload is not None  # noqa: S101 - an uploaded draft has its file
        return signing.prepare(stored.read(document.upload))
    drawn = render(content_of(document), images=images_for(document))
    return signing.prepare(drawn.pdf, drawn.slots)


def _check_way(document: Outgoing, to: Appointment) -> None:
    if to.agency_id != document.agency_id or to.pk == document.drafter_id != document.signer_id:
        raise Refused("Xin chọn lãnh đạo trong cơ quan để trình.", field="to")
    if to.role not in {Role.LEADER, Role.UNIT_HEAD} and to.pk != document.signer_id:
        raise Refused("Chỉ trình lãnh đạo đơn vị hoặc lãnh đạo cơ quan.", field="to")


def _hand_to(document: Outgoing, to: Appointment | None) -> None:
    document.holder, document.held_since = to, clock.now()


def _keep_version(document: Outgoing, actor: Appointment, file: StoredFile) -> None:
    Version.objects.create(
        outgoing=document,
        number=document.versions.count() + 1,
        author=actor,
        file=file,
        snapshot={
            "kind": document.kind,
            "abstract": document.abstract,
            "urgency": document.urgency,
            "body": document.body,
            "legal_bases": document.legal_bases,
            "addressees": document.addressees,
            "recipients": document.recipients,
            "due_on": f"{document.due_on:%d/%m/%Y}" if document.due_on else "",
            "signer": str(document.signer),
        },
    )


def _tell_holder(document: Outgoing, actor: Appointment, did: str) -> None:
    if document.holder is not None and document.holder.pk != actor.pk:
        notify(
            [document.holder],
            text=f"{actor.person.name} {did}: {document.label}",
            url=reverse("documents:outgoing", args=[document.pk]),
            kind="submission",
            urgent=document.urgency != Urgency.NORMAL,
        )


@outgoing.action(
    "Trình tiếp",
    start={OutgoingState.SUBMITTED},
    who=policy.may_pass_on,
    primary=True,
    records=("to",),
)
def pass_on(document: Outgoing, *, actor: Appointment, to: Appointment, words: str = "") -> None:
    """One on the way agrees and hands it up to the next."""
    if to.pk == actor.pk:
        raise Refused("Xin chọn người khác để trình tiếp.", field="to")
    _check_way(document, to)
    _hand_to(document, to)
    step_out(document, "pass_on", "Trình tiếp", actor=actor, to=to, words=words)
    _tell_holder(document, actor, "trình tiếp")


@outgoing.action(
    "Ký số",
    start={OutgoingState.SUBMITTED},
    end=OutgoingState.SIGNED,
    who=policy.may_sign,
    primary=True,
)
def sign(
    document: Outgoing, *, actor: Appointment, file: StoredFile, prepared_id: int | None
) -> None:
    """Take in the file that the signer's key has signed; it is the prepared one and no other."""
    if document.prepared_id != prepared_id:
        raise Conflict("Văn bản vừa được trình lại bản khác; xin đọc lại trước khi ký.")
    document.signed, document.signed_at = file, clock.now()
    _hand_to(document, None)
    step_out(document, "sign", "Ký số", actor=actor)
    clerks = Appointment.objects.in_force().filter(agency=document.agency_id, role=Role.CLERK)
    notify(
        [*clerks, document.drafter],
        text=f"Đã ký, chờ cấp số và phát hành: {document.label}",
        url=reverse("documents:outgoing", args=[document.pk]),
        kind="signed",
        urgent=document.urgency != Urgency.NORMAL,
    )


def sign_with_pin(document: Outgoing, *, actor: Appointment, pin: str) -> None:
    """Open the signer's key, sign the page as it was submitted, and take the file in."""
    sign.check(document, actor)
    check_right(document, actor)
    sign_opened(document, actor=actor, opened=open_own_key(actor, pin=pin))


def open_own_key(actor: Appointment, *, pin: str) -> OpenedKey:
    """The signer's key; raises `Refused(field="pin")`."""
    key = key_of(actor.person)
    if key is None:
        raise Refused(NO_KEY, field="pin")
    return signing.open_key(key, pin=pin, actor=actor)


def sign_opened(document: Outgoing, *, actor: Appointment, opened: OpenedKey) -> None:
    """Sign the page as it was submitted with the opened key, and take the file in."""
    sign.check(document, actor)
    check_right(document, actor)
    assert document.prepared is not None  # noqa: S101 - submitted documents have it
    prepared_id = document.prepared_id
    signed = signing.sign(stored.read_sound(document.prepared), key=opened, image=opened.image)
    with work():
        file = files.keep(
            signed,
            name=document.prepared.name,
            media_type=PDF,
            agency=document.agency,
            actor=actor,
        )
        sign(document, actor=actor, file=file, prepared_id=prepared_id)


def check_right(document: Outgoing, actor: Appointment) -> None:
    """Whether the printed block is still one that the signer may sign under today."""
    rights = signing_right(actor, document.kind)
    if not any(list(right.lines) == document.signing_lines for right in rights):
        raise Conflict(
            "Thẩm quyền ký ghi trên văn bản không còn hiệu lực; xin trả lại để người soạn chọn lại "
            "thể thức ký."
        )


@outgoing.action(
    "Trả lại",
    start={OutgoingState.SUBMITTED},
    end=OutgoingState.SENT_BACK,
    who=policy.holds,
    danger=True,
    records=("words",),
)
def send_back(document: Outgoing, *, actor: Appointment, words: str) -> None:
    """Back to the drafter with a reason of at least ten characters."""
    _return(document, actor, "send_back", reasons(words))


@outgoing.action(
    "Trả lại để chỉnh sửa",
    start={OutgoingState.SIGNED},
    end=OutgoingState.SENT_BACK,
    who=policy.is_clerk_of,
    danger=True,
    records=("words",),
)
def send_back_signed(document: Outgoing, *, actor: Appointment, words: str) -> None:
    """The clerk finds the format wrong (NĐ 30/2020, Article 14): a signed page is not altered."""
    document.signed, document.signed_at = None, None
    _return(document, actor, "send_back_signed", reasons(words))


def _return(document: Outgoing, actor: Appointment, action: str, words: str) -> None:
    _hand_to(document, document.drafter)
    step_out(document, action, "Trả lại", actor=actor, to=document.drafter, words=words)
    _tell_holder(document, actor, "trả lại")


@outgoing.action(
    "Rút lại", start={OutgoingState.SUBMITTED}, end=OutgoingState.DRAFT, who=policy.is_drafter
)
def withdraw(document: Outgoing, *, actor: Appointment) -> None:
    """The drafter takes the submission back to work on it."""
    holder = document.holder
    _hand_to(document, actor)
    step_out(document, "withdraw", "Rút lại", actor=actor)
    if holder is not None and holder.pk != actor.pk:
        notify(
            [holder],
            text=f"{actor.person.name} đã rút lại {document.label}",
            url=reverse("documents:outgoing", args=[document.pk]),
            kind="submission",
        )
