"""Signing and verifying, beside pyHanko used naively and the machine's bare rate; one core.

A document is a letter with two pictures: the leader signs, the clerk numbers and seals. What is
counted begins with the prepared file in memory and ends with the sealed one in memory: finding the
fields, filling three of them, both pictures, both signatures; not reading from and writing to disk.
The bare rate is what no way can do without: SHA-256 over the bytes that each of both signatures
covers (the file, and what was put behind it so far) and two operations of the key. A second line
lets the bare rate hash the prepared file alone. Ours and the bare are measured in turn.
A file that is signed in the product has just been read from the store and hashed there, to be held
against its name, and signing goes on from that digest: the lines "digest kept" count what is left
then, beside naive pyHanko and beside the two operations of the key alone.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.rows import Row

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
_SIZES = {"100 kB": 100_000, "5 MB": 5_000_000}
_VALUES = {"so_van_ban": "1804", "ngay": "01", "thang": "4"}
_NUMBERS = itertools.cycle(range(1000, 10_000))


def run() -> Iterator[Row]:
    """Documents per CPU-second of one core, and their ratios in the same run."""
    from congvu.signing import authority

    ca = authority.make_authority()
    for curve in (False, True):
        kind = "P-256" if curve else "RSA-2048"
        made = authority.issue_certificate(ca, name="Cơ quan", organisation="Cơ quan", curve=curve)
        for size, count in _SIZES.items():
            yield from _rows(made, f"{kind}, {size}", count)
    yield from _verifying(ca, made)
    yield from _drawing(made)


def _rows(made: Any, name: str, size: int) -> Iterator[Row]:
    from congvu.signing.drawing import draw_seal, draw_signature
    from congvu.signing.pdf import preparing, signing
    from congvu.signing.pdf.cms import Signer
    from congvu.signing.pdf.slots import default_slots

    blue, red = draw_signature("Người ký"), draw_seal("Cơ quan")
    held, pdf = _held(made), _letter(size)
    prepared = preparing.prepare(pdf, default_slots(pdf))

    signer = Signer(held)

    def lead() -> bytes:
        return signing.sign(prepared, provider=held, image=blue)

    def swiftly() -> bytes:
        values = _VALUES | {"so_van_ban": str(next(_NUMBERS))}
        return signing.seal(lead(), values=values, provider=held, image=red)

    def slowly() -> bytes:
        signed = signing.sign_slowly(prepared, signer=signer, image=blue)
        return signing.seal_slowly(signed, values=_VALUES, signer=signer, image=red)

    read, later = _hashed(prepared), _hashed(lead())

    def kept() -> None:
        values = _VALUES | {"so_van_ban": str(next(_NUMBERS))}
        signing.sign(read, provider=held, image=blue)
        signing.seal(later, values=values, provider=held, image=red)

    first, second = map(_covered, (lead(), swiftly()))
    ours, bare, less, led, led_bare, left, keys = _rates(
        swiftly,
        _bare(made, first, second),
        _bare(made, prepared, prepared),
        lead,
        _bare(made, first),
        kept,
        _bare(made, b"", b""),
    )
    slow = _rate(slowly, 0.7)
    theirs = _rate(_naive(made, pdf, blue, red), 0.7)
    most = f"{theirs:.2f} docs/cpu s; the bare rate itself {bare / theirs:.0f} times"
    yield Row(f"sign + number + seal, {name}", ours, "docs/cpu s")
    yield Row("  beside naive pyHanko", ours / theirs, "times", most)
    yield Row("  beside the bare rate", ours / bare, "ratio", f"{bare:.0f} docs/cpu s")
    yield Row(
        "  bare hashing the prepared file alone", ours / less, "ratio", f"{less:.0f} docs/cpu s"
    )
    yield Row(
        "  the leader's signature alone, beside bare", led / led_bare, "ratio", f"{led:.0f}/cpu s"
    )
    yield Row("  digest kept, beside naive pyHanko", left / theirs, "times", f"{left:.0f}/cpu s")
    yield Row("  digest kept, beside the key alone", left / keys, "ratio", f"{keys:.0f}/cpu s")
    yield Row(
        "  any prepared file, by pyHanko, beside naive", slow / theirs, "times", f"{slow:.1f}/cpu s"
    )


def _hashed(pdf: bytes) -> Any:
    from congvu.signing.pdf.swift import Base

    return Base(pdf, hashlib.sha256(pdf))


def _covered(signed: bytes) -> bytes:
    """The bytes that the last signature covers: all but the place of its contents."""
    begin = signed.rindex(b"/Contents <") + len(b"/Contents ")
    return signed[:begin] + signed[signed.index(b">", begin) + 1 :]


def _held(made: Any) -> Any:
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives.serialization import Encoding

    from congvu.signing.providers.held import Held

    certificate = Certificate.load(made.certificate.public_bytes(Encoding.DER))
    return Held(made.key, certificate, tuple(Certificate.load(one) for one in made.chain))


def _letter(size: int) -> bytes:
    """A typeset letter, filled up to the size as pictures would."""
    import pikepdf
    import typst

    text = b"#set document(date: datetime(year: 2020, month: 4, day: 1))\n#lorem(900)"
    pdf = typst.compile(text)
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        ballast = os.urandom(max(0, size - len(pdf)))
        document.pages[0].obj["/Ballast"] = document.make_stream(ballast)
        document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return target.getvalue()


def _naive(made: Any, pdf: bytes, blue: bytes, red: bytes) -> Callable[[], object]:
    """As pyHanko's documentation shows it."""
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives import serialization
    from PIL import Image
    from pyhanko.pdf_utils.images import PdfImage
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.stamp import StaticStampStyle
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    der = serialization.Encoding.DER
    plain = made.key.private_bytes(
        der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate = Certificate.load(made.certificate.public_bytes(der))
    store = SimpleCertificateStore()
    store.register_multiple([Certificate.load(one) for one in made.chain])
    simple = signers.SimpleSigner(certificate, PrivateKeyInfo.load(plain), store)

    def work() -> None:
        out = pdf
        for field, picture in (("A", blue), ("B", red)):
            meta = signers.PdfSignatureMetadata(field_name=field)
            writer = IncrementalPdfFileWriter(io.BytesIO(out))
            image = PdfImage(Image.open(io.BytesIO(picture)))
            style = StaticStampStyle(background=image, background_opacity=1, border_width=0)
            place = SigFieldSpec(field, box=(300, 100, 453, 179))
            signer = signers.PdfSigner(meta, simple, stamp_style=style, new_field_spec=place)
            out = signer.sign_pdf(writer).getvalue()

    return work


def _bare(made: Any, *covered: bytes) -> Callable[[], object]:
    """SHA-256 over each of the contents and the key's operation over it."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

    hashed = Prehashed(hashes.SHA256())

    def work() -> None:
        for one in covered:
            digest = hashlib.sha256(one).digest()
            if isinstance(made.key, rsa.RSAPrivateKey):
                made.key.sign(digest, padding.PKCS1v15(), hashed)
            else:
                made.key.sign(digest, ec.ECDSA(hashed))

    return work


def _verifying(ca: Any, made: Any) -> Iterator[Row]:
    from cryptography.hazmat.primitives.serialization import Encoding

    from congvu.core import clock
    from congvu.core.waiting import settled
    from congvu.signing import authority
    from congvu.signing.pdf import preparing, signing
    from congvu.signing.pdf.slots import default_slots
    from congvu.signing.pdf.trust import Trust
    from congvu.signing.pdf.verifying import verify

    held, pdf = _held(made), _letter(100_000)
    signed = signing.sign(preparing.prepare(pdf, default_slots(pdf)), provider=held, image=None)
    sealed = signing.seal(signed, values=_VALUES, provider=held, image=None)
    root, lists = ca.root.public_bytes(Encoding.DER), authority.make_lists(ca)
    trust = Trust((root,), tuple(lists))
    theirs = _naive_verifying(sealed, root, *lists)
    with settled():
        ours = _rate(lambda: asyncio.run(verify(sealed, trust=trust, now=clock.now())), 1.0)
    yield Row("verifying two signatures, 100 kB", ours, "docs/cpu s")
    yield Row("  beside naive pyHanko", ours / theirs, "times", f"{theirs:.1f} docs/cpu s")


def _naive_verifying(*contents: bytes) -> float:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / str(number) for number in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        command = [sys.executable, "-m", "bench._naive_verifying", *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return 1000 / float(done.stdout)


def _drawing(made: Any) -> Iterator[Row]:
    from congvu.documents.rendering import body_from_text, render
    from congvu.documents.tests.rendering.samples import letter
    from congvu.signing.pdf import preparing, signing

    held = _held(made)
    content = letter(body=body_from_text("Nghiêm túc triển khai gửi, nhận văn bản điện tử. " * 60))

    def whole() -> None:
        drawn = render(content)
        prepared = preparing.prepare(drawn.pdf, drawn.slots)
        signed = signing.sign(prepared, provider=held, image=None)
        signing.seal(signed, values=_VALUES, provider=held, image=None)

    yield Row("render, prepare, sign, number and seal (P-256)", _rate(whole, 1.0), "docs/cpu s")


def _rates(*works: Callable[[], object]) -> list[float]:
    """The rate of each in the least disturbed of twenty short turns, taken one after the other."""
    turns = [[_rate(work, 0.05) for work in works] for _ in range(20)]
    return [max(rates) for rates in zip(*turns, strict=True)]


def _rate(work: Callable[[], object], seconds: float) -> float:
    """Times per CPU-second, over at least so many of them, the first left out."""
    work()
    started, done = time.process_time(), 0
    while (spent := time.process_time() - started) < seconds:
        work()
        done += 1
    return done / spent


if __name__ == "__main__":
    for row in run():
        print(f"{row.name:50} {row.value:10.2f} {row.unit} {row.beside}")
