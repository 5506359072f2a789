"""Everything that can happen in the exchange."""
