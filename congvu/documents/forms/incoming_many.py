"""One question for several documents."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from congvu.directory.models import Appointment
from congvu.documents.forms.incoming import Sharing


class DirectManyForm(Sharing):
    """One instruction for all of them."""

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["assignees"]
        field.among(actor.agency)
        field.widget.url = reverse("documents:find_assignees")
