"""All of the demo's stories, told from the first day to this one."""

from __future__ import annotations

from collections.abc import Iterable

from congvu.demo.directive import write_directive
from congvu.demo.documents.filing import keep_files
from congvu.demo.documents.outgoing import write
from congvu.demo.documents.papers import scan
from congvu.demo.documents.scene import Scene
from congvu.demo.documents.scripts import PROVINCE, WITH_NUMBER, Script, papers, scripts
from congvu.demo.timeline import Story
from congvu.directory.models import Appointment
from congvu.documents.actions.kept_texts import keep_text
from congvu.notices.actions import mark_all_read
from congvu.notices.models import Notice

_KEPT = (
    "Giao tham mưu, báo cáo trước khi hết hạn.",
    "Đề nghị nghiên cứu, đề xuất.",
    "Khẩn trương thực hiện.",
)


def tell(scene: Scene) -> None:
    """Every document, and what people make of it."""
    told = scripts()
    for script in told:
        scene.timeline.begin(write(scene, script))
    for paper in papers():
        scene.timeline.begin(scan(scene, paper))
    scene.timeline.begin(write_directive(scene))
    scene.timeline.begin(keep_files(scene))
    scene.timeline.begin(_read_notices())
    scene.timeline.run()
    _keep_texts(scene, {script.agency for script in told})


def _keep_texts(scene: Scene, agencies: Iterable[str]) -> None:
    """Words at hand for the leaders of the agencies that write."""
    for staff in (scene.staff(scene.agency(name)) for name in sorted(agencies)):
        for leader in (*staff.heads, *staff.deputies):
            for text in _KEPT:
                keep_text(actor=leader, text=text)


def numbers_taken(told: Iterable[Script]) -> int:
    """How many numbers the province's register gives in all of this."""
    return sum(one.agency == PROVINCE and one.stage in WITH_NUMBER for one in told)


def _read_notices() -> Story:
    """Yesterday evening everybody had read what they had been told; today's wait."""
    yield (1, "17:00")
    waiting = Notice.objects.filter(read_at=None).values("recipient")
    last = Notice.objects.order_by("-pk").values_list("pk", flat=True).first()
    for reader in Appointment.objects.filter(pk__in=waiting):
        mark_all_read(reader, until=last or 0)
