"""What the whole suite needs, in the package and beside it."""

from congvu.journal.tests.flushing import journal_can_be_flushed

__all__ = ["journal_can_be_flushed"]
