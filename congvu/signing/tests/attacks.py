"""Unsigned revisions that somebody puts behind a signature, by what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils.generic import BooleanObject
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from congvu.signing.pdf.lettering import UPRIGHT, text_form
from congvu.signing.pdf.objects import array, decimals, dictionary, name, number, stream, text
from congvu.signing.tests.test_signing import world

Change = Callable[[Any], None]
UPDATES: dict[str, Change] = {}


def update(change: Change) -> Change:
    """An unsigned revision behind the seal."""
    UPDATES[change.__name__] = change
    return change


def page(writer: Any) -> Any:
    return writer.root["/Pages"]["/Kids"][0].get_object()


def fields(writer: Any) -> dict[str, Any]:
    found = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
    return {str(one["/T"]): one for one in found}


def put(writer: Any, holder: Any, key: str, value: Any) -> None:
    holder[name(key)] = value
    writer.update_container(holder)


@update
def a_script_when_opened(writer: Any) -> None:
    action = dictionary({"/S": name("/JavaScript"), "/JS": text("app.alert(1)")})
    put(writer, writer.root, "/OpenAction", writer.add_object(action))


@update
def a_script_on_the_page(writer: Any) -> None:
    action = dictionary({"/S": name("/JavaScript"), "/JS": text("app.alert(1)")})
    put(writer, page(writer), "/AA", dictionary({"/O": action}))


@update
def the_page_taken_out(writer: Any) -> None:
    put(writer, writer.root["/Pages"], "/Kids", array())


@update
def a_page_added(writer: Any) -> None:
    extra = dictionary({"/Type": name("/Page"), "/MediaBox": decimals((0, 0, 9, 9))})
    extra[name("/Parent")] = writer.root.raw_get("/Pages")
    pages = writer.root["/Pages"]
    pages["/Kids"].append(writer.add_object(extra))
    put(writer, pages, "/Count", number(2))


@update
def the_page_cropped(writer: Any) -> None:
    put(writer, page(writer), "/CropBox", decimals((0, 400, 595, 842)))


@update
def the_page_turned(writer: Any) -> None:
    put(writer, page(writer), "/Rotate", number(180))


@update
def other_letters_in_the_fonts(writer: Any) -> None:
    put(writer, page(writer), "/Resources", dictionary({"/Font": dictionary()}))


@update
def the_text_replaced(writer: Any) -> None:
    put(writer, page(writer), "/Contents", writer.add_object(stream({}, data=b"q Q")))


@update
def another_day(writer: Any) -> None:
    field = fields(writer)["ngay"]
    font = writer.root["/AcroForm"]["/DR"]["/Font"].raw_get(UPRIGHT.key)
    shown = text_form(["31"], width=17, height=14, font=font)
    field["/V"] = text("31")
    put(writer, field, "/AP", dictionary({"/N": writer.add_object(shown)}))


@update
def the_number_shown_but_not_its_value(writer: Any) -> None:
    font = writer.root["/AcroForm"]["/DR"]["/Font"].raw_get(UPRIGHT.key)
    shown = writer.add_object(text_form(["9999"], width=34, height=14, font=font))
    put(writer, fields(writer)["so_van_ban"], "/AP", dictionary({"/N": shown}))


@update
def the_value_but_not_what_is_shown(writer: Any) -> None:
    put(writer, fields(writer)["so_van_ban"], "/V", text("9999"))


@update
def a_field_taken_out(writer: Any) -> None:
    form = writer.root["/AcroForm"]
    put(writer, form, "/Fields", array(list(form["/Fields"])[1:]))


@update
def a_field_added(writer: Any) -> None:
    made = {"/FT": name("/Tx"), "/T": text("them"), "/V": text("Đã duyệt")}
    form = writer.root["/AcroForm"]
    form["/Fields"].append(writer.add_object(dictionary(made)))
    writer.update_container(form["/Fields"])


@update
def a_field_for_one_more_signature(writer: Any) -> None:
    append_signature_field(writer, SigFieldSpec("them", box=(50, 50, 150, 100)))


@update
def the_seal_moved(writer: Any) -> None:
    put(writer, fields(writer)["dau_co_quan"], "/Rect", decimals((0, 0, 100, 100)))


@update
def the_seal_hidden(writer: Any) -> None:
    put(writer, fields(writer)["dau_co_quan"], "/F", number(2))


@update
def another_seal_shown(writer: Any) -> None:
    shown = stream({"/BBox": decimals((0, 0, 9, 9))}, data=b"1 0 0 rg 0 0 9 9 re f")
    put(writer, fields(writer)["dau_co_quan"], "/AP", dictionary({"/N": writer.add_object(shown)}))


@update
def one_signature_in_both_fields(writer: Any) -> None:
    both = fields(writer)
    put(writer, both["ky_lanh_dao"], "/V", both["dau_co_quan"].raw_get("/V"))


@update
def the_seals_signature_taken_out(writer: Any) -> None:
    field = fields(writer)["dau_co_quan"]
    del field["/V"]
    writer.update_container(field)


@update
def a_file_attached(writer: Any) -> None:
    held = writer.add_object(stream({"/Type": name("/EmbeddedFile")}, data=b"MZ"))
    spec = dictionary({"/Type": name("/Filespec"), "/F": text("a.exe")})
    spec[name("/EF")] = dictionary({"/F": held})
    tree = dictionary({"/Names": array([text("a"), writer.add_object(spec)])})
    put(writer, writer.root, "/Names", dictionary({"/EmbeddedFiles": tree}))


@update
def layers_that_switch(writer: Any) -> None:
    group = writer.add_object(dictionary({"/Type": name("/OCG"), "/Name": text("A")}))
    order = dictionary({"/OCGs": array([group]), "/D": dictionary({"/OFF": array([group])})})
    put(writer, writer.root, "/OCProperties", order)


@update
def readers_told_to_draw_fields_anew(writer: Any) -> None:
    put(writer, writer.root["/AcroForm"], "/NeedAppearances", BooleanObject(True))


@update
def the_form_replaced(writer: Any) -> None:
    old = writer.root["/AcroForm"]
    made = dictionary({key: value for key, value in old.items() if key != "/DR"})
    made[name("/DR")] = dictionary()
    put(writer, writer.root, "/AcroForm", writer.add_object(made))


@update
def the_lock_loosened(writer: Any) -> None:
    lock = fields(writer)["dau_co_quan"]["/Lock"]
    put(writer, lock, "/P", number(3))


@update
def evidence_with_a_page_change_beside_it(writer: Any) -> None:
    certificate = writer.add_object(stream({}, data=world().agency.certificate.dump()))
    store = dictionary({"/Type": name("/DSS"), "/Certs": array([certificate])})
    put(writer, writer.root, "/DSS", writer.add_object(store))
    put(writer, page(writer), "/Rotate", number(90))


@update
def the_permissions_declared_anew(writer: Any) -> None:
    reference = fields(writer)["ky_lanh_dao"].raw_get("/V")
    put(writer, writer.root, "/Perms", dictionary({"/DocMDP": reference}))


@update
def a_link_over_the_text(writer: Any) -> None:
    link = dictionary({"/Type": name("/Annot"), "/Subtype": name("/Link")})
    link[name("/Rect")] = decimals((50, 500, 450, 700))
    link[name("/A")] = dictionary({"/S": name("/URI"), "/URI": text("http://example.org")})
    found = page(writer)
    found["/Annots"].append(writer.add_object(link))
    writer.update_container(found["/Annots"])


@update
def the_pages_moved_to_a_new_catalogue(writer: Any) -> None:
    pages = dictionary(dict(writer.root["/Pages"].items()))
    put(writer, writer.root, "/Pages", writer.add_object(pages))


@update
def another_title(writer: Any) -> None:
    info = writer.trailer["/Info"]
    put(writer, info, "/Title", text("Quyết định khác"))


@update
def the_information_replaced(writer: Any) -> None:
    writer.set_info(writer.add_object(dictionary({"/Author": text("Người khác")})))


@update
def another_title_in_the_description(writer: Any) -> None:
    packet = writer.root["/Metadata"].data
    assert b"<rdf:Description" in packet
    made = packet.replace(b"<rdf:Description", b"<rdf:Description pdf:Keywords='khac'", 1)
    held = stream({"/Type": name("/Metadata"), "/Subtype": name("/XML")}, data=made)
    put(writer, writer.root, "/Metadata", writer.add_object(held))
