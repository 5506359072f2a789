"""Lines and partners, packets as they came and went, and what is known of each receiver."""

from congvu.exchange.models.lines import Line, Partner
from congvu.exchange.models.packets import Packet
from congvu.exchange.models.tracking import Arrival, Difference, Evidence, Recipient

__all__ = ["Arrival", "Difference", "Evidence", "Line", "Packet", "Partner", "Recipient"]
