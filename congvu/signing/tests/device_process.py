"""Signs with a key in a device, then tries a wrong PIN: `python -m … library token key`.

Nothing of Django is loaded: it is what any process does beside the product's own.
"""

from __future__ import annotations

import sys

from asn1crypto.x509 import Certificate

from congvu.core.refused import Refused
from congvu.signing.providers.hsm import Hsm, Place, certificate_in

PIN = "482913"


def signs(place: Place, pin: str) -> str:
    """What comes of signing in this process: `signed`, or the refusal's name."""
    certificate = Certificate.load(certificate_in(place, PIN))
    try:
        Hsm(place, pin, certificate, ()).sign_digest(bytes(32), "sha256")
    except Refused as refused:
        return type(refused).__name__
    return "signed"


if __name__ == "__main__":
    for one in (PIN, "999999"):
        print(signs(Place(*sys.argv[1:]), one))  # noqa: T201 - read by the test
