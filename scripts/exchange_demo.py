"""Two installations joined by a test axis on this machine: `make exchange-demo`.

Quảng Nam, as `make run` loads it, and a small province next door, each with its own database and
process tree; `CONGVU_PORT` (8000) and the two ports after it are used. With `CONGVU_NEIGHBOUR`
(`H47 Quảng Nam`) the first is small too and stands sooner. Everything lies in `var/exchange-demo/`
and ends with Ctrl-C.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("CONGVU_DATA", ROOT / "var")).resolve() / "exchange-demo"
PORT = int(os.environ.get("CONGVU_PORT", "8000"))
SIDES = {"quang-nam": os.environ.get("CONGVU_NEIGHBOUR", ""), "nghe-an": "H41 Nghệ An"}


def variables(name: str, *, outside: bool) -> dict[str, str]:
    """Of a tree, or of a process that works on its database."""
    given = {one: value for one, value in os.environ.items() if one != "DATABASE_URL"}
    folder = FOLDER / name
    given |= {
        "CONGVU_DATA": str(folder),
        "CONGVU_PORT": str(PORT + list(SIDES).index(name)),
        "CONGVU_NEIGHBOUR": SIDES[name],
        "CONGVU_WEB_PROCESSES": "1",
        "CONGVU_DEMO": "1",
    }
    if outside:
        given["DATABASE_URL"] = f"postgresql://postgres:@/postgres?host={folder / 'postgres'}"
    return given


def start(name: str) -> subprocess.Popen[bytes]:
    """The tree; its console goes into the folder."""
    (FOLDER / name).mkdir(parents=True, exist_ok=True)
    if not (FOLDER / name / "authority").exists():
        joined(name, "--authority", str(FOLDER / "authority"))
    with (FOLDER / name / "console.log").open("wb") as console:
        return subprocess.Popen(
            [sys.executable, "-m", "congvu", "run"],
            cwd=ROOT,
            env=variables(name, outside=False),
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
        )


def wait(name: str, process: subprocess.Popen[bytes]) -> str:
    """What the tree says once it is ready."""
    console = FOLDER / name / "console.log"
    while "Ctrl-C" not in console.read_text():
        if process.poll() is not None:
            sys.exit(console.read_text())
        time.sleep(0.3)
    return console.read_text()


def joined(name: str, *arguments: str) -> str:
    """`congvu.demo.joining` over the tree's database."""
    done = subprocess.run(
        [sys.executable, "-m", "congvu.demo.joining", *arguments],
        cwd=ROOT,
        env=variables(name, outside=True),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def serve_axis() -> subprocess.Popen[bytes]:
    """The axis, with both installations' agencies in its directory."""
    folder = FOLDER / "axis"
    folder.mkdir(parents=True, exist_ok=True)
    systems = [
        {
            "id": name,
            "secret": f"secret of {name}",
            "account": name,
            "password": name,
            "agencies": json.loads(joined(name, "--systems")),
        }
        for name in SIDES
    ]
    (folder / "systems.json").write_text(json.dumps(systems))
    command = [sys.executable, "-m", "congvu.exchange.testaxis"]
    command += ["--folder", str(folder), "--port", str(PORT + len(SIDES))]
    axis = subprocess.Popen(command, cwd=ROOT)
    time.sleep(3)
    return axis


def main() -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    running = {name: start(name) for name in SIDES}
    try:
        said = [wait(name, process) for name, process in running.items()]
        running["axis"] = serve_axis()
        for name in SIDES:
            joined(name, name, f"http://127.0.0.1:{PORT + len(SIDES)}")
        print("\n".join(said), flush=True)
        print("Hai hệ thống đã nối qua trục liên thông thử nghiệm. Dừng: Ctrl-C", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        for process in running.values():
            process.send_signal(signal.SIGINT)
        for process in running.values():
            process.wait()


if __name__ == "__main__":
    main()
