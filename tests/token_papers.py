"""A leader and a clerk with USB tokens and two documents for each: `python -m tests.token_papers`.

Prints the pages, both appointments, and the tokens with their keys, which are of this test alone.
"""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

from tests.drafting import letter, tell

AGENCY = "Sở Khoa học và Công nghệ"
TEXT = "Sở đề nghị các đơn vị trực thuộc thực hiện nghiêm túc nội dung này.\n" * 5


def main() -> None:
    """A JSON object: path of each page, appointments, tokens."""
    tell(make)


def make() -> dict[str, Any]:
    """The leader's key and the agency's seal are in tokens from now on; the drafter has submitted.

    The first document for the clerk has an annex.
    """
    from cryptography.hazmat.primitives import serialization

    from congvu.directory.models import Appointment, Role
    from congvu.documents.actions import submitting, token_signing
    from congvu.documents.models import Attachment, Outgoing
    from congvu.files import actions as files
    from congvu.files.queries import read
    from congvu.signing import actions as signing
    from congvu.signing.actions.tokens import register_token
    from congvu.signing.models import SealUse
    from congvu.signing.tests.token import Token, seal_token_of, token_of

    def who(role: Role) -> Appointment:
        rows = Appointment.objects.in_force().whole().filter(agency__name=AGENCY, role=role)
        return rows.order_by("pk")[0]

    def told(token: Token) -> dict[str, Any]:
        key = token.issued.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        own = token.issued.certificate.public_bytes(serialization.Encoding.DER)
        return {
            "key": base64.b64encode(key).decode(),
            "certificates": [base64.b64encode(one).decode() for one in (own, *token.issued.chain)],
        }

    drafter, signer, clerk = who(Role.SPECIALIST), who(Role.LEADER), who(Role.CLERK)
    ca = signing.ensure_demo_authority()
    own, other = (token_of(ca, signer.person.name) for _ in range(2))
    key = signing.new_key(signer.person)
    register_token(key, content=own.pem, name_there="token số 12", actor=signer)

    agency = signer.agency
    seal, other_seal = (seal_token_of(ca, agency.name, agency.code) for _ in range(2))
    seal_key = signing.new_key(agency)
    register_token(seal_key, content=seal.pem, name_there="token con dấu", actor=None)
    SealUse.objects.get_or_create(agency=agency, appointment=clerk, ended_at=None)

    def draft(about: str) -> Outgoing:
        to = "Các đơn vị trực thuộc"
        return letter(about, drafter=drafter, signer=signer, to=to, text=TEXT)

    def written(about: str, *, annex: str = "") -> Outgoing:
        document = draft(about)
        if annex:
            file = files.keep(
                _sheet(), name="phu-luc.pdf", media_type="application/pdf",
                agency=agency, actor=drafter,
            )  # fmt: skip
            Attachment.objects.create(outgoing=document, file=file, title=annex)
        submitting.submit_draft(document, actor=drafter, to=signer)
        return document

    def signed(document: Outgoing) -> Outgoing:
        begun = token_signing.begin(document, actor=signer)
        token_signing.take_in(begun.posting, own.sign(read(begun.signing.base)))
        return document

    def page(document: Outgoing, act: str = "ky-so") -> str:
        return f"/van-ban/di/{document.pk}/{act}/"

    return {
        "signed": page(written("thử nghiệm ký bằng thiết bị")),
        "waiting": page(written("kiểm kê thiết bị ký số")),
        "to seal": page(
            signed(written("thử nghiệm đóng dấu bằng thiết bị", annex="Danh mục thiết bị")),
            "phat-hanh",
        ),
        "to seal later": page(signed(written("kiểm kê con dấu")), "phat-hanh"),
        "appointment": signer.pk,
        "clerk": clerk.pk,
        "own": told(own),
        "other": told(other),
        "seal": told(seal),
        "other seal": told(other_seal),
    }


def _sheet() -> bytes:
    """An annex of one empty page."""
    import pikepdf

    with pikepdf.new() as made:
        made.add_blank_page(page_size=(595, 842))
        made.save(output := BytesIO())
    return output.getvalue()


if __name__ == "__main__":
    main()
