"""The signature of a trusted list: XAdES, enveloped, over the whole list (ETSI TS 119 612, 5.7).

Only one shape counts: one `Signature`, a child of the list itself, whose references are the whole
list and its own signed properties, which name the certificate. What is read afterwards is what was
hashed: the list without that element, so that nothing can be believed that stands inside it.
"""

from __future__ import annotations

import base64
import binascii
import copy
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

DSIG = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
MORE, NEWER = "http://www.w3.org/2001/04/xmldsig-more#", "http://www.w3.org/2007/05/xmldsig-more#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DSIG}enveloped-signature"
PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
_SPACES = {"d": DSIG, "a": XADES}
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    f"{MORE}sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_METHODS = {
    **{f"{MORE}rsa-{name}": ("rsa", name) for name in _HASHES},
    **{f"{MORE}ecdsa-{name}": ("ecdsa", name) for name in _HASHES},
    **{f"{NEWER}{name}-rsa-MGF1": ("pss", name) for name in _HASHES},
}
_FORMS = {INCLUSIVE: False, EXCLUSIVE: True}


class BadSignature(Exception):  # noqa: N818 - it is an answer, not a fault
    """The list is signed, and the signature is wrong or of no shape that counts."""


@dataclass(frozen=True)
class ListSigner:
    """Whose signature stands on the list, sound by itself; `chain` is what it brings along."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.certificate.public_bytes(Encoding.DER)).hexdigest()


def signed_part(root: Any) -> tuple[Any, ListSigner | None]:
    """The list without its signature, and who signed exactly that; nobody where it bears none.

    Raises `BadSignature`.
    """
    found = list(root.iter(f"{{{DSIG}}}Signature"))
    if not found:
        return root, None
    [signature, *others] = found
    if others or signature.getparent() is not root:
        raise BadSignature
    try:
        return _checked(root, signature)
    except (InvalidSignature, UnsupportedAlgorithm, binascii.Error, ValueError, TypeError) as wrong:
        raise BadSignature from wrong


def _checked(root: Any, signature: Any) -> tuple[Any, ListSigner]:
    info = _one(signature, "d:SignedInfo")
    whole, properties, others = _references(root, info)
    bare = _without(root, signature)
    _check_digest(whole, bare, [_whole_form(whole)])
    holder = _one(signature, "d:Object/a:QualifyingProperties/a:SignedProperties")
    _check_inside(properties, holder)
    for one in others:
        _check_inside(one, _one(signature, "d:KeyInfo"))
    chain = _certificates(signature)
    _check_named(holder, chain[0])
    exclusive = _FORMS[_algorithm(info, "CanonicalizationMethod")]
    value = base64.b64decode(_text(_one(signature, "d:SignatureValue")), validate=True)
    _verify(
        chain[0], _algorithm(info, "SignatureMethod"), value, _canonical(info, exclusive=exclusive)
    )
    return bare, ListSigner(chain[0], chain[1:])


def _references(root: Any, info: Any) -> tuple[Any, Any, list[Any]]:
    """That of the whole list, that of the signed properties, and what else; each name is one's."""
    names = [one for each in root.iter() for key, one in each.attrib.items() if key == "Id"]
    if len(set(names)) < len(names):
        raise ValueError("ambiguous names")
    found = list(info.iterfind("d:Reference", _SPACES))
    [properties] = [one for one in found if one.get("Type") == PROPERTIES]
    [whole] = [one for one in found if one.get("URI") in {"", f"#{root.get('Id')}"}]
    if whole is properties:
        raise ValueError("not the whole list")
    return whole, properties, [one for one in found if one is not whole and one is not properties]


def _check_inside(reference: Any, part: Any) -> None:
    """It is of this part of the signature, and the digest holds.

    Where no form is named some write the inclusive one, which is the default, some the exclusive.
    """
    named = _transforms(reference)
    if len(named) > 1 or not part.get("Id") or reference.get("URI") != f"#{part.get('Id')}":
        raise ValueError("of something else")
    _check_digest(reference, part, [_FORMS[named[0]]] if named else [False, True])


