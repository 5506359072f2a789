"""Two installations exchange documents through the test axis while everything is killed.

`python -m tests.chaos --documents 10000` starts two process trees with two databases and the axis,
lets clerks on both sides issue, register, return and finish (`tests/chaos_clerks.py`), kills web,
worker and database processes and the axis at random, lets the line drop, delay, double and cut
answers, until all but a twentieth has come to its end; then makes peace, waits until everything is
settled, and compares both sides to the last status. It says each minute how far it is, prints the
tally and ends with 1 if anything was lost, doubled or out of order.

With `--line own` there is no axis: the two send to each other over HTTPS, each request and receipt
signed, through a line (`tests/chaos_line.py`) that is as bad and is killed as the axis is.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.chaos_line import ROOT, BadLine, free_port
from tests.chaos_tally import UNKNOWN, WRONG, compare, left, share_open

PLACES = {"ta": "H47 Quảng Nam", "ban": "H41 Nghệ An"}
_AGENCIES = ("Ủy ban nhân dân", "Sở Nội vụ", "Sở Y tế", "Sở Tài chính")
_STILL_OPEN = 0.05
_LONG = 4 * 3600.0  # seconds: ten thousand documents bring some eighty thousand messages
_BAD = {"drop": 0.08, "cut": 0.08, "double": 0.1, "delay": 0.05}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _plain_environment() -> dict[str, str]:
    """This process's, without what tests put into it: everything starts as from a shell."""
    left = {
        "DATABASE_URL",
        "DJANGO_SETTINGS_MODULE",
        "CONGVU_EMBEDDED_URL",
        "CONGVU_BASE_URL",
    }
    return {name: value for name, value in os.environ.items() if name not in left}


@dataclass
class Installation:
    """One process tree with its database, and the clerks who work in it."""

    name: str
    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    trusting: Path | None = None
    """Where the certificate of the line to the other side is."""

    @property
    def database(self) -> str:
        return f"postgresql://postgres:@/postgres?host={self.folder / 'postgres'}"

    def variables(self, *, outside: bool) -> dict[str, str]:
        """For the tree itself, or for a process outside that works on its database."""
        return {
            **_plain_environment(),
            "CONGVU_DATA": str(self.folder),
            "CONGVU_PORT": str(self.port),
            "CONGVU_NEIGHBOUR": PLACES[self.name],
            "CONGVU_DEMO": "1",
            "CONGVU_WEB_PROCESSES": "1",
            **(self._at_its_database() if outside else {}),
            **({"SSL_CERT_FILE": str(self.trusting)} if self.trusting else {}),
        }

    def _at_its_database(self) -> dict[str, str]:
        settings = {"DJANGO_SETTINGS_MODULE": "congvu.config.settings"}
        return settings | {"DATABASE_URL": self.database}

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "console.log").open("ab") as console:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "congvu", "run"],
                cwd=ROOT, env=self.variables(outside=False),
                stdin=subprocess.DEVNULL, stdout=console, stderr=console,
            )  # fmt: skip

    def wait(self, seconds: float = 1200) -> None:
        deadline = time.monotonic() + seconds
        while "sẵn sàng" not in (self.folder / "console.log").read_text():
            if time.monotonic() > deadline or (self.process and self.process.poll() is not None):
                raise RuntimeError((self.folder / "console.log").read_text()[-3000:])
            time.sleep(0.2)

    def command(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *arguments], cwd=ROOT, env=self.variables(outside=True),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return done.stdout

    def clerks(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "clerks.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.chaos_clerks", *arguments, str(self.folder)],
                cwd=ROOT, env=self.variables(outside=True), stdout=log, stderr=log,
            )  # fmt: skip

    def keep_up(self) -> None:
        """Its supervisor starts again what was killed."""

    def children(self) -> list[int]:
        """The tree's own processes: database, web, worker."""
        assert self.process is not None
        listing = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(one) for one in listing.read_text().split()]

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()


