"""A province's past of any length, for measurements: `python -m bench._filling 1000000`.

Half of the documents came, half were issued, over ten years and all agencies: the Committee has
twenty times what a commune has. Written by COPY, not by actions: only the shape and the amount
matter here. Words are drawn as texts have them (the n-th of the list about 1/n as often), with a
few words put in on purpose (`WORDS`), whose number is known.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from multiprocessing import Pool
from typing import Any

from congvu.core import clock

WORDS = {"rare": "xăng dầu quỳnh", "common": "tỉnh", "phrase": "chuyển đổi số"}
_DAYS = 3650
_SYLLABLES = """
tỉnh ủy ban nhân dân công tác về việc triển khai thực hiện kế hoạch năm báo cáo tình hình kết quả
tăng cường quản lý nhà nước trên địa bàn huyện xã hội phát kinh tế chỉ đạo điều hành giải quyết thủ
tục hành chính cải cách ứng dụng thông tin truyền thông phòng chống dịch bệnh thiên tai lụt bão cứu
nạn hỗ trợ sản xuất nông nghiệp rừng giáo dục đào tạo y văn hóa thể thao du lịch lao động thương
binh đất đai tài nguyên môi trường xây dựng giao vận tải đầu tư công nghệ khoa học số chuyển đổi họp
trực tuyến mạng điện tử chữ ký văn bản đến đi cơ quan đơn vị lãnh cán bộ chức viên biên chế tiền
lương thi đua khen thưởng kỷ luật thanh tra kiểm khiếu nại tố cáo tiếp dân an ninh quốc trật tự toàn
giao thông cháy nổ ngân sách dự toán quyết thu chi mua sắm sửa chữa trụ sở tham gia góp ý dự thảo
nghị quyết luật phối hợp rà soát đề xuất bổ sung quy hoạch danh mục mời lễ kỷ niệm tuyên truyền
"""
_HEADS = "b c ch d đ g gh h k kh l m n ng nh ph q r s t th tr v x"
_TAILS = """
a an ang anh ao au ay e em en eo ep et i im in inh ip it o oa oan oc oi om on ong op ot u ua uc ui
um un ung up ut y yen
"""


def _vocabulary() -> tuple[list[str], list[float]]:
    """Words and their cumulative weights: those above, then four thousand rarer ones."""
    rare = [head + tail for head in _HEADS.split() for tail in _TAILS.split()]
    random.Random(1).shuffle(rare)
    words = list(dict.fromkeys([*_SYLLABLES.split(), *rare]))
    return words, list(itertools.accumulate(1 / (place + 3) for place in range(len(words))))


_WORDS, _WEIGHTS = _vocabulary()


def _sentence(chance: random.Random, length: int) -> str:
    return " ".join(chance.choices(_WORDS, cum_weights=_WEIGHTS, k=length))


def _text(number: int) -> tuple[str, str]:
    """Abstract and words of the file of the document of that number."""
    chance = random.Random(number)
    abstract, text = _sentence(chance, 14), _sentence(chance, 60)
    if number % 5000 == 7:
        text += f" {WORDS['rare']}"
    if number % 100 == 3:
        abstract += f" {WORDS['phrase']}"
    if number % 2 == 0:
        text += f" {WORDS['common']}"
    return abstract, text


def setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()


def staff(roles: Sequence[str], *, mark: str) -> dict[int, list[Any]]:
    """People of these roles in every agency, known by the mark in their addresses."""
    from congvu.directory.models import Agency, Appointment, Person, Title, Unit

    title, _ = Title.objects.get_or_create(name="Chuyên viên")
    posts: dict[int, list[Any]] = {pk: [] for pk in Agency.objects.values_list("pk", flat=True)}
    new = []
    for agency in Agency.objects.all():
        unit = agency.units.first() or Unit.objects.create(agency=agency, name="Văn phòng")
        for place, role in enumerate(roles):
            address = f"{mark}.{agency.pk}.{place}@example.vn"
            person, _ = Person.objects.get_or_create(
                email=address, defaults={"agency": agency, "name": f"Người đo {place}"}
            )
            new.append(
                Appointment(
                    person=person, agency=agency, unit=unit, title=title, role=role,
                    since=date(2010, 1, 1),
                )
            )  # fmt: skip
    Appointment.objects.bulk_create(new, ignore_conflicts=True)
    for post in Appointment.objects.filter(person__email__startswith=f"{mark}.").order_by("pk"):
        posts[post.agency_id].append(post)
    return posts


def fill(documents: int) -> None:
    """So many documents, with who takes part, their shares and their entries in the index."""
    from django.db import connection

    from congvu.directory.models import Agency, Role
    from congvu.documents.models import Register
    from congvu.files.actions import keep

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    roles = [Role.CLERK, Role.LEADER, Role.UNIT_HEAD, *[Role.SPECIALIST] * 3]
    posts = staff(roles, mark="do")
    agencies = list(Agency.objects.order_by("position", "pk"))
    weights = [20 if place == 0 else 4 if place < 40 else 1 for place in range(len(agencies))]
    file = keep(b"%PDF-1.4 past", name="p.pdf", media_type="application/pdf",
                agency=agencies[0], actor=None)  # fmt: skip
    years = range(clock.now().year - 10, clock.now().year + 1)
    for kind in ("incoming", "outgoing"):
        Register.objects.bulk_create(
            [Register(agency=one, kind=kind, year=year, name="Sổ đo") for one in agencies
             for year in years],
            ignore_conflicts=True,
        )  # fmt: skip
    registers = {
        (one.kind, one.agency_id, one.year): one.pk for one in Register.objects.filter(name="Sổ đo")
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM documents_incoming")
        first_in = cursor.fetchone()[0] + 1
        cursor.execute("SELECT coalesce(max(id), 0) FROM documents_outgoing")
        first_out = cursor.fetchone()[0] + 1
    plan = _Plan(documents, agencies, weights, posts, registers, file.pk, first_in, first_out)
    with without("entry_words"):
        for table, columns, rows in plan.tables():
            copy(table, columns, rows)
        with Pool(2) as pool:
            jobs = pool.imap(_vectors, _batches(plan.entries(), 2000))
            _copy_entries(row for batch in jobs for row in batch)
    with connection.cursor() as cursor:
        for table in ("documents_incoming", "documents_outgoing", "documents_assignment",
                      "documents_incomingparticipant", "documents_outgoingparticipant",
                      "search_entry"):  # fmt: skip
            cursor.execute(f"VACUUM ANALYZE {table}")
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
    plan.finish()


@contextmanager
def without(index: str) -> Iterator[None]:
    """An index of words is made anew afterwards, whatever happens: a tenth of the time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [index])
        (definition,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {index}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '1GB'")
            cursor.execute(definition)


class _Plan:
    """What is written, row by row; the same numbers give the same documents."""

    def __init__(
        self, documents: int, agencies: list[Any], weights: list[int], posts: dict[int, list[Any]],
        registers: dict[tuple[str, int, int], int], file: int, first_in: int, first_out: int,
    ) -> None:  # fmt: skip
        from congvu.documents.models import Register

        chance = random.Random(7)
        self.home = chance.choices(range(len(agencies)), weights, k=documents)
        self.count, self.agencies, self.posts = documents, agencies, posts
        self.registers, self.file = registers, file
        self.first = {"incoming": first_in, "outgoing": first_out}
        self.now = clock.now()
        self.last = dict(Register.objects.values_list("pk", "last_number"))

    def _each(self, way: str) -> Iterator[tuple[int, int, Any, list[Any], datetime, bool]]:
        """Number, id, agency, its people, moment, whether it is still open."""
        for place, number in enumerate(range(0 if way == "incoming" else 1, self.count, 2)):
            agency = self.agencies[self.home[number]]
            age = _DAYS * (1 - number / self.count)
            yield (
                number, self.first[way] + place, agency, self.posts[agency.pk],
                self.now - timedelta(days=age, seconds=number % 3600), age < 40,
            )  # fmt: skip

    def _register(self, way: str, agency: Any, moment: datetime) -> tuple[int, int]:
        register = self.registers[way, agency.pk, moment.year]
        self.last[register] = self.last.get(register, 0) + 1
        return register, self.last[register]

    def tables(self) -> Iterator[tuple[str, list[str], Iterator[tuple[Any, ...]]]]:
        yield "documents_incoming", _columns(_INCOMING), self._incoming()
        yield (
            "documents_incomingparticipant",
            ["incoming_id", "appointment_id", "read_at", "moment", "open"],
            (
                (pk, post.pk, None if fresh and place else at, at, fresh)
                for _, pk, _, people, at, fresh in self._each("incoming")
                for place, post in enumerate(self._taking(people, pk))
            ),
        )
        yield "documents_assignment", _columns(_SHARE), self._shares()
        yield "documents_outgoing", _columns(_OUTGOING), self._outgoing()
        yield (
            "documents_outgoingparticipant",
            ["outgoing_id", "appointment_id", "read_at", "moment", "state"],
            (
                (pk, post.pk, at, at, "draft" if fresh and number % 4 == 1 else "issued")
                for number, pk, _, people, at, fresh in self._each("outgoing")
                for post in self._taking(people, pk)
            ),
        )

    def _taking(self, people: list[Any], pk: int) -> list[Any]:
        """Clerk, leader, and one or two who do the work."""
        return list(dict.fromkeys([people[0], people[1], people[2 + pk % 4], people[2 + pk % 3]]))

    def _incoming(self) -> Iterator[tuple[Any, ...]]:
        for number, pk, agency, people, at, fresh in self._each("incoming"):
            register, arrival = self._register("incoming", agency, at)
            state = ("arrived", "registered", "assigned")[number % 3] if fresh else "finished"
            held = people[1].pk if state == "registered" else None
            numbered = state != "arrived"
            issuer = self.agencies[self.home[(number * 7 + 1) % self.count]]
            yield (
                pk, agency.pk, issuer.pk, issuer.name, str(number % 4000 + 1), issuer.notation[:30],
                at.date(), "letter", _text(number)[0][:500], "normal", "", self.file, False, "",
                state, held, at if held else None, register if numbered else None,
                arrival if numbered else None, at, at if numbered else None,
                people[0].pk if numbered else None,
                at.date() + timedelta(days=10) if numbered else None,
                None if fresh else at + timedelta(days=8), _uuid(0, pk), "",
            )  # fmt: skip

    def _shares(self) -> Iterator[tuple[Any, ...]]:
        for number, pk, agency, people, at, fresh in self._each("incoming"):
            if fresh and number % 3 < 2:
                continue
            for place, post in enumerate(self._taking(people, pk)[2:]):
                part = "coordinate" if place else "lead"
                state = "waiting" if fresh else "done"
                yield (
                    pk, agency.pk, people[1].pk, post.pk, part, "", at.date() + timedelta(days=10),
                    state, at, None if fresh else at, "", None if fresh else at,
                )  # fmt: skip

    def _outgoing(self) -> Iterator[tuple[Any, ...]]:
        for number, pk, agency, people, at, fresh in self._each("outgoing"):
            register, given = self._register("outgoing", agency, at)
            drafter = people[2 + pk % 4]
            draft = fresh and number % 4 == 1
            yield (
                pk, agency.pk, drafter.unit_id, drafter.pk, "letter", _text(number)[0][:500],
                "normal", "", "upload", "{}", self.file, "[]", "[]", "[]", people[1].pk, "", "[]",
                "draft" if draft else "issued", drafter.pk if draft else None,
                agency.notation[:30], at.year, self.file, self.file,
                None if draft else self.file, None if draft else register,
                None if draft else given, None if draft else at.date(), at,
                None if draft else at, _uuid(1, pk), at, at, "", "",
            )  # fmt: skip

    def entries(self) -> Iterator[tuple[Any, ...]]:
        """What `_vectors` makes rows of the index of."""
        for number, pk, agency, people, at, _ in self._each("incoming"):
            scopes = [f"i:clerk:{agency.pk}", f"i:leader:{agency.pk}"]
            scopes += [f"p:{post.pk}" for post in self._taking(people, pk)]
            code = f"{number % 4000 + 1}/{agency.notation}"
            yield "incoming", pk, agency.name, at, number, code, tuple(scopes)
        for number, pk, agency, people, at, _ in self._each("outgoing"):
            scopes = [f"o:clerk:{agency.pk}", f"o:leader:{agency.pk}"]
            scopes += [f"o:head:{people[2].unit_id}"]
            scopes += [f"p:{post.pk}" for post in self._taking(people, pk)]
            code = f"{number % 4000 + 1}/{agency.notation}"
            yield "outgoing", pk, agency.name, at, number, code, tuple(scopes)

    def finish(self) -> None:
        """The registers go on where the past ended."""
        from congvu.documents.models import Register

        rows = [Register(pk=pk, last_number=last) for pk, last in self.last.items()]
        Register.objects.bulk_update(rows, ["last_number"], batch_size=1000)


_INCOMING = """id agency_id issuer_id issuer_name number notation dated_on kind abstract urgency
 signer_name file_id paper verdict state holder_id held_since register_id arrival_number arrived_at
 registered_at registered_by_id due_on finished_at form_key recall_words"""
_SHARE = """incoming_id agency_id given_by_id assignee_id part words due_on state given_at read_at
 report done_at"""
_OUTGOING = """id agency_id unit_id drafter_id kind abstract urgency circulation source body
 upload_id legal_bases addressees recipients signer_id signing_form signing_lines state holder_id
 notation year prepared_id signed_id issued_id register_id number dated_on signed_at issued_at
 form_key created_at updated_at relation signer_name"""


def _columns(text: str) -> list[str]:
    return text.split()


def _uuid(way: int, pk: int) -> str:
    return f"00000000-0000-4000-801{way}-{pk:012d}"


def copy(table: str, columns: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    from django.db import connection

    begun = time.monotonic()
    connection.ensure_connection()
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as writing,
    ):
        for row in rows:
            writing.write_row(row)
    print(f"{table}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


def _batches(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while batch := list(itertools.islice(rows, size)):
        yield batch


def _vectors(batch: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    from congvu.core.text import fold
    from congvu.search.words import vector

    found = []
    for way, pk, name, at, number, code, scopes in batch:
        abstract, text = _text(number)
        marks = {*scopes, f"way:{way}", f"m:{at:%Y-%m}", f"t:{at:%Y}"}
        marks |= {f"d:{at:%Y-%m}", f"y:{at:%Y}"}
        marks |= {"kind:letter", "urgency:normal", f"c:{fold(code)}"[:40]}
        found.append(
            (
                way, pk, at, at.date(), code, abstract[:500], name, "Đã phát hành",
                "normal", text, sorted(marks),
                vector((code, abstract, name, text), (("title", abstract), ("author", name))), "-",
            )
        )  # fmt: skip
    return found


def _copy_entries(rows: Iterator[tuple[Any, ...]]) -> None:
    columns = (
        "way object_id moment dated_on code title author state urgency text marks words digest"
    )
    copy("search_entry", columns.split(), rows)


def main() -> None:
    setup()
    begun = time.monotonic()
    fill(int(sys.argv[1]))
    print(f"{sys.argv[1]} documents in {time.monotonic() - begun:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
