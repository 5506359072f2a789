"""What the commands stand on: the Python environment, the built scripts, the system's tools.

Everything comes from the machine's own configuration of apt, pip and npm. What is already there
is left alone: a second call costs a few file reads.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BUILD = ROOT / "build"
CLUSTERS = Path("/usr/lib/postgresql")
_VIETNAMESE = "/usr/share/tesseract-ocr/5/tessdata/vie.traineddata"

# what must be found (a command or a path): the Debian package that brings it
TOOLS = {
    "chromium": "chromium",
    "tesseract": "tesseract-ocr",
    _VIETNAMESE: "tesseract-ocr-vie",
    "pdfsig": "poppler-utils",
    "qpdf": "qpdf",
    "softhsm2-util": "softhsm2",
    "mutool": "mupdf-tools",
    "soffice": "libreoffice-writer-nogui",
    "clamd": "clamav-daemon",
    str(CLUSTERS): "postgresql",
}


class Missing(Exception):  # noqa: N818 - said to the person as it is
    """Something that this machine lacks; the text says how to get it."""


def environment() -> dict[str, str]:
    """The variables for what the commands start."""
    return {
        **os.environ,
        "PATH": f"{VENV / 'bin'}:{os.environ.get('PATH', '')}:/usr/sbin",
        "NO_UPDATE_NOTIFIER": "1",
    }


def python(lock_name: str) -> None:
    """The Python environment with exactly what `requirements/<lock_name>.lock` names."""
    with _alone("python"):
        wanted = _hash([ROOT / "requirements" / f"{lock_name}.lock"])
        mark = VENV / f".{lock_name}"
        if mark.exists() and mark.read_text() == wanted:
            return
        if lock_name == "runtime" and (VENV / ".dev").exists():
            developing = _hash([ROOT / "requirements" / "dev.lock"])
            if (VENV / ".dev").read_text() == developing:
                return  # the developer's environment holds the runtime's
        pip = _pip()
        print("Cài các gói Python…", flush=True)
        _call(
            [
                *(*pip, "install", "--quiet", "--disable-pip-version-check"),
                *("--require-hashes", "-r", str(ROOT / "requirements" / f"{lock_name}.lock")),
            ],
            "Không cài được các gói Python (xem lỗi của pip ở trên).",
        )
        _make_importable()
        mark.write_text(wanted)


def other(name: str) -> Path:
    """The Python of an environment of its own in build/, with what the lock of that name names: for
    software that measurements set beside ours. Raises `Missing`.
    """
    with _alone(name):
        folder, wanted = BUILD / name, _hash([ROOT / "requirements" / f"{name}.lock"])
        program, mark = folder / "bin" / "python", folder / ".installed"
        if not (mark.exists() and mark.read_text() == wanted):
            print(f"Cài {name} vào build/…", file=sys.stderr, flush=True)
            _call(
                [sys.executable, "-m", "venv", "--clear", str(folder)], f"Không tạo được {folder}."
            )
            lock = str(ROOT / "requirements" / f"{name}.lock")
            quiet = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
            sentence = f"Không cài được các gói của requirements/{name}.lock."
            _call([str(program), "-m", "pip", *quiet, "-r", lock], sentence)
            mark.write_text(wanted)
        return program


def scripts() -> None:
    """The browser's scripts, styles and fonts in build/, made by npm from frontend/."""
    if not (ROOT / "package.json").exists():
        return
    with _alone("npm"):
        installed = _hash([ROOT / "package-lock.json"])
        mark = ROOT / "node_modules" / ".installed"
        sources = _hash(_sources())
        built = BUILD / ".built"
        fresh = mark.exists() and mark.read_text() == installed
        if fresh and built.exists() and built.read_text() == sources:
            return
        _need_node()
        if not fresh:
            print("Cài các gói npm…", flush=True)
            _call(["npm", "ci", "--loglevel=error"], "Không cài được các gói npm.")
            mark.write_text(installed)
        print("Dựng giao diện…", flush=True)
        cut = [str(VENV / "bin" / "python"), "-m", "scripts.fonts"]
        _call(cut, "Không cắt được phông chữ.")
        _call(["npm", "run", "--silent", "build"], "Không dựng được giao diện.")
        BUILD.mkdir(exist_ok=True)
        built.write_text(sources)


