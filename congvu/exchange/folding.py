"""The state of a receiver outside, from what is known of it: in any order, however often.

Statuses come late, twice, and overtake each other. The state is a function of the set of codes
alone, so that none of that can lead to another outcome.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from congvu.exchange.types import ANSWERED, FOLLOWED, SENT, RecipientState

LABELS = {
    SENT: "Đã gửi lên đường truyền",
    FOLLOWED: "Gửi văn bản thay thế, đính chính",
    ANSWERED: "Có văn bản trả lời",
    "01": "Đã đến hệ thống nơi nhận",
    "02": "Trả lại, không tiếp nhận",
    "03": "Tiếp nhận, vào sổ văn bản đến",
    "04": "Lãnh đạo phân công xử lý",
    "05": "Đang xử lý",
    "06": "Hoàn thành xử lý",
    "13": "Yêu cầu thu hồi, lấy lại",
    "15": "Đồng ý thu hồi, cập nhật",
    "16": "Không đồng ý thu hồi, cập nhật",
}
_UPWARDS = (
    (SENT, RecipientState.SENT),
    ("01", RecipientState.ARRIVED),
    ("03", RecipientState.REGISTERED),
    ("04", RecipientState.ASSIGNED),
    ("05", RecipientState.PROCESSING),
    ("06", RecipientState.FINISHED),
)
_ASKED, _ANSWERS = "13", frozenset({"15", "16"})
ENTERED = frozenset({"03", "04", "05", "06"})
MOVING = frozenset(
    {
        RecipientState.WAITING,
        RecipientState.SENT,
        RecipientState.ARRIVED,
        RecipientState.REGISTERED,
        RecipientState.ASSIGNED,
        RecipientState.PROCESSING,
        RecipientState.RECALL_ASKED,
    }
)


def too_early(known: Collection[tuple[str, datetime, datetime]]) -> set[tuple[str, datetime]]:
    """Answers that came before anything was asked, from codes with their moments and when they came
    to us: whatever they answer, it is no recall that was asked after them.
    """
    asked = max((came for code, _, came in known if code == _ASKED), default=None)
    if asked is None:
        return set()
    return {(code, at) for code, at, came in known if code in _ANSWERS and came < asked}


def standing(said: Iterable[tuple[str, datetime]]) -> RecipientState:
    """The state that follows from the codes with their moments.

    A document that was corrected has been asked about before: an answer older than its recall is
    the answer to that.
    """
    known = list(said)
    codes = {code for code, _ in known}
    if FOLLOWED in codes and (asked := [at for code, at in known if code == _ASKED]):
        codes = {code for code, at in known if code not in _ANSWERS or at >= max(asked)}
    return folded(codes)


def folded(codes: Collection[str]) -> RecipientState:
    """The state that follows from the codes."""
    known = set(codes)
    if "13" in known:
        if "15" in known:
            return RecipientState.RECALLED
        return RecipientState.RECALL_REFUSED if "16" in known else RecipientState.RECALL_ASKED
    if "02" in known and not known & ENTERED:
        return RecipientState.RETURNED
    reached = [state for code, state in _UPWARDS if code in known]
    return reached[-1] if reached else RecipientState.WAITING
