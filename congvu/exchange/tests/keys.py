"""Keys with certificates for tests of the exchange."""

from __future__ import annotations

import functools

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from congvu.exchange.edxml import Signer
from congvu.exchange.keys import self_issued


@functools.cache
def curve_signer(name: str = "Hệ thống thử nghiệm") -> Signer:
    return self_issued(ec.generate_private_key(ec.SECP256R1()), name=name)


@functools.cache
def rsa_signer(name: str = "Hệ thống thử nghiệm") -> Signer:
    return self_issued(rsa.generate_private_key(public_exponent=65537, key_size=2048), name=name)
