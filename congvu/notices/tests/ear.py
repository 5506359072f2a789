"""A websocket's outside end, as a browser has it."""

from __future__ import annotations

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator


class Ear(ApplicationCommunicator):
    """One connection to `/ws/thong-bao/` with the given headers."""

    def __init__(self, application: Any, headers: list[tuple[bytes, bytes]]) -> None:
        scope = {
            "type": "websocket",
            "path": "/ws/thong-bao/",
            "query_string": b"",
            "headers": headers,
            "subprotocols": [],
        }
        super().__init__(application, scope)

    async def connect(self) -> str:
        """Knock; gives the type of the answer."""
        await self.send_input({"type": "websocket.connect"})
        return str((await self.receive_output(10))["type"])

    async def hear(self) -> dict[str, Any]:
        """The next message."""
        message = await self.receive_output(10)
        assert message["type"] == "websocket.send", message
        return dict(json.loads(message["text"]))

    async def disconnect(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(5)
