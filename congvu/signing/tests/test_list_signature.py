"""The signature of a trusted list: by whom, over what, and everything that somebody might try.

Lists are signed by signxml, which shares no code with the product.
"""

from __future__ import annotations

import base64
import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml import SignatureMethod
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm
from signxml.xades import XAdESSigner

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.signing import authority
from congvu.signing.list_signature import DSIG
from congvu.signing.models import TrustAnchor
from congvu.signing.tests.test_trust_list import service, trusted_list
from congvu.signing.tests.test_trusting import send

pytestmark = pytest.mark.django_db
REFUSED = "Chữ ký số của danh sách tin cậy không hợp lệ"
PROVIDERS = "{http://uri.etsi.org/02231/v2#}TrustServiceProviderList"


@dataclass
class Scheme:
    """Who publishes the list, and the authority that is on it."""

    publisher: authority.Authority
    signer: authority.Issued
    listed: bytes
    plain: Any

    def signed(self, *, by: authority.Issued | None = None, **given: Any) -> Any:
        by = by or self.signer
        maker = XAdESSigner(
            signature_algorithm=given.get("method", SignatureMethod.ECDSA_SHA256),
            digest_algorithm=DigestAlgorithm.SHA256,
            c14n_algorithm=given.get(
                "form", CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
            ),
        )
        chain = [by.certificate, *(x509.load_der_x509_certificate(one) for one in by.chain)]
        pems = [one.public_bytes(Encoding.PEM).decode() for one in chain]
        return maker.sign(copy.deepcopy(self.plain), key=by.key, cert=pems)


def leaf(of: authority.Authority, *, curve: bool = True) -> authority.Issued:
    return authority.issue_certificate(
        of, name="Người ký danh sách", organisation="Bộ Thử nghiệm", curve=curve
    )


@pytest.fixture
def scheme() -> Scheme:
    publisher, other = (authority.make_authority(curve=True) for _ in range(2))
    der = other.root.public_bytes(Encoding.DER)
    content = trusted_list(service(der, ("granted", "2019-03-01")))
    return Scheme(publisher, leaf(publisher), der, etree.fromstring(content))


