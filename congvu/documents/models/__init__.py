"""Documents going out and coming in, the registers that number them, and who takes part."""

from congvu.documents.models.case_files import CaseFile, CaseFileEntry, CaseFileTransfer
from congvu.documents.models.incoming import (
    Assignment,
    Incoming,
    IncomingParticipant,
    IncomingStep,
    KeptText,
)
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
from congvu.documents.models.past import PastImport, PastRow
from congvu.documents.models.registers import Register, RegisterGap

__all__ = [
    "Assignment",
    "Attachment",
    "CaseFile",
    "CaseFileEntry",
    "CaseFileTransfer",
    "Incoming",
    "IncomingParticipant",
    "IncomingStep",
    "KeptText",
    "Opinion",
    "Outgoing",
    "OutgoingParticipant",
    "OutgoingStep",
    "PastImport",
    "PastRow",
    "PersonalMark",
    "Receiver",
    "ReceiverGroup",
    "Register",
    "RegisterGap",
    "Version",
]
