"""From the leader's signature to 260 receivers: number, seal, check, and every register told."""

from __future__ import annotations

import time

from bench._database import passing_database
from bench.rows import Row

_RECEIVERS, _ROUNDS = 260, 5
_PIN = "246810"


def run() -> list[Row]:
    with passing_database():
        return _measure()


def _measure() -> list[Row]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from congvu.directory.models import Agency, Appointment, Person, Role, Title
    from congvu.directory.queries.signing import signing_right
    from congvu.directory.tests.factories import make_office
    from congvu.documents.actions import drafting, issuing, submitting
    from congvu.documents.models import Outgoing
    from congvu.documents.rendering import body_from_text
    from congvu.signing import actions as signing
    from congvu.signing import drawing
    from congvu.signing.models import SealUse

    office = make_office(kind="province", notation="UBND", name="Ủy ban nhân dân tỉnh Thử nghiệm")
    pictures = {
        office.leader.person: drawing.draw_signature("Nguyễn Văn Thử"),
        office.agency: drawing.draw_seal(office.agency.name),
    }
    for owner, picture in pictures.items():
        key = signing.new_key(owner)
        signing.issue_demo_key(key, pin=_PIN, actor=None)
        signing.set_image(key, content=picture, actor=None)
    signing.give_seal(SealUse(agency=office.agency, appointment=office.clerk), actor=None)
    title = Title.objects.get(name="Văn thư")
    agencies = Agency.objects.bulk_create(
        Agency(name=f"Cơ quan {n}", code=f"H47.B{n:03}", notation="CQ", place="X", kind="commune")
        for n in range(_RECEIVERS)
    )
    people = Person.objects.bulk_create(
        Person(name=f"Văn thư {n}", email=f"vt{n}@quangnam.gov.vn", agency=home)
        for n, home in enumerate(agencies)
    )
    Appointment.objects.bulk_create(
        Appointment(person=person, agency=person.agency, title=title, role=Role.CLERK)
        for person in people
    )

    def signed() -> Outgoing:
        document = drafting.draft(actor=office.specialist)
        fields = drafting.Fields(
            kind="letter",
            abstract="tăng cường ứng dụng công nghệ thông tin, làm việc qua mạng",
            body=body_from_text("Ủy ban nhân dân tỉnh yêu cầu các cơ quan thực hiện.\n\n" * 12),
            addressees=("Các cơ quan, đơn vị",),
            recipients=("Như trên",),
            signer=office.leader,
            right=signing_right(office.leader, "letter")[0],
        )
        drafting.save_draft(document, actor=office.specialist, fields=fields)
        submitting.submit_draft(document, actor=office.specialist, to=office.leader)
        submitting.sign_with_pin(document, actor=office.leader, pin=_PIN)
        return document

    def issue(document: Outgoing, to: list[Agency]) -> float:
        begun = time.perf_counter()
        issuing.number_seal_and_issue(document, actor=office.clerk, pin=_PIN, agencies=to)
        return time.perf_counter() - begun

    issue(signed(), agencies[:1])
    alone = min(issue(signed(), agencies[:1]) for _ in range(_ROUNDS))
    all_of_them = sorted(issue(signed(), agencies) for _ in range(_ROUNDS))
    document = signed()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        issue(document, agencies)
    middle = all_of_them[_ROUNDS // 2]
    return [
        Row("issuing to one receiver, PIN to committed", 1_000 * alone, "ms"),
        Row(
            f"issuing to {_RECEIVERS} receivers, PIN to committed",
            1_000 * middle,
            "ms",
            f"{len(queries)} queries; {1_000 * (middle - alone) / _RECEIVERS:.2f} ms a receiver",
        ),
    ]
