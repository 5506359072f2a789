"""What the whole suite needs, in the package and beside it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import settings

from congvu.journal.tests.flushing import tables_can_be_emptied

__all__ = ["keys_cost_as_ever", "keys_cost_little", "tables_can_be_emptied"]
_KEYS = 64
_IN_FULL: dict[str, int] = {}

settings.register_profile("congvu", deadline=None)  # a busy machine is slow, not broken
settings.load_profile("congvu")


@pytest.fixture(autouse=True, scope="session")
def keys_cost_little() -> Iterator[None]:
    """Stretching a PIN and finding primes are slow on purpose: most tests do not pay for it.

    The stretching is weak, and the keys of RSA come from so many made beforehand that no test meets
    one twice. What a PIN's guess costs in the product is said in `test_protection.py`.
    """
    from congvu.signing import authority, protection

    pool: list[authority.PrivateKey] = []
    turn = count()

    def new_key(*, curve: bool = False) -> authority.PrivateKey:
        if curve:
            return made(curve=True)
        if len(pool) < _KEYS:
            pool.append(made())
            return pool[-1]
        return pool[next(turn) % _KEYS]

    made = authority.new_key
    _IN_FULL.update(protection.STRETCHING)
    with pytest.MonkeyPatch.context() as patch, protection.remembering():
        patch.setattr(authority, "new_key", new_key)
        patch.setitem(protection.STRETCHING, "time_cost", 1)
        patch.setitem(protection.STRETCHING, "memory_cost", 8)
        yield


@pytest.fixture
def keys_cost_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests whose keys are opened by another process, which stretches a PIN in full."""
    from congvu.signing import protection

    monkeypatch.setattr(protection, "STRETCHING", dict(_IN_FULL))
