"""What a verdict must say beyond being valid, for a document that came in a packet.

Nghị định 30/2020/NĐ-CP, Articles 21 and 32: people first, then the sending agency's seal, last; its
number and day those of the packet; the file the one that was announced. Another number, day or file
is a contradiction; a set that is not whole, an empty place for the number or the day and another
agency's seal (of who passes a document on) leave the answer open, for a person to judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from congvu.signing.types import DAY, MONTH, NUMBER, Check, FileVerdict, Result


@dataclass(frozen=True)
class Announced:
    """What the packet says of its document; `sha256` is empty where it says none.

    `codes` are the sender's identifier in every form that is known.
    """

    agency: str
    codes: frozenset[str]
    number: int
    dated_on: date
    sha256: str = ""


def held_against(verdict: FileVerdict, announced: Announced) -> tuple[Check, ...]:
    """Each policy with its reason; what the file has no field for is not held against it."""
    return (
        _set(verdict),
        _sender(verdict, announced),
        *_values(verdict, announced),
        *_content(verdict, announced),
    )


def _check(
    name: str,
    label: str,
    sound: bool,  # noqa: FBT001
    yes: str,
    no: str,
    fails: Result = Result.INVALID,
) -> Check:
    return Check(name, label, Result.VALID if sound else fails, yes if sound else no)


def _set(verdict: FileVerdict) -> Check:
    lacks = verdict.lacks or "" if verdict.signatures else "Tệp không có chữ ký số."
    return _check(
        "set",
        "Bộ chữ ký",
        not lacks,
        "Có chữ ký của người có thẩm quyền, rồi của cơ quan.",
        lacks,
        Result.UNKNOWN,
    )


def _sender(verdict: FileVerdict, announced: Announced) -> Check:
    last = verdict.agencies[-1] if verdict.agencies else None
    same = last is not None and (
        last.code in announced.codes
        if last.code and announced.codes
        else announced.agency.casefold() in {last.signer.casefold(), last.unit.casefold()}
    )
    shown = last.signer if last else "không có"
    return _check(
        "sender",
        "Cơ quan gửi",
        same,
        f"Chữ ký của cơ quan là của nơi gửi: {shown}.",
        f"Chữ ký của cơ quan ({shown}) không phải của nơi gửi {announced.agency}.",
        Result.UNKNOWN,
    )


def _values(verdict: FileVerdict, announced: Announced) -> tuple[Check, ...]:
    wanted = {
        NUMBER: announced.number,
        DAY: announced.dated_on.day,
        MONTH: announced.dated_on.month,
    }
    found = {name: verdict.values[name] for name in wanted if name in verdict.values}
    if not found:
        return ()
    empty = any(not text for text in found.values())
    same = all(text.isdecimal() and int(text) == wanted[name] for name, text in found.items())
    return (
        _check(
            "values",
            "Số, ngày",
            same,
            "Số và ngày trên văn bản đúng như nơi gửi ghi.",
            "Chỗ ghi số hoặc ngày trên văn bản còn để trống."
            if empty
            else "Số hoặc ngày trên văn bản khác với nơi gửi ghi.",
            Result.UNKNOWN if empty else Result.INVALID,
        ),
    )


def _content(verdict: FileVerdict, announced: Announced) -> tuple[Check, ...]:
    if not announced.sha256:
        return ()
    return (
        _check(
            "announced",
            "Tệp",
            announced.sha256.lower() == verdict.sha256,
            "Tệp đúng là tệp nơi gửi ghi.",
            "Tệp không phải tệp nơi gửi ghi.",
        ),
    )
