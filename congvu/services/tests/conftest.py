"""What the tests of public services ask for."""

from __future__ import annotations

import pytest
from django.test import Client

from congvu.directory.tests.factories import Office
from congvu.services.tests.factories import Counter, citizen_client, make_counter


@pytest.fixture
def counter(office: Office) -> Counter:
    """An agency with a one-stop desk and a procedure."""
    return make_counter(office)


@pytest.fixture
def signed_in(counter: Counter) -> Client:
    """A browser in which the counter's citizen has signed in."""
    return citizen_client(counter.citizen)
