"""Photos of papers: turned into PDF, upright, and looked at for sharpness."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageFilter, ImageOps, ImageStat, UnidentifiedImageError

from congvu.core.refused import Refused
from congvu.files.actions import keep
from congvu.files.models import StoredFile
from congvu.files.queries import open_file
from congvu.files.types import Media

_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
_LONGEST = 2200
_JUDGED = 1000
_BLURRED = 60.0
_SMALLEST = 600


def refuse_unreadable(upload: UploadedFile[bytes]) -> None:
    """HEIC, which no library kept for this product reads: refused in words that help."""
    head = upload.read(12)
    upload.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        raise Refused(
            "Ảnh HEIC của iPhone chưa nhận được. Ông/bà vào Cài đặt → Camera → Định dạng, chọn "
            "“Tương thích nhất” rồi chụp lại; hoặc gửi ảnh JPEG, PNG hay tệp PDF. "
            "Các nội dung khác đã nhập vẫn còn.",
            field="file",
        )


def as_pdf(file: StoredFile) -> tuple[StoredFile, StoredFile | None, str]:
    """A photo's PDF, the photo, and what was noticed of it; any other file as it is."""
    if file.media_type not in {Media.JPEG.media_type, Media.PNG.media_type}:
        return file, None, ""
    try:
        with open_file(file) as content, Image.open(content) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
            told = noticed(upright)
            upright.thumbnail((_LONGEST, _LONGEST))
            upright.save(made := BytesIO(), "PDF", resolution=200, quality=85)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as broken:
        raise Refused("Ảnh này không mở được; xin chụp lại hoặc gửi PDF.", field="file") from broken
    pdf = keep(
        made.getvalue(),
        name=f"{Path(file.name).stem}.pdf",
        media_type=Media.PDF.media_type,
        agency=file.agency,
        actor=None,
        like=file,
    )
    return pdf, file, told


def noticed(image: Image.Image) -> str:
    """Why the photo may be hard to read, in a sentence; empty for a good one."""
    if min(image.size) < _SMALLEST:
        return "Ảnh nhỏ quá, chữ có thể không đọc được; ông/bà nên chụp lại gần hơn."
    if sharpness(image) < _BLURRED:
        return "Ảnh có vẻ bị mờ; ông/bà xem lại, nếu chữ không rõ thì chụp lại."
    return ""


def sharpness(image: Image.Image) -> float:
    """The variance of the edges at a common size: under 60 letters run together."""
    grey = image.convert("L")
    grey.thumbnail((_JUDGED, _JUDGED))
    kernel = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
    edges = grey.filter(kernel)
    return float(ImageStat.Stat(edges).var[0])
