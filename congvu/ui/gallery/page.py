"""What the gallery takes from the build: a page in the documents' letters, the icons."""

from __future__ import annotations

import functools
import re

import typst
from django.conf import settings

_SOURCE = """
#set document(title: "Văn bản mẫu")
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm))
#set text(font: "Tinos", size: 13pt, lang: "vi")
#set par(justify: true, first-line-indent: (amount: 1cm, all: true), leading: 0.75em)
#grid(columns: (2fr, 3fr), align: center,
  [#text(12pt)[ỦY BAN NHÂN DÂN] \\ *TỈNH QUẢNG NAM*],
  [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc*])
#v(1cm)
#align(center)[*VĂN BẢN MẪU* \\ *Về việc xem thử khung hiển thị trang*]
#v(0.5cm)
#for part in range(1, 9) [
  #part\\. Khung này hiển thị trang đúng như bản phát hành; chữ chọn và sao chép được, phóng to, thu
  nhỏ và lật trang bằng bàn phím. Trên điện thoại, vuốt ngang để lật trang.

]
#pagebreak()
#align(center)[*Trang thứ hai*]
"""


@functools.cache
def sample_page() -> bytes:
    """Two pages as PDF, made once a process."""
    fonts = [str(settings.BUILD_DIR / "fonts")]
    made = typst.compile(  # type: ignore[misc] # its stub leaves the input's type open
        _SOURCE.encode(), font_paths=fonts, ignore_system_fonts=True
    )
    if not isinstance(made, bytes):
        raise TypeError("one PDF was asked for")
    return made


@functools.cache
def icon_names() -> list[str]:
    """The ids of the sprite, in its order."""
    sprite = (settings.BUILD_DIR / "static/ui/icons.svg").read_text()
    return [name for name in re.findall(r'<symbol id="([a-z]+)"', sprite) if name != "emblem"]