def _without(root: Any, signature: Any) -> Any:
    """As the enveloped-signature transform has it: what stands behind the element stays."""
    bare = copy.deepcopy(root)
    gone = bare[root.index(signature)]
    before = gone.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (gone.tail or "")
    else:
        bare.text = (bare.text or "") + (gone.tail or "")
    gone.tail = None
    bare.remove(gone)
    return bare


def _whole_form(reference: Any) -> bool:
    """Whether the list is canonicalised exclusively; the signature is taken out before."""
    first, *rest = _transforms(reference)
    if first != ENVELOPED or len(rest) > 1:
        raise ValueError("transforms")
    return _FORMS[rest[0]] if rest else False


def _transforms(reference: Any) -> list[str]:
    found = list(reference.iterfind("d:Transforms/d:Transform", _SPACES))
    if any(len(one) for one in found):
        raise ValueError("transforms with parameters")
    return [str(one.get("Algorithm")) for one in found]


def _check_digest(reference: Any, part: Any, forms: list[bool]) -> None:
    """By one of the forms (exclusive or not)."""
    name = _DIGESTS.get(_algorithm(reference, "DigestMethod"), "")
    told = base64.b64decode(_text(_one(reference, "d:DigestValue")), validate=True)
    if not name or not any(
        hashlib.new(name, _canonical(part, exclusive=form)).digest() == told for form in forms
    ):
        raise InvalidSignature


def _canonical(part: Any, *, exclusive: bool) -> bytes:
    return etree.tostring(part, method="c14n", exclusive=exclusive, with_comments=False)


def _certificates(signature: Any) -> tuple[x509.Certificate, ...]:
    """The signer's first, at least that."""
    found = signature.iterfind("d:KeyInfo/d:X509Data/d:X509Certificate", _SPACES)
    chain = tuple(
        x509.load_der_x509_certificate(base64.b64decode(_text(one), validate=True)) for one in found
    )
    if not chain:
        raise ValueError("no certificate")
    return chain


def _check_named(properties: Any, certificate: x509.Certificate) -> None:
    """The signed properties name the certificate, so that no other can be put in its place."""
    within = "a:SignedSignatureProperties"
    found = properties.find(f"{within}/a:SigningCertificateV2/a:Cert/a:CertDigest", _SPACES)
    if found is None:
        found = properties.find(f"{within}/a:SigningCertificate/a:Cert/a:CertDigest", _SPACES)
    if found is None:
        raise ValueError("no certificate named")
    name = _DIGESTS.get(_algorithm(found, "DigestMethod"), "")
    told = base64.b64decode(_text(_one(found, "d:DigestValue")), validate=True)
    der = certificate.public_bytes(Encoding.DER)
    if not name or hashlib.new(name, der).digest() != told:
        raise InvalidSignature


def _verify(certificate: x509.Certificate, method: str, value: bytes, content: bytes) -> None:
    kind, name = _METHODS.get(method, ("", ""))
    key = certificate.public_key()
    if kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
        half, odd = divmod(len(value), 2)
        if odd or not half:
            raise InvalidSignature
        r, s = (int.from_bytes(part, "big") for part in (value[:half], value[half:]))
        key.verify(encode_dss_signature(r, s), content, ec.ECDSA(_HASHES[name]()))
        return
    if kind not in {"rsa", "pss"} or not isinstance(key, rsa.RSAPublicKey) or key.key_size < 2048:
        raise InvalidSignature
    algorithm = _HASHES[name]()
    salted = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
    key.verify(value, content, salted if kind == "pss" else padding.PKCS1v15(), algorithm)


def _one(parent: Any, path: str) -> Any:
    [found] = parent.iterfind(path, _SPACES)
    return found


def _algorithm(parent: Any, name: str) -> str:
    found = _one(parent, f"d:{name}")
    if len(found):
        raise ValueError("parameters")
    return str(found.get("Algorithm"))


def _text(node: Any) -> str:
    return "".join((node.text or "").split())
