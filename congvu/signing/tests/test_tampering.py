"""What is done to signed files after signing, and the verdict that it must get."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding

from congvu.core import clock
from congvu.signing import authority
from congvu.signing.pdf import preparing, signing
from congvu.signing.pdf.lettering import UPRIGHT, text_form
from congvu.signing.pdf.objects import array, decimals, dictionary, name, stream, text
from congvu.signing.pdf.slots import default_slots
from congvu.signing.pdf.trust import Trust
from congvu.signing.pdf.verifying import verify
from congvu.signing.pdf.writer import append_to, written
from congvu.signing.providers.held import Held
from congvu.signing.tests.test_signing import VALUES, look, world
from congvu.signing.types import Result


def _page(writer: Any) -> Any:
    return writer.root["/Pages"]["/Kids"][0].get_object()


def _fields(writer: Any) -> dict[str, Any]:
    found = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
    return {str(one["/T"]): one for one in found}


def white_box(writer: Any) -> None:
    box = writer.add_object(stream({}, data=b"q 1 g 50 500 400 200 re f Q"))
    page = _page(writer)
    old = page.raw_get("/Contents")
    page[name("/Contents")] = array([old, box])
    writer.update_container(page)


def covering_annotation(writer: Any) -> None:
    look_ = writer.add_object(stream({"/BBox": decimals((0, 0, 9, 9))}, data=b"1 g 0 0 9 9 re f"))
    note = dictionary(
        {
            "/Type": name("/Annot"),
            "/Subtype": name("/Stamp"),
            "/Rect": decimals((50, 500, 450, 700)),
            "/AP": dictionary({"/N": look_}),
        }
    )
    page = _page(writer)
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])


def refilled_number(writer: Any) -> None:
    field = _fields(writer)["so_van_ban"]
    font = writer.root["/AcroForm"]["/DR"]["/Font"].raw_get(UPRIGHT.key)
    shown = text_form(["9999"], width=34, height=14, font=font)
    field["/V"] = text("9999")
    field["/AP"] = dictionary({"/N": writer.add_object(shown)})
    writer.update_container(field)


def swapped_picture(writer: Any) -> None:
    field = _fields(writer)["ky_lanh_dao"]
    shown = stream({"/BBox": decimals((0, 0, 9, 9))}, data=b"0 0 9 9 re f")
    field["/AP"] = dictionary({"/N": writer.add_object(shown)})
    writer.update_container(field)


def switched_pages(writer: Any) -> None:
    pages = dictionary({"/Type": name("/Pages"), "/Kids": array()})
    for key, value in writer.root["/Pages"].items():
        pages[key] = value
    writer.root["/Pages"] = writer.add_object(pages)
    writer.update_root()


@pytest.mark.parametrize(
    "change",
    [white_box, covering_annotation, refilled_number, swapped_picture, switched_pages],
)
def test_an_unsigned_update_is_invalid(change: Callable[[Any], None]) -> None:
    writer = append_to(world().sealed)
    change(writer)
    assert look(written(writer)).result is Result.INVALID


def test_a_stamp_between_the_leader_and_the_seal_is_invalid() -> None:
    writer = append_to(world().signed)
    white_box(writer)
    sealed = signing.seal(written(writer), values=VALUES, provider=world().agency, image=None)
    verdict = look(sealed)
    assert verdict.signatures[0].result is Result.INVALID
    assert verdict.result is Result.INVALID


def test_a_zeroed_range_is_invalid() -> None:
    def zeroed(found: re.Match[bytes]) -> bytes:
        return re.sub(rb"[1-9]", b"0", found.group())

    pdf = re.sub(rb"/ByteRange \[[^]]*\]", zeroed, world().sealed)
    assert pdf != world().sealed
    assert [one.result for one in look(pdf).signatures] == [Result.INVALID] * 2


def test_a_store_of_validation_data_leaves_it_valid() -> None:
    writer = append_to(world().sealed)
    certificate = writer.add_object(stream({}, data=world().agency.certificate.dump()))
    store = dictionary({"/Type": name("/DSS"), "/Certs": array([certificate])})
    writer.root["/DSS"] = writer.add_object(store)
    writer.update_root()
    assert look(written(writer)).result is Result.VALID


def test_a_revoked_signer_is_invalid() -> None:
    ca = authority.make_authority(curve=True)
    made = authority.issue_certificate(ca, name="Trần Văn Thử", organisation="UBND", curve=True)
    certificate = Certificate.load(made.certificate.public_bytes(Encoding.DER))
    held = Held(made.key, certificate, tuple(map(Certificate.load, made.chain)))
    signed = signing.sign(world().prepared, provider=held, image=None)
    revoked = {made.certificate.serial_number: clock.now() - timedelta(days=1)}
    root = ca.root.public_bytes(Encoding.DER)
    for lists, expected in (({}, Result.VALID), (revoked, Result.INVALID)):
        trust = Trust((root,), tuple(authority.make_lists(ca, revoked=lists)))
        assert asyncio.run(verify(signed, trust=trust, now=clock.now())).result is expected


def test_a_seal_field_made_after_a_locked_signature_is_invalid() -> None:
    slots = [slot for slot in default_slots(world().blank) if slot.id != "dau_co_quan"]
    prepared = preparing.prepare(world().blank, slots)
    signed = signing.sign(prepared, provider=world().agency, image=None)
    sealed = signing.sign_attachment(
        signed, provider=world().agency, code="1804/UBND", signed_at="2020-04-01T16:21:05+07:00"
    )
    assert look(sealed).signatures[0].result is Result.INVALID
