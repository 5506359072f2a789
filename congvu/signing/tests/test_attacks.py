"""What has been done to signed files in the wild and in papers, each with the verdict it must get.

USF, ISA and shadow attacks after Mainka, Mladenov, Rohlmann (2019, 2021); the rest is what a clerk
with a PDF editor, or a forger with a key of their own, would try.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from congvu.core import clock
from congvu.signing import authority
from congvu.signing.drawing import draw_seal
from congvu.signing.pdf import preparing, signing
from congvu.signing.pdf.slots import default_slots
from congvu.signing.pdf.trust import Trust
from congvu.signing.pdf.verifying import verify
from congvu.signing.pdf.writer import append_to, written
from congvu.signing.providers.held import Held
from congvu.signing.tests.attacks import UPDATES
from congvu.signing.tests.test_signing import VALUES, look, world
from congvu.signing.types import FileVerdict, Result

INVALID, UNKNOWN, VALID = Result.INVALID, Result.UNKNOWN, Result.VALID
BYTES: dict[str, tuple[Callable[[bytes], bytes], list[Result]]] = {}


def bytes_changed(*expected: Result) -> Callable[[Callable[[bytes], bytes]], object]:
    """The bytes of the sealed file changed; what the leader's and the agency's signatures get.

    Without any, the file is none that could be read.
    """

    def declare(change: Callable[[bytes], bytes]) -> object:
        BYTES[change.__name__] = change, list(expected)
        return change

    return declare


# Behind the leader's signature the clerk's fields and the seal are open; all else is closed by it.
LEFT_TO_THE_CLERK = {
    "another_day",
    "the_number_shown_but_not_its_value",
    "the_value_but_not_what_is_shown",
    "the_seal_hidden",
    "another_seal_shown",
}


@pytest.mark.parametrize("change", UPDATES)
def test_an_unsigned_update_is_invalid(change: str) -> None:
    writer = append_to(world().sealed)
    UPDATES[change](writer)
    verdict = look(written(writer))
    leader = VALID if change in LEFT_TO_THE_CLERK else INVALID
    seal = [] if change == "the_seals_signature_taken_out" else [INVALID]
    assert [one.result for one in verdict.signatures] == [leader, *seal]
    assert verdict.result is INVALID


# They change nothing that the leader's lock closes: the clerk's number and day, which the seal's
# own revision writes anew.
FILLED_ANEW = (
    "the_value_but_not_what_is_shown",
    "another_day",
    "the_number_shown_but_not_its_value",
)
OF_A_SEAL = ("one_signature_in_both_fields", "the_seals_signature_taken_out")


def sealed_after(change: str) -> bytes:
    """The letter as it comes out of sealing what was changed behind the leader's signature."""
    writer = append_to(world().signed)
    UPDATES[change](writer)
    return signing.seal(written(writer), values=VALUES, provider=world().agency, image=None)


@pytest.mark.parametrize("change", sorted({*UPDATES} - {*FILLED_ANEW, *OF_A_SEAL}))
def test_a_change_before_the_seal_spoils_the_leaders_signature(change: str) -> None:
    verdict = look(sealed_after(change))
    assert [one.result for one in verdict.signatures] == [INVALID, VALID]
    assert verdict.result is INVALID


@pytest.mark.parametrize("change", FILLED_ANEW)
def test_a_false_number_or_day_before_the_seal_is_written_over(change: str) -> None:
    sealed = sealed_after(change)
    verdict = look(sealed)
    assert (verdict.result, verdict.values) == (VALID, VALUES)
    said = ["pdftotext", "-", "-"]
    shown = subprocess.run(said, input=sealed, capture_output=True, check=True).stdout
    assert sorted(re.findall(rb"\d+", shown)) == [b"01", b"1804", b"4"]


def tail(pdf: bytes) -> int:
    """Where the seal's revision begins."""
    return len(world().signed)


def swapped(pdf: bytes, find: bytes, put_: bytes, *, last: bool = True) -> bytes:
    at = pdf.rindex(find) if last else pdf.index(find)
    return pdf[:at] + put_ + pdf[at + len(find) :]


@bytes_changed(INVALID, INVALID)
def a_letter_of_the_text(pdf: bytes) -> bytes:
    at = len(world().blank) // 2
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


