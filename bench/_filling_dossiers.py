"""Three years of a province's dossiers: `python -m bench._filling_dossiers 1000000` adds so many.

The newest fiftieth is still open. Procedures are those of the demo, many times over; the busiest
department has forty times what a commune has. Dossiers and citizens are written by COPY, what
follows of them (events, papers, slips, supplements, results, ratings, payables) by the statements
of `_following_dossiers`. All papers are one file: only the shape and the amount matter here.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from bench._filling import copy, setup, staff, without
from bench._following_dossiers import FOLLOWING, MAPPED
from congvu.core import clock
from congvu.core.text import fold

MARK = "mc"  # in the addresses of those who work with dossiers
DAYS, OPEN_SHARE = 1095, 50  # three years; one in fifty is open
_COPIES = {"department": 8, "district": 8, "commune": 6}
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Hoàng", "Phan", "Vũ", "Võ", "Đặng", "Bùi",
           "Đỗ", "Hồ", "Ngô", "Dương", "Lý")  # fmt: skip
_MIDDLE = ("Văn", "Thị", "Đức", "Ngọc", "Minh", "Thanh", "Quốc", "Hữu")
_GIVEN = ("An", "Bình", "Châu", "Dung", "Giang", "Hà", "Hạnh", "Hùng", "Khánh", "Lan", "Linh",
          "Mai", "Nam", "Nga", "Phúc", "Quang", "Sơn", "Tâm", "Thảo", "Trang", "Tuấn", "Vinh",
          "Yến", "Đạt")  # fmt: skip
_OPEN = (("filed", 12), ("accepted", 24), ("in_progress", 44), ("supplement", 10), ("payment", 10))
_ENDED = (("returned", 91), ("done", 2), ("refused", 3), ("stopped", 2), ("withdrawn", 2))
_STEPS = (("tham_dinh", "specialist", 60), ("ky", "leader", 25), ("phat_hanh", "clerk", 15))
_ANSWERS = json.dumps(
    {
        "yc_ten": "%s", "yc_giay_to": "%s", "yc_ngay_sinh": "1985-03-12",
        "yc_noi_o": {"place": "H47.26.01", "detail": "Thôn 2", "full": "Thôn 2, xã Trà Mai"},
        "yc_dan_toc": "Kinh", "con_ten": "%s", "con_noi_sinh": "Trung tâm Y tế huyện",
        "muc_dich": "Bổ túc hồ sơ xin việc làm tại doanh nghiệp trong Khu kinh tế mở Chu Lai",
        "so_ban_sao": 3, "ghi_chu": "",
    },
    ensure_ascii=False,
)  # fmt: skip
_CITIZEN = "id phone email kind name identity place detail address demo created_at"
_COLUMNS = """id agency_id procedure_id definition_id form_key reference code received_on number
 channel state step step_role step_unit step_since step_due_at holder_id citizen_id desk_id consent
 applicant_kind applicant_name applicant_identity applicant_phone applicant_email applicant_address
 subject answers fees fees_total paid_at paid_how delivery delivery_address declaration_id filed_at
 accepted_at due_at first_due_at finished_at returned_at supplements_asked folded"""


def name_of(number: int) -> str:
    """A person's name; the same number gives the same."""
    family, rest = _FAMILY[number % 16], number // 16
    return f"{family} {_MIDDLE[rest % 8]} {_GIVEN[rest // 8 % 24]}"


def phone_of(number: int) -> str:
    return f"098{number:07}"


def fill(dossiers: int) -> None:
    """So many dossiers, and all that follows of them."""
    from django.db import connection

    from congvu.directory.models import Role

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET work_mem = '256MB'")
        # What is written is whole by construction: keys are not asked for row by row.
        cursor.execute("SET session_replication_role = replica")
    roles = [Role.DESK_OFFICER, Role.LEADER, Role.CLERK, *[Role.SPECIALIST] * 3]
    posts = staff(roles, mark=MARK)
    plan = _Plan(dossiers, posts)
    copy("services_citizen", _CITIZEN.split(), plan.citizens())
    with without("dossier_words"):
        copy("services_dossier", _COLUMNS.split(), plan.dossiers())
    with connection.cursor() as cursor:
        _follow(cursor, plan, posts)
        cursor.execute("SET session_replication_role = origin")
    count_months()


def _follow(cursor: Any, plan: _Plan, posts: dict[int, list[Any]]) -> None:
    cursor.execute(MAPPED)
    cursor.executemany(
        "INSERT INTO bench_posts VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [(agency, *(one.pk for one in people)) for agency, people in posts.items()],
    )
    values = {"first": plan.first, "file": plan.file, "channel": plan.channel}
    for name, statement in FOLLOWING:
        begun = time.monotonic()
        cursor.execute(statement, values)
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ %s",
                   ["^(services|payments)_"])  # fmt: skip
    for (table,) in cursor.fetchall():
        cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        if cursor.fetchone()[0]:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                f"greatest(1, (SELECT max(id) FROM {table})))"
            )


