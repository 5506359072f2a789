"""One of each thing that an address may ask for, all of one agency."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from congvu.agenda.actions import plan
from congvu.agenda.types import Plan
from congvu.core import clock
from congvu.directory.models import Absence, Delegation
from congvu.directory.tests.factories import Office
from congvu.documents.models import (
    Assignment,
    Attachment,
    Batch,
    CaseFile,
    CaseFileEntry,
    CaseFileTransfer,
    DraftTemplate,
    Extension,
    Incoming,
    IncomingParticipant,
    KeptText,
    Opinion,
    Outgoing,
    OutgoingParticipant,
    PaperCode,
    PastImport,
    QuickGroup,
    Recall,
    ReceiverGroup,
    Register,
    Remark,
    Version,
)
from congvu.documents.types import (
    BatchKind,
    CaseFileState,
    IncomingState,
    OutgoingState,
    Part,
    RegisterKind,
)
from congvu.files.models import StoredFile
from congvu.notices.actions import notify
from congvu.notices.models import Notice
from congvu.search.models import SavedSearch
from congvu.signing.models import HeldKey, SealUse, TrustAnchor, Verdict
from congvu.signing.types import FileVerdict
from congvu.workdays.actions import seed_near
from congvu.workdays.models import SpecialDay
from tests.papers_of import copy_of, exchange_pages, file_of, outgoing_in, stamp
from tests.papers_of import issued as issued_by
from tests.payments_of import payment_pages
from tests.services_of import service_pages


@dataclass(frozen=True)
class Samples:
    """Arguments for each address by its full name, or else by its app."""

    by_name: dict[str, dict[str, object]]
    by_app: dict[str, dict[str, object]]

    def of(self, name: str, wanted: Collection[str]) -> dict[str, object]:
        known = self.by_app.get(name.partition(":")[0], {}) | self.by_name.get(name, {})
        return {argument: known[argument] for argument in wanted}


def _key(**owner: object) -> HeldKey:
    now = timezone.now()
    return HeldKey.objects.create(
        certificate=b"-",
        subject="Nguyễn Văn Thử",
        issuer="CA thử nghiệm",
        serial=str(HeldKey.objects.count()),
        not_before=now - timedelta(days=1),
        not_after=now + timedelta(days=300),
        protected=b"-",
        **owner,
    )


def _incoming(office: Office, state: str, number: int | None, **more: object) -> Incoming:
    register, _ = Register.objects.get_or_create(
        agency=office.agency,
        kind=RegisterKind.INCOMING,
        year=clock.today().year,
        name="Văn bản đến",
    )
    return Incoming.objects.create(
        agency=office.agency,
        issuer_name="Sở Nội vụ",
        number="01",
        notation="SNV-CCHC",
        dated_on=clock.today(),
        kind="letter",
        abstract="thử quyền truy cập",
        file=file_of(office),
        state=state,
        arrived_at=clock.now(),
        register=register if number else None,
        arrival_number=number,
        **more,
    )


def make_samples(office: Office) -> Samples:
    """The agency's own things, of each kind one."""
    seed_near()
    place = {"pk": office.agency.pk, "agency_pk": office.agency.pk, "parent_pk": office.agency.pk}
    delegation = Delegation.objects.create(
        giver=office.leader, receiver=office.head, form="TL", since=date(2020, 1, 1)
    )
    absence = Absence.objects.create(
        appointment=office.specialist, stand_in=office.head,
        since=date(2020, 1, 1), until=date(2020, 1, 3),
    )  # fmt: skip
    notify([office.specialist], text="Thử", url="/")
    own, _ = _key(person=office.leader.person), _key(seal_of=office.agency)
    use = SealUse.objects.create(agency=office.agency, appointment=office.clerk)
    person = {"pk": office.specialist.person_id, "person_pk": office.specialist.person_id}
    mine = _picture(office, "cua-toi.pdf")
    year = clock.today().year
    saved = SavedSearch.objects.create(appointment=office.clerk, name="Thử", query="q=thu")
    anchor = TrustAnchor.objects.create(name="Tổ chức thử", certificate=b"-", sha256="0" * 64)
    verdict = FileVerdict("0" * 64, 1, (), (), {}, clock.now())
    Verdict.objects.create(sha256=verdict.sha256, trust="-", content=verdict.as_json())
    by_name: dict[str, dict[str, object]] = {
        "signing:report": {"sha256": verdict.sha256, "form": "xml"},
        "directory:card": person,
        "directory:person": person,
        "directory:edit_person": person,
        "directory:edit_unit": {"pk": office.unit.pk},
        "directory:close_unit": {"pk": office.unit.pk},
        "directory:edit_title": {"pk": office.specialist.title_id},
        "directory:end_appointment": {"pk": office.specialist.pk},
        "directory:hand_over": {"pk": office.specialist.pk},
        "directory:delegate": {"giver_pk": office.leader.pk},
        "agenda:week": {"monday": "2026-11-23"},
        "agenda:approve": {"monday": "2026-11-23"},
        "agenda:calendar_file": {"monday": "2026-11-23"},
        "directory:end_absence": {"pk": absence.pk},
        "directory:revoke": {"pk": delegation.pk},
        "directory:appoint": person | place,
        "directory:import_preview": {"token": "khong-co"},
        "directory:import_confirm": {"token": "khong-co"},
        "accounts:of_person": person,
        "accounts:end_session": {"pk": 1},
        "signing:end_seal_use": {"pk": use.pk},
        "signing:end_anchor": {"pk": anchor.pk},
        "ui:guide": {"slug": "van-thu"},
        "search:drop": {"pk": saved.pk},
        "workdays:of_year": {"number": year},
        "workdays:begin": {"number": year + 5},
    }
    begin = clock.now()
    meeting = Plan(begin, begin + timedelta(hours=1), "Giao ban", "Hội trường", office.leader)
    entry = plan(actor=office.clerk, plan=meeting)
    by_app: dict[str, dict[str, object]] = {
        "directory": place,
        "notices": {"pk": Notice.objects.get().pk},
        "signing": {"pk": own.pk},
        "agenda": {"pk": entry.pk},
        "files": {"pk": mine.pk},
        "workdays": {"pk": SpecialDay.objects.first().pk},  # type: ignore[union-attr]
        "ui": {"selected": "1804"},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
    }
    papers, by_app["services"] = service_pages(office)
    papers |= _outgoing_pages(office) | _incoming_pages(office) | _register_pages(office)
    papers |= _case_file_pages(office) | exchange_pages(office) | payment_pages(office)
    return Samples(by_name | papers, by_app)


