"""Documents exchanged between two installations' keys: signed, verified, kept and receipted.

One exchange is all that both sides do for it over real HTTP between two processes: the packet is
made from the issued file and signed, sent in a signed request, checked (request, hash, structure,
signature, receiver, sender), kept in the store, answered with a signed receipt, which is checked
and kept. The receiver's taking in (gates, verdict of the PDF, register) follows by job and is
measured by itself. django-pyas2, in an environment of its own, does signed exchanges with signed
receipts beside it, in the same run (it keeps them in SQLite).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench._database import passing_database
from bench.rows import Row
from scripts import ground

_THEIRS = "django-pyas2: "
_SIZES = {"100 kB": (100_000, 150), "5 MB": (5_000_000, 12)}


def run() -> list[Row]:
    rows: list[Row] = []
    with passing_database():
        from bench._exchange_inside import Pair

        pair = Pair()
        try:
            for name, (size, count) in _SIZES.items():
                rows += _measured(pair, name, size, count)
        finally:
            pair.end()
    other = _pyas2()
    return rows + other + _ratios(rows, other)


def _measured(pair: object, name: str, size: int, count: int) -> list[Row]:
    from bench._exchange_inside import Pair

    assert isinstance(pair, Pair)
    pair.exchange(size, 3)
    pair.exchange(size, count)
    seconds, used = pair.seconds, pair.used
    taking = pair.take_in()
    return [
        Row(f"exchange of {name}, one sender", count / seconds, "/s", "both sides on this machine"),
        Row(f"exchange of {name}, CPU of both sides", 1000 * used / count, "ms", "database too"),
        Row(f"exchange of {name}, each second and core", count / used, "/s"),
        Row(f"taking in of {name} (job)", 1000 * taking, "ms", "CPU; gates, verdict, register"),
        Row(f"memory that sending of {name} takes", pair.grown, "MB", "more than at rest"),
        Row(f"memory after {name}, receiver", pair.receiver_memory(), "MB"),
    ]


def _ratios(rows: list[Row], other: list[Row]) -> list[Row]:
    """How many times django-pyas2's rate ours is, in this run: by the clock and by CPU used."""
    ours = {row.name: row.value for row in rows}
    theirs = {row.name.removeprefix(_THEIRS): row.value for row in other}
    found = []
    for size in _SIZES if theirs else ():
        clock, used = f"exchange of {size}, one sender", f"exchange of {size}, CPU of both sides"
        found += [
            Row(f"times django-pyas2 at {size}, clock", ours[clock] / theirs[clock], "x"),
            Row(f"times django-pyas2 at {size}, CPU", theirs[used] / ours[used], "x", "aim 10"),
        ]
    return found


def _pyas2() -> list[Row]:
    """Its rows; none, and why on the console, where it cannot be had or does not run."""
    try:
        python = ground.other("pyas2")
    except ground.Missing as missing:
        sys.stderr.write(f"{missing} Phần so với django-pyas2 được bỏ qua.\n")
        return []
    inside = Path(__file__).with_name("_pyas2_inside.py")
    done = subprocess.run([python, str(inside)], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(f"django-pyas2 không chạy được trên máy này:\n{done.stderr[-2000:]}\n")
        return []
    parts = [line.split("\t") for line in done.stdout.splitlines()]
    return [Row(f"{_THEIRS}{name}", float(value), unit) for name, value, unit in parts]
