"""Pages that are turned, forms that were there before, keys on curves."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding

from congvu.signing import authority
from congvu.signing.drawing import draw_signature
from congvu.signing.pdf import preparing, signing
from congvu.signing.pdf.objects import array, decimals, dictionary, name, number, stream, text
from congvu.signing.pdf.slots import default_slots
from congvu.signing.pdf.writer import append_to, written
from congvu.signing.providers.held import Held
from congvu.signing.tests.test_behind import with_evidence
from congvu.signing.tests.test_signing import VALUES, look, world
from congvu.signing.types import Result


def _signed(pdf: bytes) -> bytes:
    ca = authority.make_authority(curve=True)
    made = authority.issue_certificate(ca, name="Lê Thị Mẫu", organisation="UBND", curve=True)
    certificate = Certificate.load(made.certificate.public_bytes(Encoding.DER))
    held = Held(made.key, certificate, tuple(map(Certificate.load, made.chain)))
    prepared = preparing.prepare(pdf, default_slots(pdf))
    signed = signing.sign(prepared, provider=held, image=draw_signature("Lê Thị Mẫu"))
    return signing.seal(signed, values=VALUES, provider=held, image=None)


def _agreed(pdf: bytes, folder: Path) -> bool:
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdfsig", path], check=False, capture_output=True, text=True).stdout
    return said.count("Signature is Valid") == 2


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_pages_are_signed_by_a_curve_key(rotation: int, tmp_path: Path) -> None:
    writer = append_to(world().blank)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[name("/Rotate")] = number(rotation)
    writer.update_container(page)
    assert _agreed(_signed(written(writer)), tmp_path)


def test_a_form_that_was_there_stays(tmp_path: Path) -> None:
    writer = append_to(world().blank)
    note = {"/FT": name("/Tx"), "/T": text("ghi_chu"), "/V": text("có sẵn")}
    field = writer.add_object(dictionary(note))
    writer.root["/AcroForm"] = writer.add_object(dictionary({"/Fields": array([field])}))
    writer.update_root()
    signed = _signed(written(writer))
    assert _agreed(signed, tmp_path)
    assert look(signed).values == VALUES | {"ghi_chu": "có sẵn"}


def with_a_text_field() -> bytes:
    """An upload with a text field of its own, drawn on its page."""
    writer = append_to(world().blank)
    ref, _ = writer.find_page_for_modification(0)
    look_ = writer.add_object(stream({"/BBox": decimals((0, 0, 50, 10))}, data=b"q Q"))
    made = {
        "/Type": name("/Annot"),
        "/Subtype": name("/Widget"),
        "/FT": name("/Tx"),
        "/T": text("ghi_chu"),
        "/V": text("a"),
        "/Rect": decimals((10, 10, 60, 20)),
        "/AP": dictionary({"/N": look_}),
    }
    field = writer.add_object(dictionary(made))
    page = ref.get_object()
    page[name("/Annots")] = array([field])
    writer.update_container(page)
    writer.root["/AcroForm"] = writer.add_object(dictionary({"/Fields": array([field])}))
    writer.update_root()
    return written(writer)


def test_an_uploads_own_drawn_field_spoils_no_signature() -> None:
    uploaded = with_a_text_field()
    agency = world().agency
    prepared = preparing.prepare(uploaded, default_slots(uploaded))
    signed = signing.sign(prepared, provider=agency, image=None)
    sealed = signing.seal(signed, values=VALUES, provider=agency, image=None)
    for pdf in (sealed, with_evidence(sealed)):
        assert [one.result for one in look(pdf).signatures] == [Result.VALID] * 2
    writer = append_to(sealed)
    field = next(
        one.get_object()
        for one in writer.root["/AcroForm"]["/Fields"]
        if one.get_object()["/T"] == "ghi_chu"
    )
    drawn = field["/AP"]["/N"]
    drawn._data, drawn._encoded_data = b"1 g 0 0 50 10 re f", None
    writer.mark_update(field["/AP"].raw_get("/N"))
    assert look(written(writer)).result is Result.INVALID