def _named(pages: dict[Any, str], **more: object) -> dict[str, dict[str, object]]:
    """`{thing: "page page"}` as arguments by full name."""
    return {
        f"documents:{page}": {"pk": thing.pk, **more}
        for thing, names in pages.items()
        for page in names.split()
    }


def _outgoing_pages(office: Office) -> dict[str, dict[str, object]]:
    """Each page with a document in the state in which the page is of use."""
    draft = outgoing_in(office, OutgoingState.DRAFT)
    submitted = outgoing_in(office, OutgoingState.SUBMITTED)
    issued = issued_by(office)
    decided = issued_by(office)
    Recall.objects.create(outgoing=decided, words="Ban hành nhầm.", decided_by=office.leader)
    at_signer = outgoing_in(office, OutgoingState.SUBMITTED, holder=office.leader)
    signed = outgoing_in(office, OutgoingState.SIGNED, signed=file_of(office))
    opinion = Opinion.objects.create(
        outgoing=draft, asked_by=office.specialist, asked=office.head, file=file_of(office)
    )
    remark = Remark.objects.create(
        outgoing=draft, page=1, words="Ghi rõ thời hạn.", author=office.head
    )
    code = PaperCode.objects.create(outgoing=issued, made_by=office.clerk)
    stamp(issued)
    template = DraftTemplate.objects.create(
        agency=office.agency, name="Công văn đôn đốc", kind="letter", kept_by=office.head
    )
    for one, person in ((draft, office.head), (submitted, office.head)):
        OutgoingParticipant.objects.create(outgoing=one, appointment=person)
    attachment = Attachment.objects.create(outgoing=draft, file=file_of(office), title="Phụ lục")
    Version.objects.create(
        outgoing=submitted, number=1, snapshot={}, file=file_of(office), author=office.specialist
    )
    group = ReceiverGroup.objects.create(agency=office.agency, name="Các phòng")
    drafting = (
        "outgoing outgoing_file outgoing_sheet outgoing_picture draft_edit draft_autosave "
        "draft_preview"
    )
    batch = Batch.objects.create(
        agency=office.agency, kind=BatchKind.SIGN, created_by=office.leader
    )
    return _named(
        {
            draft: f"{drafting} outgoing_attach outgoing_submit outgoing_cancel outgoing_ask "
            "outgoing_mark outgoing_opinion outgoing_pass_opinion outgoing_opinions template_keep "
            "remark_pin",
            opinion: "opinion_file",
            issued: "outgoing_decide_recall outgoing_replace outgoing_correct copy_outgoing "
            "other_receivers "
            "outgoing_print outgoing_print_file outgoing_lasting outgoing_lasting_file",
            remark: "remark_answer remark_settle",
            decided: "outgoing_recall",
            template: "template_rename template_drop",
            copy_of(office, issued): "copy_file copy_send",
            submitted: "outgoing_access outgoing_give_sight outgoing_end_sight "
            "outgoing_version outgoing_compare outgoing_board outgoing_pass_on "
            "outgoing_send_back outgoing_withdraw",
            at_signer: "outgoing_sign outgoing_token outgoing_token_cancel",
            signed: "outgoing_send_back_signed outgoing_issue outgoing_issue_preview "
            "outgoing_remind outgoing_seal outgoing_seal_cancel",
            group: "group group_remove",
            attachment: "outgoing_attachment outgoing_detach",
        },
        number=1,
        appointment=office.specialist.pk,
        file=_picture(office).pk,
    ) | {
        "documents:outgoing_list": {"box": "all"},
        "documents:outgoing_many": {"act": "ky-so"},
        "documents:batch": {"key": batch.key},
        "documents:batch_progress": {"key": batch.key},
        "documents:check_print": {"token": code.token},
        **{f"documents:outgoing_token_{one}": {"token": "khong"} for one in ("file", "taken")},
    }