@dataclass
class TestAxis:
    """The axis as a process that can be killed."""

    __test__ = False  # its name only looks like it

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, systems: list[dict[str, Any]]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "systems.json").write_text(json.dumps(systems))
        self.restart()

    def restart(self) -> None:
        with (self.folder / "axis.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "congvu.exchange.testaxis", "--folder", str(self.folder),
                 "--port", str(self.port)],
                cwd=ROOT, env=_plain_environment(), stdout=log, stderr=log,
            )  # fmt: skip
        for _ in range(300):
            try:
                self.counts()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the axis does not answer")

    def faults(self, given: dict[str, float]) -> None:
        asked = urllib.request.Request(  # noqa: S310 - our own
            f"{self.url}/faults", json.dumps(given).encode(), method="PUT"
        )
        urllib.request.urlopen(asked, timeout=10).read()  # noqa: S310 - as above

    def counts(self) -> dict[str, int]:
        with urllib.request.urlopen(f"{self.url}/faults", timeout=10) as answer:  # noqa: S310
            found: dict[str, int] = json.load(answer)
        return found

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


def system_of(one: Installation) -> dict[str, Any]:
    """As the axis knows it: the agencies of `congvu/demo/neighbour.py`."""
    name, (root, _, place) = one.name, PLACES[one.name].partition(" ")
    codes = [root, *(f"{root}.{number:02d}" for number in range(1, len(_AGENCIES)))]
    return {
        "id": name,
        "secret": f"secret of {name}",
        "account": name,
        "password": name,
        "agencies": [
            {"code": code, "oldCode": "", "name": f"{about} tỉnh {place}"}
            for code, about in zip(codes, _AGENCIES, strict=True)
        ],
    }


