"""Everything that can happen to procedures and their versions."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from congvu.core import clock
from congvu.core.actions import Lifecycle, command
from congvu.core.refused import Conflict, Refused
from congvu.core.text import nfc
from congvu.directory.models import Agency, AgencyKind, Appointment
from congvu.services import policy
from congvu.services.definitions import Problem, parse, problems_of
from congvu.services.definitions.checking import sentences
from congvu.services.definitions.editing import (
    GENERAL,
    Change,
    MovedOn,
    Put,
    key_of,
    mark_of,
    place_of,
)
from congvu.services.models import Definition, Field, Procedure
from congvu.services.models.catalogue import CODE, CODE_PATTERN
from congvu.services.types import DefinitionState, Level

lifecycle = Lifecycle[Definition]("definition", DefinitionState)
DRAFT, PUBLISHED, WITHDRAWN = DefinitionState


class NotReady(Refused):
    """The version may not be published; `problems` say why, path by path."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"Phiên bản còn {len(problems)} lỗi nên chưa công bố được.", field="data")
        self.problems = problems


class WrongPart(Refused):
    """Values of a part that cannot be read: the problems, and the part's path after the change."""

    def __init__(self, problems: list[Problem], path: str) -> None:
        super().__init__("Có chỗ viết chưa đúng.")
        self.problems, self.path = problems, path


@lifecycle.creation("Soạn phiên bản thủ tục", end=DRAFT, who=policy.edits_catalogue)
def draft(*, actor: Appointment | None, procedure: Procedure, data: Any = None) -> Definition:
    """A new version, beginning from the published one; one at a time for each procedure."""
    locked = Procedure.objects.select_for_update(no_key=True).get(pk=procedure.pk)
    if locked.definitions.filter(state=DRAFT).exists():
        raise Conflict("Thủ tục này đã có một phiên bản đang soạn; hãy sửa tiếp phiên bản đó.")
    last = locked.definitions.aggregate(last=Max("number"))["last"] or 0
    begun = data if data is not None else (locked.current.data if locked.current else {})
    return Definition.objects.create(
        procedure=locked, number=last + 1, data=begun, made_by=actor, state=DRAFT
    )


@lifecycle.action("Sửa phiên bản", start={DRAFT}, who=policy.may_edit, told=False)
def edit(
    definition: Definition, *, actor: Appointment | None, data: Any, note: str = "", base: str = ""
) -> None:
    """Keep it as it is, right or wrong: what is wrong is said before it is published.

    `base` is the mark of the data that the editor saw; raises `MovedOn` where they are others now.
    """
    if base and base != mark_of(definition.data):
        raise MovedOn("bản nháp")
    definition.data, definition.note = data, nfc(note).strip()[:300]


@lifecycle.action("Sửa một phần của phiên bản", start={DRAFT}, who=policy.may_edit, told=False)
def change_part(definition: Definition, *, actor: Appointment | None, change: Change) -> str:
    """Put, shift or drop one part; where it is then. What must still be joined may stay wrong.

    Raises `MovedOn` where another was faster, `WrongPart` where its own values cannot be read.
    """
    data, where = change.apply(definition.data)
    if isinstance(change, Put):
        kind, path = place_of(where).kind, "" if where == GENERAL else where
        wrong = [one for one in parse(data)[1] if key_of(kind, one.path, path)]
        if wrong:
            raise WrongPart(wrong, path)
    definition.data = data
    return where


@lifecycle.action(
    "Công bố phiên bản", start={DRAFT}, end=PUBLISHED, who=policy.may_edit, primary=True
)
def publish(definition: Definition, *, actor: Appointment | None) -> None:
    """From now on new dossiers follow it; the one before is withdrawn, its dossiers stay on it.

    Raises `NotReady` with every problem.
    """
    problems = problems_of(definition.data)
    if problems:
        raise NotReady(sentences(problems))
    Definition.objects.filter(procedure=definition.procedure_id, state=PUBLISHED).update(
        state=WITHDRAWN
    )
    definition.published_by, definition.published_at = actor, clock.now()
    definition.state = PUBLISHED
    definition.save()
    Procedure.objects.filter(pk=definition.procedure_id).update(current=definition)


