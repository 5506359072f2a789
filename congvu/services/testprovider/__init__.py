"""A small identity provider for tests and demonstrations that speaks OpenID Connect.

A demo installation serves it under `/dinh-danh`. It shares no code with our side of the protocol,
so that no mistake cancels itself out. Its people are fictitious.
"""
