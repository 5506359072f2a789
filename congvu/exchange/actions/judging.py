"""What the signatures of a document from outside are worth, beside what its packet says of it."""

from __future__ import annotations

from congvu.exchange import edxml as x
from congvu.exchange.queries.parties import partner_of
from congvu.files.models import StoredFile
from congvu.files.queries import read
from congvu.files.types import Media
from congvu.signing.queries import verify
from congvu.signing.queries.packets import Announced, held_against
from congvu.signing.types import Result


def judged(file: StoredFile, document: x.Document) -> tuple[str, str]:
    """`Result.kind` of the file as this packet's, and the reasons why it is no better.

    Sound signatures over another number or day than the packet's are no signatures of this
    document (NĐ 30/2020, Article 21).
    """
    if file.media_type != Media.PDF.media_type:
        return Result.UNKNOWN.kind, ""
    verdict = verify(read(file))
    if verdict.result is not Result.VALID:
        return verdict.result.kind, ""
    checks = held_against(verdict, _announced(document))
    failing = [one for one in checks if one.result is not Result.VALID]
    results = {one.result for one in failing}
    worst = next((one for one in (Result.INVALID, Result.UNKNOWN) if one in results), Result.VALID)
    return worst.kind, " ".join(one.reason for one in failing)


def _announced(document: x.Document) -> Announced:
    sender, number = document.sender, document.code.number
    known = partner_of(sender.id)
    codes = {sender.id, *((known.code, known.old_code) if known else ())} - {""}
    return Announced(
        agency=sender.name,
        codes=frozenset(codes | {x.new_form(one) for one in codes}),
        number=int(number) if number.isdecimal() else 0,
        dated_on=document.promulgated_on,
    )
