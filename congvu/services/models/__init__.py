"""What public services are made of."""

from congvu.services.models.catalogue import Definition, Field, Procedure
from congvu.services.models.citizens import Citizen, Draft, DraftPaper, Message, OneTimeCode
from congvu.services.models.dossiers import DayRegister, Dossier, Paper
from congvu.services.models.figures import MonthTally, Uncounted
from congvu.services.models.handling import (
    Apology,
    Consultation,
    DossierEvent,
    Pause,
    PostOrder,
    Rating,
    Result,
    ResultUse,
    Slip,
    Supplement,
    SyncMessage,
)
from congvu.services.models.portals import Portal

__all__ = [
    "Apology",
    "Citizen",
    "Consultation",
    "DayRegister",
    "Definition",
    "Dossier",
    "DossierEvent",
    "Draft",
    "DraftPaper",
    "Field",
    "Message",
    "MonthTally",
    "OneTimeCode",
    "Paper",
    "Pause",
    "Portal",
    "PostOrder",
    "Procedure",
    "Rating",
    "Result",
    "ResultUse",
    "Slip",
    "Supplement",
    "SyncMessage",
    "Uncounted",
]
