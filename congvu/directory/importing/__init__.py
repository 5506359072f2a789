"""Units and people from a table: read it, show what would happen, do it all or not at all."""

from congvu.directory.importing.applying import import_rows
from congvu.directory.importing.planning import Outcome, Plan, RowPlan, make_plan
from congvu.directory.importing.reading import COLUMNS, Row, read_table

__all__ = ["COLUMNS", "Outcome", "Plan", "Row", "RowPlan", "import_rows", "make_plan", "read_table"]
