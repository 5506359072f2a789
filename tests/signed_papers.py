"""Two signed letters for the clerk of a small province: `python -m tests.signed_papers`."""

from __future__ import annotations

from tests.drafting import letter, tell

ABOUTS = ("phối hợp kiểm tra an toàn thực phẩm", "cung cấp số liệu y tế cơ sở")


def main() -> None:
    """Prints the keys of the documents as JSON."""
    tell(lambda: [make(about) for about in ABOUTS])


def make(about: str) -> int:
    """Drafted, submitted and signed at the province's committee."""
    from django.conf import settings

    from congvu.directory.models import Agency, Appointment, Role
    from congvu.documents.actions import submitting

    top = Agency.objects.get(parent=None)
    people = {one.role: one for one in Appointment.objects.filter(agency=top).whole()}
    drafter, signer = people[Role.SPECIALIST], people[Role.LEADER]
    document = letter(
        about,
        drafter=drafter,
        signer=signer,
        to="Sở Y tế tỉnh Nghệ An",
        text=f"Ủy ban nhân dân tỉnh đề nghị quý Sở {about}.",
    )
    submitting.submit_draft(document, actor=drafter, to=signer)
    submitting.sign_with_pin(document, actor=signer, pin=settings.DEMO_PIN)
    return document.pk


if __name__ == "__main__":
    main()
