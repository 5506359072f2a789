"""The commands of the Makefile. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

OLDEST = (3, 11)
SYSTEM = "/usr/bin/python3"


def find_python() -> None:
    """Go on in the system's own Python: Debian builds it for speed and mends it.

    Another one that is new enough serves where the system's is too old or cannot make a .venv.
    """
    if os.path.realpath(sys.executable) == os.path.realpath(SYSTEM):
        return
    if _serves(SYSTEM, "import ensurepip, venv"):
        os.execv(SYSTEM, [SYSTEM, *sys.argv])
    if sys.version_info >= OLDEST:
        return
    for name in (SYSTEM, "python3.14", "python3.13", "python3.12", "python3.11"):
        path = shutil.which(name)
        if path and _serves(path):
            os.execv(path, [path, *sys.argv])
    sys.exit("Cần Python 3.11 trở lên (Debian 12: apt-get install python3).")


def _serves(path: str, has: str = "pass") -> bool:
    """Whether there is a Python that is new enough and has those modules."""
    probe = f"import sys; {has}; sys.exit(sys.version_info < {OLDEST})"
    if not Path(path).exists():
        return False
    asked = subprocess.run([path, "-c", probe], check=False, stderr=subprocess.DEVNULL)
    return asked.returncode == 0


find_python()

from scripts import ground  # noqa: E402 - needs a Python that is new enough

PYTHON = str(ground.VENV / "bin" / "python")


def bin_of(name: str) -> str:
    return str(ground.VENV / "bin" / name)


def templates() -> list[str]:
    return sorted(str(path) for path in (ROOT / "congvu").rglob("templates/**/*.html"))


def checks() -> dict[str, list[str]]:
    """Every check by the name that is printed."""
    found = {
        "mypy": [bin_of("mypy")],
        "structure": [PYTHON, "-m", "pytest", "tests/test_structure.py", "-p", "no:cacheprovider"],
        "ruff": [bin_of("ruff"), "check", "."],
        "format": [bin_of("ruff"), "format", "--check", "."],
        "imports": [bin_of("lint-imports"), "--no-cache"],
        "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
        "django": [PYTHON, "manage.py", "check"],
    }
    if pages := templates():
        found["djlint"] = [bin_of("djlint"), "congvu", "--lint", "--quiet"]
        found["djade"] = [bin_of("djade"), "--check", "--target-version", "5.2", *pages]
    if (ROOT / "package.json").exists():
        found["types of scripts"] = ["npm", "run", "--silent", "check"]
    return found


def one_check(name: str, command: list[str]) -> bool:
    begun = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=ground.environment(), check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:18} {verdict:8} {time.monotonic() - begun:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


def check() -> int:
    """The fast checks, two at a time."""
    ground.python("dev")
    ground.scripts()
    with ThreadPoolExecutor(2) as pool:
        passed = list(pool.map(lambda item: one_check(*item), checks().items()))
    return 0 if all(passed) else 1


def tidy() -> int:
    """Format what `check` asks to be formatted: Python and templates."""
    ground.python("dev")
    tools = [[bin_of("ruff"), "format", "."]]
    if pages := templates():
        tools.append([bin_of("djade"), "--target-version", "5.2", *pages])
    for tool in tools:
        subprocess.run(tool, cwd=ROOT, env=ground.environment(), check=False)
    return 0


def test() -> int:
    """Every check and every test, the browser included."""
    ground.system_tools()
    checked = check()
    tested = pytest()
    return checked or tested


# What leans on the database most: locks, triggers, plans, search, counting, migrations.
LEANING = [
    "congvu/core",
    "congvu/journal",
    "congvu/search",
    "congvu/notices",
    "congvu/documents/tests/test_incoming_numbers.py",
    "congvu/documents/tests/test_held_numbers.py",
    "congvu/documents/tests/test_lifecycles_hold.py",
    "congvu/documents/tests/test_registers.py",
    "congvu/documents/tests/test_search.py",
    "congvu/documents/tests/test_statistics.py",
    "tests/test_counts.py",
    "tests/test_interruptions.py",
]


def test_cluster() -> int:
    """The tests without the browser on Debian's PostgreSQL, in a temporary cluster."""
    return on_cluster()


def test_database() -> int:
    """Of these, the ones that lean on the database most."""
    return on_cluster(*LEANING)


def on_cluster(*tests: str) -> int:
    """Run tests on a temporary cluster of Debian's PostgreSQL."""
    ground.python("dev")
    ground.scripts()
    programs = ground.cluster_programs()
    if programs is None:
        print("PostgreSQL của Debian chưa được cài: apt-get install postgresql-15", file=sys.stderr)
        return 1
    print(f"PostgreSQL: {programs}", flush=True)
    return pytest("-m", "not browser", *tests, CONGVU_TEST_POSTGRES=str(programs))


def pytest(*arguments: str, **variables: str) -> int:
    """One worker more than two cores need: who waits for a browser leaves its core to another.

    None is started instead of one that died, of a test that hangs or else: pytest-xdist 3.8 would
    wait for it for ever (its issues 1323 and 1378).
    """
    shared = ["-n", "3", "--dist", "loadgroup", "--no-loadscope-reorder", "--max-worker-restart=0"]
    command = [PYTHON, "-m", "pytest", *shared, "-rsfE", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**ground.environment(), **variables}, check=False
    ).returncode


def run() -> int:
    """Start the installation; this process becomes it."""
    ground.python("runtime")
    ground.scripts()
    os.chdir(ROOT)
    os.execve(PYTHON, [PYTHON, "-m", "congvu", "run"], ground.environment())


def bench() -> int:
    """Measure."""
    ground.python("dev")
    ground.scripts()
    return subprocess.run(
        [PYTHON, "-m", "bench", *sys.argv[2:]], cwd=ROOT, env=ground.environment(), check=False
    ).returncode


def exchange_demo() -> int:
    """Two demo installations and a test axis between them, until Ctrl-C."""
    ground.python("runtime")
    ground.scripts()
    os.chdir(ROOT)
    os.execve(PYTHON, [PYTHON, "-m", "scripts.exchange_demo"], ground.environment())


def install() -> int:
    """Everything that the other commands need, and nothing else."""
    ground.system_tools()
    ground.python("dev")
    ground.scripts()
    return 0


TARGETS = {
    "run": run,
    "check": check,
    "format": tidy,
    "test": test,
    "test-cluster": test_cluster,
    "test-database": test_database,
    "bench": bench,
    "install": install,
    "exchange-demo": exchange_demo,
}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"make {' | '.join(TARGETS)}")
    try:
        sys.exit(TARGETS[sys.argv[1]]())
    except ground.Missing as missing:
        sys.exit(str(missing))
    except KeyboardInterrupt:
        sys.exit(130)
