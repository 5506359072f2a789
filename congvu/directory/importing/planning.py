"""What a table would do to the directory, row by row; nothing is changed here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from congvu.core import clock
from congvu.core.text import fold
from congvu.directory import policy
from congvu.directory.importing.known import Known, UnitKey
from congvu.directory.importing.reading import COLUMNS, Row
from congvu.directory.models import Agency, Appointment, Role

_ROLES = {fold(label): value for value, label in Role.choices} | {
    role: role for role in Role.values
}
_LIMITS = {
    "unit": 200, "parent": 200, "notation": 20, "name": 50, "email": 254, "code": 20, "phone": 20,
}  # fmt: skip
# What a spreadsheet writes into a cell that it could not work out.
_UNREADABLE = re.compile(
    r"=|#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE
)


class Outcome(StrEnum):
    """What becomes of a row."""

    CREATE = "Tạo mới"
    CHANGE = "Cập nhật"
    SAME = "Không đổi"
    REFUSE = "Không nhận"


@dataclass
class RowPlan:
    """A row with what it leads to; `words` say it, `values` are what will be written."""

    number: int
    cells: dict[str, str]
    outcome: Outcome = Outcome.SAME
    words: list[str] = field(default_factory=list)
    agency: Agency | None = None
    unit: UnitKey | None = None
    role: str = ""
    since: date | None = None
    until: date | None = None
    title: str = ""
    gives_post: bool = False
    phone: str = ""

    @property
    def label(self) -> str:
        return self.cells.get("name") or self.cells.get("unit", "")

    def refuse(self, sentence: str) -> None:
        """Say why not; what the row would have done is not said any more."""
        if self.outcome != Outcome.REFUSE:
            self.words.clear()
        self.outcome = Outcome.REFUSE
        self.words.append(sentence)

    def note(self, outcome: Outcome, sentence: str) -> None:
        """Say what will be done; creating outweighs changing, refusing outweighs both."""
        self.words.append(sentence)
        if self.outcome != Outcome.REFUSE and self.outcome != Outcome.CREATE:
            self.outcome = outcome


@dataclass(frozen=True)
class Plan:
    """All rows with what they lead to."""

    rows: list[RowPlan]

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def counts(self) -> list[tuple[str, int]]:
        return [(outcome.value, self.count(outcome)) for outcome in Outcome]

    @property
    def may_run(self) -> bool:
        """All or nothing: one refused row holds the whole table back."""
        return self.count(Outcome.REFUSE) == 0 and self.changes > 0

    @property
    def changes(self) -> int:
        return self.count(Outcome.CREATE) + self.count(Outcome.CHANGE)


Check = Callable[[RowPlan, Known], None]


def make_plan(rows: Sequence[Row], *, actor: Appointment) -> Plan:
    """What the rows would do if the actor confirmed them now; eight queries for any number."""
    known = Known.load(rows, actor=actor)
    plans = [RowPlan(row.number, row.cells) for row in rows]
    for plan in plans:
        for check in (_cells, _place, _lengths, _unit, _person, _post):
            check(plan, known)
            if plan.outcome == Outcome.REFUSE:
                break
        if not plan.words:
            plan.words.append("Đã có, không thay đổi.")
    return Plan(plans)


def _cells(plan: RowPlan, _known: Known) -> None:
    for key, words in plan.cells.items():
        if _UNREADABLE.match(words):
            plan.refuse(
                f"{COLUMNS[key]} “{words[:50]}” là công thức chưa có kết quả hoặc báo lỗi; xin mở "
                "bằng chương trình bảng tính, sửa lại rồi lưu."
            )


def _place(plan: RowPlan, known: Known) -> None:
    code = plan.cells.get("agency", "")
    plan.agency = known.agencies.get(code.upper()) if code else known.actor.agency
    if plan.agency is None:
        plan.refuse(f"Không có cơ quan mang mã “{code}”.")
    elif not policy.administers(known.actor, plan.agency.pk):
        plan.refuse(f"Ông/bà không quản trị {plan.agency.name}.")
    elif not plan.agency.active:
        plan.refuse(f"{plan.agency.name} đã ngừng hoạt động.")
    elif not plan.cells.get("unit") and not plan.cells.get("name"):
        plan.refuse("Dòng cần có Đơn vị hoặc Họ và tên.")


def _lengths(plan: RowPlan, _known: Known) -> None:
    for key, limit in _LIMITS.items():
        if len(plan.cells.get(key, "")) > limit:
            plan.refuse(f"{COLUMNS[key]} dài quá {limit} ký tự.")


def _unit(plan: RowPlan, known: Known) -> None:
    name = plan.cells.get("unit", "")
    if not name or plan.agency is None:
        return
    plan.unit = (plan.agency.pk, fold(name))
    if plan.unit in known.closed:
        plan.refuse(f"Đơn vị “{name}” đã ngừng hoạt động.")
        return
    parent = plan.cells.get("parent", "")
    if parent and (plan.agency.pk, fold(parent)) not in known.units:
        plan.refuse(f"Không có đơn vị cấp trên “{parent}”; xin ghi đơn vị đó ở dòng phía trên.")
        return
    if parent and fold(parent) == fold(name):
        plan.refuse("Đơn vị cấp trên không thể là chính đơn vị này.")
        return
    notation = plan.cells.get("notation", "")
    if plan.unit not in known.units:
        known.units[plan.unit] = notation
        plan.note(Outcome.CREATE, f"Thêm đơn vị “{name}”.")
    elif notation and known.units[plan.unit] != notation:
        known.units[plan.unit] = notation
        plan.note(Outcome.CHANGE, f"Đổi ký hiệu đơn vị thành “{notation}”.")


def _person(plan: RowPlan, known: Known) -> None:
    if not plan.cells.get("name"):
        return
    email = plan.cells.get("email", "").lower()
    try:
        validate_email(email)
    except ValidationError:
        plan.refuse(f"Thư công vụ “{email}” không đúng dạng." if email else "Thiếu Thư công vụ.")
        return
    first = known.named.setdefault(email, plan)
    if fold(first.label) != fold(plan.label):
        plan.refuse(f"{email} đã đứng ở dòng {first.number} cho {first.label}.")
        return
    code = plan.cells.get("code", "")
    holder = known.codes.get(code, email) if code else email
    if holder != email:
        plan.refuse(f"Số hiệu công chức “{code}” đã có ở {holder}.")
        return
    if code:
        known.codes[code] = email
    _compare(plan, known, email)


def _compare(plan: RowPlan, known: Known, email: str) -> None:
    wanted = {key: plan.cells[key] for key in ("name", "code", "phone") if plan.cells.get(key)}
    wanted["phone"] = plan.phone = _phone(wanted.get("phone", ""))
    held = known.people.get(email)
    if held is None:
        known.people[email] = dict(wanted)
        plan.note(Outcome.CREATE, f"Thêm {wanted['name']}.")
        return
    changed = [key for key, value in wanted.items() if value and held.get(key) != value]
    if not changed:
        return
    if email in known.elsewhere:
        plan.refuse(f"{email} do cơ quan khác quản lý hồ sơ; ông/bà chỉ có thể phân công chức vụ.")
        return
    held |= {key: wanted[key] for key in changed}
    plan.note(Outcome.CHANGE, f"Cập nhật {', '.join(COLUMNS[key].lower() for key in changed)}.")


def _phone(words: str) -> str:
    """A number that a spreadsheet robbed of its leading zero gets it back."""
    return f"0{words}" if re.fullmatch(r"[1-9]\d{8}", words) else words


def _day(plan: RowPlan, key: str) -> date | None:
    words = plan.cells.get(key, "")
    if not words:
        return None
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    plan.refuse(f"{COLUMNS[key]} “{words}” không đúng; xin ghi ngày/tháng/năm, ví dụ 01/04/2020.")
    return None


def _post(plan: RowPlan, known: Known) -> None:
    title = plan.cells.get("title", "")
    if not plan.cells.get("name"):
        return
    if not title:
        return
    _role(plan, known, title)
    plan.since, plan.until = _day(plan, "since"), _day(plan, "until")
    begins = plan.since or clock.today()
    if plan.until is not None and plan.until < begins:
        plan.refuse("Đến ngày phải sau Từ ngày.")
    if plan.outcome == Outcome.REFUSE or plan.agency is None:
        return
    email = plan.cells["email"].lower()
    key = (email, plan.agency.pk, plan.unit, fold(title), plan.role)
    if key not in known.posts and (key, begins) in known.ended:
        plan.refuse(f"{plan.label} đã có phân công như vậy từ ngày này, nay đã kết thúc.")
    elif key not in known.posts:
        known.posts.add(key)
        plan.gives_post, plan.title = True, known.titles.setdefault(fold(title), title)
        plan.note(Outcome.CREATE, f"Phân công {title}.")


def _role(plan: RowPlan, known: Known, title: str) -> None:
    words = plan.cells.get("role", "")
    plan.role = _ROLES.get(fold(words), "") if words else Role.SPECIALIST
    email = plan.cells.get("email", "").lower()
    if len(title) > 100:
        plan.refuse("Chức vụ dài quá 100 ký tự.")
    elif not plan.role:
        choices = ", ".join(Role.labels)
        plan.refuse(f"Không có vai trò “{words}”. Các vai trò: {choices}.")
    elif not policy.may_give_role(known.actor, plan.role):
        plan.refuse("Vai trò quản trị tỉnh do quản trị tỉnh phân công.")
    elif email == known.actor.person.email:
        plan.refuse("Ông/bà không tự phân công cho chính mình.")
