"""Results as anybody may check them, who has the result or its slip."""

from __future__ import annotations

import re

from congvu.core.refused import NotFound
from congvu.services.models import Dossier, Result
from congvu.services.types import ANSWERED

_CODE = re.compile(r"[0-9a-f]{20}")


def by_code(code: str) -> Result | None:
    """The result that bears the code; only once the dossier has ended with it."""
    if not _CODE.fullmatch(code.lower()):
        return None
    rows = Result.objects.filter(code=code.lower(), dossier__state__in=ANSWERED, file__isnull=False)
    return rows.select_related("dossier__agency", "dossier__procedure", "file__blob").first()


def result(pk: int, dossier: Dossier) -> Result:
    """One of the dossier's that has its file; `NotFound`."""
    rows = dossier.results.filter(file__isnull=False).select_related("file__blob")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    found.dossier = dossier
    return found
