"""What a step's move may do besides leading on: named here, done by the actions, never code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effect:
    """`ends` marks effects after which no step follows; `needs_words` those that need a reason."""

    name: str
    label: str
    ends: bool = False
    needs_words: bool = False


EFFECTS = {
    one.name: one
    for one in (
        Effect("finish", "Kết thúc xử lý, có kết quả", ends=True),
        Effect("stop", "Dừng xử lý, nêu lý do", ends=True, needs_words=True),
        Effect("require_result", "Bắt buộc đã có kết quả kèm theo"),
        Effect("ask_payment", "Yêu cầu người nộp thực hiện nghĩa vụ tài chính"),
        Effect("tell_applicant", "Báo người nộp biết hồ sơ đã chuyển bước"),
    )
}
