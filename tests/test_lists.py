"""What is put into SQL once a role says the same as the query that is built for each person."""

from __future__ import annotations

from typing import Any

import pytest

from congvu.core import prepared
from congvu.core.paging import page_of_ids
from congvu.directory.tests.factories import Office
from congvu.documents.queries import incoming_boxes, outgoing_boxes
from tests.samples import make_samples

SEATS = ("clerk", "leader", "head", "specialist")


@pytest.mark.django_db
def test_every_list_of_every_role_is_the_same_prepared_and_built_anew(office: Office) -> None:
    make_samples(office)
    shown = 0
    for seat in SEATS:
        actor = getattr(office, seat)
        for boxes in (incoming_boxes, outgoing_boxes):
            shown += _compare(boxes, actor)
    assert shown > 20  # the samples lie in many of them


def _compare(boxes: Any, actor: Any) -> int:
    names = boxes.boxes_of(actor)
    counts = prepared.counts_of([(boxes.branches, name) for name in names], actor=actor)
    for name, count in zip(names, counts, strict=True):
        branches = boxes.branches(name, actor=actor)
        rising = name in incoming_boxes.BY_DUE_DATE
        begun = prepared.page_of((boxes.branches, name), actor=actor, rising=rising)
        assert begun == page_of_ids(branches, rising=rising), (actor.role, name)
        assert count == len(page_of_ids(branches, size=prepared.MANY)[0]), (actor.role, name)
    return sum(counts)
