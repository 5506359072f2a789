"""What the exchange asks of a line: to send, to say what waits, to fetch, and who is there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date
from typing import Any, BinaryIO, TypeAlias, TypeVar

import httpx

from congvu.core import outside
from congvu.core.outside import Unreachable, in_clear
from congvu.exchange.types import Accepted, Carried, DirectoryEntry, Held, Parcel, Waiting

Opener = Callable[[], BinaryIO]


class Rejected(Exception):  # noqa: N818 - it is an answer, not a fault
    """The other side refuses this packet for good; `fault` is its code, `words` say why."""

    def __init__(self, fault: int, words: str) -> None:
        super().__init__(words)
        self.fault = fault
        self.words = words


Trouble: TypeAlias = Unreachable | Rejected
SMALL, ROOM = 512 * 1024, 3584 * 1024
"""Up to this size packets go at once, and no more of them than have room; a larger one alone: it
takes long on a thin line, and others beside it would make that longer. Bytes.
"""
T = TypeVar("T")
R = TypeVar("R")


def abreast(things: Sequence[T], ask: Callable[[T], R]) -> list[R | Trouble]:
    """What is answered over each, all asked at once, in their order.

    Asking takes its time on a thin line; what is asked at once is waited for at once.
    """

    def answered(one: T) -> R | Trouble:
        try:
            return ask(one)
        except (Unreachable, Rejected) as trouble:
            return trouble

    if len(things) < 2:
        return [answered(one) for one in things]
    with ThreadPoolExecutor(len(things)) as pool:
        asked = [pool.submit(copy_context().run, answered, one) for one in things]
    return [told.result() for told in asked]


class Provider(ABC):
    """One line. Every method may raise `Unreachable`."""

    widest = 8
    """How many packets are under way at once."""
    begins = 1
    """How many of them at the first, before anybody has answered."""
    alone_after = 3
    """Attempts after which a packet goes alone: were it that which breaks them, it would hold up
    the others again and again.
    """

    @abstractmethod
    def send(self, parcel: Parcel, opened: Opener) -> Accepted:
        """Hand the packet over; the same one again is no second one. Raises `Rejected`."""

    def together(self, sizes: Sequence[int]) -> int:
        """How many of the first packets, of these sizes in bytes, go at once."""
        room, count = ROOM, 0
        for size in sizes:
            room -= size
            if size > SMALL or room < 0:
                break
            count += 1
        return max(count, 1)

    def send_several(self, parcels: Sequence[tuple[Parcel, Opener]]) -> list[Accepted | Trouble]:
        """As `send` for each of them, in their order: one that is refused, or over which nobody
        answers, holds up no other. Raises `Unreachable` where they are one request.
        """
        return abreast(parcels, lambda one: self.send(*one))

    def held(self, since: date) -> Sequence[Held]:  # noqa: ARG002 - asked of axes
        """What there is for us since that day, taken or not; nothing where the other side comes
        by itself.
        """
        return ()

    def waiting(self, since: date) -> Sequence[Waiting]:
        """What waits for us."""
        return [
            Waiting(one.axis_id, one.kind)
            for one in self.held(since)
            if one.status in {"initial", "processing", "fail"}
        ]

    def carried(self, axis_id: str) -> Sequence[Carried] | None:  # noqa: ARG002 - asked of axes
        """What became of a packet of ours at each receiver; `None` where the line cannot say."""
        return None

    def fetch(self, one: Waiting, target: BinaryIO) -> None:
        """Write the packet to `target`."""
        raise NotImplementedError

    def confirm(self, one: Waiting, *, taken: bool) -> None:
        """Say that it was taken, so that it waits no longer."""
        raise NotImplementedError

    def agencies(self) -> Sequence[DirectoryEntry] | None:
        """The directory behind the line; `None` where it has none."""
        return None


def rejected(fault: object, words: object) -> Rejected:
    """The refusal that the other side has worded."""
    code = int(str(fault)) if str(fault).isdecimal() else 0
    return Rejected(code, str(words or f"Hệ thống bên kia từ chối, mã lỗi {fault}.")[:500])


def ask(method: str, url: str, **given: Any) -> httpx.Response:
    """As everywhere (`congvu.core.outside`), but nothing goes to others in clear."""
    if in_clear(url):
        raise Unreachable(
            "Địa chỉ của đường liên thông dùng http://, mật khẩu và văn bản có thể bị đọc trên "
            "đường truyền nên không gửi. Xin đổi sang https://."
        )
    return outside.ask(method, url, **given)
