"""The test post over real HTTP, and what its people do."""

from __future__ import annotations

import httpx

from congvu.services.actions import posting
from congvu.services.models import Dossier, PostOrder
from congvu.services.tests.factories import Counter, done
from congvu.services.types import PostDirection


def order(counter: Counter) -> PostOrder:
    dossier: Dossier = done(counter)
    return posting.order(
        dossier, actor=counter.desk, direction=PostDirection.DELIVER, address="12 Trần Phú"
    )


def postman(parcels: str, one: PostOrder, how: str, amount: int | None = None) -> int:
    """What the post's people press on their page, and the sum that they write there."""
    data = {"don": one.number, "viec": how, "so_tien": "" if amount is None else str(amount)}
    return httpx.post(f"{parcels}/chon", data=data).status_code
