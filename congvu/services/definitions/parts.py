"""The parts of a version as an editor meets them, declared once: names, labels, how each is typed.

What a part is made of stands in `shape`, what is right in `parsing` and `checking`; here is only
what people read and in which order. Defaults and what must be there are taken from `shape`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from enum import StrEnum

from congvu.directory.models import Role
from congvu.services.definitions.effects import EFFECTS
from congvu.services.definitions.parsing import ALONE, ROLES
from congvu.services.definitions.shape import (
    KIND_WORDS,
    TERM_WORDS,
    Content,
    Exemption,
    Fee,
    Field,
    Kind,
    Move,
    Page,
    PaperNeeded,
    Step,
)

Choices = Sequence[tuple[str, str]]


class Typed(StrEnum):
    """How a value is put in; its JSON in brackets."""

    LINE = "line"  # string
    LONG = "long"  # string
    NUMBER = "number"  # whole number
    FLAG = "flag"  # boolean
    ONE = "one"  # one of the choices
    SOME = "some"  # a list of choices
    LINES = "lines"  # a list of strings, a line each
    OPTIONS = "options"  # [{"code", "label"}], `code | label` a line
    WORDS = "words"  # an expression, as `writing` has it
    CONDITION = "condition"  # an expression that holds or not, as rows or as `writing` has it


@dataclass(frozen=True)
class Value:
    """One value of a part; a dotted key stands in a record in it. `told` shows it in outlines."""

    key: str
    label: str
    typed: Typed = Typed.LINE
    hint: str = ""
    choices: Callable[[Content], Choices] | None = None
    told: bool = False


@dataclass(frozen=True)
class PartKind:
    """A kind of part: `key` of the list that holds it, what people call it, its values."""

    key: str
    label: str
    title: str
    made: type
    values: tuple[Value, ...]
    inside: tuple[PartKind, ...] = ()
    named: str = "name"
    only: Callable[[Mapping[str, object]], bool] = lambda _: True

    def default(self, key: str) -> object:
        """What `shape` takes where nothing is said; `MISSING` where something must be."""
        found = {one.name: one.default for one in fields(self.made)}
        return found.get(key)

    def needs(self, key: str) -> bool:
        return self.default(key) is MISSING


_SUM = "Số tiền (đồng), hoặc công thức bằng mã mục: so_ban * 8000"
_FILLS = {
    "name": "họ tên", "identity": "số định danh", "phone": "điện thoại",
    "email": "thư điện tử", "address": "địa chỉ",
}  # fmt: skip


def _fixed(*choices: tuple[str, str]) -> Callable[[Content], Choices]:
    return lambda _: choices


def _fields_of(content: Content) -> Choices:
    return [("", "—"), *((one.code, one.label) for one in content.fields())]


def _papers_of(content: Content) -> Choices:
    return [("", "—"), *((one.code, one.name) for one in content.papers)]


def _steps_of(content: Content) -> Choices:
    return [("", "— kết thúc, không đến bước nào"), *((s.code, s.name) for s in content.steps)]


def _roles(_: Content) -> Choices:
    return [(one.value, str(one.label)) for one in Role if one.value in ROLES]


_CODE = Value("code", "Mã", hint="Chữ thường không dấu, chữ số, dấu _; không trùng mục khác.")
_CONDITION = Value("when", "Chỉ khi", Typed.CONDITION, told=True)
_REQUIRED = Value("required", "Bắt buộc", Typed.FLAG, told=True)

EXEMPTION = PartKind(
    "exemptions", "trường hợp miễn", "Miễn", Exemption,
    (
        Value("name", "Tên trường hợp"), _CODE,
        Value("proof", "Giấy tờ chứng minh", Typed.ONE, choices=_papers_of, told=True), _CONDITION,
    ),
)  # fmt: skip
FEE = PartKind(
    "fees", "phí, lệ phí", "Phí, lệ phí", Fee,
    (
        Value("name", "Tên"), _CODE,
        Value("kind", "Loại", Typed.ONE, choices=_fixed(("fee", "Lệ phí"), ("charge", "Phí"))),
        Value("amount", "Mức thu", Typed.WORDS, hint=_SUM, told=True),
        Value("basis", "Căn cứ"),
    ),
    (EXEMPTION,),
)  # fmt: skip
PAPER = PartKind(
    "papers", "giấy tờ", "Giấy tờ phải nộp", PaperNeeded,
    (
        Value("name", "Tên giấy tờ"), _CODE, _REQUIRED,
        Value("originals", "Số bản chính", Typed.NUMBER),
        Value("copies", "Số bản sao", Typed.NUMBER),
        Value("note", "Ghi chú"), _CONDITION,
    ),
)  # fmt: skip
_KINDS = tuple((one.value, words) for one, words in KIND_WORDS.items())
_IN_GROUPS = tuple(one for one in _KINDS if one[0] not in ALONE)
_ABOUT_KIND = Value("kind", "Loại", Typed.ONE, choices=_fixed(*_KINDS), told=True)
_FIELD_VALUES = (
    Value("label", "Nhãn, câu hỏi"), _CODE, _ABOUT_KIND, _REQUIRED,
    Value("hint", "Hướng dẫn", hint="Một câu, đứng dưới nhãn."),
    _CONDITION,
    Value("choices", "Các lựa chọn", Typed.OPTIONS,
          hint="Cho loại chọn một, chọn nhiều; mỗi dòng: mã | Nhãn"),
    Value("least", "Nhỏ nhất", Typed.NUMBER,
          hint="Số, tiền: giá trị. Ngày: số ngày kể từ hôm nay, trước hôm nay là số âm."),
    Value("most", "Lớn nhất", Typed.NUMBER, hint="Như trên. Nhóm lặp lại: số dòng nhiều nhất."),
    Value("longest", "Số ký tự nhiều nhất", Typed.NUMBER, hint="Cho chữ và đoạn văn."),
    Value("formula", "Công thức", Typed.WORDS, hint="Cho loại tự tính: tổng(noi, thang) / 12"),
    Value("fills_from", "Điền sẵn từ tài khoản", Typed.ONE,
          choices=_fixed(("", "—"), *_FILLS.items())),
)  # fmt: skip
INNER_FIELD = PartKind(
    "fields", "mục trong nhóm", "Các mục của mỗi dòng", Field,
    tuple(
        replace(one, choices=_fixed(*_IN_GROUPS)) if one is _ABOUT_KIND else one
        for one in _FIELD_VALUES
        if one.key not in {"formula", "fills_from"}
    ),
    named="label",
)  # fmt: skip
FIELD = PartKind(
    "fields", "mục", "Các mục", Field, _FIELD_VALUES,
    (replace(INNER_FIELD, only=lambda part: part.get("kind") == Kind.GROUP),),
    named="label",
)  # fmt: skip
PAGE = PartKind(
    "pages", "trang biểu mẫu", "Biểu mẫu", Page,
    (
        Value("title", "Tiêu đề"), _CODE,
        Value("lead", "Lời dẫn", hint="Một hai câu ở đầu trang."), _CONDITION,
    ),
    (FIELD,), named="title",
)  # fmt: skip
MOVE = PartKind(
    "moves", "lối đi", "Lối đi tiếp", Move,
    (
        Value("label", "Nhãn của nút"), _CODE,
        Value("to", "Đến bước", Typed.ONE, choices=_steps_of, told=True),
        Value("effects", "Tác động", Typed.SOME, told=True,
              choices=_fixed(*((one.name, one.label) for one in EFFECTS.values()))),
        _CONDITION,
    ),
    named="label",
)  # fmt: skip
STEP = PartKind(
    "steps", "bước", "Quy trình", Step,
    (
        Value("name", "Tên bước"), _CODE,
        Value("role", "Vai trò thực hiện", Typed.ONE, choices=_roles, told=True),
        Value("unit", "Mã đơn vị", hint="Để trống: đơn vị của người nhận bước này.", told=True),
        Value("hours", "Giờ làm việc", Typed.NUMBER, hint="Một ngày làm việc là 8 giờ.", told=True),
        Value("opinions.agencies", "Hỏi ý kiến các cơ quan", Typed.LINES,
              hint="Mã định danh, mỗi dòng một cơ quan; hỏi cùng lúc. Để trống: không hỏi.",
              told=True),
        Value("opinions.question", "Nội dung hỏi"),
        Value("opinions.days", "Số ngày làm việc để trả lời", Typed.NUMBER),
        Value("opinions.join", "Đi tiếp khi", Typed.ONE,
              choices=_fixed(("", "—"), ("all", "mọi cơ quan đã trả lời"),
                             ("any", "một cơ quan đã trả lời"))),
    ),
    (MOVE,),
)  # fmt: skip
WHOLE = PartKind(
    "", "thông tin chung", "Thông tin chung", Content,
    (
        Value("audience", "Đối tượng thực hiện", told=True),
        Value("result", "Kết quả", told=True),
        Value("term.count", "Thời hạn giải quyết", Typed.NUMBER, told=True),
        Value("term.unit", "Tính bằng", Typed.ONE, told=True,
              choices=_fixed(*((one.value, words) for one, words in TERM_WORDS.items()))),
        Value("legal_bases", "Căn cứ pháp lý", Typed.LINES, hint="Mỗi dòng một văn bản.",
              told=True),
        Value("requirements", "Yêu cầu, điều kiện", Typed.LONG),
        Value("applicant", "Mục ghi tên người nộp", Typed.ONE, choices=_fields_of, told=True),
        Value("subject", "Mục ghi tên người được giải quyết", Typed.ONE, choices=_fields_of),
    ),
    (PAPER, FEE, PAGE, STEP), named="result",
)  # fmt: skip
