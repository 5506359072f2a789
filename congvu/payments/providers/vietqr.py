"""VietQR: a transfer whose amount and purpose the payer's bank reads from a picture.

EMVCo's merchant-presented code as NAPAS has it (QR Format T&C 1.0). No bank calls back: what was
paid is found in the bank's statement by the attempt's reference in the purpose.
"""

from __future__ import annotations

from collections.abc import Sequence

import segno

from congvu.core.text import strip_marks
from congvu.payments.models import Attempt
from congvu.payments.providers.base import Provider

_NAPAS = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
_LONGEST = 99


class VietQR(Provider):
    """`merchant` of the channel is the bank's BIN (6 digits), `account` the number there."""

    def begin(self, attempt: Attempt, *, back: str) -> str:  # noqa: ARG002 - nobody goes away
        """See the base: our own page shows the code."""
        return ""

    def code(self, attempt: Attempt) -> str:
        """The text of the attempt's code."""
        return code_text(
            bin=self.channel.merchant,
            account=self.channel.account,
            amount=attempt.amount,
            purpose=attempt.reference,
        )


def code_text(
    *,
    bin: str,  # noqa: A002 - what banks call it
    account: str,
    amount: int = 0,
    bill: str = "",
    purpose: str = "",
    service: str = TO_ACCOUNT,
) -> str:
    """The whole code, its checksum at the end. `amount` in whole đồng, 0 lets the payer say it.

    Raises:
        ValueError: a part is longer than its two digits of length can say, or holds what a bank
            cannot read.
    """
    beneficiary = tlv([("00", bin), ("01", account)])
    more = tlv([("01", bill), ("08", _plain(purpose))])
    body = tlv(
        [
            ("00", "01"),
            ("01", "12" if amount else "11"),
            ("38", tlv([("00", _NAPAS), ("01", beneficiary), ("02", service)])),
            ("53", "704"),
            ("54", str(amount) if amount else ""),
            ("58", "VN"),
            ("62", more),
        ]
    )
    whole = f"{body}6304"
    return f"{whole}{crc(whole):04X}"


def tlv(parts: Sequence[tuple[str, str]]) -> str:
    """Tag, length in two digits, value; empty ones are left out."""
    for tag, value in parts:
        if len(value) > _LONGEST or not value.isascii():
            raise ValueError(f"Part {tag} of a VietQR code cannot hold {value!r}")
    return "".join(f"{tag}{len(value):02}{value}" for tag, value in parts if value)


def crc(text: str) -> int:
    """CRC-16/CCITT-FALSE (polynomial 1021, begins with FFFF)."""
    value = 0xFFFF
    for byte in text.encode("ascii"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def picture(text: str) -> str:
    """The code as SVG in a `data:` address, dark on white whatever the page's colours are."""
    code = segno.make(text, error="m", micro=False, mask=0)
    return str(code.svg_data_uri(scale=5, border=4, light="#fff"))


def _plain(purpose: str) -> str:
    return " ".join(strip_marks(purpose).split())
