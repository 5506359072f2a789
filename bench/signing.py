"""Signing: prepare and two signatures, beside pyHanko used naively and the machine's bare rate."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from io import BytesIO

from bench.rows import Row

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")


def run() -> Iterator[Row]:
    """Documents per CPU-second of one core, and their ratios in the same run."""
    import typst
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding
    from PIL import Image
    from pyhanko.pdf_utils.images import PdfImage
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.stamp import StaticStampStyle
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    from congvu.core import clock
    from congvu.documents.rendering import body_from_text, render
    from congvu.documents.tests.rendering.samples import letter
    from congvu.signing import authority
    from congvu.signing.drawing import draw_seal, draw_signature
    from congvu.signing.pdf import preparing, signing
    from congvu.signing.pdf.slots import default_slots
    from congvu.signing.pdf.trust import Trust
    from congvu.signing.pdf.verifying import verify
    from congvu.signing.providers.held import Held

    der = serialization.Encoding.DER
    ca = authority.make_authority()
    made = authority.issue_certificate(ca, name="Người ký", organisation="Cơ quan")
    certificate = Certificate.load(made.certificate.public_bytes(der))
    held = Held(made.key, certificate, tuple(Certificate.load(one) for one in made.chain))
    pdf = typst.compile(b"#set document(date: datetime(year: 2020, month: 4, day: 1))\n#lorem(900)")
    slots = default_slots(pdf)
    blue, red = draw_signature("Người ký"), draw_seal("Cơ quan")
    values = {"so_van_ban": "1804", "ngay": "01", "thang": "4"}

    def whole() -> bytes:
        signed = signing.sign(preparing.prepare(pdf, slots), provider=held, image=blue)
        return signing.seal(signed, values=values, provider=held, image=red)

    plain = made.key.private_bytes(
        der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    simple = signers.SimpleSigner(certificate, PrivateKeyInfo.load(plain), SimpleCertificateStore())

    def naive() -> None:
        out = pdf
        for field, picture in (("A", blue), ("B", red)):
            meta = signers.PdfSignatureMetadata(field_name=field)
            writer = IncrementalPdfFileWriter(BytesIO(out))
            image = PdfImage(Image.open(BytesIO(picture)))
            style = StaticStampStyle(background=image, background_opacity=1, border_width=0)
            place = SigFieldSpec(field, box=(300, 100, 453, 179))
            signer = signers.PdfSigner(meta, simple, stamp_style=style, new_field_spec=place)
            out = signer.sign_pdf(writer).getvalue()

    content = letter(body=body_from_text("Nghiêm túc triển khai gửi, nhận văn bản điện tử. " * 60))

    def from_content() -> bytes:
        drawn = render(content)
        prepared = preparing.prepare(drawn.pdf, drawn.slots)
        signed = signing.sign(prepared, provider=held, image=blue)
        return signing.seal(signed, values=values, provider=held, image=red)

    sealed = whole()
    trust = Trust((ca.root.public_bytes(der),), tuple(authority.make_lists(ca)))
    ours, theirs = _rate(whole, 30), _rate(naive, 5)
    bare = _rate(lambda: made.key.sign(b"x", padding.PKCS1v15(), hashes.SHA256()), 500)  # type: ignore[union-attr,call-arg]
    yield Row("signing: prepare and two signatures", ours, "docs/cpu s")
    yield Row("render, prepare and two signatures", _rate(from_content, 20), "docs/cpu s")
    yield Row(
        "signing: beside naive pyHanko with the same pictures",
        ours / theirs,
        "times",
        f"{theirs:.1f} docs/cpu s",
    )
    yield Row("signing: share of the bare RSA-2048 rate", 2 * ours / bare, "ratio", f"{bare:.0f}/s")
    rate = _rate(lambda: asyncio.run(verify(sealed, trust=trust, now=clock.now())), 10)
    yield Row("signing: verifying two signatures", rate, "docs/cpu s")


def _rate(work: Callable[[], object], count: int) -> float:
    started = time.process_time()
    for _ in range(count):
        work()
    return count / (time.process_time() - started)


if __name__ == "__main__":
    for row in run():
        print(f"{row.name:50} {row.value:10.2f} {row.unit} {row.beside}")
