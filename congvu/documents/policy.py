"""Who may do what with documents: pure yes/no rules."""

from __future__ import annotations

from congvu.directory.models import Appointment, Role
from congvu.documents.models import (
    Assignment,
    CaseFile,
    Copy,
    DraftTemplate,
    Extension,
    HeldNumber,
    Incoming,
    Outgoing,
    PaperCode,
    PastImport,
    QuickGroup,
    Recall,
    ReceiverGroup,
    Register,
    RegisterGap,
    Remark,
)
from congvu.documents.types import AssignmentState, Part

DRAFTING = frozenset({Role.SPECIALIST, Role.UNIT_HEAD, Role.LEADER, Role.CLERK})


def may_draft(actor: Appointment) -> bool:
    """Whoever works in an agency drafts; administrators look after settings, not contents."""
    return actor.role in DRAFTING


def is_drafter(actor: Appointment, document: Outgoing) -> bool:
    return document.drafter_id == actor.pk


def holds(actor: Appointment, document: Outgoing | Incoming) -> bool:
    """Whether the next step is this person's."""
    return document.holder_id == actor.pk


def may_ask_opinion(actor: Appointment, document: Outgoing) -> bool:
    return is_drafter(actor, document) or holds(actor, document)


def may_pass_on(actor: Appointment, document: Outgoing) -> bool:
    """Passing a submission up is for those on the way who do not sign it themselves."""
    return holds(actor, document) and document.signer_id != actor.pk


def may_sign(actor: Appointment, document: Outgoing) -> bool:
    """The named signer, when the submission has reached them."""
    return holds(actor, document) and document.signer_id == actor.pk


def is_clerk(actor: Appointment) -> bool:
    return actor.role == Role.CLERK


def is_clerk_of(actor: Appointment, document: Outgoing | Incoming) -> bool:
    """The clerks of the document's agency (NĐ 30/2020, Article 4)."""
    return is_clerk(actor) and actor.agency_id == document.agency_id


def may_decide_recall(actor: Appointment, document: Outgoing) -> bool:
    """Whoever signed it, or a leader of the agency."""
    leads = actor.role == Role.LEADER and actor.agency_id == document.agency_id
    return leads or document.signer_id == actor.pk


def may_recall(actor: Appointment, document: Outgoing) -> bool:
    """The clerks carry out a recall that was decided."""
    return is_clerk_of(actor, document) and Recall.objects.filter(outgoing_id=document.pk).exists()


def may_follow(actor: Appointment, document: Outgoing) -> bool:
    """Whoever drafts in the agency may draft what replaces or corrects its document."""
    return may_draft(actor) and actor.agency_id == document.agency_id


def keeps_groups(actor: Appointment, group: ReceiverGroup) -> bool:
    return is_clerk(actor) and actor.agency_id == group.agency_id


def makes_copies(actor: Appointment, copy: Copy) -> bool:
    """The clerks, who keep the agency's key (NĐ 30/2020, Article 32)."""
    return is_clerk(actor) and actor.agency_id == copy.agency_id


def may_print(actor: Appointment, code: PaperCode) -> bool:
    """Those of the agency who see the document."""
    return actor.role in DRAFTING and actor.agency_id == code.agency_id


def may_remark(actor: Appointment, remark: Remark) -> bool:
    """The agency's own people who see the draft, and whoever takes part in it."""
    document = remark.outgoing
    own = actor.agency_id == document.agency_id and actor.role in DRAFTING
    return own or document.participants.filter(appointment=actor).exists()


def may_settle(actor: Appointment, remark: Remark) -> bool:
    """Whoever made the remark, and the drafter who has seen to it."""
    return actor.pk in {remark.author_id, remark.outgoing.drafter_id}


def holds_numbers(actor: Appointment, held: HeldNumber) -> bool:
    return is_clerk(actor) and actor.agency_id == held.agency_id


def looks_after_templates(actor: Appointment) -> bool:
    """Clerks and heads keep what an agency's documents begin from."""
    return actor.role in {Role.CLERK, Role.UNIT_HEAD, Role.LEADER}


def keeps_templates(actor: Appointment, template: DraftTemplate) -> bool:
    return looks_after_templates(actor) and actor.agency_id == template.agency_id


def keeps_registers(actor: Appointment, book: Register | RegisterGap) -> bool:
    """Opening, closing and explaining registers is the clerks' (NĐ 30/2020, Articles 15 and 22)."""
    return is_clerk(actor) and actor.agency_id == book.agency_id