@lifecycle.action(
    "Thôi áp dụng", start={PUBLISHED}, end=WITHDRAWN, who=policy.may_edit, danger=True
)
def withdraw(definition: Definition, *, actor: Appointment | None) -> None:
    """No new dossiers; those under way go on."""
    Procedure.objects.filter(pk=definition.procedure_id).update(current=None)


def read_head(data: dict[str, Any]) -> dict[str, Any]:
    """The procedure's own part of an imported file; raises `Refused` with what is wrong in it."""
    code = str(data.get("code", ""))
    if not CODE_PATTERN.fullmatch(code):
        raise Refused(f"“{code}”: {CODE.message}", field="file")
    if data.get("level") not in Level.values:
        raise Refused(f"{code}: mức độ phải là 2, 3 hoặc 4.", field="file")
    if data.get("handled_by") not in AgencyKind.values:
        raise Refused(f"{code}: cấp thực hiện “{data.get('handled_by')}” không có.", field="file")
    agency = None
    if owner := data.get("agency"):
        agency = Agency.objects.filter(code=owner).first()
        if agency is None:
            raise Refused(f"{code}: không có cơ quan mã “{owner}”.", field="file")
    field = Field.objects.filter(code=data.get("field")).first()
    if field is None:
        raise Refused(f"{code}: không có lĩnh vực mã “{data.get('field')}”.", field="file")
    name = nfc(str(data.get("name", ""))).strip()
    if not name or len(name) > 500:
        raise Refused(f"{code}: thiếu tên thủ tục, hoặc tên dài quá 500 ký tự.", field="file")
    return {
        "code": code,
        "name": name,
        "field": field,
        "level": data["level"],
        "handled_by": data["handled_by"],
        "agency": agency,
        "words": nfc(str(data.get("words", "")))[:300],
    }


@command("Nhập thủ tục từ tệp", who=policy.may_edit, records=("publish_now",))
def take_in(
    procedure: Procedure,
    /,
    *,
    actor: Appointment | None,
    data: dict[str, Any],
    publish_now: bool = True,
) -> Definition | None:
    """Keep the procedure as the file has it; its `definition` becomes a new version if it differs.

    Raises `Refused` or `NotReady`; nothing is kept then.
    """
    head = read_head(data)
    known = Procedure.objects.filter(code=head["code"]).select_related("current").first()
    one = known or procedure
    for key, value in head.items():
        setattr(one, key, value)
    one.save()
    procedure.pk = one.pk
    given = data.get("definition")
    if given is None or (one.current and one.current.data == given):
        return None
    one.definitions.filter(state=DRAFT).delete()
    made = draft(actor=actor, procedure=one, data=given)
    if publish_now:
        publish(made, actor=actor)
    return made


@command("Ghi thông tin thủ tục", who=policy.may_edit, records=("code",))
def put(
    procedure: Procedure, /, *, actor: Appointment | None, code: str, facts: dict[str, Any]
) -> None:
    """Keep what the procedure says of itself; a new one begins with a draft of its first version.

    `facts`: `name`, `field`, `level`, `handled_by`, `agency`, `words`, `active`. Raises `Refused`
    where another procedure has the code; a known one keeps its own.
    """
    new = procedure.pk is None
    if new:
        if Procedure.objects.filter(code=code).exists():
            raise Refused("Đã có thủ tục mang mã này.", field="code")
        procedure.code = code
    for name, value in facts.items():
        setattr(procedure, name, value)
    procedure.save()
    if new:
        draft(actor=actor, procedure=procedure)


def as_file(procedure: Procedure, definition: Definition | None) -> dict[str, Any]:
    """The procedure and that version, as `take_in` reads it."""
    return {
        "code": procedure.code,
        "name": procedure.name,
        "field": procedure.field.code,
        "level": procedure.level,
        "handled_by": procedure.handled_by,
        "agency": procedure.agency.code if procedure.agency else "",
        "words": procedure.words,
        "definition": definition.data if definition else None,
    }
