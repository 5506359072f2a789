"""A key that stands in for a USB token, and what its program may do with a file, well or badly.

The program is pyHanko as others use it: it writes the metadata anew and signs in whatever field it
is told, and knows nothing of ours.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.parser import peek
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from congvu.signing import authority
from congvu.signing.pdf.objects import decimals, dictionary, name, stream, text
from congvu.signing.tests.attacks import fields, page, put
from congvu.signing.types import LEADER, NUMBER, SEAL

Change = Callable[[Any], None]


@dataclass(frozen=True)
class Token:
    """A key and its certificate; `slot` is the field that it signs in."""

    issued: authority.Issued
    slot: str = LEADER

    @property
    def pem(self) -> bytes:
        """What its owner exports: the certificate and those above."""
        own = self.issued.certificate.public_bytes(serialization.Encoding.PEM)
        return own + b"".join(
            b"-----BEGIN CERTIFICATE-----\n"
            + base64.encodebytes(one)
            + b"-----END CERTIFICATE-----\n"
            for one in self.issued.chain
        )

    def sign(
        self,
        pdf: bytes,
        *,
        field: str = "",
        box: tuple[float, float, float, float] | None = None,
        change: Change | None = None,
        pades: bool = True,
    ) -> bytes:
        """The file signed in the token's field or another; with a `box` in a field of its own
        there; with something else done.
        """
        writer, field = IncrementalPdfFileWriter(BytesIO(pdf), strict=False), field or self.slot
        if change is not None:
            change(writer)
        kind = SigSeedSubFilter.PADES if pades else SigSeedSubFilter.ADOBE_PKCS7_DETACHED
        said = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=kind)
        spec = SigFieldSpec(field, on_page=0, box=box) if box else None  # type: ignore[arg-type]
        output = BytesIO()
        PdfSigner(said, self._signer(), new_field_spec=spec).sign_pdf(
            writer, existing_fields_only=box is None, output=output
        )
        return output.getvalue()

    def _signer(self) -> SimpleSigner:
        key = self.issued.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        store = SimpleCertificateStore()
        store.register_multiple(Certificate.load(one) for one in self.issued.chain)
        own = self.issued.certificate.public_bytes(serialization.Encoding.DER)
        return SimpleSigner(
            signing_cert=Certificate.load(own),
            signing_key=PrivateKeyInfo.load(key),
            cert_registry=store,
        )


def token_of(ca: authority.Authority, name: str, *, curve: bool = True) -> Token:
    """A token whose certificate the authority gives to that name."""
    return Token(authority.issue_certificate(ca, name=name, organisation="UBND tỉnh", curve=curve))


def seal_token_of(ca: authority.Authority, name: str, code: str, *, curve: bool = True) -> Token:
    """A token with an agency's certificate."""
    named = {"name": name, "organisation": name, "organisation_code": code}
    return Token(authority.issue_certificate(ca, curve=curve, **named), SEAL)


def slot_of(pdf: bytes, field: str = LEADER) -> tuple[float, float, float, float]:
    """Where the prepared field is."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    left, bottom, right, top = (float(edge) for edge in fields(writer)[field]["/Rect"])
    return left, bottom, right, top


def updated(pdf: bytes, change: Change) -> bytes:
    """The file with an unsigned revision."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    writer.write(output := BytesIO())
    return output.getvalue()


def page_covered(writer: Any) -> None:
    """A white box over the text."""
    sheet = page(writer)
    white = stream({}, data=b"q 1 1 1 rg 60 500 300 120 re f Q")
    content = sheet["/Contents"]
    content.append(writer.add_object(white)) if isinstance(content, list) else put(
        writer, sheet, "/Contents", writer.add_object(white)
    )
    writer.update_container(content if isinstance(content, list) else sheet)


def note_put(writer: Any) -> None:
    """A note on the page, as people leave with a reader."""
    note = dictionary({"/Type": name("/Annot"), "/Subtype": name("/FreeText")})
    note |= dictionary({"/Rect": decimals((80, 500, 200, 540)), "/Contents": text("Đồng ý")})
    annotations = page(writer)["/Annots"]
    annotations.append(writer.add_object(note))
    writer.update_container(annotations)


