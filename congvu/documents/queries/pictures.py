"""Which uploads stand as pictures in the text of documents."""

from __future__ import annotations

from collections.abc import Collection

from congvu.documents.models import Outgoing
from congvu.documents.rendering import empty_body, images_of
from congvu.files.models import StoredFile


def pictured(ids: Collection[int]) -> set[int]:
    """Those of the uploads that some document of their uploader shows in its text."""
    uploaders = StoredFile.objects.filter(pk__in=ids).values("uploaded_by")
    bodies = Outgoing.objects.filter(drafter__in=uploaders).values_list("body", flat=True)
    found: set[int] = set()
    for body in bodies.iterator():
        found.update(set(images_of(body or empty_body())) & set(ids))
    return found
