"""Prepared, signed, sealed: every tool agrees; tampered: the verdict says so."""

from __future__ import annotations

import asyncio
import subprocess
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import pikepdf
import pytest
import typst
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.signing import authority
from congvu.signing.drawing import draw_seal, draw_signature
from congvu.signing.pdf import preparing, signing
from congvu.signing.pdf.pictures import clean_picture
from congvu.signing.pdf.slots import default_slots
from congvu.signing.pdf.trust import Trust
from congvu.signing.pdf.verifying import verify
from congvu.signing.providers.held import Held
from congvu.signing.types import FileVerdict, Result

VALUES = {"so_van_ban": "1804", "ngay": "01", "thang": "4"}


@dataclass(frozen=True)
class World:
    blank: bytes
    prepared: bytes
    signed: bytes
    sealed: bytes
    trust: Trust
    agency: Held


@cache
def world() -> World:
    ca = authority.make_authority(curve=True)

    def holder(**subject: str) -> Held:
        made = authority.issue_certificate(ca, **subject)
        return Held(
            made.key,
            Certificate.load(made.certificate.public_bytes(Encoding.DER)),
            tuple(Certificate.load(one) for one in made.chain),
        )

    leader = holder(name="Trần Văn Thử", organisation="UBND tỉnh")
    agency = holder(name="UBND tỉnh", organisation="UBND tỉnh", organisation_code="H47")
    source = (
        b'#set page(paper: "a4")\n'
        b"#set document(date: datetime(year: 2020, month: 4, day: 1))\n#lorem(200)"
    )
    blank = typst.compile(source, pdf_standards=["a-2b"])
    prepared = preparing.prepare(blank, default_slots(blank))
    signed = signing.sign(prepared, provider=leader, image=draw_signature("Trần Văn Thử"))
    sealed = signing.seal(signed, values=VALUES, provider=agency, image=draw_seal("UBND tỉnh"))
    trust = Trust((ca.root.public_bytes(Encoding.DER),), tuple(authority.make_lists(ca)))
    return World(blank, prepared, signed, sealed, trust, agency)


def sealed_by(ca: authority.Authority) -> tuple[bytes, int]:
    """The letter signed and sealed by new certificates; with the leader's serial number."""
    leader, seal = (
        authority.issue_certificate(ca, name=name, organisation="UBND", organisation_code=code)
        for name, code in (("Lê Thị Mẫu", ""), ("UBND", "H47"))
    )
    person, office = (
        Held(
            one.key,
            Certificate.load(one.certificate.public_bytes(Encoding.DER)),
            tuple(map(Certificate.load, one.chain)),
        )
        for one in (leader, seal)
    )
    signed = signing.sign(world().prepared, provider=person, image=None)
    sealed = signing.seal(signed, values=VALUES, provider=office, image=None)
    return sealed, leader.certificate.serial_number


def look(pdf: bytes) -> FileVerdict:
    return asyncio.run(verify(pdf, trust=world().trust, now=clock.now()))


def test_the_sealed_file_is_valid_complete_and_says_its_number() -> None:
    verdict = look(world().sealed)
    assert verdict.result is Result.VALID
    assert verdict.complete
    assert verdict.values == VALUES
    assert FileVerdict.from_json(verdict.as_json()) == verdict


def test_other_tools_agree(tmp_path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(world().sealed)

    def run(*command: str) -> str:
        return subprocess.run(
            [*command, str(path)], capture_output=True, text=True, check=False
        ).stdout

    assert run("pdfsig").count("Signature is Valid") == 2
    assert "No syntax or stream encoding errors" in run("qpdf", "--check")
    assert "unchanged since signing" in run("mutool", "sign", "-v")


def _flip(pdf: bytes, at: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def test_tampering_is_found() -> None:
    sealed, signed = world().sealed, world().signed
    cases = {
        "content flipped": _flip(sealed, len(world().blank) // 2),
        "number changed": sealed.replace(b"(1804)", b"(1805)"),
        "bytes appended": sealed + b"\n9 0 obj\n<<>>\nendobj\n",
        "leader's signature flipped": _flip(sealed, signed.rindex(b"/Contents") + 400),
    }
    for what, pdf in cases.items():
        assert pdf != sealed, what
        assert look(pdf).result is Result.INVALID, what


def test_a_false_end_is_never_valid() -> None:
    assert look(world().sealed + b"\n9 0 obj\n<<>>\nendobj\n%%EOF\n").result is not Result.VALID


def test_the_seal_cut_off_is_incomplete() -> None:
    assert look(world().signed).lacks.startswith("Thiếu chữ ký của cơ quan")
    assert look(world().sealed).lacks == ""


def test_no_signature_no_trust_no_file() -> None:
    assert look(world().blank).sentence == "Tệp không có chữ ký số."
    assert look(b"").result is Result.UNKNOWN
    untrusted = asyncio.run(verify(world().sealed, trust=Trust(()), now=clock.now()))
    assert untrusted.result is Result.UNKNOWN


def test_order_is_held_to() -> None:
    with pytest.raises(Refused, match="Điều 32"):
        signing.seal(world().prepared, values=VALUES, provider=world().agency, image=None)
    with pytest.raises(Refused, match="đã có chữ ký số"):
        preparing.prepare(world().sealed, default_slots(world().sealed))
    with pytest.raises(Refused):
        preparing.prepare(b"%PDF-1.7 nothing", [])


def test_an_annex_bears_the_words() -> None:
    marked = signing.sign_attachment(
        world().blank,
        provider=world().agency,
        code="1804/QĐ-UBND",
        signed_at="2020-04-01T16:21:05+07:00",
    )
    assert look(marked).result is Result.VALID
    with pikepdf.open(BytesIO(marked)) as pdf:
        note = pdf.pages[0].Annots[-1]
        left, bottom, right, top = (float(number) for number in note.Rect)
        drawn = note.AP.N.read_bytes()
    assert (right, top) == (pytest.approx(595 - 20, abs=40), pytest.approx(842 - 20, abs=30))
    assert left > 595 / 2
    assert bottom > 842 * 0.9
    assert b" 10.00 Tf" in drawn
    assert b"/I Do" not in drawn


def test_the_seal_on_the_page_is_36_millimetres_over_a_third_of_the_signature() -> None:
    with pikepdf.open(BytesIO(world().sealed)) as pdf:
        places = {str(one.T): [float(n) for n in one.Rect] for one in pdf.pages[0].Annots}
    leader, seal = places["ky_lanh_dao"], places["dau_co_quan"]
    assert seal[2] - seal[0] == pytest.approx(36 * 72 / 25.4, abs=0.5)
    assert seal[3] - seal[1] == pytest.approx(36 * 72 / 25.4, abs=0.5)
    assert seal[2] - leader[0] == pytest.approx((leader[2] - leader[0]) / 3, abs=0.5)


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=40))
def test_garbled_files_never_crash(at: int, noise: bytes) -> None:
    sealed = world().sealed
    at %= len(sealed)
    look(sealed[:at])
    look(sealed[:at] + noise + sealed[at + len(noise) :])


@pytest.mark.parametrize("bad", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n broken"])
def test_bad_pictures_are_refused(bad: bytes) -> None:
    with pytest.raises(Refused):
        clean_picture(bad)
