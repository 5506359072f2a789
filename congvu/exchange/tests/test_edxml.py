"""The national format: exact round trips, other writers' ways, signatures, hostile files."""

from __future__ import annotations

import base64
import io
import time
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml import SignatureMethod, XMLSigner, XMLVerifier, methods
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm

from congvu.config.environment import ROOT
from congvu.exchange import edxml as x
from congvu.exchange.edxml.stream import run
from congvu.exchange.edxml.writing import ZONE
from congvu.exchange.tests.keys import curve_signer, rsa_signer
from congvu.exchange.tests.strategies import STATUSES, documents

SCHEMA = etree.XMLSchema(file=str(ROOT / "docs" / "edxml.xsd"))
PDF = b"%PDF-1.7 " + bytes(range(256)) * 30


def letter(**given: Any) -> x.Document:
    plain: dict[str, Any] = {
        "sender": x.Organ("000.00.00.H47", "UBND tỉnh Quảng Nam"),
        "receivers": (x.Organ("000.00.15.H41", "Sở Nội vụ Nghệ An"),),
        "document_id": "000.00.00.H47,2020/04/01,1804/UBND-KGVX",
        "code": x.Code("1804", "UBND-KGVX"),
        "place": "Quảng Nam",
        "promulgated_on": date(2020, 4, 1),
        "kind": x.DocumentKind("Công văn", 18),
        "subject": "V/v tăng cường ứng dụng <CNTT> & làm việc",
        "signer": x.SignerInfo("Nguyễn Văn A", "PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH"),
        "traces": (x.Trace("000.00.00.H47", datetime(2020, 4, 1, 16, 21, tzinfo=ZONE)),),
        "attachments": (x.Attachment("209", "1804.pdf"),),
    }
    return x.Document(**plain | given)


def written(
    message: x.Message,
    contents: list[bytes] | None = None,
    *,
    signer: x.Signer | None = None,
    zipped: bool = True,
) -> bytes:
    out = io.BytesIO()
    contents = [PDF] if contents is None and isinstance(message, x.Document) else contents or []
    held = [x.Content(io.BytesIO(one), f"{at}") for at, one in enumerate(contents)]
    x.write(message, out, contents=held, signer=signer, zipped=zipped)
    return out.getvalue()


def taken(packet: bytes) -> x.Read:
    return x.read(io.BytesIO(packet))


def contents_of(found: x.Read) -> list[bytes]:
    return [one.read() for one in found.contents]


@given(documents(), st.booleans())
@settings(max_examples=60)
def test_a_document_comes_back_exactly(made: tuple[x.Document, list[bytes]], sign: bool) -> None:
    document, contents = made
    packet = written(document, contents, signer=curve_signer() if sign else None)
    found = taken(packet)
    assert found.message == document
    assert contents_of(found) == contents
    assert found.worth is (x.Worth.SOUND if sign else x.Worth.NONE)


@given(STATUSES)
@settings(max_examples=40)
def test_a_status_comes_back_exactly(status: x.Status) -> None:
    found = taken(written(status, signer=curve_signer()))
    assert (found.message, found.worth) == (status, x.Worth.SOUND)


@given(documents(), STATUSES)
@settings(max_examples=30)
def test_what_is_written_is_canonical_and_keeps_the_published_schema(
    made: tuple[x.Document, list[bytes]], status: x.Status
) -> None:
    for packet in (written(*made, signer=curve_signer()), written(status)):
        root = etree.fromstring(packet)
        canonical = etree.tostring(root, method="c14n")
        assert packet == b'<?xml version="1.0" encoding="UTF-8"?>\n' + canonical
        SCHEMA.assertValid(root)


FOREIGN = """<?xml version='1.0' encoding='utf-8' standalone="yes"?><!-- a comment -->
<e:edXML xmlns:e='http://www.mic.gov.vn/TBT/QCVN_102_2016' xmlns:z="urn:unused" b="2" a='1&#10;"'>
  <e:edXMLEnvelope z:q="1" xmlns:y="urn:y" y:q='2'><e:edXMLHeader>
   <MessageHeader xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">
     <ToPlaces><Place>Như trên</Place></ToPlaces>
     <Subject><![CDATA[Về việc <A> & B]]></Subject>
     <OtherInfo><Priority>2</Priority></OtherInfo>
     <DocumentType><TypeName>Công văn</TypeName><Type>1</Type></DocumentType>
     <PromulgationInfo><PromulgationDate>2019-03-12</PromulgationDate><Place/></PromulgationInfo>
     <Code><CodeNotation>VPCP-TTĐT</CodeNotation><CodeNumber>7816</CodeNumber></Code>
     <To><OrganId> H47.01 </OrganId></To><To><OrganId>000.00.02.H47</OrganId></To>
     <From><OrganName>Văn phòng Chính phủ</OrganName><OrganId>000.00.00.G22</OrganId></From>
     <DocumentId>ab-cd</DocumentId>
   </MessageHeader><?x?></e:edXMLHeader>
   <e:edXMLBody><e:edXMLManifest>
     <e:Reference><e:ContentId>7</e:ContentId><e:AttachmentName>a.pdf</e:AttachmentName></e:Reference>
   </e:edXMLManifest></e:edXMLBody></e:edXMLEnvelope>
  <e:AttachmentEncoded><e:Attachment><e:ContentId>cid:7</e:ContentId>
   <e:ContentTransferEncoded>
     JVBE
     Ri0x
   </e:ContentTransferEncoded></e:Attachment></e:AttachmentEncoded>
</e:edXML>
""".replace("<?x?>", "")


