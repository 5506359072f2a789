"""The gate: marked material is refused at every door, and the refusal is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.urls import reverse

from congvu.core.acts import Act, tell
from congvu.core.apart import commit_apart
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.secrecy.queries import find_marks
from congvu.secrecy.types import Level, Mark


class SecretRefused(Refused):
    """Refused because it bears a mark of a state secret."""

    def __init__(self, mark: Mark, *, part: str, field: str = "") -> None:
        super().__init__(_sentence(mark, part=part), field=field)
        self.level = mark.level
        self.guide = reverse("secrecy:guide")


def check_text(
    text_by_part: Mapping[str, str],
    *,
    actor: Appointment | None,
    door: str,
    agency_id: int = 0,
    scanned: Collection[str] = (),
    size: int | None = None,
    field: str = "",
) -> None:
    """Raise `Refused` where a part bears a mark; the refusal is committed to the journal first.

    Parts are named as people know them (`trang 1`, `nội dung`), `field` is the input that they came
    from; `door` says where it was offered. What comes from outside has no `actor`, and `agency_id`
    is whose it would be. Parts named in `scanned` come from a reader of scanned pages. The journal
    keeps the door, the level and the `size` in bytes, and nothing of the content nor the name.
    May be called inside a running transaction: the journal's line is then written beside it and
    outlives its rollback.
    """
    found = _gravest(text_by_part, scanned=scanned)
    if found:
        mark, part = found
        _record(mark.level, actor=actor, door=door, size=size, agency_id=agency_id)
        raise SecretRefused(mark, part=part, field=field)


def check_words(words: Mapping[str, str], *, actor: Appointment, door: str) -> None:
    """As `check_text`, for what was typed: the texts stand under the names of their inputs."""
    found = _gravest(words)
    if found:
        mark, field = found
        _record(mark.level, actor=actor, door=door, size=None)
        raise SecretRefused(mark, part="", field=field)


def _gravest(texts: Mapping[str, str], *, scanned: Collection[str] = ()) -> tuple[Mark, str] | None:
    marks = [
        (mark, part)
        for part, text in texts.items()
        for mark in find_marks(text, scanned=part in scanned)
    ]
    return max(marks, key=lambda found: found[0].level.weight, default=None)


def _record(
    level: Level, *, actor: Appointment | None, door: str, size: int | None, agency_id: int = 0
) -> None:
    act = Act(
        name="secrecy.refuse",
        label="Từ chối tiếp nhận tài liệu có dấu chỉ độ mật",
        agency_id=actor.agency_id if actor else agency_id,
        actor=actor,
        detail={"door": door, "level": level.value, "size": size},
    )
    commit_apart(lambda: tell(act))


def _sentence(mark: Mark, *, part: str) -> str:
    where = f" ở {part}" if part else ""
    return (
        f"Không tiếp nhận: có {mark.kind.value} chỉ độ mật “{mark.level.value.upper()}”{where}. "
        "Luật Bảo vệ bí mật nhà nước số 29/2018/QH14, Điều 5 nghiêm cấm soạn thảo, lưu giữ, gửi "
        "tài liệu chứa bí mật nhà nước trên máy tính và mạng có kết nối; Nghị định 30/2020/NĐ-CP "
        "quy định văn bản mật được đăng ký, quản lý riêng. Đề nghị ông/bà soạn thảo, lưu giữ trên "
        "máy không nối mạng, gửi theo đường văn bản mật và báo văn thư cơ quan. "
        "Hệ thống không lưu nội dung này."
    )
