"""Documents going out and coming in, the registers that number them, and who takes part."""

from congvu.documents.models.at_hand import KeptText, KnownIssuer, QuickGroup
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
from congvu.documents.models.registers import Register
from congvu.documents.models.shares import Assignment, Extension

__all__ = [
    "Assignment",
    "Attachment",
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
    "Version",
]
