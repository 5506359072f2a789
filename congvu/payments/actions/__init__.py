"""Everything that can happen to what is to be paid; other apps use what stands here."""

from congvu.payments.actions.asking import ask, cancel, hold
from congvu.payments.actions.collecting import hear_post
from congvu.payments.actions.receiving import take_cash

__all__ = ["ask", "cancel", "hear_post", "hold", "take_cash"]
