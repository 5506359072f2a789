"""Types and urgencies as messages number them: what systems agree on, and where they differ."""

from __future__ import annotations

import pytest

from congvu.documents.doctypes import CHOICES
from congvu.documents.types import Urgency
from congvu.exchange import edxml as x
from congvu.exchange.kinds import known_name, priority_of, urgency_of, written_kind

NUMBERED = {
    1: "Nghị quyết", 2: "Quyết định", 3: "Chỉ thị", 4: "Quy chế", 5: "Quy định", 6: "Thông cáo",
    7: "Thông báo", 8: "Hướng dẫn", 9: "Chương trình", 10: "Kế hoạch", 11: "Phương án", 12: "Đề án",
    13: "Dự án", 14: "Báo cáo", 15: "Biên bản", 16: "Tờ trình", 17: "Hợp đồng", 18: "Công văn",
    19: "Công điện", 20: "Bản ghi nhớ", 21: "Bản cam kết", 22: "Bản thỏa thuận",
    23: "Giấy chứng nhận", 24: "Giấy ủy quyền", 25: "Giấy mời", 26: "Giấy giới thiệu",
    27: "Giấy nghỉ phép", 28: "Giấy đi đường", 29: "Giấy biên nhận hồ sơ", 30: "Phiếu gửi",
    31: "Phiếu chuyển", 32: "Thư công",
}  # fmt: skip


@pytest.mark.parametrize(("number", "name"), NUMBERED.items())
def test_the_list_of_the_amendment_is_written_by_its_numbers(number: int, name: str) -> None:
    assert written_kind(name) == x.DocumentKind(name, number)
    assert known_name(x.DocumentKind("", number)).casefold().replace("uỷ", "ủy") == name.casefold()


def test_the_name_counts_before_the_number() -> None:
    """The SDK's own sample says 1 and means an official letter."""
    assert known_name(x.DocumentKind("Công văn", 1)) == "Công văn"
    for beyond in (0, 33, 999):
        assert known_name(x.DocumentKind("", beyond)) == ""
    assert written_kind("Phiếu báo").type == 1


def test_all_types_that_are_drafted_here_but_one_have_a_number_of_their_own() -> None:
    numbers = {name: written_kind(name).type for _, name in CHOICES}
    assert [name for name, number in numbers.items() if number == 1] == ["Nghị quyết", "Phiếu báo"]


def test_urgencies_go_and_come() -> None:
    assert [urgency_of(number) for number in range(6)] == [
        Urgency.NORMAL, Urgency.URGENT, Urgency.VERY_URGENT, Urgency.EXPRESS, Urgency.EXPRESS,
        Urgency.EXPRESS,
    ]  # fmt: skip
    assert [priority_of(one) for one in Urgency] == [0, 1, 2, 3]
