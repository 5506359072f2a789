"""What documents do when people leave their posts, and when uploads grow old."""

from __future__ import annotations

from congvu.core.actions import Touched
from congvu.core.events import on
from congvu.directory.events import HandedOver
from congvu.documents.actions.handing_over import hand_over
from congvu.documents.indexing import reading, reindex
from congvu.documents.queries.pictures import pictured
from congvu.files.events import TextRead, UploadsExpiring


@on(HandedOver)
def move_held_work(event: HandedOver) -> None:
    hand_over(event.giver, event.receiver)


@on(UploadsExpiring)
def keep_pictures(event: UploadsExpiring) -> None:
    """Pictures in the text of drafts stand in JSON, where no foreign key holds them."""
    event.keep.update(pictured(event.ids))


@on(Touched)
def keep_index(event: Touched) -> None:
    """What is found by search follows each change, in its transaction."""
    reindex(event.ids)


@on(TextRead)
def index_text(event: TextRead) -> None:
    """The words inside a file are known: the documents that it belongs to are found by them."""
    reindex(reading(event.blob_id))
