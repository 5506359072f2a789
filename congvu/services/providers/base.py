"""What the outside systems of public services have in common."""

from __future__ import annotations

from typing import Any

from congvu.core.outside import ask, json_of


class Rejected(Exception):  # noqa: N818 - it is an answer, not a fault
    """The other side refuses this for good; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def post_json(url: str, body: dict[str, Any], *, headers: dict[str, str]) -> dict[str, Any]:
    """The JSON object answered to the JSON body; whatever is no such answer is `Unreachable`."""
    return json_of(ask("POST", url, json=body, headers=headers, seconds=20))
