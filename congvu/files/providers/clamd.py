"""ClamAV's daemon by its INSTREAM command (clamd(8), section COMMANDS)."""

from __future__ import annotations

import contextlib
import socket
import struct
from pathlib import Path

from congvu.files.providers import Unreachable

_CHUNK = 256 * 1024


class Clamd:
    """A clamd at `host:port`, or at the path of its unix socket (with or without `unix:`)."""

    def __init__(self, address: str, *, timeout: float = 120) -> None:
        self.address = address.removeprefix("unix:").removeprefix("tcp://")
        self.timeout = timeout

    def scan(self, path: Path) -> str:
        """The name of the signature found, empty when clean; raises `Unreachable`."""
        try:
            with self._connect() as connection:
                # Over its limit clamd answers and hangs up in the middle of our sending.
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self._send(connection, path)
                reply = self._reply(connection)
        except (OSError, ValueError) as failed:
            raise Unreachable(str(failed)) from failed
        if reply == "stream: OK":
            return ""
        if reply.startswith("stream: ") and reply.endswith(" FOUND"):
            return reply.removeprefix("stream: ").removesuffix(" FOUND")
        raise Unreachable(reply)

    def _connect(self) -> socket.socket:
        if self.address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(self.timeout)
            connection.connect(self.address)
            return connection
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host or self.address, int(port)), timeout=self.timeout)

    def _send(self, connection: socket.socket, path: Path) -> None:
        connection.sendall(b"zINSTREAM\0")
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                connection.sendall(struct.pack(">I", len(piece)) + piece)
        connection.sendall(struct.pack(">I", 0))

    def _reply(self, connection: socket.socket) -> str:
        reply = b""
        while not reply.endswith(b"\0") and len(reply) < 4096:
            piece = connection.recv(4096)
            if not piece:
                break
            reply += piece
        return reply.strip(b"\0\n").decode("utf-8", "replace")