def number_filled(writer: Any) -> None:
    """The clerk's number, which is not the signer's to give."""
    put(writer, fields(writer)[NUMBER], "/V", text("99"))


def font_changed(writer: Any) -> None:
    """Another font under the name in which the number will be drawn."""
    fonts = writer.root["/AcroForm"]["/DR"]["/Font"]
    plain = {"/Type": name("/Font"), "/Subtype": name("/Type1"), "/BaseFont": name("/Symbol")}
    for key in list(fonts):
        put(writer, fonts, key, writer.add_object(dictionary(plain)))


def rewritten(pdf: bytes) -> bytes:
    """Saved anew by another program."""
    output = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(output)
    return output.getvalue()


def spoilt(signed: bytes) -> bytes:
    """The last byte of the envelope, which is the signature's value, is another one."""
    *_, found = re.finditer(rb"/Contents ?<([0-9a-fA-F]+)>", signed)
    envelope = bytearray.fromhex(found[1].decode())
    envelope[peek(bytes(envelope)) - 1] ^= 1
    return signed[: found.start(1)] + envelope.hex().encode() + signed[found.end(1) :]


# Each with what a token signs, and another token of somebody else.
Way = Callable[[bytes, Token, Token], bytes]
WRONG: dict[str, tuple[Way, str]] = {
    "unsigned": (lambda pdf, _own, _other: pdf, "chưa có chữ ký số"),
    "no pdf": (lambda _pdf, _own, _other: b"%PDF-1.7 xin loi", "không phải bản đã giao để ký"),
    "rubbish behind": (lambda pdf, _own, _other: pdf + b"\0" * 900, "chưa có chữ ký số"),
    "one byte another": (
        lambda pdf, own, _other: own.sign(pdf[:11] + bytes([pdf[11] ^ 1]) + pdf[12:]),
        "không phải bản đã giao để ký",
    ),
    "saved anew": (lambda pdf, own, _other: own.sign(rewritten(pdf)), "đã ghi lại toàn bộ tệp"),
    "another token": (lambda pdf, _own, other: other.sign(pdf), "cắm đúng USB token"),
    "signed by two": (
        lambda pdf, own, other: other.sign(own.sign(pdf), field="Signature2", box=(9, 9, 99, 59)),
        "nhiều hơn một chữ ký",
    ),
    "in the corner": (
        lambda pdf, own, _other: own.sign(pdf, field="Signature1", box=(20, 20, 120, 60)),
        "không nằm ở vị trí dành cho",
    ),
    "a revision behind": (
        lambda pdf, own, _other: updated(own.sign(pdf), note_put),
        "bị ghi thêm nội dung",
    ),
    "bytes behind": (lambda pdf, own, _other: own.sign(pdf) + b"%x\n", "bị ghi thêm nội dung"),
    "covered before": (
        lambda pdf, own, _other: own.sign(updated(pdf, page_covered)),
        "nội dung khác của tệp đã bị thay đổi",
    ),
    "covered while signing": (
        lambda pdf, own, _other: own.sign(pdf, change=page_covered),
        "nội dung khác của tệp đã bị thay đổi",
    ),
    "a note": (
        lambda pdf, own, _other: own.sign(pdf, change=note_put),
        "nội dung khác của tệp đã bị thay đổi",
    ),
    "the number given": (
        lambda pdf, own, _other: own.sign(pdf, change=number_filled),
        "nội dung khác của tệp đã bị thay đổi",
    ),
    "the number's font": (
        lambda pdf, own, _other: own.sign(pdf, change=font_changed),
        "nội dung khác của tệp đã bị thay đổi",
    ),
    "a false signature": (
        lambda pdf, own, _other: spoilt(own.sign(pdf)),
        "Chữ ký không khớp với khóa công khai",
    ),
}
