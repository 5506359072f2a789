"""What must hold before a version is published, beyond that it can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from congvu.services.definitions.effects import EFFECTS
from congvu.services.definitions.expressions import Expression
from congvu.services.definitions.parsing import parse
from congvu.services.definitions.reading import Problem
from congvu.services.definitions.shape import Content, Fee, Field, Kind, Step


def problems_of(data: object) -> list[Problem]:
    """Everything that stands against publishing the data; sorted by path."""
    content, problems = parse(data)
    if not problems:
        problems = [*_questions(content), *_papers(content), *_fees(content), *_steps(content)]
    return sorted(set(problems))


def _asks(
    expression: Expression | None, known: set[str], path: str, words: str
) -> Iterator[Problem]:
    for name in expression.fields() if expression else ():
        if name not in known:
            yield Problem(path, f"{words} hỏi mục “{name}” {_NOT_KNOWN}")


_NOT_KNOWN = "không có ở đây (biểu mẫu không có, hoặc chỉ có ở trang này, trang sau)."


def _known(content: Content) -> set[str]:
    """Every answer that may be asked for, those of groups as `group.part` too."""
    found = {one.code for one in content.fields()}
    groups = (one for one in content.fields() if one.kind == Kind.GROUP)
    return found | {f"{one.code}.{part.code}" for one in groups for part in one.fields}


def _questions(content: Content) -> Iterator[Problem]:
    """Pages and fields: conditions look back only, formulas anywhere, codes stand once."""
    earlier: set[str] = set()
    every = _known(content)
    if not content.pages:
        yield Problem("pages", "Biểu mẫu chưa có trang nào.")
    for number, page in enumerate(content.pages):
        here = f"pages[{number}]"
        if not page.fields:
            yield Problem(f"{here}.fields", "Trang chưa có mục nào.")
        yield from _asks(page.when, earlier, f"{here}.when", "Điều kiện")
        for place, one in enumerate(page.fields):
            path = f"{here}.fields[{place}]"
            yield from _asks(one.when, earlier, f"{path}.when", "Điều kiện")
            yield from _asks(one.formula, every, f"{path}.formula", "Công thức")
            if one.code in {found.code for found in _before(content, number)}:
                yield Problem(f"{path}.code", f"Mã “{one.code}” đã dùng ở trang trước.")
        earlier |= {one.code for one in page.fields}
        earlier |= {f"{one.code}.{part.code}" for one in page.fields for part in one.fields}
    yield from _named(content, every)


def _before(content: Content, number: int) -> Iterator[Field]:
    for page in content.pages[:number]:
        yield from page.fields


def _named(content: Content, every: set[str]) -> Iterator[Problem]:
    for key, code in (("applicant", content.applicant), ("subject", content.subject)):
        if code and code not in every:
            yield Problem(key, f"Biểu mẫu không có mục “{code}”.")


def _papers(content: Content) -> Iterator[Problem]:
    every = _known(content)
    for place, paper in enumerate(content.papers):
        yield from _asks(paper.when, every, f"papers[{place}].when", "Điều kiện")


def _fees(content: Content) -> Iterator[Problem]:
    every = _known(content)
    for place, fee in enumerate(content.fees):
        path = f"fees[{place}]"
        yield from _asks(fee.amount, every, f"{path}.amount", "Công thức")
        yield from _exemptions(content, fee, path, every)


def _exemptions(content: Content, fee: Fee, path: str, every: set[str]) -> Iterator[Problem]:
    for place, one in enumerate(fee.exemptions):
        here = f"{path}.exemptions[{place}]"
        yield from _asks(one.when, every, f"{here}.when", "Điều kiện")
        if one.proof and content.paper(one.proof) is None:
            yield Problem(f"{here}.proof", f"Không có giấy tờ mã “{one.proof}”.")


def _steps(content: Content) -> Iterator[Problem]:
    if not content.steps:
        yield Problem("steps", "Quy trình chưa có bước nào.")
        return
    codes = {step.code for step in content.steps}
    every = _known(content)
    for place, step in enumerate(content.steps):
        path = f"steps[{place}]"
        if not step.moves:
            yield Problem(f"{path}.moves", f"Bước “{step.name}” không có lối đi tiếp.")
        yield from _moves(step, path, codes, every)
    yield from _ways(content)


def _moves(step: Step, path: str, codes: set[str], every: set[str]) -> Iterator[Problem]:
    for number, move in enumerate(step.moves):
        here = f"{path}.moves[{number}]"
        yield from _asks(move.when, every, f"{here}.when", "Điều kiện")
        for effect in move.effects:
            if effect not in EFFECTS:
                yield Problem(f"{here}.effects", f"Không có tác động tên “{effect}”.")
        ends = any(EFFECTS[one].ends for one in move.effects if one in EFFECTS)
        if move.to and move.to not in codes:
            yield Problem(f"{here}.to", f"Không có bước mã “{move.to}”.")
        if not move.to and not ends:
            yield Problem(f"{here}.to", "Lối đi này không đến bước nào và không kết thúc hồ sơ.")
        if move.to and ends:
            yield Problem(f"{here}.to", "Lối đi kết thúc hồ sơ thì không đến bước nào nữa.")


def reached(content: Content, start: str) -> set[str]:
    """The steps to which a way leads from that one, itself included."""
    found, waiting = set(), [start]
    while waiting:
        code = waiting.pop()
        step = content.step(code)
        if code in found or step is None:
            continue
        found.add(code)
        waiting += [move.to for move in step.moves if move.to]
    return found


def _ways(content: Content) -> Iterator[Problem]:
    """Every step is reached from the first, and from every step an end is reached."""
    first = reached(content, content.steps[0].code)
    for place, step in enumerate(content.steps):
        if step.code not in first:
            yield Problem(f"steps[{place}]", f"Không có lối nào dẫn đến bước “{step.name}”.")
        steps = (content.step(code) for code in reached(content, step.code))
        if not any(_finishes(one) for one in steps if one):
            yield Problem(f"steps[{place}]", f"Từ bước “{step.name}” không có lối kết thúc hồ sơ.")


def _finishes(step: Step) -> bool:
    return any("finish" in move.effects for move in step.moves)


def sentences(problems: Iterable[Problem]) -> list[str]:
    """The problems as lines."""
    return [f"{one.path}: {one.sentence}" for one in problems]
