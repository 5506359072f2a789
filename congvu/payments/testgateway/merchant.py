"""The one merchant that the demo installation's gateway knows."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

TMN = "CONGVU01"


def secret() -> str:
    """The hash secret, another one in every installation."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"congvu test gateway", hashlib.sha256).hexdigest()[:32].upper()
