"""From a draft's fields to the content of its pages."""

from __future__ import annotations

from congvu.core import clock
from congvu.directory.models import Agency
from congvu.directory.policy import is_collective
from congvu.documents import rendering
from congvu.documents.models import Outgoing
from congvu.documents.rendering import DocumentContent, SigningBlock, empty_body, images_of
from congvu.documents.types import Circulation, Urgency
from congvu.files import queries as files
from congvu.files.models import StoredFile

_URGENCY = {
    Urgency.NORMAL: rendering.Urgency.NORMAL,
    Urgency.URGENT: rendering.Urgency.URGENT,
    Urgency.VERY_URGENT: rendering.Urgency.VERY_URGENT,
    Urgency.EXPRESS: rendering.Urgency.EXPRESS,
}
_CIRCULATION = {
    Circulation.OPEN: rendering.Circulation.OPEN,
    Circulation.RETURN: rendering.Circulation.RETURN,
    Circulation.INTERNAL: rendering.Circulation.INTERNAL,
}
_BODY_NAME = "Ủy ban nhân dân "


def printed_name(agency: Agency) -> str:
    """As box 2 has it: capitals, the committee's name on a line of its own."""
    name = agency.name
    if is_collective(agency) and name.startswith(_BODY_NAME):
        name = f"{_BODY_NAME.strip()}\n{name.removeprefix(_BODY_NAME)}"
    return name.upper()


def printed_parent(agency: Agency) -> str:
    """People's committees stand alone; other agencies under the one that directs them."""
    if is_collective(agency) or agency.parent is None:
        return ""
    return agency.parent.name.replace(_BODY_NAME.strip(), "UBND").upper()


def notation_of(document: Outgoing) -> str:
    """`UBND-KGVX` for a letter, `QĐ-UBND` for a decision."""
    unit = document.unit.notation if document.unit else ""
    return document.document_type.notation(document.agency.notation, unit)


def content_of(document: Outgoing) -> DocumentContent:
    """What the pages of the draft say, as its fields stand now."""
    agency = document.agency
    unit = document.unit.notation if document.unit else ""
    signer = document.signer.person.name if document.signer else ""
    authority = ""
    if document.document_type.resolving and document.signing_lines:
        authority = _authority(document)
    return DocumentContent(
        kind=document.document_type,
        agency=printed_name(agency),
        parent_agency=printed_parent(agency),
        notation=notation_of(document),
        place=agency.place,
        year=clock.today().year,
        abstract=document.abstract,
        urgency=_URGENCY[Urgency(document.urgency)],
        circulation=_CIRCULATION[Circulation(document.circulation)],
        addressees=tuple(document.addressees),
        authority=authority,
        legal_bases=tuple(document.legal_bases),
        body=document.body or empty_body(),
        signing=SigningBlock(tuple(document.signing_lines), signer),
        recipients=tuple(document.recipients),
        archive=f"VT, {unit}" if unit else "VT",
    )


def _authority(document: Outgoing) -> str:
    """Who resolves: the body where it is signed for the body, else its head."""
    name = document.agency.name
    if document.signing_form == "TM" or document.signing_lines[0].startswith("TM."):
        return name.upper()
    return f"{document.signing_lines[0].split('. ', 1)[-1]} {name}".upper()


def images_for(document: Outgoing) -> dict[int, bytes]:
    """The pictures of the text, by file id."""
    wanted = images_of(document.body or empty_body())
    rows = StoredFile.objects.select_related("blob").filter(pk__in=wanted)
    return {row.pk: files.read(row) for row in rows}