@dataclass
class Chaos:
    """The whole stage."""

    folder: Path
    documents: int
    dice: random.Random
    own: bool = False
    """Whether they send to each other over HTTPS, not through the axis."""
    killed: Counter[str] = field(default_factory=Counter)
    working: list[subprocess.Popen[bytes]] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)
    told: float = 0.0
    """When it was last said how far it is, in seconds since it began."""

    def __post_init__(self) -> None:
        self.between: TestAxis | BadLine = TestAxis(self.folder / "axis")
        self.sides = [Installation(name, self.folder / name) for name in PLACES]

    def begin(self) -> None:
        if self.own:
            line = BadLine(self.folder / "line", {one.name: one.port for one in self.sides})
            for one in self.sides:
                one.trusting = line.folder / "line.pem"
        for one in self.sides:
            one.start()
        for one in self.sides:
            one.wait()
        if self.own:
            self._join(line)
        else:
            self._join_axis()

    def _join(self, line: BadLine) -> None:
        """Each registers the other's certificate and agencies."""
        self.between = line
        line.start()
        for one in self.sides:
            (one.folder / "own.pem").write_text(one.command("tests.chaos_clerks", "certificate"))
        for one, other in (self.sides, reversed(self.sides)):
            about = json.dumps(system_of(other)["agencies"])
            given = (line.address(other.name), str(other.folder / "own.pem"), about)
            one.command("tests.chaos_clerks", "join", *given)

    def _join_axis(self) -> None:
        assert isinstance(self.between, TestAxis)
        self.between.start([system_of(one) for one in self.sides])
        for one in self.sides:
            one.command("congvu.demo.joining", one.name, self.between.url)

    def run(self, *, pause: float, longest: float) -> None:
        """Clerks work while things break, until nearly all has come to its end, or so many seconds.

        Both have issued everything by then, however long that takes.
        """
        half = str(self.documents // 2)
        self.between.faults(_BAD)
        self.working = [one.clerks(half, str(self.dice.random())) for one in self.sides]
        deadline = time.monotonic() + longest
        while not self._issued() or (time.monotonic() < deadline and not self._nearly_done()):
            self._check_clerks()
            time.sleep(self.dice.uniform(0.5, 1.5) * pause)
            self.break_something()
            self._say_how_far()
        self.between.faults({})

    def _say_how_far(self) -> None:
        """Once a minute."""
        since = time.monotonic() - self.begun
        if since - self.told < 60:
            return
        self.told = since
        for one in self.sides:
            still, waiting = share_open(one.database), left(one.database)
            found = "no answer" if UNKNOWN in (still, waiting) else f"{still:.1%}, {waiting:.0f}"
            say(f"{since:.0f} s, {one.name}: {found} (still open; packets that wait)")

    def _issued(self) -> bool:
        return all((one.folder / "issued").exists() for one in self.sides)

    def _nearly_done(self) -> bool:
        """A twentieth at most is still open on each side."""
        return all(0 <= share_open(one.database) <= _STILL_OPEN for one in self.sides)

    def _check_clerks(self) -> None:
        for one, process in zip(self.sides, self.working, strict=True):
            if process.poll():
                raise RuntimeError((one.folder / "clerks.log").read_text()[-3000:])

    def make_peace(self, seconds: float) -> None:
        """Everything arrives, the clerks deal with all of it, and every status arrives."""
        self.settle(seconds)
        for one in self.sides:
            (one.folder / "peace").touch()
        for process in self.working:
            process.wait(seconds)
        self._check_clerks()
        self.settle(seconds)

    def break_something(self) -> None:
        chosen = self.dice.choice(["axis", "process", "process", "process"])
        if chosen == "axis":
            self.between.kill()
            time.sleep(self.dice.uniform(0, 1))
            self.between.restart()
            self.between.faults(_BAD)
            self.killed["line" if self.own else "axis"] += 1
            return
        victims = [(pid, self._name_of(pid)) for one in self.sides for pid in one.children()]
        pid, name = self.dice.choice(victims)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.killed[name] += 1

    @staticmethod
    def _name_of(pid: int) -> str:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return "process"
        return "database" if b"postgres" in words.split(b"\0")[0] else "web or worker"

    def settle(self, seconds: float) -> None:
        """Until nothing waits anywhere."""
        deadline = time.monotonic() + seconds
        while True:
            for one in self.sides:
                one.keep_up()  # the last blow may have fallen a moment ago
            waiting = [left(one.database) for one in self.sides]
            if not any(waiting) and not self.between.counts()["waiting"]:
                return
            if time.monotonic() > deadline:
                raise RuntimeError(f"not settled: {waiting}, between them {self.between.counts()}")
            self._say_how_far()
            time.sleep(1)

    def tally(self) -> dict[str, int]:
        """Both sides compared."""
        reports = [json.loads(one.command("tests.chaos_clerks", "report")) for one in self.sides]
        found = Counter[str]()
        for own, other in (reports, reversed(reports)):
            for line in compare(own["sent"], other["came"], found):
                say(line)
        return dict(found)

    def end(self) -> None:
        for process in self.working:
            process.kill()
        for one in self.sides:
            one.stop()
        self.between.kill()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--line", choices=["axis", "own"], default="axis")
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between two blows")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="congvu-chaos-"))
    chaos = Chaos(folder, given.documents, random.Random(given.seed), own=given.line == "own")  # noqa: S311
    try:
        chaos.begin()
        chaos.run(pause=given.pause, longest=_LONG)
        chaos.make_peace(_LONG)
        tally = chaos.tally()
    finally:
        chaos.end()
    shutil.rmtree(folder, ignore_errors=True)
    say(f"seed {given.seed}, {time.monotonic() - chaos.begun:.0f} s, killed: {dict(chaos.killed)}")
    for name in sorted(tally | dict.fromkeys(WRONG, 0)):
        say(f"{name:24} {tally.get(name, 0):8}")
    sys.exit(any(tally.get(name) for name in WRONG))


if __name__ == "__main__":
    main()
