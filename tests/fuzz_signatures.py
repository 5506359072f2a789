"""Changed and broken files for the verifier: `python -m tests.fuzz_signatures [seconds] [seed]`.

Each case must end in a verdict, in time, in bounded memory, and never as valid unless it is a file
that was valid. What fails is kept in the working folder; the tally is printed.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import resource
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

_SECONDS_A_CASE, _MEMORY = 20, 2 * 1024**3
_TOKENS = (
    b"obj", b"endobj", b"stream", b"endstream", b"xref", b"trailer", b"startxref", b"%%EOF",
    b"/ByteRange", b"/Contents", b"/AcroForm", b"/Fields", b"/Kids", b"/Parent", b"/V", b"/Prev",
    b"/Length", b"/Filter", b"/FlateDecode", b"/Root", b"/Size", b"<<", b">>", b"[", b"]",
    b"0 R", b"-1", b"99999999999", b"null", b"/DSS", b"/Encrypt", b"/ObjStm", b"/XRef",
)  # fmt: skip
_NUMBER = re.compile(rb"\d+")


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    sources, verify = _sources()
    sys.exit(_run(sources, verify, seconds=seconds, seed=seed))


Verify = Callable[[bytes], str]


def _sources() -> tuple[list[bytes], Verify]:
    """Files to begin from, and the verifier under one trust at one moment."""
    from congvu.core import clock
    from congvu.signing.pdf.lasting import Evidence, with_evidence
    from congvu.signing.pdf.verifying import verify
    from congvu.signing.tests.test_signing import world

    made = world()
    certificate = made.agency.certificate.dump()
    lasting = with_evidence(made.sealed, Evidence((certificate,), made.trust.lists))
    now: datetime = clock.now()

    def look(pdf: bytes) -> str:
        return str(asyncio.run(verify(pdf, trust=made.trust, now=now)).result)

    return [made.blank, made.prepared, made.signed, made.sealed, lasting], look


def _run(sources: list[bytes], verify: Verify, *, seconds: int, seed: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    signal.signal(signal.SIGALRM, _too_long)
    chance, begun = random.Random(seed), time.monotonic()
    tally = {"cases": 0, "crashes": 0, "hangs": 0, "valid": 0}
    slowest = 0.0
    sound = set(sources)
    while time.monotonic() - begun < seconds:
        case = _changed(chance.choice(sources), sources, chance)
        started = time.monotonic()
        signal.alarm(_SECONDS_A_CASE)
        try:
            wrong = "valid" if verify(case) == "HOP_LE" and not _same(case, sound) else ""
        except TooLong:
            wrong = "hangs"
        except BaseException as fault:  # whatever it is, it is what we look for
            wrong = "crashes"
            print(f"{type(fault).__name__}: {fault}", flush=True)
        finally:
            signal.alarm(0)
        tally["cases"] += 1
        slowest = max(slowest, time.monotonic() - started)
        if wrong:
            tally[wrong] += 1
            Path(f"fuzz-{wrong}-{seed}-{tally['cases']}.pdf").write_bytes(case)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = ", ".join(f"{name} {count}" for name, count in tally.items())
    print(f"seed {seed}: {said}; slowest {slowest:.2f} s; at most {memory:.0f} MB")
    return int(any(tally[name] for name in ("crashes", "hangs", "valid")))


class TooLong(BaseException):
    """Not an `Exception`: the verifier takes those for faults of the file."""


def _too_long(_number: int, _frame: object) -> None:
    raise TooLong


def _same(case: bytes, sound: set[bytes]) -> bool:
    """Whether it is sound but for white space behind its end, for small letters among hexadecimal
    digits (all else is hashed), or for the store of evidence.

    The evidence is signed by its issuers alone: what is spoilt of it is as good as missing.
    """
    plain = case.rstrip(b"\r\n \t\0").lower()
    return any(
        plain == one.rstrip(b"\r\n \t\0").lower()
        or (b"/DSS" in one and len(case) == len(one) and case.startswith(one[: _evidence(one)]))
        for one in sound
    )


def _evidence(pdf: bytes) -> int:
    """Where the last revision begins."""
    return pdf.rindex(b"%%EOF", 0, len(pdf) - 10) + len(b"%%EOF\n")


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
