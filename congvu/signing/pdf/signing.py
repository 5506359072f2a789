"""Signing prepared files: the leader's revision, the seal's revision, the mark on an annex."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.stamp import BaseStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from congvu.core.refused import Refused
from congvu.signing.pdf.lettering import FONT, embed_font, form, text_form, width_of
from congvu.signing.pdf.pictures import cached
from congvu.signing.pdf.slots import inherited, place
from congvu.signing.pdf.writer import UNSOUND, SlimWriter, append_to
from congvu.signing.providers.base import Provider
from congvu.signing.types import LEADER, SEAL, Slot

_DIGEST = "sha256"
_CMS_FRAME = 4096  # hexadecimal digits for attributes, signature and ASN.1 around the certificates


class KeySigner(Signer):  # type: ignore[misc]
    """pyHanko's signer over a provider: the key stays where it is, loaded once."""

    def __init__(self, provider: Provider) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(provider.chain)
        super().__init__(
            signing_cert=provider.certificate, cert_registry=registry, embed_roots=False
        )
        self.provider = provider
        certificates = (provider.certificate, *provider.chain)
        self.room = 2 * sum(len(one.dump()) for one in certificates) + _CMS_FRAME

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002
    ) -> bytes:
        """The signature over the CMS attributes; only their digest goes to the provider."""
        if dry_run:
            return bytes(512)
        digest = hashlib.new(digest_algorithm, data).digest()
        return await self.provider.sign_digest(digest, digest_algorithm)

    def get_signature_mechanism_for_digest(
        self, digest_algorithm: str | None
    ) -> SignedDigestAlgorithm:
        """RSA with PKCS#1 v1.5 or ECDSA, by the certificate's key."""
        return super().get_signature_mechanism_for_digest(digest_algorithm or _DIGEST)


class _PreparedSigner(PdfSigner):  # type: ignore[misc]
    """For files whose extensions `prepare` announced: a signature adds none."""

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Leave the catalog alone; pyHanko would raise the version for ECDSA, against PDF/A-2."""


@dataclass(frozen=True)
class _Picture(BaseStampStyle):  # type: ignore[misc]
    """A picture that fills the field at its own proportions, or nothing."""

    png: bytes | None = None
    rotation: int = 0

    def create_stamp(
        self,
        writer: BasePdfFileWriter,
        box: BoxConstraints,
        text_params: object,  # noqa: ARG002 - pyHanko's signature
    ) -> _Stamp:
        """See pyHanko's base class."""
        width, height = float(box.width), float(box.height)
        if self.rotation % 180:
            width, height = height, width
        if self.png is None:
            return _Stamp(writer, form(b"", width=width, height=height, rotation=self.rotation))
        picture = cached(self.png)
        scale = min(width / picture.width, height / picture.height)
        wide, tall = picture.width * scale, picture.height * scale
        content = b"q %.3f 0 0 %.3f %.3f %.3f cm /I Do Q" % (
            wide,
            tall,
            (width - wide) / 2,
            (height - tall) / 2,
        )
        images = generic.DictionaryObject({name("/I"): picture.add_to(writer)})
        resources = generic.DictionaryObject({name("/XObject"): images})
        return _Stamp(
            writer,
            form(content, width=width, height=height, resources=resources, rotation=self.rotation),
        )


@dataclass(frozen=True)
class _Words(BaseStampStyle):  # type: ignore[misc]
    """Lines of text, ten points and black."""

    lines: tuple[str, ...] = ()
    rotation: int = 0

    def create_stamp(
        self,
        writer: BasePdfFileWriter,
        box: BoxConstraints,
        text_params: object,  # noqa: ARG002 - pyHanko's signature
    ) -> _Stamp:
        """See pyHanko's base class."""
        width, height = float(box.width), float(box.height)
        if self.rotation % 180:
            width, height = height, width
        return _Stamp(
            writer,
            text_form(
                list(self.lines),
                width=width,
                height=height,
                font=embed_font(writer),
                size=10,
                rotation=self.rotation,
                centred=False,
            ),
        )


@dataclass(frozen=True)
class _Stamp:
    """An appearance ready to be put on its field."""

    writer: BasePdfFileWriter
    stream: generic.StreamObject

    def apply_appearance(self, annotation: generic.DictionaryObject) -> None:
        """What pyHanko calls."""
        annotation["/AP"] = generic.DictionaryObject(
            {name("/N"): self.writer.add_object(self.stream)}
        )


def sign(prepared: bytes, *, provider: Provider, image: bytes | None) -> bytes:
    """The prepared file with the leader's signature (PAdES B-B) in `ky_lanh_dao`."""
    writer = _prepared(prepared, LEADER)
    return _apply(writer, LEADER, provider, image, MDPPerm.FILL_FORMS)


