"""What payments ask of a gateway: to begin, to say what became of it, to give money back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from congvu.core import hidden
from congvu.core.outside import Unreachable, ask, json_of
from congvu.payments.models import Attempt, Channel, Refund
from congvu.payments.types import Said

_PURPOSE = "congvu payment channels"


class NotOffered(Exception):  # noqa: N818 - it is an answer, not a fault
    """The gateway has no such service, or how it is asked is not known: a person does it."""


@dataclass(frozen=True)
class Returned:
    """What a gateway says of money that is to go back."""

    outcome: Literal["done", "pending", "refused"]
    number: str = ""
    words: str = ""


class Provider(ABC):
    """One channel. Every method may raise `Unreachable`, and none runs inside a transaction."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    @abstractmethod
    def begin(self, attempt: Attempt, *, back: str) -> str:
        """Where the payer's browser goes to pay; `back` is where the gateway sends it afterwards.

        Empty where the payer stays on our page.
        """

    def ask(self, attempt: Attempt) -> Said | None:  # noqa: ARG002 - asked of gateways
        """What became of it; `None` where the gateway has never heard of it."""
        raise NotOffered

    def refund(self, refund: Refund, *, by: str) -> Returned:  # noqa: ARG002 - asked of gateways
        """Give the refund's amount back. Asking twice gives back once."""
        raise NotOffered


def hide(secret: str) -> str:
    """A channel's secret as the database keeps it."""
    return hidden.hide(secret, purpose=_PURPOSE)


def secret_of(channel: Channel) -> str:
    """The channel's secret; empty where there is none."""
    return hidden.show(channel.secret, purpose=_PURPOSE)


_THEY = "cổng thanh toán"


def post_json(
    url: str, body: Mapping[str, Any], *, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The answer as a JSON object; whatever is none is `Unreachable`."""
    answer = ask("POST", url, they=_THEY, json=body, headers=headers, seconds=20)
    if answer.status_code != 200:
        raise Unreachable(f"Cổng thanh toán báo lỗi HTTP {answer.status_code}.")
    return json_of(answer, they=_THEY)
