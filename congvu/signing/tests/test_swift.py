"""The fast way of signing our own files gives what the slow one gives, and every reader agrees."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding

from congvu.core import clock
from congvu.signing import authority
from congvu.signing.drawing import draw_seal, draw_signature
from congvu.signing.pdf import preparing, signing, swift
from congvu.signing.pdf.cms import Signer
from congvu.signing.pdf.objects import number, stream
from congvu.signing.pdf.slots import default_slots
from congvu.signing.pdf.trust import Trust
from congvu.signing.pdf.verifying import verify
from congvu.signing.pdf.writer import append_to, written
from congvu.signing.providers.held import Held
from congvu.signing.tests.test_check_page import heavy
from congvu.signing.tests.test_signing import VALUES, World, look, world
from congvu.signing.types import Result


@pytest.fixture(params=["PKCS#1", "PSS", "ECDSA"])
def held(request: pytest.FixtureRequest) -> tuple[Held, Trust]:
    """A key of every accepted kind, with those who trust it."""
    ca = authority.make_authority(curve=True)
    made = authority.issue_certificate(
        ca, name="UBND", organisation="UBND", curve=request.param == "ECDSA"
    )
    provider = Held(
        made.key,
        Certificate.load(made.certificate.public_bytes(Encoding.DER)),
        tuple(map(Certificate.load, made.chain)),
        pss=request.param == "PSS",
    )
    trust = Trust((ca.root.public_bytes(Encoding.DER),), tuple(authority.make_lists(ca)))
    return provider, trust


@pytest.mark.parametrize("ballast", [0, 5_000_000], ids=["small", "5 MB"])
async def test_every_reader_takes_what_was_signed_fast(
    held: tuple[Held, Trust], tmp_path: Path, ballast: int
) -> None:
    provider, trust = held
    blank = heavy(ballast) if ballast else world().blank
    base = swift.Base(preparing.prepare(blank, default_slots(blank)))
    signed = swift.sign(base, signer=Signer(provider), image=draw_signature("Thử"))
    sealed = swift.seal(
        swift.Base(signed), values=VALUES, signer=Signer(provider), image=draw_seal("UBND")
    )
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed)

    def said(*command: str, more: Sequence[str] = ()) -> str:
        done = subprocess.run(
            [*command, str(path), *more], capture_output=True, text=True, check=False
        )
        return done.stdout

    trusted = []
    for number_, der in enumerate((trust.roots[0], *trust.lists)):
        (tmp_path / f"{number_}.der").write_bytes(der)
        trusted.append(str(tmp_path / f"{number_}.der"))
    plain = said(sys.executable, "-m", "congvu.signing.tests.plain_reader", more=trusted)
    assert plain == "ky_lanh_dao passes\ndau_co_quan passes\n"

    verdict = await verify(sealed, trust=trust, now=clock.now())
    assert [one.result for one in verdict.signatures] == [Result.VALID, Result.VALID]
    assert verdict.result is Result.VALID
    assert verdict.values == VALUES
    assert said("pdfsig").count("Signature is Valid") == 2
    assert "No syntax or stream encoding errors" in said("qpdf", "--check")
    if not provider.pss:  # which mutool does not know
        mutool = said("mutool", "sign", "-v")
        assert mutool.count("Certificate") == 2
        assert mutool.count("unchanged since signing") >= 1


def test_both_ways_write_the_same_objects() -> None:
    image = draw_signature("Trần Văn Thử")
    agency, signer = world().agency, Signer(world().agency)
    fast = signing.sign(world().prepared, provider=agency, image=image)
    slow = signing.sign_slowly(world().prepared, signer=signer, image=image)
    shown = [
        _fields(signing.seal(fast, values=VALUES, provider=agency, image=image)),
        _fields(signing.seal_slowly(slow, values=VALUES, signer=signer, image=image)),
    ]
    assert shown[0] == shown[1]


def _whole(number: re.Match[bytes]) -> bytes:
    """pyHanko rounds a field's box to whole points."""
    return b"%d" % round(float(number[0]) - 0.02)


