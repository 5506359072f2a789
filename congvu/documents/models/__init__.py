"""Documents going out and coming in, the registers that number them, and who takes part."""

from congvu.documents.models.access import DueReminder, IncomingAccess, OutgoingAccess
from congvu.documents.models.at_hand import KeptText, KnownIssuer, QuickGroup
from congvu.documents.models.batches import Batch, BatchItem
from congvu.documents.models.begun_signings import BegunSigning
from congvu.documents.models.case_files import CaseFile, CaseFileEntry, CaseFileTransfer
from congvu.documents.models.copies import Copy
from congvu.documents.models.held_numbers import HeldNumber
from congvu.documents.models.incoming import (
    Incoming,
    IncomingAttachment,
    IncomingParticipant,
    IncomingStep,
)
from congvu.documents.models.kept_drafts import DraftTemplate
from congvu.documents.models.marks import PersonalMark
from congvu.documents.models.outgoing import (
    Attachment,
    Opinion,
    Outgoing,
    OutgoingParticipant,
    OutgoingStep,
    Receiver,
    ReceiverGroup,
    Version,
)
from congvu.documents.models.paper_codes import PaperCode
from congvu.documents.models.past import PastImport, PastRow
from congvu.documents.models.recalls import Recall
from congvu.documents.models.registers import Register, RegisterGap
from congvu.documents.models.remarks import Remark
from congvu.documents.models.shares import Assignment, Extension

__all__ = [
    "Assignment",
    "Attachment",
    "Batch",
    "BatchItem",
    "BegunSigning",
    "CaseFile",
    "CaseFileEntry",
    "CaseFileTransfer",
    "Copy",
    "DraftTemplate",
    "DueReminder",
    "Extension",
    "HeldNumber",
    "Incoming",
    "IncomingAccess",
    "IncomingAttachment",
    "IncomingParticipant",
    "IncomingStep",
    "KeptText",
    "KnownIssuer",
    "Opinion",
    "Outgoing",
    "OutgoingAccess",
    "OutgoingParticipant",
    "OutgoingStep",
    "PaperCode",
    "PastImport",
    "PastRow",
    "PersonalMark",
    "QuickGroup",
    "Recall",
    "Receiver",
    "ReceiverGroup",
    "Register",
    "RegisterGap",
    "Remark",
    "Version",
]