def test_other_writers_orders_prefixes_and_bare_contents_are_read() -> None:
    found = taken(FOREIGN.encode())
    assert isinstance(found.message, x.Document)
    assert found.message.subject == "Về việc <A> & B"
    assert [one.id for one in found.message.receivers] == ["H47.01", "000.00.02.H47"]
    assert found.message.promulgated_on == date(2019, 3, 12)
    assert contents_of(found) == [b"%PDF-1"]


@pytest.mark.parametrize("exclusive", [False, True])
def test_any_writers_canonical_form_is_that_of_libxml2(exclusive: bool) -> None:
    pieces: list[bytes] = []
    source = io.BytesIO(FOREIGN.encode())
    run(source, limits=x.Limits(), keep=False, exclusive=exclusive, sink=pieces.append)
    root = etree.fromstring(FOREIGN.encode())
    assert b"".join(pieces) == etree.tostring(
        root, method="c14n", exclusive=exclusive, with_comments=False
    )


@pytest.mark.parametrize("signer", [curve_signer, rsa_signer])
def test_what_we_sign_another_library_verifies(signer: Any) -> None:
    packet = written(letter(), signer=signer())
    XMLVerifier().verify(packet, x509_cert=signer().certificate)


@pytest.mark.parametrize(
    ("method", "canonical", "worth"),
    [
        (SignatureMethod.RSA_SHA256, CanonicalizationMethod.CANONICAL_XML_1_0, x.Worth.SOUND),
        (
            SignatureMethod.RSA_SHA512,
            CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
            x.Worth.SOUND,
        ),
        (SignatureMethod.RSA_SHA256, CanonicalizationMethod.CANONICAL_XML_1_1, x.Worth.UNREADABLE),
    ],
)
def test_what_another_library_signs_is_checked(method: Any, canonical: Any, worth: x.Worth) -> None:
    root = etree.fromstring(FOREIGN.encode())
    header = root[0][0]
    etree.SubElement(header, "{http://www.w3.org/2000/09/xmldsig#}Signature", Id="placeholder")
    made = XMLSigner(method=methods.enveloped, signature_algorithm=method, c14n_algorithm=canonical)
    one = rsa_signer()
    packet = etree.tostring(made.sign(root, key=one.key, cert=[one.certificate]), encoding="UTF-8")
    found = taken(packet)
    assert found.worth is worth
    if worth is x.Worth.SOUND:
        assert taken(packet.replace("Về việc".encode(), b"Ve viec")).worth is x.Worth.BROKEN


class OldSigner(XMLSigner):
    """As the SDK signs to this day; the library itself refuses to."""

    def check_deprecated_methods(self) -> None:
        pass


def test_sha_1_is_sound_and_weak() -> None:
    root = etree.fromstring(FOREIGN.encode())
    etree.SubElement(root[0][0], "{http://www.w3.org/2000/09/xmldsig#}Signature", Id="placeholder")
    made = OldSigner(
        method=methods.enveloped,
        signature_algorithm=SignatureMethod.RSA_SHA1,
        digest_algorithm=DigestAlgorithm.SHA1,
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
    )
    one = rsa_signer()
    packet = etree.tostring(made.sign(root, key=one.key, cert=[one.certificate]), encoding="UTF-8")
    assert taken(packet).worth is x.Worth.WEAK
    assert taken(packet.replace("Về việc".encode(), b"Ve viec")).worth is x.Worth.BROKEN


def test_what_other_writers_put_beside_the_text_is_read() -> None:
    for written_as, meant in (("true", True), ("0", False), ("có", None)):
        packet = FOREIGN.replace("<Priority>", f"<Direction>{written_as}</Direction><Priority>", 1)
        found = taken(packet.encode()).message
        assert isinstance(found, x.Document)
        assert found.other == x.OtherInfo(priority=2, steers=meant)


def test_every_changed_byte_breaks_the_signature() -> None:
    packet = written(letter(attachments=()), [], signer=curve_signer())
    start, end = packet.index(b"<Signature"), packet.index(b"</Signature>")
    certificate = packet.index(b"<X509Certificate>")
    for at in range(len(packet)):
        if certificate <= at < end:
            continue
        changed = packet[:at] + bytes([packet[at] ^ 1]) + packet[at + 1 :]
        try:
            worth = taken(changed).worth
        except x.FormatError:
            continue
        inside = start <= at < end
        assert (
            worth in {x.Worth.BROKEN, x.Worth.NONE}
            or (inside and worth is x.Worth.UNREADABLE)
            or (at < 39 and worth is x.Worth.SOUND)
        ), (at, worth)


