"""Files that somebody else's program will seal: all that is ours is put in before.

The program draws what it will in the seal's field; number, day and words on an annex must stand
already, in fields of their own, for nothing may come behind the seal.
"""

from __future__ import annotations

from collections.abc import Mapping

from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields

from congvu.core.refused import Refused
from congvu.signing.pdf.lettering import UPRIGHT, embed_font, text_form
from congvu.signing.pdf.objects import decimals, dictionary, name, number, text
from congvu.signing.pdf.preparing import annotate
from congvu.signing.pdf.signing import fields_of, fill_values, page_width, seal_writer
from congvu.signing.pdf.slots import place
from congvu.signing.pdf.writer import UNSOUND, SlimWriter, append_to, written
from congvu.signing.types import SEAL, Slot

_WORDS = "thong_tin_phu_luc"
_SIZE, _LINE, _TOP, _RIGHT = 10.0, 13.0, 20.0, 28.0
_WIDE, _SEAL_TALL = 170.0, 30.0
_READ_ONLY, _PRINT_LOCKED = 1, 4 + 128
# Readers pass over the state of a field that has one look (ISO 32000-2, 12.5.5). pyHanko takes a
# look written before the sealed revision for one that was changed after it, when evidence is added
# behind the seal (`_allow_in_place_appearance_update` compares its revision by `==`), but not where
# a state is named.
_STATE = name("/Off")


def fill(signed: bytes, *, values: Mapping[str, str]) -> bytes:
    """The leader's file with number, day and month in their fields; the seal's is still empty."""
    writer = seal_writer(signed)
    fill_values(writer, values)
    for field in fields_of(writer).values():
        if str(field["/T"]) in values:
            field["/AS"] = _STATE
    return written(writer)


def mark_attachment(pdf: bytes, *, lines: tuple[str, ...]) -> bytes:
    """An annex with the words that its seal stands under, top right of page 1, and an empty field.

    NĐ 30/2020, Annex I: number and notation, moment of signing, upright, 10, black. An annex that
    others have signed already gets the field alone: another field of text would break theirs.
    """
    writer = append_to(pdf)
    try:
        signed = any(value for _, value, _ in enumerate_sig_fields(writer))
        wide = max(_WIDE, *(UPRIGHT.width(line, _SIZE) + 4 for line in lines))
        across = max(0.0, page_width(writer) - wide - _RIGHT)
        tall = _LINE * len(lines)
        where = place(writer, Slot(SEAL, 1, across, _TOP + tall, wide, _SEAL_TALL))
        append_signature_field(writer, SigFieldSpec(SEAL, box=where.rect, on_page=0))
        if not signed:
            _write(writer, lines, Slot(_WORDS, 1, across, _TOP, wide, tall))
        form = writer.root["/AcroForm"]
        form["/SigFlags"] = number(3)  # the signature will change nothing of the form
        writer.update_container(form)
    except UNSOUND as fault:
        raise Refused(
            "Không đặt được vị trí đóng dấu trên tệp phụ lục này vì cấu trúc tệp không đúng chuẩn "
            "hoặc tệp đã có chữ ký số khóa nội dung. Ông/bà xuất lại tệp PDF rồi thử lại.",
            field="file",
        ) from fault
    return written(writer)


def _write(writer: SlimWriter, lines: tuple[str, ...], slot: Slot) -> None:
    where, font = place(writer, slot), embed_font(writer, UPRIGHT)
    look = text_form(
        list(lines),
        width=slot.width,
        height=slot.height,
        font=font,
        size=_SIZE,
        rotation=where.rotation,
        centred=False,
    )
    field = {
        "/Type": name("/Annot"),
        "/Subtype": name("/Widget"),
        "/FT": name("/Tx"),
        "/T": text(slot.id),
        "/TU": text("Số, ký hiệu văn bản và thời gian ký"),
        "/V": text("\n".join(lines)),
        "/Ff": number(_READ_ONLY + (1 << 12)),  # of several lines
        "/DA": text(f"{UPRIGHT.key} {_SIZE:g} Tf 0 g"),
        "/DR": dictionary({"/Font": dictionary({UPRIGHT.key: font})}),
        "/F": number(_PRINT_LOCKED),
        "/P": where.page_ref,
        "/Rect": decimals(where.rect),
        "/AP": dictionary({"/N": writer.add_object(look)}),
        "/AS": _STATE,
    }
    ref = writer.add_object(dictionary(field))
    form = writer.root["/AcroForm"]
    form["/Fields"].append(ref)
    writer.update_container(form["/Fields"])
    annotate(writer, where, ref)