@bytes_changed(VALID, INVALID)
def the_number_in_the_sealed_revision(pdf: bytes) -> bytes:
    return pdf.replace(b"(1804)", b"(1805)")


@bytes_changed(VALID, INVALID)
def the_moment_of_signing(pdf: bytes) -> bytes:
    found = re.findall(rb"/M \(D:(\d{4})", pdf)
    return swapped(pdf, b"/M (D:" + found[-1], b"/M (D:2001")


@bytes_changed(INVALID, INVALID)
def a_digit_of_the_leaders_envelope(pdf: bytes) -> bytes:
    at = world().signed.rindex(b"/Contents") + 400
    return pdf[:at] + (b"1" if pdf[at : at + 1] != b"1" else b"2") + pdf[at + 1 :]


@bytes_changed(VALID, INVALID)
def the_length_of_an_unsigned_part(pdf: bytes) -> bytes:
    return swapped(pdf, b"310f300d", b"310f301d")


@bytes_changed(VALID, INVALID)
def another_digest_named_in_the_unsigned_part(pdf: bytes) -> bytes:
    sha256, sha512 = b"310f300d0609608648016503040201", b"310f300d0609608648016503040203"
    return swapped(pdf, sha256, sha512)


@bytes_changed(VALID, INVALID)
def another_version_of_the_envelope(pdf: bytes) -> bytes:
    return swapped(pdf, b"020101310f300d", b"020107310f300d")


@bytes_changed(VALID, INVALID)
def something_behind_the_envelope(pdf: bytes) -> bytes:
    at = pdf.index(b">", pdf.rindex(b"/Contents <"))
    return pdf[: at - 8] + b"deadbeef" + pdf[at:]


@bytes_changed(VALID, INVALID)
def white_space_behind_the_envelope(pdf: bytes) -> bytes:
    at = pdf.index(b">", pdf.rindex(b"/Contents <"))
    return pdf[: at - 8] + b"0000 000" + pdf[at:]


@bytes_changed(VALID, INVALID)
def the_authority_on_an_unknown_curve(pdf: bytes) -> bytes:
    return swapped(pdf, b"2a8648ce3d030107", b"2a8648ce3d030147")


@bytes_changed(INVALID, INVALID)
def the_envelope_emptied(pdf: bytes) -> bytes:
    at = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    end = pdf.index(b">", at)
    return pdf[:at] + b"0" * (end - at) + pdf[end:]


@bytes_changed(INVALID, INVALID)
def the_envelopes_exchanged(pdf: bytes) -> bytes:
    found = [one.span(1) for one in re.finditer(rb"/Contents <([0-9a-fA-F]+)>", pdf)]
    (a, b), (c, d) = found
    first, second = pdf[a:b].rstrip(b"0"), pdf[c:d].rstrip(b"0")
    return pdf[:a] + second.ljust(b - a, b"0") + pdf[b:c] + first.ljust(d - c, b"0") + pdf[d:]


@bytes_changed(INVALID, INVALID)
def a_range_of_nothing(pdf: bytes) -> bytes:
    return re.sub(
        rb"/ByteRange \[[^]]*\]", lambda found: re.sub(rb"[1-9]", b"0", found.group()), pdf
    )


@bytes_changed(INVALID, INVALID)
def a_range_below_zero(pdf: bytes) -> bytes:
    return re.sub(rb"/ByteRange \[0 (\d)", rb"/ByteRange [0 -", pdf)


@bytes_changed(INVALID, INVALID)
def a_range_too_long(pdf: bytes) -> bytes:
    return re.sub(rb"/ByteRange \[0 \d", rb"/ByteRange [0 9", pdf)


@bytes_changed(INVALID, INVALID)
def no_range_at_all(pdf: bytes) -> bytes:
    return pdf.replace(b"/ByteRange", b"/ByteRangs")


