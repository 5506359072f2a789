"""What public services are made of."""

from congvu.services.models.catalogue import Definition, Field, Procedure
from congvu.services.models.citizens import (
    Citizen,
    Draft,
    DraftPaper,
    Message,
    OneTimeCode,
    ProvedIdentity,
)
from congvu.services.models.dossiers import DayRegister, Dossier, Paper
from congvu.services.models.figures import MonthTally, Uncounted
from congvu.services.models.handling import (
    Apology,
    Consultation,
    DossierEvent,
    PaperUse,
    Pause,
    PostOrder,
    Rating,
    Result,
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
    "PaperUse",
    "Pause",
    "Portal",
    "PostOrder",
    "Procedure",
    "ProvedIdentity",
    "Rating",
    "Result",
    "Slip",
    "Supplement",
    "SyncMessage",
    "Uncounted",
]
