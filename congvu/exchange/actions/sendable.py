"""What may travel between systems: looked at before anything is numbered or sent."""

from __future__ import annotations

from congvu.core.refused import Refused
from congvu.documents.models import Attachment, Outgoing
from congvu.files.models import StoredFile
from congvu.files.types import Media

MOST_BYTES = 50 * 1024 * 1024 * 3 // 4 - 1024 * 1024
"""Of contents: base64 makes them a third larger, and a packet is 50 MB at most."""
TYPES = tuple(one for one in Media if one is not Media.HEIC)
"""What state agencies' systems must open (Thông tư 39/2017/TT-BTTTT) of what is accepted here."""
_NAMES = ", ".join(one.label for one in TYPES)


def check_sendable(document: Outgoing) -> None:
    """The page a PDF, all else of a type that receivers open, the whole not too large; `Refused`
    beside the receivers.
    """
    attached = Attachment.objects.filter(outgoing=document).select_related("file__blob")
    files = [one.file for one in attached]
    for file in files:
        _check_type(file, TYPES)
    if document.signed is not None:
        _check_type(document.signed, (Media.PDF,))
        files.append(document.signed)
    if sum(one.size for one in files) > MOST_BYTES:
        raise Refused(
            "Văn bản và tài liệu kèm theo lớn hơn 36 MB nên không gửi liên thông được "
            "(gói tin tối đa 50 MB).",
            field="beyond",
        )


def _check_type(file: StoredFile, types: tuple[Media, ...]) -> None:
    if file.media_type not in {one.media_type for one in types}:
        raise Refused(
            f"Tệp “{file.name}” không thuộc loại hệ thống nơi nhận mở được ({_NAMES}) nên không "
            "gửi liên thông được; xin chuyển tệp sang PDF, hoặc bỏ nơi nhận ngoài hệ thống.",
            field="beyond",
        )
