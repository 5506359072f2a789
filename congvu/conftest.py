"""What every test may ask for."""

from __future__ import annotations

import pytest

from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import (
    AppointmentFactory,
    Office,
    TitleFactory,
    make_office,
)


@pytest.fixture
def office(db: None) -> Office:
    """One agency with a clerk, a leader, a head of unit, a specialist and an administrator."""
    return make_office()


@pytest.fixture
def other_office(db: None) -> Office:
    """Another agency, which must see nothing of the first."""
    return make_office()


@pytest.fixture
def province(office: Office) -> Appointment:
    """The administrator of the whole province, who sits in the agency."""
    return AppointmentFactory(
        agency=office.agency,
        title=TitleFactory(name="Quản trị tỉnh"),
        role=Role.PROVINCE_ADMINISTRATOR,
    )
