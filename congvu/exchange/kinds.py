"""Types of documents as messages number them (QCVN 102:2016/BTTTT, amendment 1:2022, part B).

Systems differ in the numbers, so that the name is asked first.
"""

from __future__ import annotations

from congvu.core.text import fold
from congvu.documents.types import Urgency
from congvu.exchange.edxml import DocumentKind

_NAMES = (
    "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo",
    "Hướng dẫn", "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản",
    "Tờ trình", "Hợp đồng", "Công văn", "Công điện", "Bản ghi nhớ", "Bản cam kết", "Bản thỏa thuận",
    "Giấy chứng nhận", "Giấy uỷ quyền", "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép",
    "Giấy đi đường", "Giấy biên nhận hồ sơ", "Phiếu gửi", "Phiếu chuyển", "Thư công",
)  # fmt: skip
_NUMBERS = {fold(name): number for number, name in enumerate(_NAMES, 1)}
_URGENCIES = (
    Urgency.NORMAL,
    Urgency.URGENT,
    Urgency.VERY_URGENT,
    Urgency.EXPRESS,
    Urgency.EXPRESS,
)


def written_kind(name: str) -> DocumentKind:
    """The type as a message has it; 1 where the list has no such name."""
    return DocumentKind(name, _NUMBERS.get(fold(name), 1))


def known_name(kind: DocumentKind) -> str:
    """The name of a type that came, by its number where the name says nothing."""
    if fold(kind.name) or not 1 <= kind.type <= len(_NAMES):
        return kind.name
    return _NAMES[kind.type - 1]


def urgency_of(priority: int) -> str:
    """`Priority` 0 to 4; what is beyond counts as the most urgent."""
    return _URGENCIES[min(priority, len(_URGENCIES) - 1)]


def priority_of(urgency: str) -> int:
    """The number of an urgency."""
    return _URGENCIES.index(Urgency(urgency))