def written(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def anchors() -> set[bytes]:
    return {bytes(one.certificate) for one in TrustAnchor.objects.all()}


def foreign() -> Any:
    """An attacker's authority, as a provider list."""
    der = authority.make_authority(curve=True).root.public_bytes(Encoding.DER)
    return etree.fromstring(trusted_list(service(der, ("granted", "2019-03-01")))).find(PROVIDERS)


def test_a_list_by_a_known_signer_is_valid(province: Appointment, scheme: Scheme) -> None:
    send(province, scheme.publisher.root.public_bytes(Encoding.PEM))
    page = send(province, written(scheme.signed()))
    assert "chữ ký của danh sách hợp lệ, người ký: Người ký danh sách" in page
    assert scheme.listed in anchors()


@pytest.mark.parametrize(
    "form",
    [
        CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
        CanonicalizationMethod.CANONICAL_XML_1_0,
    ],
)
@pytest.mark.parametrize(
    ("curve", "method"),
    [
        (True, SignatureMethod.ECDSA_SHA256),
        (False, SignatureMethod.RSA_SHA512),
        (False, SignatureMethod.SHA256_RSA_MGF1),
    ],
)
def test_all_forms_of_signatures(
    province: Appointment, scheme: Scheme, curve: bool, method: Any, form: Any
) -> None:
    by = leaf(authority.make_authority(curve=True), curve=curve)
    signed = written(scheme.signed(by=by, method=method, form=form))
    digest = by.certificate.fingerprint(hashes.SHA256()).hex(":").upper()
    assert "chữ ký của danh sách hợp lệ" in send(province, signed, signer=digest)
    assert anchors() == {scheme.listed}


def test_an_unknown_signer_is_said_to_be_unknown(province: Appointment, scheme: Scheme) -> None:
    page = send(province, written(scheme.signed()))
    assert "chữ ký của danh sách chưa xác định: chưa biết người ký" in page
    unsigned = send(province, written(scheme.plain))
    assert "chưa xác định: danh sách không được ký" in unsigned


def test_only_the_named_signer_will_do(province: Appointment, scheme: Scheme) -> None:
    """A foreign signer, however sound the signature; no signature; a name that is none."""
    named = scheme.signer.certificate.fingerprint(hashes.SHA256()).hex()
    stranger = written(scheme.signed(by=leaf(authority.make_authority(curve=True))))
    assert "không do chứng thư này ký" in send(province, stranger, signer=named)
    assert "không do chứng thư này ký" in send(province, written(scheme.plain), signer=named)
    assert "gồm 64 chữ số" in send(province, written(scheme.signed()), signer="abc")
    assert anchors() == set()
    assert "chữ ký của danh sách hợp lệ" in send(province, written(scheme.signed()), signer=named)


def test_a_known_authority_that_is_no_longer_trusted_makes_no_signer_known(
    province: Appointment, scheme: Scheme
) -> None:
    yesterday = clock.today() - timedelta(days=1)
    send(province, scheme.publisher.root.public_bytes(Encoding.PEM), until=f"{yesterday:%d/%m/%Y}")
    assert "chưa biết người ký" in send(province, written(scheme.signed()))


def altered(root: Any) -> None:
    root.find(".//{*}StatusStartingTime").text = "2010-01-01T00:00:00Z"


def added(root: Any) -> None:
    root.insert(1, foreign())


def wrapped_inside(root: Any) -> None:
    """A list within the signature, where no digest looks."""
    etree.SubElement(root.find(f"{{{DSIG}}}Signature"), f"{{{DSIG}}}Object").append(foreign())


def wrapped_around(root: Any) -> None:
    """The signed list kept aside; another in its place."""
    signature = root.find(f"{{{DSIG}}}Signature")
    kept = copy.deepcopy(root)
    kept.remove(kept.find(f"{{{DSIG}}}Signature"))
    kept.set("Id", "kept")
    root.replace(root.find(PROVIDERS), foreign())
    etree.SubElement(signature, f"{{{DSIG}}}Object").append(kept)
    signature.find(f".//{{{DSIG}}}Reference").set("URI", "#kept")


def moved_down(root: Any) -> None:
    root.find(PROVIDERS).append(root.find(f"{{{DSIG}}}Signature"))


def signed_twice(root: Any) -> None:
    root.append(copy.deepcopy(root.find(f"{{{DSIG}}}Signature")))


def without_properties(root: Any) -> None:
    info = root.find(f".//{{{DSIG}}}SignedInfo")
    info.remove(info.findall(f"{{{DSIG}}}Reference")[-1])


def other_certificate(root: Any) -> None:
    der = leaf(authority.make_authority(curve=True)).certificate.public_bytes(Encoding.DER)
    holder = root.find(f".//{{{DSIG}}}KeyInfo//{{{DSIG}}}X509Certificate")
    holder.text = base64.b64encode(der).decode()


def other_value(root: Any) -> None:
    holder = root.find(f".//{{{DSIG}}}SignatureValue")
    holder.text = base64.b64encode(b"\1" * 64).decode()


def filtered(root: Any) -> None:
    """A transform that leaves out what should be signed."""
    place = root.find(f".//{{{DSIG}}}Transforms")
    one = etree.SubElement(place, f"{{{DSIG}}}Transform", Algorithm=f"{DSIG}xpath")
    etree.SubElement(one, f"{{{DSIG}}}XPath").text = "false()"


def nothing_in_it(root: Any) -> None:
    signature = root.find(f"{{{DSIG}}}Signature")
    signature[:] = []


@pytest.mark.parametrize(
    "attack",
    [
        altered, added, wrapped_inside, wrapped_around, moved_down, signed_twice,
        without_properties, other_certificate, other_value, filtered, nothing_in_it,
    ],
)  # fmt: skip
def test_what_was_changed_after_signing_is_refused(
    province: Appointment, scheme: Scheme, attack: Any
) -> None:
    send(province, scheme.publisher.root.public_bytes(Encoding.PEM))
    before, root = anchors(), scheme.signed()
    attack(root)
    page = send(province, written(root))
    inside = attack is wrapped_inside  # the digests hold; what stands there is not believed
    assert (REFUSED in page) is not inside
    assert anchors() - before == ({scheme.listed} if inside else set())
