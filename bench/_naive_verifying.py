"""Verifying as pyHanko's documentation shows it, in a process where nothing of ours is loaded.

`python -m bench._naive_verifying FILE ROOT LIST…` prints milliseconds of CPU for a verification.
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

_TIMES = 20


def main() -> None:
    pdf, root, *lists = (Path(path).read_bytes() for path in sys.argv[1:])

    def verify() -> None:
        reader = PdfFileReader(io.BytesIO(pdf))
        for one in reader.embedded_signatures:
            context = ValidationContext(
                trust_roots=[Certificate.load(root)], crls=lists, revocation_mode="hard-fail"
            )
            validate_pdf_signature(one, context)

    verify()
    begun = time.process_time()
    for _ in range(_TIMES):
        verify()
    print(1000 * (time.process_time() - begun) / _TIMES)


if __name__ == "__main__":
    main()
