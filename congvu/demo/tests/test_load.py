"""The demo province loads whole, once, and opens for signing."""

from __future__ import annotations

import pytest

from congvu.accounts.demo import demo_accounts
from congvu.accounts.models import User
from congvu.demo.load import load
from congvu.directory.models import Agency, AgencyKind, Appointment, Person, Role
from congvu.documents.actions.numbering import usual_register
from congvu.documents.types import RegisterKind
from congvu.signing.models import HeldKey, SealUse


@pytest.mark.slow
def test_the_province_is_whole_and_loads_once(db: None) -> None:
    load()
    load()
    kinds = Agency.objects.values_list("kind", flat=True)
    assert list(kinds).count(AgencyKind.DISTRICT) == 18
    assert list(kinds).count(AgencyKind.COMMUNE) == 241
    assert 280 <= Person.objects.count() == User.objects.filter(demo=True).count() <= 440
    province = Agency.objects.get(code="H47")
    assert usual_register(province, RegisterKind.OUTGOING).last_number == 1803
    assert HeldKey.objects.count() == 30
    assert SealUse.objects.count() == 11
    clerk = Appointment.objects.get(agency=province, role=Role.CLERK)
    assert clerk.person.appointments.count() == 2
    assert province.receiver_groups.count() == 3
    assert demo_accounts()
