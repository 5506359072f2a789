"""The way of a document of the small province, walked by actions."""

from __future__ import annotations

from dataclasses import replace

from congvu.directory.models import Agency
from congvu.directory.queries.signing import signing_right
from congvu.documents.actions import drafting, issuing, submitting
from congvu.documents.actions.drafting import Fields
from congvu.documents.models import Outgoing
from congvu.documents.rendering import body_from_text
from congvu.documents.tests.cast import PIN, Province


def fields(province: Province, **given: object) -> Fields:
    """A letter that may be submitted."""
    plain = Fields(
        kind="letter",
        abstract="tăng cường ứng dụng công nghệ thông tin",
        addressees=("Các sở, ban, ngành",),
        recipients=("Như trên",),
        body=body_from_text("Ủy ban nhân dân tỉnh yêu cầu các cơ quan thực hiện."),
        signer=province.deputy,
        right=signing_right(province.deputy, "letter")[0],
    )
    return replace(plain, **given)  # type: ignore[arg-type]


def written(province: Province, **given: object) -> Outgoing:
    """A draft of the specialist's with all that it needs."""
    document = drafting.draft(actor=province.specialist)
    drafting.save_draft(document, actor=province.specialist, fields=fields(province, **given))
    return document


def signed(province: Province, document: Outgoing | None = None) -> Outgoing:
    """Submitted to the deputy and signed."""
    document = document or written(province)
    submitting.submit_draft(document, actor=province.specialist, to=province.deputy)
    submitting.sign_with_pin(document, actor=province.deputy, pin=PIN)
    return document


def issued(
    province: Province, document: Outgoing | None = None, *, to: list[Agency] | None = None
) -> Outgoing:
    """Signed, numbered, sealed and issued to both departments."""
    document = signed(province, document)
    issuing.number_seal_and_issue(
        document,
        actor=province.clerk,
        pin=PIN,
        agencies=[province.first.agency, province.second.agency] if to is None else to,
    )
    return document
