"""From JSON to a typed version of a procedure, and back."""

from __future__ import annotations

from congvu.directory.models import Role
from congvu.services.definitions.expressions import Expression
from congvu.services.definitions.reading import Problem, Problems, Reader
from congvu.services.definitions.shape import (
    Choice,
    Content,
    Exemption,
    Fee,
    Field,
    Kind,
    Move,
    Opinions,
    Page,
    PaperNeeded,
    Step,
    Term,
    TermUnit,
)

ROLES = {role.value for role in Role} - {Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR}
ALONE = {Kind.GROUP, Kind.COMPUTED, Kind.REFERENCE}
_CHOOSING = {Kind.CHOICE, Kind.CHOICES}


def parse(data: object) -> tuple[Content, list[Problem]]:
    """The version that the data say, as far as they can be read, and all that is wrong in them."""
    problems = Problems()
    reader = Reader(data, "", problems)
    content = _content(reader)
    reader.end()
    return content, problems.found


def trusted(data: object) -> Content:
    """Of data that were checked before they were kept; anything wrong is a fault of ours."""
    content, problems = parse(data)
    if problems:
        raise ValueError(f"{problems[0].path}: {problems[0].sentence}")
    return content


def _content(reader: Reader) -> Content:
    return Content(
        audience=reader.text("audience", what="đối tượng thực hiện"),
        result=reader.text("result", what="tên kết quả"),
        term=reader.one("term", _term) or _no_term(reader),
        legal_bases=reader.texts("legal_bases"),
        requirements=reader.text("requirements", longest=2000),
        papers=reader.each("papers", _paper),
        fees=reader.each("fees", _fee),
        pages=reader.each("pages", _page),
        steps=reader.each("steps", _step),
        applicant=reader.text("applicant"),
        subject=reader.text("subject"),
    )


def _no_term(reader: Reader) -> Term:
    reader.wrong("term", "Thiếu thời hạn giải quyết.")
    return Term(1, TermUnit.WORKING_DAYS)


def _term(reader: Reader) -> Term:
    count = reader.number("count", least=1) or 1
    return Term(count, reader.one_of("unit", TermUnit, TermUnit.WORKING_DAYS))


def _paper(reader: Reader) -> PaperNeeded:
    return PaperNeeded(
        code=reader.code(),
        name=reader.text("name", what="tên giấy tờ"),
        required=reader.flag("required", default=True),
        originals=reader.number("originals", default=0) or 0,
        copies=reader.number("copies", default=0) or 0,
        note=reader.text("note"),
        when=reader.expression("when"),
    )


def _fee(reader: Reader) -> Fee:
    kind = reader.text("kind") or "fee"
    if kind not in {"fee", "charge"}:
        reader.wrong("kind", "Loại là “fee” (lệ phí) hoặc “charge” (phí).")
    amount = reader.expression("amount")
    if amount is None:
        reader.wrong("amount", "Thiếu mức thu, tính bằng đồng.")
    return Fee(
        code=reader.code(),
        name=reader.text("name", what="tên phí, lệ phí"),
        kind=kind,
        amount=amount or Expression("value", (0,)),
        exemptions=reader.each("exemptions", _exemption),
        basis=reader.text("basis"),
    )


def _exemption(reader: Reader) -> Exemption:
    return Exemption(
        code=reader.code(),
        name=reader.text("name", what="tên trường hợp miễn"),
        proof=reader.text("proof"),
        when=reader.expression("when"),
    )


def _page(reader: Reader) -> Page:
    return Page(
        code=reader.code(),
        title=reader.text("title", what="tiêu đề trang"),
        lead=reader.text("lead"),
        fields=reader.each("fields", _field),
        when=reader.expression("when"),
    )


def _field(reader: Reader) -> Field:
    kind = reader.one_of("kind", Kind, Kind.TEXT)
    found = Field(
        code=reader.code(),
        label=reader.text("label", what="nhãn của mục", longest=200),
        kind=kind,
        required=reader.flag("required", default=True),
        hint=reader.text("hint"),
        when=reader.expression("when"),
        choices=reader.each("choices", _choice),
        least=reader.number("least", least=-(10**12)),
        most=reader.number("most", least=-(10**12)),
        longest=reader.number("longest", default=2000 if kind == Kind.LONG_TEXT else 200) or 200,
        fields=reader.each("fields", _field),
        formula=reader.expression("formula"),
        fills_from=reader.text("fills_from"),
    )
    _whole(reader, found)
    return found


def _whole(reader: Reader, found: Field) -> None:
    """What a field of its kind must have."""
    if found.kind in _CHOOSING and not found.choices:
        reader.wrong("choices", "Mục chọn phải có các lựa chọn.")
    if found.kind == Kind.GROUP and not found.fields:
        reader.wrong("fields", "Nhóm lặp lại phải có các mục bên trong.")
    if found.kind == Kind.COMPUTED and found.formula is None:
        reader.wrong("formula", "Mục tự tính phải có công thức.")
    if any(one.kind in ALONE for one in found.fields):
        reader.wrong(
            "fields", "Trong nhóm lặp lại không có nhóm khác, mục tự tính hay mục dẫn chiếu."
        )


def _choice(reader: Reader) -> Choice:
    return Choice(reader.code(), reader.text("label", what="nhãn của lựa chọn"))


def _step(reader: Reader) -> Step:
    role = reader.text("role", what="vai trò thực hiện bước này")
    if role and role not in ROLES:
        reader.wrong("role", f"Không có vai trò “{role}”.")
    return Step(
        code=reader.code(),
        name=reader.text("name", what="tên bước"),
        role=role,
        unit=reader.text("unit"),
        hours=reader.number("hours", default=8, least=1) or 8,
        moves=reader.each("moves", _move),
        opinions=reader.one("opinions", _opinions),
    )


def _move(reader: Reader) -> Move:
    return Move(
        code=reader.code(),
        label=reader.text("label", what="nhãn của nút"),
        to=reader.text("to"),
        when=reader.expression("when"),
        effects=reader.texts("effects"),
    )


def _opinions(reader: Reader) -> Opinions:
    join = reader.text("join") or "all"
    if join not in {"all", "any"}:
        reader.wrong("join", "Chờ “all” (mọi cơ quan) hoặc “any” (một cơ quan).")
    agencies = reader.texts("agencies")
    if not agencies:
        reader.wrong("agencies", "Thiếu mã cơ quan được hỏi ý kiến.")
    return Opinions(
        agencies=agencies,
        question=reader.text("question", what="nội dung hỏi ý kiến"),
        days=reader.number("days", default=3, least=1) or 3,
        join=join,
    )
