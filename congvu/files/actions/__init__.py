"""Everything that can happen to files: they come in through the gates, or the product makes them.

The order of the gates is size, kind, malware, reading, secrecy, store; what is refused at any of
them leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from procrastinate.contrib.django import app

from congvu.core.acts import Act, tell, work
from congvu.core.refused import Refused
from congvu.core.text import fold
from congvu.directory.models import Agency, Appointment
from congvu.files import store
from congvu.files.conversion import pdf_of
from congvu.files.gates import check, scan
from congvu.files.incoming import TOO_LARGE
from congvu.files.models import OUTSIDE, Blob, StoredFile, TextState
from congvu.files.names import clean_name
from congvu.files.sniffing import sniff
from congvu.files.store import Staged, settle, staged
from congvu.files.types import MAX_BYTES, Media
from congvu.secrecy.actions import SecretRefused

_CHUNK = 1024 * 1024
_PACK_BYTES = 5 * 1024**3
_AWAITED = 10
"""The priority of a job that somebody looks at the clock for."""


def receive(upload: UploadedFile[bytes], *, actor: Appointment, key: str = "") -> StoredFile:
    """Take in a person's file; the only way in. Raises `Refused` (field `file`) with a sentence.

    `key` is the sender's own name for this upload: the same key again gives the same file.
    Slow, and so called outside any transaction.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise Refused(TOO_LARGE, field="file")
    with _on_disk(upload) as path:
        return receive_path(path, name=upload.name or "", actor=actor, key=key)


def receive_path(path: Path, *, name: str, actor: Appointment, key: str = "") -> StoredFile:
    """As `receive`, for a content that has arrived on disk; it is left where it is."""
    if existing := uploaded(key, actor=actor):
        return existing
    size = path.stat().st_size
    if not size:
        raise Refused("Tệp rỗng, không có nội dung nào. Ông/bà chọn lại tệp.", field="file")
    if size > MAX_BYTES:
        raise Refused(TOO_LARGE, field="file")
    media = sniff(path)
    scan(path)
    reading = check(path, media, name=name, size=size, actor=actor)
    digest = _sha256(path)
    with staged(path, sha256=digest) as content, work():
        take_turn(f"upload {actor.pk} {key}")
        if existing := uploaded(key, actor=actor):
            return existing
        file = _put(
            content,
            size=size,
            media_type=media.media_type,
            name=clean_name(name, ending=media.ending),
            agency=actor.agency,
            actor=actor,
            key=key,
            text=reading.text if reading.complete else None,
        )
        tell(_act("files.receive", "Tải tệp lên", file, actor))
    return file


def receive_upload_from_outside(
    upload: UploadedFile[bytes], *, agency: Agency, door: str
) -> StoredFile:
    """A file for the agency from somebody who is no official, through every gate."""
    if (upload.size or 0) > MAX_BYTES:
        raise Refused(TOO_LARGE, field="file")
    with _on_disk(upload) as path:
        return receive_from_outside(path, name=upload.name or "", agency=agency, door=door)


def receive_from_outside(
    path: Path, *, name: str, agency: Agency, door: str = "liên thông"
) -> StoredFile:
    """A file that another system has sent to the agency, through every gate, as `receive_path`.

    Slow, and so called outside any transaction. The very content that has passed the gates before
    passes again.
    """
    size = path.stat().st_size
    if not size:
        raise Refused("Tệp rỗng, không có nội dung nào.", field="file")
    if size > MAX_BYTES:
        raise Refused(TOO_LARGE, field="file")
    media, digest = sniff(path), _sha256(path)
    passed = StoredFile.objects.filter(blob__sha256=digest, upload_key=OUTSIDE)
    text = None
    if not passed.exclude(blob__text_state=TextState.WITHHELD).exists():
        scan(path)
        reading = check(
            path, media, name=name, size=size, actor=None, agency_id=agency.pk, door=door
        )
        text = reading.text if reading.complete else None
    with staged(path, sha256=digest) as content, work():
        file = _put(
            content,
            size=size,
            media_type=media.media_type,
            name=clean_name(name, ending=media.ending),
            agency=agency,
            actor=None,
            key=OUTSIDE,
            text=text,
        )
        tell(_act("files.receive_from_outside", "Nhận tệp từ hệ thống khác", file, None))
    return file


