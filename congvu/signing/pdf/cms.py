"""The signature's envelope, written as DER by hand.

pyHanko builds it through asn1crypto, which costs thirty times what the RSA operation does. What a
PAdES-B-B signature holds is always the same (RFC 5652, ETSI EN 319 142-1, 6.3), so everything but
the document's digest and the signature is encoded once for each key.
"""

from __future__ import annotations

import hashlib
from functools import cached_property, lru_cache

from asn1crypto import algos, x509

from congvu.signing.providers.base import Provider
from congvu.signing.providers.stamping import Stamper, digest_of

_SEQUENCE, _SET, _OCTETS, _INTEGER = 0x30, 0x31, 0x04, 0x02
_ATTRIBUTES, _UNSIGNED = 0xA0, 0xA1
_DATA = bytes.fromhex("06092a864886f70d010701")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_SIGNING_CERTIFICATE_2 = bytes.fromhex("060b2a864886f70d010910022f")
_TIME_STAMP = bytes.fromhex("060b2a864886f70d010910020e")
_VERSION_1 = b"\x02\x01\x01"
_STAMP_ROOM = 20_000  # and for a time stamp with its own certificates
_FRAME = 4096  # hexadecimal digits for attributes, signature and ASN.1 around the certificates
_PSS_SALT = 32  # as long as the digest (RFC 4055, 3.1), which devices give too


def der(tag: int, *contents: bytes) -> bytes:
    """One element: tag, length, contents (X.690, 8.1, 10.1)."""
    size = sum(map(len, contents))
    if size < 128:
        return b"".join((bytes((tag, size)), *contents))
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return b"".join((bytes((tag, 128 + len(length))), length, *contents))


def _set(*members: bytes) -> bytes:
    return der(_SET, *sorted(members))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return der(_SEQUENCE, kind, der(_SET, value))


def mechanism_of(certificate: x509.Certificate, *, pss: bool) -> algos.SignedDigestAlgorithm:
    """How the certificate's key signs SHA-256: ECDSA, RSASSA-PSS or PKCS#1 v1.5."""
    if certificate.public_key.algorithm == "ec":
        return algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    if not pss:
        return algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"})
    digest = {"algorithm": "sha256"}
    parameters = {
        "hash_algorithm": digest,
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": digest},
        "salt_length": _PSS_SALT,
    }
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})


def envelope_of(provider: Provider) -> Envelope:
    """The provider's envelope, made once for its certificates; it holds no key."""
    return _envelope(*provider.certificates, pss=provider.pss)


@lru_cache(maxsize=256)
def _envelope(certificate: bytes, *chain: bytes, pss: bool) -> Envelope:
    loaded = x509.Certificate.load(certificate)
    above = tuple(map(x509.Certificate.load, chain))
    return Envelope(loaded, above, mechanism_of(loaded, pss=pss))


class Envelope:
    """The CMS of one certificate: `attributes` are signed, `packed` holds them with the rest.

    `room` is what it takes in a file at most, in hexadecimal digits; `stamped_room` with a stamp.
    """

    def __init__(
        self,
        certificate: x509.Certificate,
        chain: tuple[x509.Certificate, ...],
        mechanism: algos.SignedDigestAlgorithm,
    ) -> None:
        self._certificate = certificate
        self._chain = chain
        self._mechanism = mechanism.dump()
        self.room = 2 * sum(len(one.dump()) for one in (certificate, *chain)) + _FRAME
        self.stamped_room = self.room + _STAMP_ROOM
        self._digest = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()

    def attributes(self, digest: bytes) -> bytes:
        """What is signed: content type, the document's SHA-256, the certificate (RFC 5035)."""
        before, after = self._around
        return before + digest + after

    @cached_property
    def _around(self) -> tuple[bytes, bytes]:
        """The attributes before and behind the digest, which their order does not depend on."""
        digest = hashlib.sha256(b"any").digest()
        message = _attribute(_MESSAGE_DIGEST, der(_OCTETS, digest))
        whole = _set(_attribute(_CONTENT_TYPE, _DATA), message, self._identity)
        before, _, after = whole.partition(digest)
        return before, after

    def packed(self, attributes: bytes, signature: bytes, stamp: bytes = b"") -> bytes:
        """The whole `ContentInfo` as DER, detached from the document; with its time stamp."""
        unsigned = der(_UNSIGNED, _attribute(_TIME_STAMP, stamp)) if stamp else b""
        signer = der(
            _SEQUENCE,
            self._signer,
            attributes[1:],
            self._mechanism,
            der(_OCTETS, signature),
            unsigned,
        )
        signed = der(_SEQUENCE, self._opening, der(_SET, signer))
        return der(_SEQUENCE, _SIGNED_DATA, der(0xA0, signed))

    @cached_property
    def _opening(self) -> bytes:
        """What stands before the signers."""
        digests, content = der(_SET, self._digest), der(_SEQUENCE, _DATA)
        return b"".join((_VERSION_1, digests, content, self._certificates))

    @cached_property
    def _signer(self) -> bytes:
        """What stands before the signer's attributes, with the first byte of theirs."""
        tag = bytes((_ATTRIBUTES,))
        return b"".join((_VERSION_1, self._issuer_and_serial, self._digest, tag))

    @cached_property
    def _certificates(self) -> bytes:
        """The signer's and those above, without roots."""
        below = [one for one in self._chain if one.self_signed == "no"]
        return der(0xA0, *sorted(one.dump() for one in (self._certificate, *below)))

    @cached_property
    def _serial(self) -> bytes:
        content: bytes = self._certificate["tbs_certificate"]["serial_number"].contents
        return der(_INTEGER, content)

    @cached_property
    def _issuer_and_serial(self) -> bytes:
        return der(_SEQUENCE, self._certificate.issuer.dump(), self._serial)

    @cached_property
    def _identity(self) -> bytes:
        """`signingCertificateV2`, by SHA-256, the default of RFC 5035."""
        issuer = der(_SEQUENCE, der(0xA4, self._certificate.issuer.dump()))
        digest = der(_OCTETS, hashlib.sha256(self._certificate.dump()).digest())
        one = der(_SEQUENCE, digest, der(_SEQUENCE, issuer, self._serial))
        return _attribute(_SIGNING_CERTIFICATE_2, der(_SEQUENCE, der(_SEQUENCE, one)))


class Signer:
    """A key with who stamps its signatures: from a document's digest to the packed envelope."""

    def __init__(self, provider: Provider, stamper: Stamper | None = None) -> None:
        self.provider = provider
        self.stamper = stamper
        self.envelope = envelope_of(provider)
        self.room = self.envelope.stamped_room if stamper else self.envelope.room

    def signed(self, digest: bytes) -> bytes:
        """The `ContentInfo` as DER over the document's SHA-256 (PAdES B-B, or B-T)."""
        attributes = self.envelope.attributes(digest)
        made = self.provider.sign_digest(hashlib.sha256(attributes).digest(), "sha256")
        stamp = self.stamper.stamp(digest_of(made)) if self.stamper else b""
        return self.envelope.packed(attributes, made, stamp)
