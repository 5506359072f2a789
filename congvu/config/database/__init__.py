"""Django's backend for PostgreSQL, with a pool that hands out first what came back last."""
