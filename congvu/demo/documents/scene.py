"""The stage on which the stories play: who is who, what was issued, what time it is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from congvu.demo.agencies import Province
from congvu.demo.documents.scripts import PROVINCE
from congvu.demo.people import Cast, Staff
from congvu.demo.timeline import Timeline
from congvu.directory.models import Agency, AgencyKind
from congvu.documents.models import Incoming, Outgoing

_GROUPS = ("các sở, ban, ngành", "UBND các huyện, thị xã, thành phố", "UBND các xã")


@dataclass
class Scene:
    """`issued` and `arrived` by the key in their scripts, for the documents that answer them."""

    province: Province
    cast: Cast
    timeline: Timeline
    issued: dict[str, Outgoing] = field(default_factory=dict)
    arrived: dict[str, Incoming] = field(default_factory=dict)

    def agency(self, name: str) -> Agency:
        """By short name (`STTTT`), by place (`Nam Trà My`), or the province itself."""
        if name == PROVINCE:
            return self.province.agency
        return self.province.departments.get(name) or self.province.districts[name]

    def name_of(self, agency: Agency) -> str:
        """The name by which scripts know the agency; its own where they know none."""
        known = {PROVINCE: self.province.agency, **self.province.departments}
        known |= self.province.districts
        return next((name for name, one in known.items() if one.pk == agency.pk), agency.name)

    def staff(self, agency: Agency) -> Staff:
        return self.cast.staff[agency.pk]

    def has_come(self, key: str) -> bool:
        """Whether the document with this key in its script is there to be answered."""
        return key in self.issued or key in self.arrived

    def receivers(self, names: tuple[str, ...], *, issuer: Agency) -> list[Agency]:
        """The agencies named one by one or as a group, without the issuer."""
        found = [one for name in names for one in self._receivers(name, issuer)]
        return [one for one in dict.fromkeys(found) if one.pk != issuer.pk]

    def _receivers(self, name: str, issuer: Agency) -> Iterator[Agency]:
        departments, districts, communes = _GROUPS
        if name == departments:
            for one in self.province.departments.values():
                if one.kind != AgencyKind.SUBORDINATE:
                    yield one
        elif name == districts:
            yield from self.province.districts.values()
        elif name == communes:
            yield from self.province.communes[issuer.place]
        else:
            yield self.agency(name)


def dice_for(*words: object) -> random.Random:
    """The same throws for the same story at every loading."""
    return random.Random("|".join(map(str, words)))  # noqa: S311 - a story, not a secret


def hour(dice: random.Random, first: str, last: str) -> str:
    """A minute between the two."""
    low, high = (int(one[:2]) * 60 + int(one[3:]) for one in (first, last))
    minute = dice.randint(low, high)
    return f"{minute // 60:02d}:{minute % 60:02d}"
