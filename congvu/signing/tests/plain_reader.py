"""pyHanko as it comes, without what we put in its functions' places: `… FILE ROOT [LIST …]`."""

from __future__ import annotations

import sys
from pathlib import Path

from asn1crypto.crl import CertificateList
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def main() -> None:
    """Print a line for each signature."""
    path, root, *lists = map(Path, sys.argv[1:])
    context = ValidationContext(
        trust_roots=[Certificate.load(root.read_bytes())],
        crls=[CertificateList.load(one.read_bytes()) for one in lists],
        revocation_mode="hard-fail",
        allow_fetching=False,
    )
    with path.open("rb") as opened:
        for one in PdfFileReader(opened).embedded_signatures:
            status = validate_pdf_signature(one, context)
            said = "passes" if status.bottom_line else status.summary()
            sys.stdout.write(f"{one.field_name} {said}\n")


if __name__ == "__main__":
    main()
