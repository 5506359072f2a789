"""The malware gate against Debian's own clamd, with a signature of ours."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from congvu.core.refused import Refused
from congvu.files.models import StoredFile
from congvu.files.providers import Unreachable
from congvu.files.providers.clamd import Clamd
from congvu.files.tests import samples
from congvu.files.tests.conftest import Receive

SICK = b"Van ban nay mang ma doc thu nghiem cua bo kiem thu.\n"
SICKER = b"chuoi-byte-cua-ma-doc-thu-nghiem"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A running clamd; its unix socket."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if program is None:
        pytest.skip("clamd is not installed")
    home = tmp_path_factory.mktemp("clamd")
    base = home / "base"
    base.mkdir()
    digest = hashlib.sha256(SICK).hexdigest()
    (base / "own.hsb").write_text(f"{digest}:{len(SICK)}:CongVu.Test.Hash:73\n")
    (base / "own.ndb").write_text(f"CongVu.Test.Body:0:*:{SICKER.hex()}\n")
    config = home / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {base}\nLocalSocket {home}/socket\nForeground yes\n"
        f"LogFile {home}/log\nStreamMaxLength 2M\nTemporaryDirectory {home}\n"
        f"User {os.environ.get('USER', 'root')}\n"
    )
    process = subprocess.Popen([program, "-c", str(config)], stdout=subprocess.DEVNULL)
    path = home / "socket"
    for _ in range(300):
        if path.exists() or process.poll() is not None:
            break
        time.sleep(0.1)
    yield path
    process.terminate()
    process.wait(20)


@pytest.fixture
def guarded(clamd: Path, settings: Any) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, clamd=f"unix:{clamd}")


@pytest.mark.usefixtures("guarded")
def test_malware_is_refused_by_name(take: Receive, left_behind: Callable[[], list[str]]) -> None:
    for content, found in ((SICK, "CongVu.Test.Hash"), (b"x " + SICKER, "CongVu.Test.Body")):
        with pytest.raises(Refused) as refused:
            take("a.txt", content)
        assert found in refused.value.sentence
    assert left_behind() == []


@pytest.mark.usefixtures("guarded")
def test_malware_inside_a_package_is_found(take: Receive) -> None:
    sick = samples.rezipped(samples.word(), {"word/media/a.bin": b"-" * 50 + SICKER})
    with pytest.raises(Refused, match=r"CongVu\.Test\.Body"):
        take("a.docx", sick)


@pytest.mark.usefixtures("guarded")
def test_a_healthy_file_passes(take: Receive) -> None:
    assert take("a.pdf", samples.pdf()).pk


def test_what_is_over_the_scanners_limit_is_not_passed(clamd: Path, tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(os.urandom(6 * 1024 * 1024))
    with pytest.raises(Unreachable, match="limit"):
        Clamd(str(clamd)).scan(large)


@pytest.mark.parametrize("address", ["/no/such/socket", "127.0.0.1:1", "127.0.0.1", "x:y"])
def test_a_silent_scanner_lets_nothing_through(
    take: Receive, settings: Any, left_behind: Callable[[], list[str]], address: str
) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, clamd=address)
    with pytest.raises(Refused) as refused:
        take("a.txt", b"abc")
    assert "máy chủ quét không trả lời" in refused.value.sentence
    assert not StoredFile.objects.exists()
    assert left_behind() == []


def test_a_scanner_over_tcp_is_asked_in_its_words(tmp_path: Path) -> None:
    heard = bytearray()
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        connection, _ = server.accept()
        with connection:
            while not heard.endswith(b"\0\0\0\0"):
                heard.extend(connection.recv(4096))
            connection.sendall(b"stream: OK\0")

    thread = threading.Thread(target=answer)
    thread.start()
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    assert Clamd(f"127.0.0.1:{server.getsockname()[1]}").scan(file) == ""
    thread.join()
    server.close()
    assert bytes(heard) == b"zINSTREAM\0" + b"\0\0\0\3abc" + b"\0\0\0\0"