def deposit(path: Path, *, sha256: str, mine: bool = False) -> None:
    """Keep a whole message of another system, as it came, beside the files and under no name.

    `mine` is a file that the caller alone has open and never writes in again: where it lies on the
    store's disk it is not copied. Whoever deposits remembers the hash, and gives it back by
    `withdraw`.
    """
    with staged(path, sha256=sha256, mine=mine) as content:
        settle(content)


def withdraw(sha256: str) -> None:
    """Take a deposited message out of the store, unless it is a file's content too."""
    with work():
        take_turn(sha256)
        if not Blob.objects.filter(sha256=sha256).exists():
            store.discard(sha256)


def refuse_marked(
    upload: UploadedFile[bytes], *, actor: Appointment | None, door: str, agency_id: int = 0
) -> None:
    """The secrecy gate alone, for a file that is only looked at and not taken in.

    What can't be read passes: it is for the caller to say what is wrong with it. Of somebody
    without an account there is no `actor`; `agency_id` says whose journal hears of a refusal.
    """
    name, size = upload.name or "", upload.size or 0
    with _on_disk(upload) as path:
        try:
            check(
                path, sniff(path), name=name, size=size, actor=actor, agency_id=agency_id, door=door
            )
        except SecretRefused:
            raise
        except Refused:
            return


def uploaded(key: str, *, actor: Appointment) -> StoredFile | None:
    """The file that the appointment's upload of this key became, if it did."""
    if not key:
        return None
    files = StoredFile.objects.select_related("blob")
    return files.filter(uploaded_by=actor, upload_key=key).first()


def keep(
    content: bytes,
    *,
    name: str,
    media_type: str,
    agency: Agency,
    actor: Appointment | None,
    like: StoredFile | None = None,
) -> StoredFile:
    """Store what the product itself made (an issued document, a seal's picture); no gates.

    `like` is the file whose words it shows again. May be called inside a transaction; the file
    belongs to nobody's uploads.
    """
    digest = hashlib.sha256(content).hexdigest()
    with tempfile.NamedTemporaryFile(dir=store.incoming(), prefix="made-") as made:
        made.write(content)
        made.flush()
        with staged(Path(made.name), sha256=digest) as ready, work():
            file = _put(
                ready,
                size=len(content),
                media_type=media_type,
                name=name[:160],
                agency=agency,
                actor=None,
                key="",
                text=_words_of(like) if like else None,
            )
            tell(_act("files.keep", "Lưu tệp do hệ thống tạo", file, actor))
    return file


def _words_of(file: StoredFile) -> str | None:
    """What it says; `None` while nobody has read it, or where it may not be told."""
    known = file.blob.text_state in {TextState.READ, TextState.NONE}
    return file.blob.text if known else None


def to_pdf(file: StoredFile, *, actor: Appointment | None) -> StoredFile:
    """The file as PDF by LibreOffice; a PDF is its own. Raises `Refused` in words where it can't.

    Takes seconds and waits its turn: outside transactions, or by `ask_for_pdf`.
    """
    if file.media_type == Media.PDF.media_type:
        return file
    return keep(
        pdf_of(file),
        name=f"{Path(file.name).stem}.pdf",
        media_type=Media.PDF.media_type,
        agency=file.agency,
        actor=actor,
        like=file,
    )


def ask_for_pdf(file: StoredFile, *, actor: Appointment | None) -> None:
    """Queue `to_pdf` with the running transaction; `Converted` or `NotConverted` will tell."""
    job = app.configure_task("files.convert", priority=_AWAITED)
    job.defer(file_id=file.pk, actor_id=actor.pk if actor else None)


def _put(
    content: Staged,
    *,
    size: int,
    media_type: str,
    name: str,
    agency: Agency,
    actor: Appointment | None,
    key: str,
    text: str | None,
) -> StoredFile:
    """`text` is what it says where that is known already; else a job reads it."""
    take_turn(content.sha256)
    settle(content)
    known: dict[str, object] = {"size": size, "media_type": media_type}
    if text is not None:
        known |= {"text": text, "text_state": TextState.READ if text else TextState.NONE}
    blob, new = Blob.objects.get_or_create(sha256=content.sha256, defaults=known)
    if new and text is None:
        priority = _AWAITED if actor else 0
        app.configure_task("files.read_text", priority=priority).defer(blob_id=blob.pk)
    return StoredFile.objects.create(
        blob=blob, name=name, agency=agency, uploaded_by=actor, upload_key=key
    )