def wrapped(packet: bytes) -> bytes:
    """Signature wrapping: the signed message is moved aside, another one put in its place."""
    signature = packet[packet.index(b"<Signature") : packet.index(b"</Signature>") + 12]
    forged = written(letter(subject="Khác"), signer=None)
    inner = packet.partition(b"?>\n")[2].replace(signature, b"")
    end = forged.index(b"</edXML:edXMLHeader>")
    return forged[:end] + signature + inner + forged[end:]


def test_a_signature_moved_to_another_message_is_worth_nothing() -> None:
    packet = written(letter(), signer=curve_signer())
    assert taken(wrapped(packet)).worth is x.Worth.BROKEN
    second = packet.replace(b"<Signature", b"<Signature></Signature><Signature", 1)
    with pytest.raises(x.FormatError):
        taken(second)


HEAD = b'<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">'
HOSTILE = {
    "empty": b"",
    "no xml": b"PK\x03\x04 not xml",
    "doctype": b"<!DOCTYPE a><a/>",
    "outside entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "billion laughs": b'<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>',
    "other root": b'<edXML xmlns="http://www.go.vn/eDoc"/>',
    "soap of 2012": b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>',
    "utf-16": HEAD.decode().encode("utf-16"),
    "other encoding": b'<?xml version="1.0" encoding="windows-1258"?>' + HEAD + b"</edXML>",
    "broken utf-8": HEAD + b"\xff\xfe</edXML>",
    "deep": HEAD + b"<a>" * 5000,
    "many": HEAD + b"<a></a>" * 50_000,
    "many attributes": HEAD + b"<a " + b" ".join(b'a%d="1"' % n for n in range(99)) + b"></a>",
    "one endless tag": HEAD + b"<a " + b"x" * 8_000_000,
    "one endless value": HEAD + b'<a b="' + b"x" * 8_000_000,
    "endless text": HEAD + b"<edXMLEnvelope>" + b"x" * 8_000_000,
    "cut": written(letter())[:-40],
    "unbound prefix": HEAD + b"<q:a></q:a></edXML>",
    "twice the same": b'<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016" xmlns:a="u" '
    b'xmlns:b="u" a:x="1" b:x="2"></edXML>',
    "instruction": HEAD + b"<?php x?></edXML>",
    "base64": written(letter()).replace(b"UEsD", b"U*sD", 1),
    "cut base64": written(letter()).replace(b"UEsD", b"UEs", 1),
    "no receiver": written(letter(receivers=())),
    "unknown status": written(letter()).replace(
        b"<edXML:To>", b"<edXML:StatusCode>77</edXML:StatusCode><edXML:To>"
    ),
    "no such day": written(letter()).replace(b"2020/04/01<", b"2020/13/01<"),
    "content missing": written(letter()).replace(b"cid:209", b"cid:210", 1),
}


CONTENTS = {"base64", "cut base64", "content missing"}
"""Of these the message is well formed and a content cannot be taken out (code 21, not 22)."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_the_axis_code(name: str) -> None:
    begun = time.process_time()
    with pytest.raises(x.FormatError) as refused:
        taken(HOSTILE[name])
    assert refused.value.fault is (x.Fault.PROCESSING if name in CONTENTS else x.Fault.FORMAT)
    assert time.process_time() - begun < 5


def test_a_zip_that_unpacks_to_too_much_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("a.pdf", bytes(3_000_000))
    packet = written(letter(), [bomb.getvalue()], zipped=False)
    with pytest.raises(x.FormatError, match="giải nén quá"):
        x.read(io.BytesIO(packet), limits=x.Limits(content=1_000_000))


def test_a_message_over_the_limit_is_refused() -> None:
    packet = written(letter(), [bytes(200_000)])
    with pytest.raises(x.FormatError) as refused:
        x.read(io.BytesIO(packet), limits=x.Limits(packet=100_000))
    assert refused.value.fault is x.Fault.FILE


def test_contents_bare_zipped_and_zips_themselves() -> None:
    own = io.BytesIO()
    with zipfile.ZipFile(own, "w") as pack:
        pack.writestr("inside.txt", "x")
    document = letter(attachments=(x.Attachment("1", "a.pdf"), x.Attachment("2", "b.zip")))
    for zipped in (True, False):
        found = taken(written(document, [PDF, own.getvalue()], zipped=zipped))
        assert contents_of(found) == [PDF, own.getvalue()]
    first = base64.b64encode(PDF[:9])[:8]
    assert first not in written(document, [PDF, b"x"])
    assert first in written(document, [PDF, b"x"], zipped=False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("000.00.00.H47", "H47"),
        ("000.00.01.H47", "H47.01"),
        ("000.05.01.H47", "H47.01.05"),
        ("012.05.01.H47", "H47.01.05.012"),
    ],
)
def test_identifiers_turn_into_each_other(old: str, new: str) -> None:
    assert (x.new_form(old), x.old_form(new)) == (new, old)


def test_identifiers_without_an_old_form_have_none() -> None:
    assert [x.old_form(one) for one in ("H37.DN.001", "H47.1.2.3.4", "x")] == ["", "", ""]
