"""A case file as a ZIP: its data as XML under the names of NĐ 30/2020/NĐ-CP, Annex VI, and files.

The files are the very ones that were signed; what the one who asks may not see is left out.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath
from typing import BinaryIO, cast

import pikepdf
from lxml import etree

from congvu.core import clock
from congvu.documents.binding import author_of, check_size, contents_pdf, file_of
from congvu.documents.models import CaseFile, Incoming, Outgoing
from congvu.documents.queries.case_files import Entry
from congvu.documents.types import Urgency
from congvu.files.models import StoredFile
from congvu.files.queries import open_file
from congvu.files.types import Media

_LANGUAGE = "Tiếng Việt"


def pack(found: CaseFile, entries: Sequence[Entry]) -> BinaryIO:
    """`ho-so.xml`, `muc-luc.pdf` and the files under `tep/`: an open file, gone when closed."""
    check_size(entries)
    file = tempfile.TemporaryFile(suffix=".zip")  # noqa: SIM115 - the answer closes it
    pages: dict[int, int] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for one in entries:
            stored = file_of(one)
            if stored is None:
                continue
            with open_file(stored) as content, pack.open(_name(one, stored), "w") as target:
                shutil.copyfileobj(content, target)
                pages[one.position] = _pages(stored, content)
        pack.writestr("muc-luc.pdf", contents_pdf(found, entries))
        pack.writestr("ho-so.xml", xml_of(found, entries, pages))
    file.seek(0)
    return cast("BinaryIO", file)


def _name(entry: Entry, file: StoredFile) -> str:
    return f"tep/{entry.position:03d}{PurePath(file.name).suffix.lower()}"


def _pages(file: StoredFile, content: BinaryIO) -> int:
    if file.media_type != Media.PDF.media_type:
        return 0
    content.seek(0)
    try:
        with pikepdf.open(io.BytesIO(content.read())) as pdf:
            return len(pdf.pages)
    except pikepdf.PdfError:
        return 0


def xml_of(found: CaseFile, entries: Sequence[Entry], pages: dict[int, int]) -> bytes:
    """The data of the file and of each of its documents in order."""
    root = etree.Element("CaseFile")
    _put(
        root,
        OrganId=found.agency.code,
        FileCatalog=found.year,
        FileNotation=found.code,
        FileCode=found.identifier,
        Title=found.title,
        Maintenance=found.retention,
        Rights=found.get_rights_display(),
        Creator=found.keeper.person.name if found.keeper else "",
        Language=_LANGUAGE,
        StartDate=_day(found.started_on),
        EndDate=_day(found.ended_on),
        DocTotal=len(entries),
        PageTotal=sum(pages.values()),
    )
    documents = etree.SubElement(root, "Documents")
    for one in entries:
        _document(documents, found, one, pages.get(one.position, 0))
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return made


def _document(parent: etree._Element, found: CaseFile, entry: Entry, pages: int) -> None:
    node = etree.SubElement(parent, "Document", DocOrdinal=str(entry.position))
    document, file = entry.document, file_of(entry)
    if document is None:
        node.set("Withheld", "true")
        return
    _put(
        node,
        DocOrdinal=entry.position,
        OrganId=found.agency.code,
        FileCatalog=found.year,
        FileNotation=found.code,
        TypeName=document.get_kind_display(),
        CodeNumber=f"{document.number:02d}"
        if isinstance(document.number, int)
        else document.number,
        CodeNotation=document.notation,
        IssuedDate=_day(document.dated_on),
        OrganName=author_of(document),
        Subject=document.abstract,
        Language=_LANGUAGE,
        PageAmount=pages,
        Priority=list(Urgency.values).index(document.urgency),
        File=_name(entry, file) if file else "",
    )
    if isinstance(document, Incoming):
        _incoming(node, document)
    else:
        _outgoing(node, document)


def _incoming(node: etree._Element, document: Incoming) -> None:
    registered = document.registered_at
    _put(
        node,
        FullName=document.signer_name,
        DueDate=_day(document.due_on),
        ArrivalDate=_day(clock.local(registered).date() if registered else None),
        ArrivalNumber=document.arrival_number or "",
        ToPlaces=document.agency.name,
    )


def _outgoing(node: etree._Element, document: Outgoing) -> None:
    signer = document.signer
    _put(
        node,
        Position=signer.title.name if signer else "",
        FullName=signer.person.name if signer else "",
        ToPlaces="; ".join(document.recipients),
    )


def _put(parent: etree._Element, **values: object) -> None:
    for name, value in values.items():
        etree.SubElement(parent, name).text = _clean(str(value))


def _clean(text: str) -> str:
    """XML knows no control characters (XML 1.0, 2.2)."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
