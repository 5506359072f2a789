"""Everything that can happen to documents, by the part of their way."""
