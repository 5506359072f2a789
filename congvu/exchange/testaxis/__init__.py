"""A small axis for tests and demonstrations: VXP and LGSP, with faults that can be switched on.

It is no part of a running installation. `python -m congvu.exchange.testaxis --folder F --port P`
serves it; everything it has taken lies in the folder and survives its being killed.
"""
