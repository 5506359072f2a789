"""What the signatures of a document from outside are worth, beside what its packet says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from congvu.core.text import fold
from congvu.exchange import edxml as x
from congvu.exchange.models import Partner
from congvu.files.models import StoredFile
from congvu.files.queries import read
from congvu.files.types import Media
from congvu.signing.queries import verify
from congvu.signing.queries.packets import Announced, held_against
from congvu.signing.types import Check, FileVerdict, Result


def judged(files: Sequence[StoredFile], document: x.Document, sender: Partner) -> tuple[str, str]:
    """`Result.kind` of the files as this packet's, and the reasons why it is no better.

    The first is the document itself. Sound signatures over another number or day than the packet's
    are no signatures of this document (NĐ 30/2020, Article 21). An annex needs none, but those that
    it bears must hold.
    """
    main, reasons = _main(files[0], document, sender)
    results = [main]
    for number, annex in enumerate(files[1:], 1):
        verdict = _signed(annex)
        if verdict and verdict.result is not Result.VALID:
            results.append(verdict.result)
            reasons.append(f"Tài liệu kèm theo {number} ({annex.name}): {verdict.sentence}")
    return _worst(results).kind, " ".join([*reasons, *_other_name(document, sender)])


def _main(file: StoredFile, document: x.Document, sender: Partner) -> tuple[Result, list[str]]:
    verdict = _verdict(file)
    if verdict is None or verdict.result is not Result.VALID:
        return verdict.result if verdict else Result.UNKNOWN, []
    failing = _failing(held_against(verdict, _announced(document, sender)))
    return _worst(one.result for one in failing), [one.reason for one in failing]


def _verdict(file: StoredFile) -> FileVerdict | None:
    """Nothing for what is no PDF and can bear no signature that is read here."""
    return verify(read(file)) if file.media_type == Media.PDF.media_type else None


def _signed(file: StoredFile) -> FileVerdict | None:
    """As `_verdict`, where there is a signature or what is left of one."""
    verdict = _verdict(file)
    bare = verdict is None or (not verdict.signatures and verdict.result is not Result.INVALID)
    return None if bare else verdict


def _failing(checks: Iterable[Check]) -> list[Check]:
    return [one for one in checks if one.result is not Result.VALID]


def _worst(results: Iterable[Result]) -> Result:
    found = set(results)
    return next((one for one in (Result.INVALID, Result.UNKNOWN) if one in found), Result.VALID)


def _other_name(document: x.Document, sender: Partner) -> list[str]:
    """A packet may write any name beside the sender's identifier: the directory's counts."""
    written = document.sender.name
    if not written or fold(written) == fold(sender.name):
        return []
    return [f"Gói tin ghi tên nơi gửi là “{written[:200]}”, khác với danh bạ liên thông."]


def _announced(document: x.Document, sender: Partner) -> Announced:
    number = document.code.number
    codes = {document.sender.id, sender.code, sender.old_code} - {""}
    return Announced(
        agency=sender.name,
        codes=frozenset(codes | {x.new_form(one) for one in codes}),
        number=int(number) if number.isdecimal() else 0,
        dated_on=document.promulgated_on,
    )
