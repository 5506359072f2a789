"""The levels of state secrets and what the gate finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """The three levels (Luật Bảo vệ bí mật nhà nước 29/2018/QH14, Article 8)."""

    TOP_SECRET = "Tuyệt mật"  # noqa: S105 - a level, not a password
    SECRET = "Tối mật"  # noqa: S105
    CONFIDENTIAL = "Mật"

    @property
    def weight(self) -> int:
        return {"Tuyệt mật": 3, "Tối mật": 2, "Mật": 1}[self.value]


class Kind(Enum):
    """How a mark stands in the text."""

    STAMP = "dấu"
    FIELD = "trường “độ mật”"
    TAG = "nhãn ở tiêu đề"


@dataclass(frozen=True)
class Mark:
    """One mark: its level, how it stands, and the line (from 1) on which it was found."""

    level: Level
    kind: Kind
    line: int