def system_tools() -> None:
    """What the tests use of the system: installed when root, named when not."""
    lacking = [package for thing, package in TOOLS.items() if not _present(thing)]
    if not lacking:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *lacking]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(
            "Thiếu công cụ hệ thống; các kiểm thử cần đến chúng sẽ được bỏ qua và nói rõ. Để chạy "
            f"đủ, với quyền root: {' '.join(command)}",
            flush=True,
        )
        return
    _apt(lacking)


def cluster_programs() -> Path | None:
    """The programs of the newest PostgreSQL that Debian installed; `None` without one."""
    found = [path for path in CLUSTERS.glob("*/bin") if (path / "postgres").exists()]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def _pip() -> list[str]:
    """The command that installs into .venv, which is made if there is none."""
    own = [str(VENV / "bin" / "python"), "-m", "pip"]
    if _works([*own, "--version"]):
        return own
    if not _works([sys.executable, "-c", "import ensurepip"]) and os.geteuid() == 0:
        _apt(["python3-venv"])
    if _works([sys.executable, "-c", "import ensurepip"]):
        _call([sys.executable, "-m", "venv", str(VENV)], "Không tạo được .venv.")
        return own
    if _works([sys.executable, "-m", "pip", "--version"]):
        _call([sys.executable, "-m", "venv", "--without-pip", str(VENV)], "Không tạo được .venv.")
        return [sys.executable, "-m", "pip", "--python", str(VENV / "bin" / "python")]
    raise Missing(
        "Python của máy này thiếu pip và venv. Với quyền root: apt-get install python3-venv\n"
        "This machine's Python lacks pip and venv. As root: apt-get install python3-venv"
    )


def _make_importable() -> None:
    """Let the environment's own commands (pytest, mypy) find the project from anywhere."""
    for packages in VENV.glob("lib/python3*/site-packages"):
        (packages / "congvu.pth").write_text(f"{ROOT}\n")


def _need_node() -> None:
    try:
        found = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        version = int(found.stdout.strip().lstrip("v").split(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError):
        version = 0
    if version < 20 or not shutil.which("npm"):
        raise Missing("Cần Node.js 20 trở lên cùng npm. / Node.js 20 or newer with npm is needed.")


def _sources() -> list[Path]:
    """What the build reads; what it writes back (theme.css) is not counted."""
    return [
        ROOT / "package.json",
        ROOT / "package-lock.json",
        ROOT / "scripts" / "fonts.py",
        *sorted((ROOT / "docs" / "pictures").iterdir()),
        *sorted(
            path
            for path in (ROOT / "frontend").rglob("*")
            if path.is_file() and path.name != "theme.css"
        ),
    ]


def _apt(packages: list[str]) -> None:
    print(f"Cài các gói Debian: {' '.join(packages)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if subprocess.run(install, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
        _call(["apt-get", "update", "-qq"], "apt-get update không thành công.")
        done = subprocess.run(install, env=quiet, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise Missing(f"Không cài được: {' '.join(packages)}")


def _present(thing: str) -> bool:
    if thing.startswith("/"):
        return Path(thing).exists()
    return shutil.which(thing, path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _call(command: list[str], sentence: str) -> None:
    if subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode:
        raise Missing(sentence)


def _hash(files: list[Path]) -> str:
    seen = hashlib.sha256(sys.version.encode())
    for path in files:
        seen.update(f"{path.relative_to(ROOT)} ".encode() + path.read_bytes())
    return seen.hexdigest()


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One command at a time prepares this ground."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