def seal(
    signed: bytes, *, values: Mapping[str, str], provider: Provider, image: bytes | None
) -> bytes:
    """Number and date into their fields and the organisation's signature, in one revision.

    `values` by the fields' names (`so_van_ban`, `ngay`, `thang`); fields that the file lacks are
    refused, for a number must not get lost.
    """
    writer = _prepared(signed, SEAL)
    try:
        _fill(writer, values)
    except UNSOUND as fault:
        raise _unprepared() from fault
    return _apply(writer, SEAL, provider, image, MDPPerm.NO_CHANGES)


def sign_attachment(
    pdf: bytes, *, provider: Provider, code: str, signed_at: str, width: float = 170
) -> bytes:
    """An annex in a file of its own: the organisation's signature as words, top right of page 1.

    NĐ 30/2020, Annex I: number and notation, moment of signing (ISO 8601, Vietnam's zone), Times
    New Roman, upright, 10, black.
    """
    writer = append_to(pdf)
    lines = (code, signed_at)
    wide = max(width, *(width_of(line, 10) + 4 for line in lines))
    try:
        across = _page_width(writer)
        where = place(writer, Slot(SEAL, 1, max(0.0, across - wide - 28), 20, wide, 26))
        field = SigFieldSpec(SEAL, box=where.rect, on_page=0)
        signer = KeySigner(provider)
        PdfSigner(
            _metadata(SEAL, MDPPerm.FILL_FORMS),
            signer,
            stamp_style=_Words(lines=lines, rotation=where.rotation),
            new_field_spec=field,
        ).sign_pdf(writer, output=(output := BytesIO()), bytes_reserved=signer.room)
    except UNSOUND as fault:
        raise Refused(
            "Không ký được tệp phụ lục này vì cấu trúc tệp không đúng chuẩn hoặc tệp đã có chữ ký "
            "số khóa nội dung. Ông/bà xuất lại tệp PDF rồi thử lại.",
            field="file",
        ) from fault
    return output.getvalue()


def _page_width(writer: SlimWriter) -> float:
    ref, _ = writer.find_page_for_modification(0)
    page = ref.get_object()
    box = inherited(page, "/CropBox") or inherited(page, "/MediaBox")
    turned = int(inherited(page, "/Rotate") or 0) % 180
    low, high = (1, 3) if turned else (0, 2)
    return float(box[high]) - float(box[low])


def _prepared(pdf: bytes, field: str) -> SlimWriter:
    """A writer on the file whose field of that name is there and empty."""
    writer = append_to(pdf)
    try:
        found = {path: value for path, value, _ in enumerate_sig_fields(writer)}
    except UNSOUND as fault:
        raise _unprepared() from fault
    if field not in found:
        raise _unprepared()
    if found[field] is not None:
        who = "cơ quan" if field == SEAL else "người có thẩm quyền"
        raise Refused(f"Văn bản đã có chữ ký số của {who}; không ký lần thứ hai.")
    if field == SEAL and found.get(LEADER) is None:
        raise Refused(
            "Văn bản chưa có chữ ký số của người có thẩm quyền nên chưa đóng dấu được "
            "(Nghị định 30/2020/NĐ-CP, Điều 32)."
        )
    return writer


def _unprepared() -> Refused:
    return Refused("Tệp chưa được chuẩn bị vị trí ký, hoặc đã bị thay đổi sau khi chuẩn bị.")


def _metadata(field: str, permission: MDPPerm) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=field,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm=_DIGEST,
        docmdp_permissions=permission,
    )


def _apply(
    writer: SlimWriter,
    field: str,
    provider: Provider,
    image: bytes | None,
    permission: MDPPerm,
) -> bytes:
    signer = KeySigner(provider)
    output = BytesIO()
    style = _Picture(png=image, rotation=_rotation(writer, field))
    _PreparedSigner(_metadata(field, permission), signer, stamp_style=style).sign_pdf(
        writer, existing_fields_only=True, bytes_reserved=signer.room, output=output
    )
    return output.getvalue()


def _fields(writer: SlimWriter) -> dict[str, generic.DictionaryObject]:
    return {
        str(field.get_object().get("/T", "")): field.get_object()
        for field in writer.root["/AcroForm"]["/Fields"]
    }


def _rotation(writer: SlimWriter, field: str) -> int:
    found = _fields(writer)[field]
    return int(inherited(found["/P"], "/Rotate") or 0) % 360 if "/P" in found else 0


def _fill(writer: SlimWriter, values: Mapping[str, str]) -> None:
    fields = _fields(writer)
    font = writer.root["/AcroForm"]["/DR"]["/Font"].raw_get(FONT)
    for key, value in values.items():
        field = fields[key]
        left, bottom, right, top = (float(number) for number in field["/Rect"])
        rotation = _rotation(writer, key)
        width, height = right - left, top - bottom
        if rotation % 180:
            width, height = height, width
        look = text_form([value], width=width, height=height, font=font, rotation=rotation)
        field["/V"] = generic.TextStringObject(value)
        field["/AP"] = generic.DictionaryObject({name("/N"): writer.add_object(look)})
        writer.update_container(field)
