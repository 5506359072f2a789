"""What a version of a procedure says, typed: papers, fees, days, form, steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from congvu.services.definitions.expressions import Answers, Expression


class Kind(StrEnum):
    """What is asked for in a field of a form; the answers' JSON in brackets."""

    TEXT = "text"  # string
    LONG_TEXT = "long_text"  # string
    NUMBER = "number"  # whole number
    MONEY = "money"  # whole đồng
    DATE = "date"  # "2020-04-05"
    CHOICE = "choice"  # code
    CHOICES = "choices"  # list of codes
    YES_NO = "yes_no"  # boolean
    PERSON_ID = "person_id"  # 9 or 12 digits
    TAX_CODE = "tax_code"  # 10 digits, or 10 and "-" and 3
    PHONE = "phone"  # digits, beginning with 0
    EMAIL = "email"
    ADDRESS = "address"  # {"place": code of a place, "detail": string, "text": the whole}
    GROUP = "group"  # list of objects
    COMPUTED = "computed"  # what the formula comes to
    REFERENCE = "reference"  # {"code": code of an answered dossier, "text": what it is}


KIND_WORDS = {
    Kind.TEXT: "một dòng chữ",
    Kind.LONG_TEXT: "đoạn văn",
    Kind.NUMBER: "số nguyên",
    Kind.MONEY: "số tiền",
    Kind.DATE: "ngày",
    Kind.CHOICE: "chọn một",
    Kind.CHOICES: "chọn nhiều",
    Kind.YES_NO: "có hoặc không",
    Kind.PERSON_ID: "số định danh cá nhân",
    Kind.TAX_CODE: "mã số thuế",
    Kind.PHONE: "số điện thoại",
    Kind.EMAIL: "thư điện tử",
    Kind.ADDRESS: "địa chỉ theo địa bàn",
    Kind.GROUP: "nhóm lặp lại",
    Kind.COMPUTED: "tự tính",
    Kind.REFERENCE: "dẫn chiếu hồ sơ đã giải quyết",
}


class TermUnit(StrEnum):
    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    DAYS = "days"  # of the calendar


TERM_WORDS = {
    TermUnit.WORKING_DAYS: "ngày làm việc",
    TermUnit.WORKING_HOURS: "giờ làm việc",
    TermUnit.DAYS: "ngày",
}


@dataclass(frozen=True)
class Choice:
    code: str
    label: str


@dataclass(frozen=True)
class Field:
    """One question. `when` may ask answers of earlier pages only, so that it needs no scripts."""

    code: str
    label: str
    kind: Kind
    required: bool = True
    hint: str = ""
    when: Expression | None = None
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    longest: int = 200
    fields: tuple[Field, ...] = ()
    formula: Expression | None = None
    fills_from: str = ""

    def asked(self, answers: Answers) -> bool:
        return self.when is None or self.when.holds(answers)

    def label_of(self, code: object) -> str:
        """A choice as people read it."""
        return next((one.label for one in self.choices if one.code == code), str(code or ""))


@dataclass(frozen=True)
class Page:
    """One topic of the form."""

    code: str
    title: str
    lead: str = ""
    fields: tuple[Field, ...] = ()
    when: Expression | None = None

    def asked(self, answers: Answers) -> bool:
        return self.when is None or self.when.holds(answers)


@dataclass(frozen=True)
class PaperNeeded:
    """A paper of the dossier; `originals` and `copies` are what is brought on paper."""

    code: str
    name: str
    required: bool = True
    originals: int = 0
    copies: int = 0
    note: str = ""
    when: Expression | None = None

    def asked(self, answers: Answers) -> bool:
        return self.when is None or self.when.holds(answers)


@dataclass(frozen=True)
class Exemption:
    """Who need not pay; `proof` is the paper that shows it."""

    code: str
    name: str
    proof: str = ""
    when: Expression | None = None


@dataclass(frozen=True)
class Fee:
    """A fee (lệ phí) or charge (phí): an amount in whole đồng or a formula for it."""

    code: str
    name: str
    kind: str
    amount: Expression
    exemptions: tuple[Exemption, ...] = ()
    basis: str = ""

    def fixed(self) -> int | None:
        """The amount where it depends on nothing."""
        return None if list(self.amount.fields()) else int(str(self.amount.value({}) or 0))


@dataclass(frozen=True)
class Move:
    """A way on from a step, as a button; `to` is a step, empty where its effects end the way."""

    code: str
    label: str
    to: str = ""
    when: Expression | None = None
    effects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opinions:
    """Agencies asked at a step, side by side; it goes on when all, or one, have answered."""

    agencies: tuple[str, ...]
    question: str
    days: int
    join: str = "all"


@dataclass(frozen=True)
class Step:
    """A stop on the way: who handles it, within how many working hours."""

    code: str
    name: str
    role: str
    unit: str = ""
    hours: int = 8
    moves: tuple[Move, ...] = ()
    opinions: Opinions | None = None


@dataclass(frozen=True)
class Term:
    count: int
    unit: TermUnit

    def __str__(self) -> str:
        return f"{self.count} {TERM_WORDS[self.unit]}"


@dataclass(frozen=True)
class Content:
    """A version of a procedure, whole."""

    audience: str
    result: str
    term: Term
    legal_bases: tuple[str, ...] = ()
    requirements: str = ""
    papers: tuple[PaperNeeded, ...] = ()
    fees: tuple[Fee, ...] = ()
    pages: tuple[Page, ...] = ()
    steps: tuple[Step, ...] = ()
    applicant: str = ""
    subject: str = ""

    def fields(self) -> Iterator[Field]:
        """Every field of every page, in order."""
        for page in self.pages:
            yield from page.fields

    def field(self, code: str) -> Field | None:
        return next((one for one in self.fields() if one.code == code), None)

    def step(self, code: str) -> Step | None:
        return next((one for one in self.steps if one.code == code), None)

    def paper(self, code: str) -> PaperNeeded | None:
        return next((one for one in self.papers if one.code == code), None)

    def asked_pages(self, answers: Answers) -> list[Page]:
        """The pages that these answers lead through."""
        return [page for page in self.pages if page.asked(answers)]

    def asked_papers(self, answers: Answers) -> list[PaperNeeded]:
        return [paper for paper in self.papers if paper.asked(answers)]
