"""Changed and broken files for the verifier: `python -m tests.fuzz_signatures [seconds] [seed]`.

Each case must end in a verdict, in time, in bounded memory, and never as valid unless it is a file
that was valid. What fails is kept in a folder named by the seed, beside the files it was made of
and whom they trust: `python -m tests.fuzz_signatures again FOLDER` looks at all of it again. The
tally is printed.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import random
import re
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from congvu.signing.pdf.trust import Trust
    from congvu.signing.types import FileVerdict

_SECONDS_A_CASE, _MEMORY = 20, 2 * 1024**3
_TOKENS = (
    b"obj", b"endobj", b"stream", b"endstream", b"xref", b"trailer", b"startxref", b"%%EOF",
    b"/ByteRange", b"/Contents", b"/AcroForm", b"/Fields", b"/Kids", b"/Parent", b"/V", b"/Prev",
    b"/Length", b"/Filter", b"/FlateDecode", b"/Root", b"/Size", b"<<", b">>", b"[", b"]",
    b"0 R", b"-1", b"99999999999", b"null", b"/DSS", b"/Encrypt", b"/ObjStm", b"/XRef",
)  # fmt: skip
_NUMBER = re.compile(rb"\d+")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    if sys.argv[1:2] == ["again"]:
        return _again(Path(sys.argv[2]))
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    kept = Path(f"fuzz-signatures-{seed}")
    kept.mkdir()
    sources, trust, now = _sources()
    for index, source in enumerate(sources):
        (kept / f"source-{index}.pdf").write_bytes(source)
    (kept / "trust.pickle").write_bytes(pickle.dumps((trust, now)))
    sys.exit(_run(sources, _verifier(trust, now), kept=kept, seconds=seconds, seed=seed))


def _again(kept: Path) -> None:
    """Print each kept file's verdict, with all its checks."""
    verify = _verifier(*pickle.loads((kept / "trust.pickle").read_bytes()))  # noqa: S301 - our own
    for path in sorted(kept.glob("*.pdf")):
        verdict = verify(path.read_bytes())
        print(f"{path.name}: {verdict.result}")
        for signature in verdict.signatures:
            for check in signature.checks:
                print(f"    {signature.field} {check.name} {check.result}: {check.reason}")
        for check in verdict.checks:
            print(f"    {check.name} {check.result}: {check.reason}")


Verify = Callable[[bytes], "FileVerdict"]


def _sources() -> tuple[list[bytes], Trust, datetime]:
    """Files to begin from, whom they trust, and the moment to judge them at."""
    from congvu.core import clock
    from congvu.signing import authority
    from congvu.signing.pdf import lasting, signing
    from congvu.signing.providers.stamping import HttpStamper
    from congvu.signing.tests.authority_server import serving
    from congvu.signing.tests.test_signing import VALUES, world

    made = world()
    evidence = lasting.Evidence((made.agency.certificate.dump(),), made.trust.lists)
    with serving(authority.make_authority(curve=True)) as there:
        stamper = HttpStamper(f"{there.url}/tsa")
        leader, office = there.holder("Lê Thị Mẫu"), there.holder("UBND", code="H47")
        signed = signing.sign(made.prepared, provider=leader, image=None, stamper=stamper)
        sealed = signing.seal(signed, values=VALUES, provider=office, image=None, stamper=stamper)
        lists = tuple(authority.make_lists(there.ca))
        known = lasting.with_evidence(sealed, lasting.Evidence((), lists))
        archived = lasting.with_archive_stamp(known, stamper)
        trust = replace(
            made.trust, roots=(*made.trust.roots, there.root), lists=(*made.trust.lists, *lists)
        )
    files = [made.blank, made.prepared, made.signed, made.sealed]
    return [*files, lasting.with_evidence(made.sealed, evidence), archived], trust, clock.now()


def _verifier(trust: Trust, now: datetime) -> Verify:
    from congvu.signing.pdf.verifying import verify

    return lambda pdf: asyncio.run(verify(pdf, trust=trust, now=now))