@bytes_changed(INVALID, INVALID)
def another_way_of_signing_claimed(pdf: bytes) -> bytes:
    return pdf.replace(b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 ")


@bytes_changed(VALID, INVALID)
def objects_behind_the_end(pdf: bytes) -> bytes:
    return pdf + b"\n13 0 obj\n<</Type/Page>>\nendobj\n"


@bytes_changed()
def objects_and_a_false_end(pdf: bytes) -> bytes:
    return pdf + b"\n13 0 obj\n<</Type/Page>>\nendobj\n%%EOF\n"


@bytes_changed(VALID, INVALID)
def a_table_behind_the_end(pdf: bytes) -> bytes:
    start = pdf[pdf.rindex(b"startxref") :]
    return pdf + b"xref\n0 0\ntrailer\n<</Size 1>>\n" + start


@bytes_changed()
def something_before_the_beginning(pdf: bytes) -> bytes:
    return b"GIF89a\n" + pdf


@bytes_changed()
def the_last_bytes_cut_off(pdf: bytes) -> bytes:
    return pdf[:-30]


@bytes_changed()
def the_leaders_revision_cut_out(pdf: bytes) -> bytes:
    return world().prepared + pdf[tail(pdf) :]


@bytes_changed()
def the_seal_of_another_document(pdf: bytes) -> bytes:
    return world().signed + other_sealed()[len(other_signed()) :]


@bytes_changed(VALID, INVALID)
def the_same_revision_twice(pdf: bytes) -> bytes:
    return pdf + pdf[tail(pdf) :]


@cache
def other_signed() -> bytes:
    return signing.sign(world().prepared, provider=world().agency, image=draw_seal("B"))


@cache
def other_sealed() -> bytes:
    return signing.seal(other_signed(), values=VALUES, provider=world().agency, image=None)


@pytest.mark.parametrize("change", BYTES)
def test_changed_bytes_are_never_valid(change: str) -> None:
    way, expected = BYTES[change]
    changed = way(world().sealed)
    assert changed != world().sealed
    verdict = look(changed)
    assert [one.result for one in verdict.signatures] == expected
    assert verdict.result is (INVALID if expected else UNKNOWN)


def signed_with(
    *, extensions: tuple[x509.ExtensionType, ...] = (), trusted: bool = True, **subject: Any
) -> FileVerdict:
    """The letter with both signatures by one certificate."""
    ca = authority.make_authority(curve=True)
    made = authority.issue_certificate(
        ca, **({"name": "UBND", "organisation": "UBND", "curve": True} | subject),
        extensions=extensions,
    )  # fmt: skip
    held = Held(
        made.key,
        Certificate.load(made.certificate.public_bytes(Encoding.DER)),
        tuple(map(Certificate.load, made.chain)),
    )
    signed = signing.sign(world().prepared, provider=held, image=None)
    sealed = signing.seal(signed, values=VALUES, provider=held, image=None)
    roots = (ca.root.public_bytes(Encoding.DER),) if trusted else world().trust.roots
    trust = Trust(roots, tuple(authority.make_lists(ca)))
    return asyncio.run(verify(sealed, trust=trust, now=clock.now()))


def test_a_forger_with_the_same_names_is_not_trusted() -> None:
    assert signed_with().result is VALID
    assert signed_with(trusted=False).result is UNKNOWN


def test_a_certificate_that_had_run_out_or_was_not_yet_in_force() -> None:
    day = timedelta(days=1)
    assert signed_with(since=clock.now() - 400 * day, years=1).result is INVALID
    assert signed_with(since=clock.now() + day).result is INVALID


def test_a_moment_in_the_future() -> None:
    with clock.fixed(clock.now() + timedelta(days=30)):
        signed = signing.sign(world().prepared, provider=world().agency, image=None)
    assert look(signed).result is INVALID


def test_a_persons_key_in_the_agencys_place() -> None:
    verdict = signed_with(name="Trần Văn Thử")
    assert verdict.result is INVALID
    assert any(check.name == "role" for check in verdict.signatures[-1].checks)


def test_the_seal_cut_off_and_a_second_seal_are_no_issued_document() -> None:
    assert not look(world().signed).complete
    blank = world().blank
    prepared = preparing.prepare(blank, default_slots(blank))
    first = signing.sign(prepared, provider=world().agency, image=None)
    sealed = signing.seal(first, values=VALUES, provider=world().agency, image=None)
    assert not look(sealed).complete


def test_there_are_at_least_forty_attacks() -> None:
    assert len(UPDATES) + len(BYTES) >= 40