def reads_registers(actor: Appointment) -> bool:
    """The agency's clerks and leaders, who see all of its numbered documents anyway."""
    return actor.role in {Role.CLERK, Role.LEADER}


def imports_past(actor: Appointment, past: PastImport) -> bool:
    return is_clerk(actor) and actor.agency_id == past.agency_id


def keeps_case_file(actor: Appointment, case_file: CaseFile) -> bool:
    """Whoever has the matter keeps its file (NĐ 30/2020, Article 29), and the agency's clerks."""
    return case_file.keeper_id == actor.pk or is_clerk_of_file(actor, case_file)


def is_clerk_of_file(actor: Appointment, case_file: CaseFile) -> bool:
    """The clerks keep the year's list and the archive of the agency."""
    return is_clerk(actor) and actor.agency_id == case_file.agency_id


def leads_agency_of_file(actor: Appointment, case_file: CaseFile) -> bool:
    return actor.role == Role.LEADER and actor.agency_id == case_file.agency_id


def may_open_case_file(actor: Appointment, case_file: CaseFile) -> bool:
    """Its keeper; the unit's people where only the unit is named; clerks."""
    if case_file.keeper_id is None and actor.agency_id == case_file.agency_id:
        own_unit = case_file.unit_id is not None and actor.unit_id == case_file.unit_id
        return may_draft(actor) and (own_unit or is_clerk(actor))
    return keeps_case_file(actor, case_file)


def may_give_sight(actor: Appointment, document: Outgoing | Incoming) -> bool:
    """Who lets others see it, and reads who has opened it: clerks and leaders of the agency, who
    holds it, who wrote it.
    """
    office = actor.role in {Role.CLERK, Role.LEADER} and actor.agency_id == document.agency_id
    wrote = isinstance(document, Outgoing) and is_drafter(actor, document)
    return office or holds(actor, document) or wrote


def may_direct(actor: Appointment, document: Incoming) -> bool:
    """The leader to whom it was submitted, or another leader of the agency."""
    leads = actor.role == Role.LEADER and actor.agency_id == document.agency_id
    return leads or holds(actor, document)


def may_honour_recall(actor: Appointment | None, document: Incoming) -> bool:
    """The issuer's recall comes by the system; of a paper document, the clerk hears it on paper."""
    return actor is None or (is_clerk_of(actor, document) and document.paper)


def asks_from_outside(actor: Appointment | None, _document: Incoming) -> bool:
    """Only the issuer's system asks for a document back; nobody here does."""
    return actor is None


def may_answer_recall(actor: Appointment, document: Incoming) -> bool:
    """The clerks, once the issuer outside has asked for it back (NĐ 30/2020, Articles 4 and 18)."""
    return document.recall_asked_at is not None and is_clerk_of(actor, document)


def is_assignee(actor: Appointment, assignment: Assignment) -> bool:
    return assignment.assignee_id == actor.pk


def may_hand_down(actor: Appointment, assignment: Assignment) -> bool:
    """A head of unit gives a share on to people of the unit."""
    return is_assignee(actor, assignment) and actor.role == Role.UNIT_HEAD


def may_do_work(actor: Appointment, assignment: Assignment) -> bool:
    """To be informed asks for nothing."""
    return is_assignee(actor, assignment) and assignment.part != Part.INFORMED


def leads(actor: Appointment, document: Incoming) -> bool:
    """Whoever leads the handling of the whole document."""
    own = document.assignments.filter(assignee=actor, part=Part.LEAD, parent=None)
    return own.exclude(state=AssignmentState.RETURNED).exists()


def may_inform(actor: Appointment, document: Incoming) -> bool:
    """Clerks and leaders of the agency, and whoever takes part in the handling."""
    if actor.agency_id != document.agency_id:
        return False
    if actor.role in {Role.CLERK, Role.LEADER}:
        return True
    return document.participants.filter(appointment=actor).exists()


def answers(actor: Appointment, extension: Extension) -> bool:
    """Whoever gave the share."""
    return extension.answerer_id == actor.pk


def asked(actor: Appointment, extension: Extension) -> bool:
    return extension.asked_by_id == actor.pk


def keeps_quick_group(actor: Appointment, group: QuickGroup) -> bool:
    return group.owner_id == actor.pk