def _run(sources: list[bytes], verify: Verify, *, kept: Path, seconds: int, seed: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    signal.signal(signal.SIGALRM, _too_long)
    chance, begun = random.Random(seed), time.monotonic()
    tally = {"cases": 0, "crashes": 0, "hangs": 0, "valid": 0}
    slowest = 0.0
    while time.monotonic() - begun < seconds:
        case = _changed(chance.choice(sources), sources, chance)
        started = time.monotonic()
        signal.alarm(_SECONDS_A_CASE)
        try:
            valid = verify(case).result == "HOP_LE"
            wrong = "valid" if valid and not _same(case, sources) else ""
        except TooLong:
            wrong = "hangs"
        except BaseException:  # whatever it is, it is what we look for
            wrong = "crashes"
            traceback.print_exc()
        finally:
            signal.alarm(0)
        tally["cases"] += 1
        slowest = max(slowest, time.monotonic() - started)
        if wrong:
            tally[wrong] += 1
            (kept / f"{wrong}-{tally['cases']}.pdf").write_bytes(case)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = ", ".join(f"{name} {count}" for name, count in tally.items())
    print(f"seed {seed}: {said}; slowest {slowest:.2f} s; at most {memory:.0f} MB")
    return int(any(tally[name] for name in ("crashes", "hangs", "valid")))


class TooLong(BaseException):
    """Not an `Exception`: the verifier takes those for faults of the file."""


def _too_long(_number: int, _frame: object) -> None:
    raise TooLong


def _same(case: bytes, sources: list[bytes]) -> bool:
    """Whether it is a source but for white space behind its end, for small letters among
    hexadecimal digits (all else is hashed), or for the store of evidence behind all it signs.

    The evidence is signed by its issuers alone: what is spoilt of it is as good as missing, as long
    as two other readers show the same.
    """
    plain = case.rstrip(b"\r\n \t\0").lower()
    return any(plain == one.rstrip(b"\r\n \t\0").lower() for one in sources) or any(
        b"/DSS" in one and case.startswith(one[: _evidence(one)]) and _shown(case) == _shown(one)
        for one in sources
    )


def _evidence(pdf: bytes) -> int:
    """Where the last revision begins."""
    return pdf.rindex(b"%%EOF", 0, len(pdf) - 10) + len(b"%%EOF\n")


def _shown(pdf: bytes) -> list[bytes]:
    """The pages and their text, as MuPDF and Poppler have them."""
    with NamedTemporaryFile(suffix=".pdf") as held:
        held.write(pdf)
        held.flush()
        ways = (
            ["mutool", "draw", "-q", "-r", "40", "-F", "ppm", "-o", "-", held.name],
            ["mutool", "draw", "-q", "-F", "txt", "-o", "-", held.name],
            ["pdftoppm", "-r", "40", held.name],
            ["pdftotext", held.name, "-"],
        )
        return [subprocess.run(way, capture_output=True, check=False).stdout for way in ways]


def _changed(pdf: bytes, sources: list[bytes], chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        pdf = chance.choice(_WAYS)(pdf, sources, chance)
    return pdf


def _flip(pdf: bytes, _sources: list[bytes], chance: random.Random) -> bytes:
    changed = bytearray(pdf or b"%")
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(pdf: bytes, _sources: list[bytes], chance: random.Random) -> bytes:
    first, last = sorted(chance.randrange(len(pdf) + 1) for _ in range(2))
    return pdf[:first] + pdf[last:] if chance.random() < 0.5 else pdf[:last]


def _splice(pdf: bytes, sources: list[bytes], chance: random.Random) -> bytes:
    other = chance.choice(sources)
    begin, length = chance.randrange(len(other)), chance.randrange(1, 4_000)
    at = chance.randrange(len(pdf) + 1)
    return pdf[:at] + other[begin : begin + length] + pdf[at:]


def _token(pdf: bytes, _sources: list[bytes], chance: random.Random) -> bytes:
    found = list(re.finditer(re.escape(chance.choice(_TOKENS)), pdf))
    if not found:
        return pdf
    one = chance.choice(found)
    return pdf[: one.start()] + chance.choice(_TOKENS) + pdf[one.end() :]


def _number(pdf: bytes, _sources: list[bytes], chance: random.Random) -> bytes:
    begin = chance.randrange(len(pdf) + 1)
    one = _NUMBER.search(pdf, begin)
    if one is None:
        return pdf
    value = chance.choice((0, 1, -1, 2**31, 10**15, chance.randrange(1_000), len(pdf)))
    return pdf[: one.start()] + str(value).encode() + pdf[one.end() :]


def _deep(pdf: bytes, _sources: list[bytes], chance: random.Random) -> bytes:
    at = chance.randrange(len(pdf) + 1)
    return pdf[:at] + chance.choice((b"[", b"<<", b"(", b"<</A")) * 20_000 + pdf[at:]


_WAYS = (_flip, _flip, _cut, _splice, _token, _number, _number, _deep)

if __name__ == "__main__":
    main()
