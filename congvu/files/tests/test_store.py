from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import LazySettings

from congvu.core.refused import Refused
from congvu.files.store import incoming, staged

LOOKED_AT = b"what was looked at"


@pytest.mark.parametrize("key", ["", base64.b64encode(bytes(32)).decode()], ids=["plain", "sealed"])
def test_what_changed_after_it_was_looked_at_is_not_kept(
    tmp_path: Path, settings: LazySettings, key: str
) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, files_key=key)
    settings.DATA_DIR = tmp_path
    source = tmp_path / "part"
    source.write_bytes(LOOKED_AT)
    with staged(source, sha256=hashlib.sha256(LOOKED_AT).hexdigest()):
        pass
    source.write_bytes(LOOKED_AT.replace(b"what", b"else"))
    with (
        pytest.raises(Refused, match="đã bị thay đổi"),
        staged(source, sha256=hashlib.sha256(LOOKED_AT).hexdigest()),
    ):
        pass
    assert list(incoming().iterdir()) == []
