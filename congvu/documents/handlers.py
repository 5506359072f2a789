"""What documents do when people leave their posts, and when uploads grow old."""

from __future__ import annotations

from django.urls import reverse

from congvu.core.acts import Touched
from congvu.core.events import on
from congvu.directory.events import HandedOver
from congvu.documents.actions.handing_over import hand_over
from congvu.documents.indexing import reading, reindex
from congvu.documents.queries.pictures import pictured
from congvu.files.events import TextRead, UploadsExpiring
from congvu.notices.actions import notify
from congvu.notices.kinds import register_kind

for _name, _label in (
    ("arrival", "Văn bản mới đến"),
    ("assignment", "Việc được giao"),
    ("opinion", "Xin và cho ý kiến"),
    ("reminder", "Nhắc hạn, nhắc vào sổ"),
    ("report", "Báo cáo kết quả của người được giao"),
    ("returned", "Văn bản bị trả lại"),
    ("signed", "Văn bản đã ký"),
    ("submission", "Văn bản trình, chuyển đến"),
):
    register_kind(_name, _label)


@on(HandedOver)
def move_held_work(event: HandedOver) -> None:
    hand_over(event.giver, event.receiver)
    notify(
        [event.receiver],
        text=f"Ông/bà nhận bàn giao văn bản và quyền xem của {event.giver.person.name}",
        url=reverse("home"),
        kind="rights",
        to_confirm=True,
    )


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
