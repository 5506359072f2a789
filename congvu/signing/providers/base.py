"""What signing asks of the holder of a private key: a certificate, and signatures over digests."""

from __future__ import annotations

from abc import ABC, abstractmethod

from asn1crypto.x509 import Certificate


class Provider(ABC):
    """A private key somewhere; only digests go to it and only signatures come back.

    `sign_digest` is awaited, so that a remote service (CSC, a token's agent) may take its time.
    """

    certificate: Certificate
    chain: tuple[Certificate, ...]

    @abstractmethod
    async def sign_digest(self, digest: bytes, algorithm: str) -> bytes:
        """The signature over a digest made with `algorithm` (`sha256`).

        RSA: PKCS#1 v1.5 (RFC 8017, section 8.2). Elliptic curves: ECDSA as DER (RFC 3279).
        """
