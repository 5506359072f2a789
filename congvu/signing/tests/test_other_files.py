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
from congvu.signing.pdf.objects import array, dictionary, name, number, text
from congvu.signing.pdf.slots import default_slots
from congvu.signing.pdf.writer import append_to, written
from congvu.signing.providers.held import Held
from congvu.signing.tests.test_signing import VALUES, look, world


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
