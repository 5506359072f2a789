"""Signing prepared files: the leader's revision, the seal's revision, the mark on an annex."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import Signer as PyhankoSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.signing.pdf import swift
from congvu.signing.pdf.cms import Signer, mechanism_of
from congvu.signing.pdf.lettering import ITALIC, UPRIGHT, WORDS, Face, text_form
from congvu.signing.pdf.objects import Object, box_of, dictionary, rotation_of, text
from congvu.signing.pdf.pictures import pale
from congvu.signing.pdf.slots import place
from congvu.signing.pdf.stamps import Picture, Words
from congvu.signing.pdf.swift import Base
from congvu.signing.pdf.writer import UNSOUND, SlimWriter, append_to
from congvu.signing.providers.base import Provider
from congvu.signing.providers.stamping import Stamper
from congvu.signing.types import LEADER, NUMBER, SEAL, Slot

_DIGEST = "sha256"


class KeySigner(PyhankoSigner):  # type: ignore[misc]
    """pyHanko's signer over ours: only digests leave for the key."""

    def __init__(self, signer: Signer) -> None:
        certificate, pss = signer.provider.certificate, signer.provider.pss
        super().__init__(
            signing_cert=certificate, signature_mechanism=mechanism_of(certificate, pss=pss)
        )
        self.signer = signer

    async def async_sign(
        self,
        data_digest: bytes,
        digest_algorithm: str,  # noqa: ARG002 - it is SHA-256
        **_: Any,
    ) -> cms.ContentInfo:
        """The envelope around the document's digest."""
        return cms.ContentInfo.load(self.signer.signed(data_digest))


class _TimedSigner(PdfSigner):  # type: ignore[misc]
    """Signs at the moment that the product's clock shows."""

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002
    ) -> PdfSigningSession:
        """The session, whose time pyHanko would take from the machine."""
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = clock.local(clock.now())
        return session


class _PreparedSigner(_TimedSigner):
    """For files whose extensions `prepare` announced: a signature adds none."""

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Leave the catalog alone; pyHanko would raise the version for ECDSA, against PDF/A-2."""


def sign(
    prepared: bytes | Base,
    *,
    provider: Provider,
    image: bytes | None,
    stamper: Stamper | None = None,
) -> bytes:
    """The prepared file with the leader's signature in `ky_lanh_dao`: B-B, with a stamper B-T."""
    signer, base = Signer(provider, stamper), _base(prepared)
    try:
        return swift.sign(base, signer=signer, image=image)
    except swift.Unfit:
        return sign_slowly(base.pdf, signer=signer, image=image)


def _base(given: bytes | Base) -> Base:
    return given if isinstance(given, Base) else Base(given)


def sign_slowly(prepared: bytes, *, signer: Signer, image: bytes | None) -> bytes:
    """The same by pyHanko, for every file that is prepared in whatever form."""
    writer = _prepared(prepared, LEADER)
    return _apply(writer, LEADER, signer, image, MDPPerm.FILL_FORMS)


def seal(
    signed: bytes | Base,
    *,
    values: Mapping[str, str],
    provider: Provider,
    image: bytes | None,
    stamper: Stamper | None = None,
) -> bytes:
    """Number and date into their fields and the organisation's signature, in one revision.

    `values` by the fields' names (`so_van_ban`, `ngay`, `thang`); fields that the file lacks are
    refused, for a number must not get lost.
    """
    signer, base = Signer(provider, stamper), _base(signed)
    try:
        return swift.seal(base, values=values, signer=signer, image=image)
    except swift.Unfit:
        return seal_slowly(base.pdf, values=values, signer=signer, image=image)


def seal_slowly(
    signed: bytes, *, values: Mapping[str, str], signer: Signer, image: bytes | None
) -> bytes:
    """The same by pyHanko."""
    writer = seal_writer(signed)
    fill_values(writer, values)
    return _apply(writer, SEAL, signer, image, MDPPerm.NO_CHANGES)


def preview(signed: bytes, *, values: Mapping[str, str], image: bytes | None) -> bytes:
    """The file as sealing would show it, the seal pale; nothing is signed and no key is opened."""
    writer = _prepared(signed, SEAL)
    try:
        _fill(writer, values)
        field = fields_of(writer)[SEAL]
        left, bottom, right, top = (float(number) for number in field["/Rect"])
        style = Picture(png=pale(image) if image else None, rotation=_rotation(writer, SEAL))
        box = BoxConstraints(width=round(right - left), height=round(top - bottom))
        style.create_stamp(writer, box, None).apply_appearance(field)
        writer.update_container(field)
        writer.write(output := BytesIO())
    except UNSOUND as fault:
        raise _unprepared() from fault
    return output.getvalue()


