"""Two signed letters for the clerk of a small province: `python -m tests.signed_papers`."""

from __future__ import annotations

import json
import os

ABOUTS = ("phối hợp kiểm tra an toàn thực phẩm", "cung cấp số liệu y tế cơ sở")


def main() -> None:
    """Prints the keys of the documents as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    print(json.dumps([make(about) for about in ABOUTS]))  # noqa: T201 - what it is for


def make(about: str) -> int:
    """Drafted, submitted and signed at the province's committee."""
    from django.conf import settings

    from congvu.directory.models import Agency, Appointment, Role
    from congvu.directory.queries.signing import signing_right
    from congvu.documents.actions import drafting, submitting
    from congvu.documents.rendering import body_from_text

    top = Agency.objects.get(parent=None)
    people = {one.role: one for one in Appointment.objects.filter(agency=top).whole()}
    drafter, signer = people[Role.SPECIALIST], people[Role.LEADER]
    document = drafting.draft(actor=drafter)
    fields = drafting.Fields(
        kind="letter",
        abstract=about,
        addressees=("Sở Y tế tỉnh Nghệ An",),
        recipients=("Như trên",),
        body=body_from_text(f"Ủy ban nhân dân tỉnh đề nghị quý Sở {about}."),
        signer=signer,
        right=signing_right(signer, "letter")[0],
    )
    drafting.save_draft(document, actor=drafter, fields=fields)
    submitting.submit_draft(document, actor=drafter, to=signer)
    submitting.sign_with_pin(document, actor=signer, pin=settings.DEMO_PIN)
    return document.pk


if __name__ == "__main__":
    main()
