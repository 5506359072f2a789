"""What the operator is told about programs that this machine lacks."""

from __future__ import annotations

from typing import Any

from django.core import checks

from congvu.files.providers.libreoffice import LibreOffice
from congvu.files.reading import tesseract

NO_TESSERACT = (
    "Máy chủ chưa cài Tesseract có tiếng Việt: chữ trên bản quét không được đọc, "
    "dấu chỉ độ mật trên bản quét không bị phát hiện."
)
NO_LIBREOFFICE = "Máy chủ chưa cài LibreOffice: tệp văn phòng không được chuyển sang PDF."


def programs(**_: Any) -> list[checks.CheckMessage]:
    """A warning for each program that is missed."""
    lacks = [
        (tesseract.installed() is None, NO_TESSERACT, "files.W001"),
        (LibreOffice.installed() is None, NO_LIBREOFFICE, "files.W002"),
    ]
    return [checks.Warning(said, id=number) for missing, said, number in lacks if missing]
