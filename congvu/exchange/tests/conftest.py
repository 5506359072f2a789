"""The stage that the tests of the exchange may ask for."""

from congvu.exchange.tests.stage import stage, vxp

__all__ = ["stage", "vxp"]
