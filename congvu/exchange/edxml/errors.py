"""Why a message is refused: the axis's error codes, and words for people."""

from __future__ import annotations

from enum import IntEnum


class Fault(IntEnum):
    """The error codes of the axis and of provincial gateways."""

    NONE = 0
    FILE = 10
    """Tệp không hợp lệ."""
    CREDENTIALS = 15
    RECEIVER_UNKNOWN = 18
    SENDER_UNKNOWN = 19
    SYSTEM = 20
    """The only one that is worth another attempt."""
    PROCESSING = 21
    """Lỗi xử lý tệp: a content that cannot be taken out."""
    FORMAT = 22
    """Sai định dạng edXML."""
    RECEIVER_LOCKED = 23

    @property
    def passing(self) -> bool:
        """Whether the same message may be accepted later."""
        return self is Fault.SYSTEM


class FormatError(Exception):
    """The message is refused; `words` are Vietnamese, `fault` is the axis's code."""

    def __init__(self, fault: Fault, words: str) -> None:
        super().__init__(words)
        self.fault = fault
        self.words = words
