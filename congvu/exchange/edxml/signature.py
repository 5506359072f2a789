"""XML signatures (W3C XMLDSIG 1.1) of one shape: enveloped, over the whole message.

One `Signature` in the header, one reference with an empty URI, the enveloped-signature transform
and a canonicalisation. Anything else is not a signature of this format: what was read is exactly
what was hashed, and there is no second element that another reader could take instead. It is
written as the axis's samples are, but with SHA-256, RSA or ECDSA, and an exclusive form of
`SignedInfo`, which stays the same when a reader takes the signature out of its place.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from congvu.exchange.edxml.canonical import Attributes, Canonical
from congvu.exchange.edxml.tree import Node

DSIG = "http://www.w3.org/2000/09/xmldsig#"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DSIG}enveloped-signature"
_DIGESTS = {
    f"{DSIG}sha1": "sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    f"{MORE}sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_METHODS = {
    f"{DSIG}rsa-sha1": ("rsa", "sha1"),
    f"{MORE}rsa-sha256": ("rsa", "sha256"),
    f"{MORE}rsa-sha384": ("rsa", "sha384"),
    f"{MORE}rsa-sha512": ("rsa", "sha512"),
    f"{MORE}ecdsa-sha256": ("ecdsa", "sha256"),
    f"{MORE}ecdsa-sha384": ("ecdsa", "sha384"),
    f"{MORE}ecdsa-sha512": ("ecdsa", "sha512"),
}
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Event = tuple[str, str, Attributes]


class Worth(StrEnum):
    """What a message's signature is worth by itself; whose it is, others say."""

    NONE = "none"
    SOUND = "sound"
    WEAK = "weak"
    """Sound, but by SHA-1, which no longer proves anything."""
    BROKEN = "broken"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Signer:
    """A key of the installation with its certificate."""

    key: PrivateKey = field(repr=False)
    certificate: x509.Certificate

    @property
    def method(self) -> str:
        return f"{MORE}{'rsa' if isinstance(self.key, rsa.RSAPrivateKey) else 'ecdsa'}-sha256"

    @property
    def width(self) -> int:
        """How many bytes a signature has."""
        size = (self.key.key_size + 7) // 8
        return size if isinstance(self.key, rsa.RSAPrivateKey) else 2 * size

    def sign(self, content: bytes) -> bytes:
        """Over SHA-256; ECDSA as the two numbers side by side (RFC 4050, as XMLDSIG has it)."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(content, padding.PKCS1v15(), hashes.SHA256())
        width = (self.key.curve.key_size + 7) // 8
        r, s = decode_dss_signature(self.key.sign(content, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(width, "big") + s.to_bytes(width, "big")


def signature_of(digest: bytes, signer: Signer) -> bytes:
    """The `Signature` element over a canonical message with this SHA-256."""
    inside = _signed_info(digest, signer)
    return _element(inside, signer.sign(f'<SignedInfo xmlns="{DSIG}">{inside}'.encode()), signer)


def room_for(signer: Signer) -> bytes:
    """As many bytes as every `Signature` element of the signer has."""
    return bytes(len(_element(_signed_info(bytes(32), signer), bytes(signer.width), signer)))


def _signed_info(digest: bytes, signer: Signer) -> str:
    return (
        f'<CanonicalizationMethod Algorithm="{EXCLUSIVE}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{signer.method}"></SignatureMethod>'
        f'<Reference URI=""><Transforms><Transform Algorithm="{ENVELOPED}"></Transform>'
        f'<Transform Algorithm="{INCLUSIVE}"></Transform></Transforms>'
        '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod>'
        f"<DigestValue>{base64.b64encode(digest).decode()}</DigestValue></Reference></SignedInfo>"
    )


def _element(inside: str, signature: bytes, signer: Signer) -> bytes:
    value = base64.b64encode(signature).decode()
    der = signer.certificate.public_bytes(serialization.Encoding.DER)
    return (
        f'<Signature xmlns="{DSIG}"><SignedInfo>{inside}'
        f"<SignatureValue>{value}</SignatureValue><KeyInfo><X509Data>"
        f"<X509Certificate>{base64.b64encode(der).decode()}</X509Certificate>"
        "</X509Data></KeyInfo></Signature>"
    ).encode()


@dataclass(frozen=True)
class Claim:
    """What a `Signature` element says, read but not yet checked."""

    signed_info: bytes
    kind: str
    hash: str
    digest_hash: str
    digest: bytes
    value: bytes
    exclusive: bool
    certificate: bytes | None

    @property
    def weak(self) -> bool:
        return "sha1" in {self.hash, self.digest_hash}

    def holds(self, digest: bytes) -> bool:
        """Whether this is the message's digest and the certificate's key signed it."""
        if digest != self.digest or self.certificate is None:
            return False
        try:
            key = x509.load_der_x509_certificate(self.certificate).public_key()
            _verify(key, self)
        except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
            return False
        return True


def _verify(key: Any, claim: Claim) -> None:
    algorithm = _HASHES[claim.hash]()
    if claim.kind == "rsa" and isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048:
        key.verify(claim.value, claim.signed_info, padding.PKCS1v15(), algorithm)
        return
    if claim.kind != "ecdsa" or not isinstance(key, ec.EllipticCurvePublicKey):
        raise InvalidSignature
    half, odd = divmod(len(claim.value), 2)
    if odd or not half:
        raise InvalidSignature
    r, s = (int.from_bytes(claim.value[a:b], "big") for a, b in ((0, half), (half, None)))
    key.verify(encode_dss_signature(r, s), claim.signed_info, ec.ECDSA(algorithm))


def claim_of(signature: Node, events: list[Event], scope: dict[str, str]) -> Claim | None:
    """The claim of a `Signature`; nothing where it is not of the one shape that counts.

    `events` are those of its `SignedInfo`, `scope` the namespaces in which that stands.
    """
    info = signature.only("SignedInfo")
    reference = info.only("Reference") if info else None
    if info is None or reference is None or reference.attributes.get("URI") != "":
        return None
    canonical = _algorithm(info, "CanonicalizationMethod")
    kind, digest_of = _METHODS.get(_algorithm(info, "SignatureMethod"), ("", ""))
    digest_hash = _DIGESTS.get(_algorithm(reference, "DigestMethod"), "")
    exclusive = _document_form(reference)
    value, digest = _bytes(signature, "SignatureValue"), _bytes(reference, "DigestValue")
    if canonical not in {INCLUSIVE, EXCLUSIVE} or not kind or not digest_hash:
        return None
    if exclusive is None or not value or not digest:
        return None
    return Claim(
        signed_info=_written(events, scope, exclusive=canonical == EXCLUSIVE),
        kind=kind,
        hash=digest_of,
        digest_hash=digest_hash,
        digest=digest,
        value=value,
        exclusive=exclusive,
        certificate=_certificate(signature),
    )


def _document_form(reference: Node) -> bool | None:
    """Whether the message is canonicalised exclusively; nothing for unknown transforms."""
    transforms = reference.only("Transforms")
    named = (
        [one.attributes.get("Algorithm", "") for one in transforms.children] if transforms else []
    )
    if any(one.children for one in (transforms.children if transforms else [])):
        return None
    if named == [ENVELOPED] or named == [ENVELOPED, INCLUSIVE]:
        return False
    return True if named == [ENVELOPED, EXCLUSIVE] else None


def _algorithm(node: Node, name: str) -> str:
    found = node.only(name)
    return found.attributes.get("Algorithm", "") if found and not found.children else ""


def _bytes(node: Node, name: str) -> bytes:
    found = node.only(name)
    try:
        return base64.b64decode("".join(found.text.split()), validate=True) if found else b""
    except (binascii.Error, ValueError):
        return b""


def _certificate(signature: Node) -> bytes | None:
    """The first certificate of the key's information, as DER."""
    found: Node | None = signature
    for name in ("KeyInfo", "X509Data"):
        found = found.first(name) if found else None
    holder = found.first("X509Certificate") if found else None
    try:
        der = base64.b64decode("".join(holder.text.split()), validate=True) if holder else b""
        x509.load_der_x509_certificate(der)
    except ValueError:
        return None
    return der


def _written(events: list[Event], scope: dict[str, str], *, exclusive: bool) -> bytes:
    pieces: list[bytes] = []
    canonical = Canonical(pieces.append, exclusive=exclusive, scope=scope)
    for kind, text, attributes in events:
        if kind == "start":
            canonical.start(text, attributes)
        elif kind == "end":
            canonical.end(text)
        else:
            canonical.text(text)
    return b"".join(pieces)
