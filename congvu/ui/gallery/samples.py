"""Fictitious values that show every part in every state."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from congvu.core import clock
from congvu.ui.types import Entry, Node, Step, Tab


def samples() -> dict[str, Any]:
    """What the gallery's template is filled with, around the present day."""
    now, today = clock.now(), clock.today()
    return {
        "now": now,
        "yesterday": now - timedelta(days=1),
        "long_ago": now - timedelta(days=40),
        "today": today,
        "soon": today + timedelta(days=2),
        "late": today - timedelta(days=3),
        "crumbs": [("Văn bản", "#"), ("Văn bản đến", "#")],
        "tabs": [
            Tab("Chờ xử lý", "#cho", current=True, count=12),
            Tab("Đang xử lý", "#dang", count=4),
            Tab("Đã hoàn thành", "#xong"),
        ],
        "steps": ["Soạn thảo", "Lấy ý kiến", "Ký", "Phát hành"],
        "nodes": _organisation(),
        "stops": _stops(),
        "entries": {
            today: [
                Entry("8:00 Họp giao ban", "#", "info"),
                Entry("Hạn báo cáo tuần", "#", "danger"),
            ],
            today + timedelta(days=1): [Entry("14:00 Làm việc với xã Điện Tiến", "#")],
        },
        "sample": _signed_in(),
    }


def _organisation() -> list[Node]:
    return [
        Node(
            "Sở Thông tin và Truyền thông",
            "#",
            "42 người",
            (
                Node("Văn phòng Sở", "#", "9 người", (Node("Lê Thị Minh Hạnh", "#", "Văn thư"),)),
                Node("Phòng Công nghệ thông tin", "#", "7 người"),
                Node("Thanh tra Sở", "#", "4 người"),
            ),
        )
    ]


def _stops() -> list[Step]:
    now, today = clock.now(), clock.today()
    return [
        Step(
            "Trần Quang Vinh",
            "Giám đốc Sở",
            state="read",
            words="Giao phòng CNTT chủ trì tham mưu, báo cáo trước ngày 10.",
            at=now - timedelta(days=2),
            children=(
                Step(
                    "Phòng Công nghệ thông tin",
                    part="Chủ trì",
                    state="late",
                    due_on=today - timedelta(days=1),
                    at=now - timedelta(days=2),
                    children=(
                        Step("Phạm Thu Thảo", "Chuyên viên", state="working", at=now),
                        Step("Nguyễn Đình Khôi", "Chuyên viên", "Phối hợp", "waiting"),
                    ),
                ),
                Step(
                    "Văn phòng Sở",
                    part="Để biết",
                    state="done",
                    due_on=today,
                    at=now - timedelta(days=1),
                ),
                Step(
                    "Thanh tra Sở",
                    part="Phối hợp",
                    state="returned",
                    words="Không thuộc chức năng của Thanh tra.",
                    at=now,
                ),
            ),
        )
    ]


def _signed_in() -> SimpleNamespace:
    """What the shell reads of a request, for its parts alone."""
    agency = SimpleNamespace(name="Sở Thông tin và Truyền thông")
    person = SimpleNamespace(name="Trần Quang Vinh")
    director = SimpleNamespace(
        pk=1,
        person=person,
        agency=agency,
        unit=None,
        role="",
        title=SimpleNamespace(name="Giám đốc"),
    )
    member = SimpleNamespace(
        pk=2,
        person=person,
        agency=SimpleNamespace(name="Ủy ban nhân dân tỉnh"),
        unit=SimpleNamespace(name="Ban Chỉ đạo chuyển đổi số"),
        title=SimpleNamespace(name="Phó Trưởng ban"),
    )
    return SimpleNamespace(
        actor=director,
        appointments=[director, member],
        user=SimpleNamespace(is_authenticated=True, email="vinhtq@quangnam.example"),
        COOKIES={},
        path="/giao-dien/",
        get_full_path="/giao-dien/",
    )
