"""Documents going out and coming in, the registers that number them, and who takes part."""

from congvu.documents.models.at_hand import KeptText, KnownIssuer, QuickGroup
from congvu.documents.models.case_files import CaseFile, CaseFileEntry, CaseFileTransfer
from congvu.documents.models.incoming import Incoming, IncomingParticipant, IncomingStep
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
from congvu.documents.models.registers import Register, RegisterGap
from congvu.documents.models.shares import Assignment, Extension

__all__ = [
    "Assignment",
    "Attachment",
    "CaseFile",
    "CaseFileEntry",
    "CaseFileTransfer",
    "Extension",
    "Incoming",
    "IncomingParticipant",
    "IncomingStep",
    "KeptText",
    "KnownIssuer",
    "Opinion",
    "Outgoing",
    "OutgoingParticipant",
    "OutgoingStep",
    "PersonalMark",
    "QuickGroup",
    "Receiver",
    "ReceiverGroup",
    "Register",
    "RegisterGap",
    "Version",
]