def count_months() -> None:
    """The figures of every month, as the job would."""
    from congvu.services.actions.tallying import count_marked

    begun = time.monotonic()
    while count_marked():
        pass
    print(f"months: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


class _Plan:
    """What is written, row by row; the same numbers give the same dossiers."""

    def __init__(self, dossiers: int, posts: dict[int, list[Any]]) -> None:
        from congvu.directory.models import Agency
        from congvu.files.actions import keep
        from congvu.payments.models import Channel
        from congvu.services.models import Citizen, DayRegister, Dossier

        self.count, self.posts, self.now = dossiers, posts, clock.now()
        self.agencies = list(Agency.objects.exclude(kind="province").order_by("position", "pk"))
        self.agencies = [one for one in self.agencies if one.kind in _COPIES]
        self.procedures = _procedures(self.agencies)
        self.agencies = [one for one in self.agencies if self.procedures.get(one.pk)]
        weights = [_weight(one, place) for place, one in enumerate(self.agencies)]
        self.home = random.Random(7).choices(range(len(self.agencies)), weights, k=dossiers)
        newest = Dossier.objects.order_by("-pk").first()
        self.first = newest.pk + 1 if newest else 1
        last = Citizen.objects.order_by("-pk").first()
        self.first_citizen = last.pk + 1 if last else 1
        self.channel = Channel.objects.filter(way="vnpay")[0].pk
        self.file = keep(b"%PDF-1.4 paper", name="giay.pdf", media_type="application/pdf",
                         agency=self.agencies[0], actor=None).pk  # fmt: skip
        self.numbers = {
            (agency, on): last
            for agency, on, last in DayRegister.objects.values_list("agency", "on", "last")
        }

    def citizens(self) -> Iterator[tuple[Any, ...]]:
        """One for five dossiers."""
        for number in range(self.count // 5):
            pk = self.first_citizen + number
            yield (
                pk, phone_of(pk), "", 1, name_of(pk), f"049{pk:09}", "", "Thôn 2",
                "Thôn 2, xã Trà Mai", False, self.now,
            )  # fmt: skip

    def dossiers(self) -> Iterator[tuple[Any, ...]]:
        for number in range(self.count):
            yield _Dossier(self, number).row()


def _weight(agency: Any, place: int) -> int:
    if place == 0:
        return 40
    return {"department": 8, "district": 6}.get(agency.kind, 1)


def _procedures(agencies: list[Any]) -> dict[int, list[Any]]:
    """The procedures of each agency, those of the demo several times over."""
    from congvu.services.models import Procedure

    models = list(Procedure.objects.select_related("current", "field").order_by("pk"))
    models = [one for one in models if not one.code.startswith("3.7")]
    number = 700_000
    for kind, copies in _COPIES.items():
        same = [one for one in models if one.handled_by == kind]
        owners = [one for one in agencies if one.kind == kind] if kind == "department" else [None]
        for owner in owners:
            for place in range(copies):
                number += 1
                model = same[(number + place) % len(same)]
                _one_more(model, number, owner)
    found: dict[int, list[Any]] = {}
    rows = list(Procedure.objects.select_related("current").order_by("pk"))
    for agency in agencies:
        found[agency.pk] = [
            one for one in rows
            if one.agency_id == agency.pk or (not one.agency_id and one.handled_by == agency.kind)
        ]  # fmt: skip
    return found


def _one_more(model: Any, number: int, owner: Any) -> None:
    from congvu.services.models import Definition, Procedure

    code = f"3.{number:06}.000.00.00.H47"
    if Procedure.objects.filter(code=code).exists():
        return
    made = Procedure.objects.create(
        code=code, name=f"{model.name} ({number % 1000})",
        field=model.field, level=model.level, handled_by=model.handled_by, agency=owner,
    )  # fmt: skip
    definition = Definition.objects.create(
        procedure=made, number=1, data=model.current.data, state="published",
        published_at=clock.now(),
    )  # fmt: skip
    Procedure.objects.filter(pk=made.pk).update(current=definition)


class _Dossier:
    """One of them."""

    def __init__(self, plan: _Plan, number: int) -> None:
        self.plan, self.number = plan, number
        self.chance = chance = random.Random(number)
        self.agency = plan.agencies[plan.home[number]]
        age = DAYS * (1 - number / plan.count)
        self.filed = plan.now - timedelta(days=age, seconds=3600 + number % 3600)
        self.open = number >= plan.count - plan.count // OPEN_SHARE
        states = _OPEN if self.open else _ENDED
        names, weights = zip(*states, strict=True)
        self.state: str = chance.choices(names, weights)[0]
        self.asked = chance.choices((0, 1, 2), (88, 11, 1))[0]
        if self.state == "supplement":
            self.asked = max(1, self.asked)
        procedures = plan.procedures[self.agency.pk]
        # The first procedures of an agency are asked for most, as in life.
        self.procedure = procedures[min(int(chance.expovariate(0.5)), len(procedures) - 1)]

    def row(self) -> tuple[Any, ...]:
        plan, number, state = self.plan, self.number, self.state
        accepted = None if state in {"filed", "refused"} else self.filed + timedelta(hours=3)
        due = self._due(accepted)
        finished, returned = self._ended(accepted, due)
        code, on, given = self._code(accepted)
        citizen = plan.first_citizen + number * 7 % max(1, plan.count // 5)
        person, phone = name_of(citizen), phone_of(citizen)
        identity = f"049{citizen:09}"
        reference = self._reference()
        online = number % 5 > 1
        fee = 0 if number % 3 == 0 else 200_000 if self.agency.kind == "department" else 8_000
        paid = accepted if fee and state not in {"payment", "withdrawn"} and accepted else None
        how = "" if paid is None else "Cổng VNPay" if number % 2 else "Tiền mặt tại quầy"
        channel = 2 if online else 3 if number % 10 == 0 else 1
        return (
            plan.first + number, self.agency.pk, self.procedure.pk, self.procedure.current_id,
            f"00000000-0000-4000-8020-{plan.first + number:012d}", reference, code, on, given,
            channel, state, *self._step(accepted), citizen if online else None,
            None if online else plan.posts[self.agency.pk][0].pk, "", 1, person, identity, phone,
            "", "Thôn 2, xã Trà Mai, huyện Nam Trà My", person, _answers(person, identity),
            _fees(fee), fee, paid, how, 2 if online else 1, "", None, self.filed, accepted,
            due, due, finished, returned, self.asked,
            f"coquan{self.agency.pk} {code or ''} {reference} ".lower()
            + f"{_folded(person)} {phone} {identity}",
        )  # fmt: skip

    def _due(self, accepted: datetime | None) -> datetime | None:
        return accepted and accepted + timedelta(days=3 + self.number % 22)

    def _ended(
        self, accepted: datetime | None, due: datetime | None
    ) -> tuple[datetime | None, datetime | None]:
        """When it was finished and handed out: nineteen of twenty in time."""
        if self.open:
            return None, None
        if accepted is None or due is None:
            return self.filed + timedelta(hours=5), None
        late = self.chance.random() < 0.05
        took = (due - accepted) * (1.2 if late else self.chance.uniform(0.2, 0.98))
        finished = min(accepted + took, self.plan.now)
        returned = finished + timedelta(days=1) if self.state == "returned" else None
        return finished, returned

    def _code(self, accepted: datetime | None) -> tuple[str | None, Any, int | None]:
        if accepted is None:
            return None, None, None
        from congvu.services.actions.numbering import code_of

        on = clock.local(accepted).date()
        given = self.plan.numbers.get((self.agency.pk, on), 0) + 1
        self.plan.numbers[self.agency.pk, on] = given
        return code_of(self.agency, on, given), on, given

    def _step(self, accepted: datetime | None) -> tuple[Any, ...]:
        """step, role, unit, since, due, holder."""
        if self.state not in {"accepted", "in_progress"}:
            at_first = self.open and accepted is not None
            return ("tham_dinh" if at_first else "", "specialist" if at_first else "", "",
                    accepted if at_first else None, None, None)  # fmt: skip
        codes, roles, weights = zip(*_STEPS, strict=True)
        place = 0 if self.state == "accepted" else self.chance.choices((0, 1, 2), weights)[0]
        assert accepted is not None
        people = self.plan.posts[self.agency.pk]
        held = self.state == "in_progress" and place == 0
        holder = people[3 + self.number % 3].pk if held else None
        return codes[place], roles[place], "", accepted, accepted + timedelta(days=2), holder

    def _reference(self) -> str:
        text = f"{(self.plan.first + self.number) * 2654435761 % 2**48:012X}"
        return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def _answers(person: str, identity: str) -> str:
    return _ANSWERS % (person, identity, person)


@lru_cache
def _fees(amount: int) -> str:
    if not amount:
        return "[]"
    one = {"code": "phi", "name": "Phí giải quyết", "kind": "fee", "amount": amount, "exempt": ""}
    return json.dumps([one], ensure_ascii=False)


@lru_cache(5000)
def _folded(person: str) -> str:
    return fold(person)


def main() -> None:
    setup()
    begun = time.monotonic()
    fill(int(sys.argv[1]))
    print(f"{sys.argv[1]} dossiers in {time.monotonic() - begun:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
