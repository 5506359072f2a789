"""The stage that the tests of the exchange may ask for."""

from congvu.exchange.tests.stage import inbound, stage, vxp

__all__ = ["inbound", "stage", "vxp"]
