"""Pages of the exchange, and what other installations ask."""
