"""What is done to files afterwards: read whole, turned into PDF, cleared away."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import ProtectedError, Q

from congvu.core import clock, events
from congvu.core.acts import Act, tell, work
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.files import incoming, store
from congvu.files.actions import take_turn, to_pdf
from congvu.files.events import Converted, NotConverted, TextRead, UploadsExpiring, Withheld
from congvu.files.models import OUTSIDE, Blob, StoredFile, TextState
from congvu.files.reader import read_apart
from congvu.files.types import Media, Reading
from congvu.secrecy.queries import find_marks

KEPT_DAYS = 7
_READ = {media.media_type: media for media in Media}


def read_text(blob: Blob) -> None:
    """Read the whole content for search; a mark found deep inside withholds it from everybody."""
    media = _READ.get(blob.media_type)
    if blob.text_state != TextState.WAITING:
        return
    if media is None:
        _settle_text(blob, None)
        return
    with store.on_disk(blob.sha256, ending=media.ending) as path:
        try:
            reading = read_apart(path, media, whole=True)
        except Refused:
            # It passed the gate, which reads less: it stays, and can't be searched.
            _settle_text(blob, None)
            return
    uploaded = blob.files.filter(Q(uploaded_by__isnull=False) | Q(upload_key=OUTSIDE)).exists()
    if uploaded and any(
        find_marks(text, scanned=part in reading.scanned) for part, text in reading.parts.items()
    ):
        _withhold(blob)
    else:
        _settle_text(blob, reading)


def _settle_text(blob: Blob, reading: Reading | None) -> None:
    blob.text = reading.text if reading else ""
    blob.text_state = TextState.READ if blob.text else TextState.NONE
    with work():
        blob.save(update_fields=["text", "text_state"])
        events.publish(TextRead(blob.pk))


def _withhold(blob: Blob) -> None:
    with work():
        blob.text, blob.text_state = "", TextState.WITHHELD
        blob.save(update_fields=["text", "text_state"])
        files = list(blob.files.all())
        for agency_id in {file.agency_id for file in files}:
            tell(
                Act(
                    name="files.withhold",
                    label="Tạm giữ tệp có dấu chỉ độ mật",
                    agency_id=agency_id,
                    actor=None,
                    subject_type=Blob._meta.label_lower,
                    subject_id=blob.pk,
                    detail={"size": blob.size},
                )
            )
        events.publish(Withheld(frozenset(file.pk for file in files)))


def convert(file: StoredFile, *, actor: Appointment | None) -> None:
    """As `to_pdf`, announcing `Converted` or `NotConverted`; LibreOffice runs outside the work."""
    told: Converted | NotConverted
    try:
        told = Converted(file.pk, to_pdf(file, actor=actor).pk)
    except Refused as refused:
        told = NotConverted(file.pk, refused.sentence)
    with work():
        events.publish(told)


def clear_uploads() -> int:
    """Delete uploads older than a week that nothing refers to, and their contents; how many."""
    incoming.drop_left()
    before = clock.now() - timedelta(days=KEPT_DAYS)
    old = StoredFile.objects.filter(uploaded_by__isnull=False, created_at__lt=before)
    left = frozenset(old.values_list("pk", flat=True)) - _referred(old.values_list("pk", flat=True))
    asked = UploadsExpiring(left)
    events.publish(asked)
    cleared = sum(_clear(pk) for pk in sorted(left - asked.keep))
    for blob in Blob.objects.filter(files__isnull=True, created_at__lt=before):
        _drop(blob)
    return cleared


def _referred(ids: object) -> set[int]:
    """Those of the ids that a row of any table points to, however the key is declared."""
    found: set[int] = set()
    for relation in StoredFile._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
        found |= set(rows.values_list(relation.field.name, flat=True))
    return found


def _clear(pk: int) -> bool:
    try:
        with work():
            StoredFile.objects.filter(pk=pk).delete()
    except ProtectedError:
        # Somebody attached it just now.
        return False
    return True


def _drop(blob: Blob) -> None:
    """Take away a content without names; a new upload of it waits, or keeps it from going."""
    with work():
        take_turn(blob.sha256)
        if not blob.files.exists():
            blob.delete()
            store.discard(blob.sha256)
