"""Keys, signature pictures and seals of the demo's main agencies, by the demo authority."""

from __future__ import annotations

from django.conf import settings

from congvu.demo.people import Staff
from congvu.directory.models import Agency, Appointment, Person
from congvu.signing import actions
from congvu.signing.drawing import draw_seal, draw_signature
from congvu.signing.models import SealUse


def give_keys(agency: Agency, staff: Staff) -> None:
    """Keys for the leaders and the seal; the clerks may use the seal."""
    for leader in (*staff.heads, *staff.deputies):
        _give(leader.person, draw_signature(leader.person.name))
    _give(agency, draw_seal(agency.name))
    for clerk in staff.clerks:
        _let_seal(agency, clerk)


def _give(owner: Person | Agency, picture: bytes) -> None:
    key = actions.new_key(owner)
    actions.issue_demo_key(key, pin=settings.DEMO_PIN, actor=None)
    actions.set_image(key, content=picture, actor=None)


def _let_seal(agency: Agency, clerk: Appointment) -> None:
    actions.give_seal(SealUse(agency=agency, appointment=clerk), actor=None)