def sign_attachment(
    pdf: bytes,
    *,
    provider: Provider,
    code: str,
    signed_at: str,
    width: float = 170,
    stamper: Stamper | None = None,
) -> bytes:
    """An annex in a file of its own: the organisation's signature as words, top right of page 1.

    NĐ 30/2020, Annex I: number and notation, moment of signing (ISO 8601, Vietnam's zone), Times
    New Roman, upright, 10, black.
    """
    return _sign_words(
        pdf,
        Signer(provider, stamper),
        (code, signed_at),
        face=UPRIGHT,
        width=width,
        what="phụ lục",
        left=0,
    )


def sign_copy(
    pdf: bytes,
    *,
    provider: Provider,
    lines: tuple[str, ...],
    left: float = 0,
    stamper: Stamper | None = None,
) -> bytes:
    """An electronic copy: form, agency and moment as words, top right of page 1 (box 14).

    `left` moves the words that many points away from the mark of the copy that it was made from.
    """
    signer = Signer(provider, stamper)
    return _sign_words(pdf, signer, lines, face=WORDS, width=150, what="bản sao", left=left)


def _sign_words(
    pdf: bytes,
    signer: Signer,
    lines: tuple[str, ...],
    *,
    face: Face,
    width: float,
    what: str,
    left: float,
) -> bytes:
    writer = append_to(pdf)
    wide, tall = max(width, *(face.width(line, 10) + 4 for line in lines)), 13.0 * len(lines)
    try:
        across = page_width(writer) - left
        down = 20 if len(lines) < 3 else 14
        where = place(writer, Slot(SEAL, 1, max(0.0, across - wide - 28), down, wide, tall))
        field = SigFieldSpec(SEAL, box=where.rect, on_page=0)
        _TimedSigner(
            _metadata(SEAL, MDPPerm.FILL_FORMS),
            KeySigner(signer),
            stamp_style=Words(lines=lines, rotation=where.rotation, face=face),
            new_field_spec=field,
        ).sign_pdf(writer, output=(output := BytesIO()), bytes_reserved=signer.room)
    except UNSOUND as fault:
        raise Refused(
            f"Không ký được tệp {what} này vì cấu trúc tệp không đúng chuẩn hoặc tệp đã có chữ ký "
            "số khóa nội dung. Ông/bà xuất lại tệp PDF rồi thử lại.",
            field="file",
        ) from fault
    return output.getvalue()


def page_width(writer: SlimWriter) -> float:
    """The first page's, as it is seen."""
    ref, _ = writer.find_page_for_modification(0)
    page = ref.get_object()
    left, bottom, right, top = box_of(page)
    return top - bottom if rotation_of(page) % 180 else right - left


def seal_writer(signed: bytes) -> SlimWriter:
    """A writer on what the leader has signed and the organisation has not; else `Refused`."""
    return _prepared(signed, SEAL)


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
    if field == SEAL and not any(found.values()):  # a token's tool may have made its own field
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
    signer: Signer,
    image: bytes | None,
    permission: MDPPerm,
) -> bytes:
    output = BytesIO()
    style = Picture(png=image, rotation=_rotation(writer, field))
    _PreparedSigner(_metadata(field, permission), KeySigner(signer), stamp_style=style).sign_pdf(
        writer, existing_fields_only=True, bytes_reserved=signer.room, output=output
    )
    return output.getvalue()


def fields_of(writer: SlimWriter) -> dict[str, Object]:
    """The form's fields by their names."""
    found = [field.get_object() for field in writer.root["/AcroForm"]["/Fields"]]
    return {str(field.get("/T", "")): field for field in found}


def _rotation(writer: SlimWriter, field: str) -> int:
    found = fields_of(writer)[field]
    return rotation_of(found["/P"]) if "/P" in found else 0


def fill_values(writer: SlimWriter, values: Mapping[str, str]) -> None:
    """Number, day and month into their fields; raises `Refused` where one is not there."""
    try:
        _fill(writer, values)
    except UNSOUND as fault:
        raise _unprepared() from fault


def _fill(writer: SlimWriter, values: Mapping[str, str]) -> None:
    fields = fields_of(writer)
    fonts = writer.root["/AcroForm"]["/DR"]["/Font"]
    for key, value in values.items():
        field = fields[key]
        face = UPRIGHT if key == NUMBER else ITALIC
        left, bottom, right, top = (float(number) for number in field["/Rect"])
        rotation = rotation_of(field["/P"])
        width, height = right - left, top - bottom
        if rotation % 180:
            width, height = height, width
        look = text_form(
            [value],
            width=width,
            height=height,
            font=fonts.raw_get(face.key),
            face=face,
            rotation=rotation,
        )
        field["/V"] = text(value)
        field["/AP"] = dictionary({"/N": writer.add_object(look)})
        writer.update_container(field)
