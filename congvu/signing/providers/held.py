"""Keys that the installation holds encrypted and that a PIN has opened."""

from __future__ import annotations

from typing import assert_never

from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from congvu.core.refused import Refused
from congvu.signing.providers.base import Provider

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_PREHASHED = {name: Prehashed(one) for name, one in _HASHES.items()}
_ECDSA = {name: ec.ECDSA(one) for name, one in _PREHASHED.items()}
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Held(Provider):
    """A private key in this process's memory, loaded once."""

    def __init__(
        self,
        key: PrivateKey,
        certificate: Certificate,
        chain: tuple[Certificate, ...],
        *,
        pss: bool = False,
    ) -> None:
        self._key = key
        self.certificate = certificate
        self.chain = chain
        self.pss = pss

    def sign_digest(self, digest: bytes, algorithm: str) -> bytes:
        """See the base."""
        match self._key:
            case rsa.RSAPrivateKey() as key:
                return key.sign(digest, self._padding(algorithm), _PREHASHED[algorithm])
            case ec.EllipticCurvePrivateKey() as key:
                return key.sign(digest, _ECDSA[algorithm])
            case other:
                assert_never(other)

    def _padding(self, algorithm: str) -> padding.AsymmetricPadding:
        if not self.pss:
            return padding.PKCS1v15()
        return padding.PSS(padding.MGF1(_HASHES[algorithm]), padding.PSS.DIGEST_LENGTH)


def load_private_key(der: bytes) -> PrivateKey:
    """PKCS#8 DER as a key object; the arithmetic check of RSA was made when the key came in."""
    key = serialization.load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
    return accepted(key)


def accepted(key: object) -> PrivateKey:
    """The key if it is of an accepted kind (RSA from 2048 bits, ECDSA from 256), else `Refused`."""
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 2048:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.key_size >= 256:
        return key
    raise Refused(
        "Khóa phải là RSA từ 2048 bit hoặc ECDSA từ 256 bit (Thông tư 15/2025/TT-BKHCN).",
        field="file",
    )
