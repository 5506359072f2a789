"""Documents going out and coming in, the registers that number them, and who takes part."""

from congvu.documents.models.access import DueReminder, IncomingAccess, OutgoingAccess
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
from congvu.documents.models.registers import Register

__all__ = [
    "Assignment",
    "Attachment",
    "DueReminder",
    "Incoming",
    "IncomingAccess",
    "IncomingParticipant",
    "IncomingStep",
    "KeptText",
    "Opinion",
    "Outgoing",
    "OutgoingAccess",
    "OutgoingParticipant",
    "OutgoingStep",
    "PersonalMark",
    "Receiver",
    "ReceiverGroup",
    "Register",
    "Version",
]
