"""Versions of procedures as data: read, checked, asked, compared, tried, drawn."""

from congvu.services.definitions.answers import Known, Wrong, check, clean
from congvu.services.definitions.checking import problems_of
from congvu.services.definitions.comparing import Difference, differences
from congvu.services.definitions.drawing import drawing
from congvu.services.definitions.effects import EFFECTS
from congvu.services.definitions.fees import Due, fees_due
from congvu.services.definitions.json_schema import schema_of
from congvu.services.definitions.parsing import parse, trusted
from congvu.services.definitions.reading import Problem
from congvu.services.definitions.shape import (
    Content,
    Field,
    Kind,
    Move,
    Page,
    PaperNeeded,
    Step,
    Term,
    TermUnit,
)
from congvu.services.definitions.showing import Line, Part, shown, words
from congvu.services.definitions.simulating import moves_open, walk

__all__ = [
    "EFFECTS",
    "Content",
    "Difference",
    "Due",
    "Field",
    "Kind",
    "Known",
    "Line",
    "Move",
    "Page",
    "PaperNeeded",
    "Part",
    "Problem",
    "Step",
    "Term",
    "TermUnit",
    "Wrong",
    "check",
    "clean",
    "differences",
    "drawing",
    "fees_due",
    "moves_open",
    "parse",
    "problems_of",
    "schema_of",
    "shown",
    "trusted",
    "walk",
    "words",
]
