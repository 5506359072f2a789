"""What the programs share that put papers into a running product (`python -m tests.papers`).

Django is set up when one of them runs, not before: nothing of the product is imported above.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from congvu.directory.models import Appointment
    from congvu.documents.models import Outgoing


def tell(make: Callable[[], Any]) -> None:
    """Make the papers and print what is told of them as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    print(json.dumps(make()))  # noqa: T201 - what it is for


def letter(
    about: str, *, drafter: Appointment, signer: Appointment, to: str, text: str
) -> Outgoing:
    """A draft of a letter, with all that it needs to be submitted."""
    from congvu.directory.queries.signing import signing_right
    from congvu.documents.actions import drafting
    from congvu.documents.rendering import body_from_text

    document = drafting.draft(actor=drafter, kind="letter")
    fields = drafting.Fields(
        kind="letter",
        abstract=about,
        body=body_from_text(text),
        addressees=(to,),
        recipients=("Như trên",),
        signer=signer,
        right=signing_right(signer, "letter")[0],
    )
    drafting.save_draft(document, actor=drafter, fields=fields)
    return document
