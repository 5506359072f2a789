"""Before any signature: the fields that number, date and both signatures will fill.

Everything that will ever be put into the file gets its place now, so that no later step changes
what the leader has signed (order "B": number and seal after the leader, by form filling).
"""

from __future__ import annotations

from collections.abc import Sequence

from pyhanko.pdf_utils.extensions import DeveloperExtension, DevExtensionMultivalued
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.sign.fields import enumerate_sig_fields

from congvu.core.refused import Refused
from congvu.signing.pdf.lettering import ITALIC, UPRIGHT, embed_font, form
from congvu.signing.pdf.objects import Object, array, decimals, dictionary, number
from congvu.signing.pdf.objects import text as text_string
from congvu.signing.pdf.slots import Place, place
from congvu.signing.pdf.writer import UNSOUND, SlimWriter, append_to, written
from congvu.signing.types import DAY, LEADER, MONTH, NUMBER, SEAL, Slot

TEXT_FIELDS = (NUMBER, DAY, MONTH)
_KNOWN = {NUMBER, DAY, MONTH, LEADER, SEAL}
_LABELS = {
    NUMBER: "Số của văn bản",
    DAY: "Ngày ban hành",
    MONTH: "Tháng ban hành",
    LEADER: "Chữ ký số của người có thẩm quyền",
    SEAL: "Chữ ký số của cơ quan, tổ chức",
}
_READ_ONLY, _PRINT_LOCKED = 1, 4 + 128
# The extension of PAdES (ETSI EN 319 142-1, 5.6), announced once so that no signature has to.
_PADES = DeveloperExtension(
    prefix_name=name("/ESIC"),
    base_version=name("/1.7"),
    extension_level=5,
    compare_by_level=True,
    multivalued=DevExtensionMultivalued.NEVER,
)


def prepare(pdf: bytes, slots: Sequence[Slot]) -> bytes:
    """The file with a revision of empty fields: read-only texts and both signature fields.

    `slots` name at least `ky_lanh_dao` and `dau_co_quan`. Raises `Refused` (field `file`) for a
    file that is broken, encrypted, signed already, or has a dynamic (XFA) form.
    """
    writer = append_to(pdf)
    try:
        _check(writer)
        form_dict = _form(writer)
        fonts = _install_fonts(writer, form_dict)
        for slot in slots:
            if slot.id in _KNOWN:
                _add_field(writer, form_dict, slot, fonts)
        writer.register_extension(_PADES)
    except UNSOUND as fault:
        raise Refused(
            "Không đặt được vị trí ký trên tệp PDF này vì cấu trúc tệp không đúng chuẩn. "
            "Ông/bà xuất lại tệp PDF rồi thử lại.",
            field="file",
        ) from fault
    return written(writer)


def _check(writer: SlimWriter) -> None:
    if any(value is not None for _, value, _ in enumerate_sig_fields(writer)):
        raise Refused(
            "Tệp PDF đã có chữ ký số nên không chuẩn bị ký được nữa. "
            "Ông/bà dùng bản chưa ký của văn bản.",
            field="file",
        )
    if "/AcroForm" not in writer.root:
        return
    form_dict = writer.root["/AcroForm"]
    if "/XFA" in form_dict:
        raise Refused(
            "Tệp PDF chứa biểu mẫu động (XFA) không ký được. Ông/bà in lại thành PDF thường.",
            field="file",
        )
    taken = {str(field.get_object().get("/T", "")) for field in _fields(form_dict)}
    if taken & _KNOWN:
        raise Refused("Tệp PDF đã được chuẩn bị vị trí ký trước đó.", field="file")


def _fields(form_dict: Object) -> list[Object]:
    return list(form_dict["/Fields"]) if "/Fields" in form_dict else []


def _form(writer: SlimWriter) -> Object:
    """The file's form, made if there is none, marked as signed and append-only (SigFlags 3)."""
    root = writer.root
    if "/AcroForm" not in root:
        made = dictionary({"/Fields": array()})
        root["/AcroForm"] = writer.add_object(made)
        writer.update_root()
    form_dict = root["/AcroForm"]
    if "/Fields" not in form_dict:
        form_dict["/Fields"] = array()
    form_dict["/SigFlags"] = number(3)
    form_dict.pop("/NeedAppearances", None)
    writer.update_container(form_dict)
    return form_dict


def _install_fonts(writer: SlimWriter, form_dict: Object) -> Object:
    if "/DR" not in form_dict:
        form_dict["/DR"] = dictionary()
    resources = form_dict["/DR"]
    if "/Font" not in resources:
        resources["/Font"] = dictionary()
    writer.update_container(resources)
    fonts = form_dict["/DR"]["/Font"]
    for face in (UPRIGHT, ITALIC):
        fonts[name(face.key)] = embed_font(writer, face)
    writer.update_container(fonts)
    return fonts


def _add_field(
    writer: SlimWriter,
    form_dict: Object,
    slot: Slot,
    fonts: Object,
) -> None:
    where = place(writer, slot)
    field = _widget(slot, where, writer)
    if slot.id in TEXT_FIELDS:
        face = UPRIGHT if slot.id == NUMBER else ITALIC
        font = dictionary({face.key: fonts.raw_get(face.key)})
        field |= {
            "/FT": name("/Tx"),
            "/Ff": number(_READ_ONLY),
            "/Q": number(1),
            "/DA": text_string(f"{face.key} {face.size:g} Tf 0 g"),
            "/DR": dictionary({"/Font": font}),
        }
    else:
        field |= {"/FT": name("/Sig"), "/Lock": writer.add_object(_lock(slot.id))}
    ref = writer.add_object(dictionary(field))
    form_dict["/Fields"].append(ref)
    writer.update_container(form_dict["/Fields"])
    annotate(writer, where, ref)


def _widget(slot: Slot, where: Place, writer: SlimWriter) -> dict[str, Object]:
    """A field merged with its one widget, empty to look at (ISO 32000-1, 12.5.6.19)."""
    empty = form(b"", width=slot.width, height=slot.height, rotation=where.rotation)
    return {
        "/Type": name("/Annot"),
        "/Subtype": name("/Widget"),
        "/T": text_string(slot.id),
        "/TU": text_string(_LABELS[slot.id]),
        "/F": number(_PRINT_LOCKED),
        "/P": where.page_ref,
        "/Rect": decimals(where.rect),
        "/AP": dictionary({"/N": writer.add_object(empty)}),
    }


def _lock(field: str) -> Object:
    """What a signature closes: the leader's all but number, date and seal; the seal's all.

    ISO 32000-2, table 236; `P` 2 leaves form filling and signing open, 1 nothing.
    """
    lock = dictionary({"/Type": name("/SigFieldLock")})
    if field == LEADER:
        lock[name("/Action")] = name("/Exclude")
        lock[name("/Fields")] = array([text_string(one) for one in (*TEXT_FIELDS, SEAL)])
        lock[name("/P")] = number(2)
    else:
        lock[name("/Action")] = name("/All")
        lock[name("/P")] = number(1)
    return lock


def annotate(writer: SlimWriter, where: Place, ref: Object) -> None:
    page = where.page_ref.get_object()
    if "/Annots" in page:
        page["/Annots"].append(ref)
        writer.update_container(page["/Annots"])
    else:
        page["/Annots"] = array([ref])
        writer.mark_update(where.page_ref)