def _picture(office: Office, name: str = "anh.png") -> StoredFile:
    return StoredFile.objects.create(
        blob=file_of(office).blob,
        name=name,
        agency=office.agency,
        uploaded_by=office.specialist,
    )


def _incoming_pages(office: Office) -> dict[str, dict[str, object]]:
    origin = outgoing_in(office, OutgoingState.DRAFT)
    attachment = Attachment.objects.create(outgoing=origin, file=file_of(office), title="Phụ lục")
    arrived = _incoming(office, IncomingState.ARRIVED, None, origin=origin)
    registered = _incoming(office, IncomingState.REGISTERED, 1, holder=office.leader)
    assigned = _incoming(office, IncomingState.ASSIGNED, 2)
    shares = [
        Assignment.objects.create(
            incoming=assigned,
            agency=office.agency,
            given_by=office.leader,
            assignee=person,
            part=part,
            given_at=clock.now(),
            due_on=clock.today(),
        )
        for person, part in ((office.head, Part.LEAD), (office.specialist, Part.COORDINATE))
    ]
    for person in (office.head, office.specialist):
        IncomingParticipant.objects.create(incoming=assigned, appointment=person)
    asked = Extension.objects.create(
        assignment=shares[0],
        agency=office.agency,
        asked_by=office.head,
        answerer=office.leader,
        wanted_on=clock.today(),
        reason="thử quyền truy cập",
        asked_at=clock.now(),
    )
    paper = _incoming(office, IncomingState.ASSIGNED, 3, paper=True)
    called = _incoming(office, IncomingState.ASSIGNED, 4, recall_asked_at=clock.now())
    group = QuickGroup.objects.create(owner=office.leader, name="Các phòng")
    kept = KeptText.objects.create(appointment=office.leader, text="Để biết, chỉ đạo.")
    return _named(
        {
            arrived: "incoming_register incoming_return incoming_attachment",
            registered: "copy_incoming incoming_pass incoming_direct incoming_put_on_file",
            assigned: "incoming incoming_file incoming_verdict incoming_finish incoming_reply "
            "share_begin share_hand_down share_report share_finish share_ask_extension "
            "share_pass_back incoming_inform incoming_access incoming_give_sight "
            "incoming_end_sight incoming_mark",
            asked: "extension_grant extension_refuse extension_withdraw",
            paper: "incoming_recall incoming_mark",
            called: "incoming_recall_agree incoming_recall_refuse",
            group: "quick_group quick_group_remove",
            kept: "drop_kept_text",
        },
        attachment=attachment.pk,
        appointment=office.specialist.pk,
    ) | {
        "documents:incoming_list": {"box": "all"},
        "documents:statistics": {"way": "den"},
        "documents:statistics_list": {"base": "van-ban"},
        "documents:statistics_sheet": {"way": "di"},
        "documents:incoming_many": {"act": "de-biet"},
    }


