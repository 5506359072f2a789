"""Copies with a document's force, in electronic form (NĐ 30/2020, Articles 25 to 27, box 14)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.template.defaultfilters import capfirst

from congvu.core.actions import command
from congvu.core.acts import work
from congvu.core.offering import offer
from congvu.core.refused import Conflict, Forbidden, NotFound, Refused
from congvu.directory.models import Appointment, Role
from congvu.documents import policy
from congvu.documents.actions.drafting import OPEN, Beginning, Fields, attach, start_draft
from congvu.documents.actions.issuing import open_seal
from congvu.documents.actions.numbering import take_number, usual_register
from congvu.documents.doctypes import COPY_BY_CODE
from congvu.documents.models import Copy, Incoming, Outgoing
from congvu.documents.rendering import page_numbers, plain_pages
from congvu.documents.types import IncomingState, OutgoingState, RegisterKind
from congvu.files import actions as files
from congvu.files import queries as stored
from congvu.files.models import StoredFile
from congvu.signing import actions as signing
from congvu.signing.queries import verify
from congvu.signing.types import OpenedKey, Result

PDF = "application/pdf"
EXTRACT, OF_COPY = "extract", "copy_of_copy"
_BESIDE = 190.0
_LABEL = "Sao văn bản"


@dataclass(frozen=True)
class Wanted:
    """What kind of copy, of which pages (an extract alone), by whose decision, and what for."""

    kind: str
    decided_by: Appointment
    pages: str = ""
    purpose: str = ""


def make_copy(source: Outgoing | Incoming, *, actor: Appointment, pin: str, wanted: Wanted) -> Copy:
    """The copy as a file of its own, signed by the organisation and numbered.

    The file is made before the number is taken: what cannot be signed takes none.
    """
    check_copying(source, actor)
    offer({"purpose": wanted.purpose, "pages": wanted.pages}, actor=actor, door=_LABEL)
    pages = _pages(source, wanted)
    opened = open_seal(source.agency, actor=actor, pin=pin)
    pdf = _signed(source, wanted, pages, opened)
    copy = Copy(
        agency=source.agency,
        kind=wanted.kind,
        outgoing=source if isinstance(source, Outgoing) else None,
        incoming=source if isinstance(source, Incoming) else None,
        pages=", ".join(str(page) for page in pages),
        purpose=" ".join(wanted.purpose.split()),
        notation=f"{COPY_BY_CODE[wanted.kind].abbreviation}-{source.agency.notation}",
        decided_by=wanted.decided_by,
        made_by=actor,
    )
    with work():
        name = f"{COPY_BY_CODE[wanted.kind].name} {source.code.replace('/', '-')}.pdf"
        file = files.keep(pdf, name=name, media_type=PDF, agency=source.agency, actor=actor)
        keep_copy(copy, actor=actor, file=file)
    return copy


@command(_LABEL, who=policy.makes_copies)
def keep_copy(copy: Copy, *, actor: Appointment, file: StoredFile) -> None:
    """Take the next number of the year's one series of copies (Annex I, part II)."""
    copy.register = usual_register(copy.agency, RegisterKind.COPIES)
    copy.number = take_number(copy.register)
    copy.file = file
    copy.save()


def check_copying(source: Outgoing | Incoming, actor: Appointment) -> None:
    """Raise unless the actor is a clerk of the agency and the document stands."""
    if not policy.is_clerk_of(actor, source):
        raise Forbidden
    if not copyable(source):
        raise Conflict("Chỉ sao văn bản đã phát hành hoặc văn bản đến đã vào sổ, còn hiệu lực.")


def copyable(source: Outgoing | Incoming) -> bool:
    """Issued and in force; or registered and not recalled."""
    if isinstance(source, Outgoing):
        return source.state == OutgoingState.ISSUED
    gone = {IncomingState.ARRIVED, IncomingState.RETURNED, IncomingState.RECALLED}
    return source.state not in gone and source.file.media_type == PDF


def _pages(source: Outgoing | Incoming, wanted: Wanted) -> list[int]:
    if wanted.decided_by.agency_id != source.agency_id or wanted.decided_by.role not in {
        Role.LEADER,
        Role.UNIT_HEAD,
    }:
        raise Refused("Xin chọn lãnh đạo của cơ quan quyết định việc sao.", field="decided_by")
    if wanted.kind == OF_COPY and isinstance(source, Outgoing):
        raise Refused("Sao lục được lập từ bản sao y nhận được, không từ bản gốc.", field="kind")
    if wanted.kind != EXTRACT:
        return []
    return page_numbers(wanted.pages)


def _signed(
    source: Outgoing | Incoming, wanted: Wanted, pages: list[int], opened: OpenedKey
) -> bytes:
    file = source.issued if isinstance(source, Outgoing) else source.file
    if file is None:
        raise NotFound
    pdf = signing.sign_copy(
        plain_pages(stored.read(file), pages=pages),
        key=opened,
        form=COPY_BY_CODE[wanted.kind].name.upper(),
        agency=source.agency.name,
        left=_BESIDE if wanted.kind == OF_COPY else 0,
    )
    verdict = verify(pdf)
    if verdict.result is Result.INVALID:
        raise Conflict(f"Bản sao không đạt kiểm tra chữ ký số: {verdict.sentence}")
    return pdf


def send_on(copy: Copy, *, actor: Appointment, form_key: UUID) -> Outgoing:
    """A letter that takes the copy to whoever needs it, to be finished and issued as any other.

    The same form again gives the same letter.
    """
    what = f"bản {COPY_BY_CODE[copy.kind].name.lower()} số {copy.code}"
    about = f"gửi {what} của {copy.source.label}"[:500]
    beginning = Beginning(Fields(kind="letter", abstract=about, recipients=("Như trên",)))
    with work():
        letter = start_draft(actor=actor, form_key=form_key, beginning=beginning)
        if letter.state in OPEN:
            attach(letter, actor=actor, file=copy.file, title=capfirst(what))
    return letter
