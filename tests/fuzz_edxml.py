"""Broken packets for the reader: `python -m tests.fuzz_edxml --minutes 10`.

Messages of every shape are written, then bytes and pieces are changed, cut, doubled and moved. The
reader must refuse or read each within seconds and within bounded memory: an alarm ends a case that
hangs, a limit on the address space one that swells, and whatever ends it ends the run with the
packet in a file. What is printed: how many, how many were read, the slowest, the peak.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

from hypothesis.errors import NonInteractiveExampleWarning

from congvu.exchange import edxml as x
from congvu.exchange.tests.strategies import STATUSES, documents

_TOKENS = [
    b"<", b">", b"</", b"/>", b"&", b"&amp;", b"&#0;", b"<!DOCTYPE a>", b"<![CDATA[", b"]]>",
    b"<!--", b"-->", b"<?x?>", b"\x00", b"\xff", b"PK\x03\x04", b"<edXML:To>", b"<Signature>",
    b' xmlns="u"', b"=", b"2020/13/41", b"99", b"<edXML:StatusCode>77</edXML:StatusCode>",
]  # fmt: skip
_SECONDS_A_CASE, _MEGABYTES_A_CASE = 10, 500
"""Of the clock; and of address space, beyond what is taken when the first case begins."""


class TooLong(BaseException):
    """Not an `Exception`: nobody takes it for a fault of the packet."""


def _too_long(_number: int, _frame: object) -> None:
    raise TooLong


def bound() -> None:
    """From here on memory and each `signal.alarm` are limits."""
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = taken + _MEGABYTES_A_CASE * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    signal.signal(signal.SIGALRM, _too_long)


def look_at(packet: bytes, limits: x.Limits) -> str:
    """What the reader makes of the packet. Raises `TooLong`, `MemoryError` and what it must not."""
    signal.alarm(_SECONDS_A_CASE)
    try:
        read = x.read(io.BytesIO(packet), limits=limits)
        for one in read.contents:
            one.close()
    except x.FormatError as refused:
        return f"refused, {refused.fault.name.lower()}"
    else:
        return f"read, signature {read.worth}"
    finally:
        signal.alarm(0)


def packets(dice: random.Random) -> list[bytes]:
    """Sound messages to begin from."""
    from congvu.exchange.tests.keys import curve_signer

    warnings.simplefilter("ignore", NonInteractiveExampleWarning)
    made = []
    for number in range(40):
        out, sign = io.BytesIO(), curve_signer() if dice.random() < 0.5 else None
        if number % 4:
            document, contents = documents().example()
            held = [x.Content(io.BytesIO(one), str(at)) for at, one in enumerate(contents)]
            x.write(document, out, contents=held, signer=sign, zipped=dice.random() < 0.7)
        else:
            x.write(STATUSES.example(), out, signer=sign)
        made.append(out.getvalue())
    return made


def broken(packet: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """One to six changes."""
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(packet) + 1)
        end = min(len(packet), at + dice.choice([1, 1, 4, 40, 400]))
        other = dice.choice(others)
        start = dice.randrange(len(other))
        piece = dice.choice(
            [
                b"",
                bytes([dice.randrange(256)]),
                dice.choice(_TOKENS) * dice.choice([1, 1, 1, 50, 5000]),
                packet[at:end] * dice.choice([2, 2, 300]),
                other[start : start + dice.choice([10, 100, 1000])],
            ]
        )
        packet = packet[:at] + piece + packet[dice.choice([at, end]) :]
    return packet


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    dice = random.Random(given.seed)
    whole, found, slowest = packets(dice), Counter[str](), 0.0
    limits = x.Limits(packet=8 * 1024 * 1024, content=8 * 1024 * 1024)
    bound()
    until = time.monotonic() + given.minutes * 60
    while time.monotonic() < until:
        packet = broken(dice.choice(whole), whole, dice)
        begun = time.monotonic()
        try:
            found[look_at(packet, limits)] += 1
        except BaseException:
            place = Path(tempfile.gettempdir()) / "edxml-crash.xml"
            place.write_bytes(packet)
            sys.stderr.write(f"seed {given.seed}: {place}\n")
            raise
        slowest = max(slowest, time.monotonic() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for name, count in sorted(found.items()):
        sys.stdout.write(f"{name:32} {count:10}\n")
    sys.stdout.write(f"slowest {slowest:.2f} s, peak {peak:.0f} MB, seed {given.seed}\n")


if __name__ == "__main__":
    main()
