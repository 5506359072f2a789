"""What files leave to the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from congvu.directory.models import Appointment
from congvu.files import upkeep
from congvu.files.models import Blob, StoredFile


@app.task(name="files.read_text", retry=3)
def read_text(*, blob_id: int) -> None:
    """Read the whole content for search; a content that is gone meanwhile needs nothing."""
    blob = Blob.objects.filter(pk=blob_id).first()
    if blob is not None:
        upkeep.read_text(blob)


@app.task(name="files.convert", retry=2)
def convert(*, file_id: int, actor_id: int | None) -> None:
    """Turn the office file into PDF; who asked hears by `Converted` or `NotConverted`."""
    file = StoredFile.objects.select_related("blob", "agency").filter(pk=file_id).first()
    if file is not None:
        upkeep.convert(file, actor=_appointment(actor_id))


def _appointment(pk: int | None) -> Appointment | None:
    return None if pk is None else Appointment.objects.filter(pk=pk).first()


@app.periodic(cron="40 18 * * *", periodic_id="files.clear_uploads")
@app.task(name="files.clear_uploads", queueing_lock="files.clear_uploads", pass_context=False)
def clear_uploads(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's argument
    """At 1:40 in Vietnam (cron times are UTC), what was uploaded and never attached goes."""
    upkeep.clear_uploads()
