"""500 MB through the real web process, whose memory stays flat."""

from __future__ import annotations

from pathlib import Path

import pytest

from congvu.accounts.tests.factories import client_of
from congvu.directory.tests.factories import make_office
from congvu.files.models import StoredFile
from congvu.files.tests.serving import post_upload, server

SIZE = 500 * 1024 * 1024


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_large_upload_needs_little_memory(tmp_path: Path) -> None:
    office = make_office()
    session = client_of(office.specialist).session.session_key
    with server(tmp_path) as web:
        assert post_upload(web.port, session=session, size=4_000_000)[0] == 200
        before = web.peak_mib
        status, answer = post_upload(web.port, session=session, size=SIZE)
        grown = web.peak_mib - before
    assert (status, answer.get("size")) == (200, SIZE), answer
    assert grown < 40
    stored = StoredFile.objects.select_related("blob").get(pk=answer["id"])
    assert (tmp_path / "files").joinpath(stored.sha256[:2]).is_dir()
    # A byte more is refused, and nothing of it stays.
    kept = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    with server(tmp_path) as web:
        status, answer = post_upload(web.port, session=session, size=SIZE + 1)
    assert status == 409
    assert "500 MB" in str(answer["error"])
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == kept
