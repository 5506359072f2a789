"""A small gateway for tests and demonstrations that speaks VNPay 2.1.0, with pages of its own.

A demo installation serves it under `/cong-thu`; `python -m congvu.payments.testgateway` serves it
alone. It shares no code with our side of the protocol, so that no mistake cancels itself out. No
money moves.
"""