def _fields(pdf: bytes) -> dict[str, object]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            str(one.T): (
                re.sub(rb"\d+\.\d+", _whole, one.AP.N.read_bytes()),
                [float(edge) for edge in one.Rect],
                str(one.V) if one.FT == "/Tx" else one.V.Reference[0].TransformParams.unparse(),
            )
            for one in document.Root.AcroForm.Fields
        }


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pages_too(rotation: int) -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(world().blank)) as document:
        document.pages[0].obj["/Rotate"] = rotation
        document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    turned = target.getvalue()
    prepared = preparing.prepare(turned, default_slots(turned))
    base = swift.Base(prepared)
    signed = swift.sign(base, signer=Signer(world().agency), image=draw_signature("A"))
    assert _fields_look(signed) == _fields_look(
        signing.sign_slowly(prepared, signer=Signer(world().agency), image=draw_signature("A"))
    )


def _fields_look(pdf: bytes) -> object:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = next(one for one in document.Root.AcroForm.Fields if "/V" in one)
        return [float(one) for one in found.AP.N.Matrix], found.AP.N.read_bytes()


def unfit(sound: World) -> dict[str, bytes]:
    """What must go the slow way."""
    return {
        "unprepared": sound.blank,
        "signed already": sound.signed,
        "bytes behind": sound.prepared + b"\n",
        "cut": sound.prepared[:-40],
        "empty": b"",
    }


@pytest.mark.parametrize("what", unfit(world()))
def test_what_is_not_as_prepared_is_left_to_the_slow_way(what: str) -> None:
    with pytest.raises(swift.Unfit):
        swift.sign(swift.Base(unfit(world())[what]), signer=Signer(world().agency), image=None)


def test_what_only_looks_like_a_field_is_not_filled() -> None:
    """Where text of another object reads like the field, the table says which of them it is."""
    prepared = world().prepared
    begin = prepared.index(b"/T (ky") - len(b"<<\n/Type /Annot\n/Subtype /Widget\n")
    begin = prepared.rindex(b"\n", 0, begin - 1)
    alike = prepared[begin : prepared.index(b"endobj\n", begin) + len(b"endobj\n")]
    writer = append_to(prepared)
    writer.root["/Alike"] = writer.add_object(stream({}, data=alike.replace(b"/AP", b"/QQ")))
    writer.update_root()
    signed = swift.sign(
        swift.Base(written(writer)), signer=Signer(world().agency), image=draw_signature("A")
    )
    with pikepdf.open(io.BytesIO(signed)) as document:
        fields = {str(one.T): one for one in document.Root.AcroForm.Fields}
        assert fields["ky_lanh_dao"].V.Type == "/Sig"
        assert document.Root.Alike.read_bytes() == alike.replace(b"/AP", b"/QQ")
    assert look(signed).result is Result.VALID


def test_a_field_is_filled_in_its_newest_form() -> None:
    writer = append_to(world().prepared)
    field = next(
        one.get_object()
        for one in writer.root["/AcroForm"]["/Fields"]
        if one.get_object()["/T"] == "ky_lanh_dao"
    )
    field["/F"] = number(4)
    writer.update_container(field)
    signed = signing.sign(written(writer), provider=world().agency, image=None)
    with pikepdf.open(io.BytesIO(signed)) as document:
        assert {str(one.T): one.F for one in document.Root.AcroForm.Fields}["ky_lanh_dao"] == 4


def test_a_file_with_a_packed_table_goes_the_slow_way_and_is_valid() -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(world().blank)) as document:
        document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    packed = target.getvalue()
    signed = signing.sign(
        preparing.prepare(packed, default_slots(packed)), provider=world().agency, image=None
    )
    verdict = look(signing.seal(signed, values=VALUES, provider=world().agency, image=None))
    assert verdict.result is Result.VALID
