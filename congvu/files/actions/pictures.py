"""A picture becomes a PDF, so that every paper shows the same way."""

from __future__ import annotations

from pathlib import PurePath

from congvu.directory.models import Appointment
from congvu.files import store
from congvu.files.actions import keep
from congvu.files.models import StoredFile
from congvu.files.queries import open_file
from congvu.files.reader import picture_apart
from congvu.files.types import PICTURES, Media

_MEDIA = {media.media_type: media for media in PICTURES}


def as_pdf(
    file: StoredFile, *, actor: Appointment | None, photo: bool = False
) -> tuple[StoredFile, str]:
    """The picture as PDF, and why a photo may be hard to read; any other file as it is.

    A scan keeps its points and pages, a photo is brought to a page's size. Made where nothing
    untrusted can do harm, so slow: outside transactions. Raises `Refused` (field `file`).
    """
    media = _MEDIA.get(file.media_type)
    if media is None:
        return file, ""
    open_file(file).close()  # it says whether the file may be given out at all
    with store.on_disk(file.sha256, ending=media.ending) as path:
        made, told = picture_apart(path, media, photo=photo)
    pdf = keep(
        made,
        name=f"{PurePath(file.name).stem}.pdf",
        media_type=Media.PDF.media_type,
        agency=file.agency,
        actor=actor,
        like=file,
    )
    return pdf, told
