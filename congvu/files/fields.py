"""Form fields that hold files which the person who acts uploaded, and nobody else's."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.files import actions, queries
from congvu.files.models import StoredFile
from congvu.files.types import Media
from congvu.ui.forms import said
from congvu.ui.widgets import Upload, Uploads

_NOT_YOURS = (
    "Không tìm thấy tệp này trong các tệp ông/bà đã tải lên. Ông/bà tải lại tệp; "
    "các nội dung khác đã nhập vẫn còn."
)


class StoredFilesField(forms.Field):
    """Several files, as a list of `StoredFile`, in the order in which they were chosen.

    The form gives `actor` (the appointment that acts) and `attached`, the ids of the files that
    the edited thing holds already: those may stay whoever uploaded them. `accept` names the kinds
    allowed, none for all. Without scripts the files come with the form and pass the same gates.
    """

    widget: type[Upload] = Uploads

    def __init__(
        self,
        *,
        actor: Appointment | None = None,
        attached: Collection[int] = (),
        accept: Iterable[Media] = (),
        **options: Any,
    ) -> None:
        self.actor = actor
        self.attached = frozenset(attached)
        self.accept = tuple(accept)
        super().__init__(**options)
        if self.accept and isinstance(self.widget, Upload):
            self.widget.accept = ",".join(f".{media.ending}" for media in self.accept)

    def to_python(self, value: Any) -> list[StoredFile]:
        if self.actor is None:
            raise TypeError("The form must give its file fields the actor")
        given = value if isinstance(value, list | tuple) else [value]
        return [self._file(one, self.actor) for one in given if one not in (None, "")]

    def _file(self, value: object, actor: Appointment) -> StoredFile:
        file = self._found(value, actor)
        if self.accept and file.media_type not in {media.media_type for media in self.accept}:
            kinds = ", ".join(media.label for media in self.accept)
            raise forms.ValidationError(f"Ở đây chỉ nhận {kinds}.", code="kind")
        return file

    def _found(self, value: object, actor: Appointment) -> StoredFile:
        if isinstance(value, UploadedFile):
            try:
                return actions.receive(value, actor=actor)
            except Refused as refused:
                raise forms.ValidationError(said(refused), code="refused") from refused
        written = str(value)
        pk = int(written) if written.isdecimal() and len(written) < 19 else 0
        if pk in self.attached:
            return StoredFile.objects.select_related("blob").get(pk=pk)
        found = queries.uploads_of(actor, [pk])
        if not found:
            raise forms.ValidationError(_NOT_YOURS, code="not_yours")
        return found[0]


class StoredFileField(StoredFilesField):
    """One file, as a `StoredFile`, or nothing where it is not required."""

    widget = Upload

    def clean(self, value: Any) -> StoredFile | None:
        files = super().clean(value)
        return files[0] if files else None