def take_turn(what: str) -> None:
    """Until the commit, nobody else puts or removes this: two at once become one."""
    number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _act(name: str, label: str, file: StoredFile, actor: Appointment | None) -> Act:
    return Act(
        name=name,
        label=label,
        agency_id=file.agency_id,
        actor=actor,
        subject_type=StoredFile._meta.label_lower,
        subject_id=file.pk,
        subject_label=file.name,
        detail={"sha256": file.sha256, "size": file.size},
    )


def hold_pack(upload: UploadedFile[bytes]) -> str:
    """Let a ZIP wait among what has arrived, until `receive_packed` takes its files through the
    gates one by one; the name by which it is asked for. Left alone, it is gone after three days.

    Raises `Refused` (field `pack`) for what is no ZIP, or would unpack to too much.
    """
    name = f"pack-{uuid4().hex}"
    path = _pack(name)
    with path.open("wb") as target:
        for piece in upload.chunks(_CHUNK):
            target.write(piece)
    try:
        with zipfile.ZipFile(path) as pack:
            if sum(entry.file_size for entry in pack.infolist()) > _PACK_BYTES:
                raise Refused("Tệp ZIP giải nén quá 5 GB; xin chia thành nhiều tệp.", field="pack")
    except zipfile.BadZipFile as broken:
        path.unlink()
        raise Refused("Không mở được tệp ZIP: tệp bị hỏng.", field="pack") from broken
    except Refused:
        path.unlink()
        raise
    return name


def packed_names(name: str) -> dict[str, str]:
    """The files in a waiting ZIP: their names as people type them → as the ZIP knows them.

    Folders and marks do not matter. Raises `Refused` where the ZIP is gone.
    """
    with _open_pack(name) as pack:
        entries = [entry.filename for entry in pack.infolist() if not entry.is_dir()]
    return {pack_key(_readable(entry)): entry for entry in entries}


def pack_key(name: str) -> str:
    """A file's name without folders, marks and capitals."""
    return fold(name.replace("\\", "/").rpartition("/")[2])


def receive_packed(name: str, entry: str, *, actor: Appointment, key: str) -> StoredFile:
    """One file of a waiting ZIP, through every gate, as `receive`."""
    if existing := uploaded(key, actor=actor):
        return existing
    with _open_pack(name) as pack, tempfile.NamedTemporaryFile(dir=store.incoming()) as target:
        try:
            if pack.getinfo(entry).file_size > MAX_BYTES:
                raise Refused(TOO_LARGE, field="file")
            with pack.open(entry) as source:
                shutil.copyfileobj(source, target)
        except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError) as broken:
            raise Refused("Không lấy được tệp này ra khỏi tệp ZIP.", field="file") from broken
        target.flush()
        shown = _readable(entry).replace("\\", "/").rpartition("/")[2]
        return receive_path(Path(target.name), name=shown, actor=actor, key=key)


def drop_pack(name: str) -> None:
    """Everything that was wanted of it is taken."""
    _pack(name).unlink(missing_ok=True)


def _pack(name: str) -> Path:
    return store.incoming() / name


@contextmanager
def _open_pack(name: str) -> Iterator[zipfile.ZipFile]:
    try:
        pack = zipfile.ZipFile(_pack(name))
    except OSError as gone:
        raise Refused("Tệp ZIP không còn trên máy chủ; xin gửi lại.", field="pack") from gone
    with pack:
        yield pack


def _readable(entry: str) -> str:
    """Names that older programs write without saying in which letters (ZIP, appendix D)."""
    try:
        return entry.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _on_disk(upload: UploadedFile[bytes]) -> Iterator[Path]:
    """The upload as a file: Django's own where there is one, else written now."""
    if hasattr(upload, "temporary_file_path"):
        yield Path(upload.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile(dir=store.incoming(), prefix="upload-") as target:
        for piece in upload.chunks(_CHUNK):
            target.write(piece)
        target.flush()
        yield Path(target.name)
