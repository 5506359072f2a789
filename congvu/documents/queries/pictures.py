"""Which uploads stand as pictures in the text of documents."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from congvu.documents.models import DraftTemplate, Outgoing
from congvu.documents.rendering import empty_body, images_of
from congvu.files.models import StoredFile


def pictured(ids: Collection[int]) -> set[int]:
    """Those of the uploads that some document of their uploader, or a template, shows."""
    uploaders = StoredFile.objects.filter(pk__in=ids).values("uploaded_by")
    bodies = Outgoing.objects.filter(drafter__in=uploaders).values_list("body", flat=True)
    agencies = StoredFile.objects.filter(pk__in=ids).values("agency")
    kept = DraftTemplate.objects.filter(agency__in=agencies).values_list("body", flat=True)
    found: set[int] = set()
    for body in chain(bodies.iterator(), kept.iterator()):
        found.update(set(images_of(body or empty_body())) & set(ids))
    return found