def _register_pages(office: Office) -> dict[str, dict[str, object]]:
    register = Register.objects.get(agency=office.agency, kind=RegisterKind.INCOMING)
    pages = (
        "register register_book register_gaps register_explain register_rename register_close "
        "register_reopen register_pdf register_sheet"
    )
    past = PastImport.objects.create(
        agency=office.agency,
        register=register,
        name="2019.xlsx",
        pack="pack-0",
        created_by=office.clerk,
    )
    plain: dict[str, dict[str, object]] = {
        "documents:register_open_year": {"year": clock.today().year},
        "documents:past_template": {"kind": "incoming"},
    }
    imports = "past_import past_progress past_begin past_discard past_errors"
    return plain | _named({register: pages, past: imports}, book="theo-doi")


def _casefile_of(office: Office, state: str, **more: object) -> CaseFile:
    today = clock.today()
    ended = state in {CaseFileState.CLOSED, CaseFileState.HANDED_OVER}
    return CaseFile.objects.create(
        agency=office.agency,
        year=today.year,
        code=f"{state[:6]}.TN",
        title="Hồ sơ thử quyền truy cập",
        unit=office.unit,
        keeper=office.specialist,
        started_on=today,
        ended_on=today if ended else None,
        transfer_due_on=today if ended else None,
        state=state,
        **more,
    )


def _case_file_pages(office: Office) -> dict[str, dict[str, object]]:
    """Each page with a file in the state in which the page is of use."""
    planned = _casefile_of(office, CaseFileState.PLANNED)
    opened = _casefile_of(office, CaseFileState.OPEN)
    closed = _casefile_of(office, CaseFileState.CLOSED)
    document = Incoming.objects.filter(agency=office.agency, arrival_number=2).get()
    entry = CaseFileEntry.objects.create(
        case_file=opened,
        incoming=document,
        position=1,
        dated_on=document.dated_on,
        added_by=office.specialist,
    )
    transfer = CaseFileTransfer.objects.create(
        agency=office.agency,
        number=1,
        year=clock.today().year,
        giver=office.specialist,
        receiver=office.clerk,
        at=clock.now(),
    )
    papers = "case_file_contents case_file_bound case_file_packed"
    year = {"year": clock.today().year}
    return _named(
        {
            planned: "case_file_open case_file_drop",
            opened: f"case_file case_file_revise case_file_close case_file_entry {papers}",
            closed: "case_file_reopen case_file_keep_longer",
            transfer: "case_file_transfer case_file_transfer_pdf",
            document: "file_incoming",
            Outgoing.objects.get(agency=office.agency, state=OutgoingState.SIGNED): "file_outgoing",
        },
        entry=entry.pk,
    ) | {"documents:case_file_plan": year, "documents:case_file_plan_year": year}
