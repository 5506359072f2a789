"""What signing asks of the holder of a private key: a certificate, and signatures over digests."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property

from asn1crypto.x509 import Certificate


class Provider(ABC):
    """A private key somewhere; only digests go to it and only signatures come back.

    `pss`: an RSA key signs by RSASSA-PSS.
    """

    certificate: Certificate
    chain: tuple[Certificate, ...]
    pss: bool = False

    @cached_property
    def certificates(self) -> tuple[bytes, ...]:
        """The signer's certificate and those above it, as DER."""
        return tuple(one.dump() for one in (self.certificate, *self.chain))

    @abstractmethod
    def sign_digest(self, digest: bytes, algorithm: str) -> bytes:
        """The signature over a digest made with `algorithm` (`sha256`).

        RSA: PKCS#1 v1.5 (RFC 8017, 8.2), or PSS with a salt as long as the digest (8.1).
        Elliptic curves: ECDSA as DER (RFC 3279).
        """
