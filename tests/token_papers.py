"""A leader with a USB token and two documents to sign: `python -m tests.token_papers` makes them.

Prints the pages, the leader's appointment, and the token with its key, which is of this test alone.
"""

from __future__ import annotations

import base64
from typing import Any

from tests.drafting import letter, tell

AGENCY = "Sở Khoa học và Công nghệ"
TEXT = "Sở đề nghị các đơn vị trực thuộc thực hiện nghiêm túc nội dung này.\n" * 5


def main() -> None:
    """A JSON object: path of each page, appointment, tokens."""
    tell(make)


def make() -> dict[str, Any]:
    """The leader's key is in a token from now on; the drafter has submitted."""
    from cryptography.hazmat.primitives import serialization

    from congvu.directory.models import Appointment, Role
    from congvu.documents.actions import submitting
    from congvu.signing import actions as signing
    from congvu.signing.actions.tokens import register_token
    from congvu.signing.tests.token import Token, token_of

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

    drafter, signer = who(Role.SPECIALIST), who(Role.LEADER)
    ca = signing.ensure_demo_authority()
    own, other = (token_of(ca, signer.person.name) for _ in range(2))
    key = signing.new_key(signer.person)
    register_token(key, content=own.pem, name_there="token số 12", actor=signer)

    def written(about: str) -> str:
        to = "Các đơn vị trực thuộc"
        document = letter(about, drafter=drafter, signer=signer, to=to, text=TEXT)
        submitting.submit_draft(document, actor=drafter, to=signer)
        return f"/van-ban/di/{document.pk}/ky-so/"

    return {
        "signed": written("thử nghiệm ký bằng thiết bị"),
        "waiting": written("kiểm kê thiết bị ký số"),
        "appointment": signer.pk,
        "own": told(own),
        "other": told(other),
    }


if __name__ == "__main__":
    main()
