"""Office files as PDF."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from congvu.core.refused import Refused
from congvu.files import store
from congvu.files.models import StoredFile
from congvu.files.providers import Unreachable
from congvu.files.providers.libreoffice import LibreOffice
from congvu.files.queries import open_file
from congvu.files.types import Media

_OFFICE = {media.media_type: media for media in (Media.DOCX, Media.ODT, Media.XLSX, Media.ODS)}
NOT_INSTALLED = (
    "Máy chủ này chưa cài LibreOffice nên chưa chuyển được sang PDF; "
    "ông/bà hãy xuất PDF từ máy mình rồi tải lên."
)
NOT_CONVERTED = (
    "Chưa chuyển được tệp này sang PDF; ông/bà hãy xuất PDF từ máy mình rồi tải lên. "
    "Tệp đã tải lên vẫn được giữ nguyên."
)


def pdf_of(file: StoredFile) -> bytes:
    """The PDF that LibreOffice makes of the file; raises `Refused` in words where it can't."""
    media = _OFFICE.get(file.media_type)
    if media is None:
        raise Refused(NOT_CONVERTED, field="file")
    if LibreOffice.installed() is None:
        raise Refused(NOT_INSTALLED, field="file")
    office = LibreOffice(lock=Path(settings.DATA_DIR) / "libreoffice.lock")
    # Opening asks whether the file may be given out at all.
    open_file(file).close()
    with store.on_disk(file.sha256, ending=media.ending) as path:
        try:
            return office.to_pdf(path)
        except Unreachable as failed:
            raise Refused(NOT_CONVERTED, field="file") from failed
