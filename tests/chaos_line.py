"""The bad line between two installations: HTTPS that drops, delays, doubles, cuts, and is killed.

`python -m tests.chaos_line FOLDER` serves what `line.json` in the folder says: for each side a port
that ends TLS, as a web server before the product does, and hands on to the side's own port.
`PUT /faults` at the port `control` changes how often something goes wrong. `BadLine` starts it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import random
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ROOT = Path(__file__).resolve().parent.parent
_OWN = {"host", "connection", "transfer-encoding", "content-length"}
_LONGEST_DELAY = 0.05


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass
class BadLine:
    """The line as a process that can be killed; it holds nothing, so nothing waits in it."""

    folder: Path
    targets: dict[str, int]
    ports: dict[str, int] = field(default_factory=dict)
    control: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ports = {name: free_port() for name in self.targets}
        make_certificate(self.folder)

    def address(self, name: str) -> str:
        """Where the side of that name is reached."""
        return f"https://127.0.0.1:{self.ports[name]}"

    def start(self) -> None:
        said = {"targets": self.targets, "ports": self.ports, "control": self.control}
        (self.folder / "line.json").write_text(json.dumps(said))
        self.restart()

    def restart(self) -> None:
        with (self.folder / "line.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos_line", str(self.folder)],
                cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + 120
        while True:
            try:
                self.counts()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return

    def faults(self, given: dict[str, float]) -> None:
        self._asked(json.dumps(given).encode())

    def counts(self) -> dict[str, int]:
        return self._asked(None)

    def _asked(self, body: bytes | None) -> dict[str, int]:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.control}/faults", body, method="PUT" if body else "GET"
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - as above
            found: dict[str, int] = json.load(answer)
        return found

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


def make_certificate(folder: Path) -> None:
    """The line's own for 127.0.0.1, in `line.pem`; its key in `line.key`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Đường liên thông thử nghiệm")])
    now = datetime.now(UTC)  # noqa: TID251 - this process is no installation
    here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName([here]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "line.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "line.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


class _Line:
    """How often something goes wrong, for all directions, and how much has passed."""

    def __init__(self) -> None:
        self.faults: dict[str, float] = {}
        self.passed = 0
        self.client = httpx.AsyncClient(timeout=60)

    def happens(self, fault: str) -> bool:
        return random.random() < self.faults.get(fault, 0)  # noqa: S311 - not for secrets

    async def control(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["method"] == "PUT":
            self.faults = json.loads(await _body(receive))
        told = json.dumps({"waiting": 0, "sent": self.passed}).encode()
        await _answer(send, 200, [], told)

    def to(self, port: int) -> Any:
        async def hand_on(scope: dict[str, Any], receive: Any, send: Any) -> None:
            body = await _body(receive)
            await asyncio.sleep(random.random() * _LONGEST_DELAY)  # noqa: S311 - as above
            if self.happens("drop"):
                return  # what comes back is an error of the web server
            for _ in range(2 if self.happens("double") else 1):
                answer = await self.client.request(
                    scope["method"], f"http://127.0.0.1:{port}{scope['path']}", content=body,
                    headers=[("host", "localhost"), *_handed(scope["headers"])],
                )  # fmt: skip
            self.passed += 1
            if self.happens("drop"):
                return  # it was done, and nobody hears of it
            content = answer.content
            kept = content[: len(content) // 2] if self.happens("cut") else content
            headers = _handed((k.encode(), v.encode()) for k, v in answer.headers.items())
            length = ("content-length", str(len(content)))
            await _answer(send, answer.status_code, [*headers, length], kept)

        return hand_on


def _handed(headers: Any) -> list[tuple[str, str]]:
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return [pair for pair in pairs if pair[0].lower() not in {*_OWN, "content-encoding"}]


async def _body(receive: Any) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


async def _answer(send: Any, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


async def _serve(folder: Path) -> None:
    said, line = json.loads((folder / "line.json").read_text()), _Line()
    tls = {"ssl_certfile": folder / "line.pem", "ssl_keyfile": str(folder / "line.key")}
    plain: dict[str, Any] = {"interface": "asgi3", "lifespan": "off", "log_level": "critical"}
    servers = [
        uvicorn.Server(uvicorn.Config(line.control, port=said["control"], **plain)),
        *(
            uvicorn.Server(
                uvicorn.Config(line.to(said["targets"][name]), port=port, **plain, **tls)
            )
            for name, port in said["ports"].items()
        ),
    ]
    await asyncio.gather(*(one.serve() for one in servers))


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
