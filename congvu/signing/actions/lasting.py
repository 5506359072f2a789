"""Signatures that can be checked for decades: stamped, with evidence inside, renewed in time."""

from __future__ import annotations

from datetime import timedelta

import structlog
from asn1crypto.crl import CertificateList
from django.conf import settings

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.files import actions as files
from congvu.files import queries as stored
from congvu.files.models import StoredFile
from congvu.signing.models import LastingCopy, RevocationList
from congvu.signing.pdf.lasting import Evidence, with_archive_stamp, with_evidence
from congvu.signing.providers.stamping import HttpStamper, Stamper
from congvu.signing.queries.verdicts import known, verdict_of, verify
from congvu.signing.statuses import answers_for, refresh
from congvu.signing.types import Result

_BEFORE = timedelta(days=90)
log = structlog.get_logger(__name__)


def stamper() -> Stamper | None:
    """Who stamps our signatures; None at the level B-B."""
    stamped = settings.SIGNATURE_LEVEL != "B-B" and settings.TSA_URL
    return HttpStamper(settings.TSA_URL) if stamped else None


def make_last(pdf: bytes, *, by: Stamper | None = None) -> bytes:
    """The signed file at the installation's level: as it is, with evidence, with a stamp over all.

    Raises `Refused` where an authority does not answer or where a status cannot be known.
    """
    level, by = settings.SIGNATURE_LEVEL, by or stamper()
    if level not in {"B-LT", "B-LTA"} or by is None:
        return pdf
    kept = with_evidence(pdf, gathered(pdf))
    return with_archive_stamp(kept, by) if level == "B-LTA" else kept


def make_last_of_others(pdf: bytes) -> bytes:
    """The same for a signature that another program made, without our stamp in it.

    A stamp over the document comes first (ETSI EN 319 142-1, 6.3, B-T): so it is known when it was
    signed, and the evidence can speak of the stamp's certificates too.
    """
    by = stamper()
    return make_last(with_archive_stamp(pdf, by), by=by) if by else pdf


def gathered(pdf: bytes) -> Evidence:
    """Certificates of all signatures and stamps of the file, and that none of them is revoked."""
    verdict = verify(pdf)
    paths = [one.path for one in verdict.signatures if one.path] + list(verdict.stamp_paths)
    certificates = known({sha256 for path in paths for sha256 in path})
    for path in paths:
        refresh([certificates[sha256] for sha256 in path])
    names = {one.issuer.dump() for one in certificates.values()}
    lists = [bytes(one.content) for one in RevocationList.objects.all()]
    return Evidence(
        tuple(one.dump() for one in certificates.values()),
        tuple(one for one in lists if CertificateList.load(one).issuer.dump() in names),
        answers_for(certificates.values()),
    )


def keep_lasting(file: StoredFile) -> None:
    """Watch over the stamps of what was issued; nothing for a file without an archive stamp."""
    verdict = verdict_of(file)
    if verdict.lapses_at is None:
        return
    LastingCopy.objects.get_or_create(
        original=file.sha256, defaults={"file": file, "lapses_at": verdict.lapses_at}
    )


def renew_due(*, by: Stamper | None = None) -> int:
    """Renew what lapses within ninety days, each once; how many are renewed."""
    by = by or stamper()
    if by is None:
        return 0
    due = LastingCopy.objects.filter(lapses_at__lt=clock.now() + _BEFORE)
    done = 0
    rows = due.select_related("file__blob", "file__agency").order_by("lapses_at")
    for copy in rows.iterator(chunk_size=100):
        try:
            _renew(copy, by)
            done += 1
        except Refused as refused:
            LastingCopy.objects.filter(pk=copy.pk).update(problem=refused.sentence)
            log.warning("signing.not_renewed", original=copy.original, why=refused.sentence)
    return done


def _renew(copy: LastingCopy, by: Stamper) -> None:
    """New evidence for the last stamp, and a stamp over it all (ETSI EN 319 142-1, 5.5)."""
    pdf = stored.read(copy.file)
    renewed = with_archive_stamp(with_evidence(pdf, gathered(pdf)), by)
    verdict = verify(renewed)
    if verdict.result is not Result.VALID or verdict.lapses_at is None:
        raise Refused(f"Bản lưu sau khi gia hạn không đạt kiểm tra: {verdict.sentence}")
    file = files.keep(
        renewed,
        name=copy.file.name,
        media_type="application/pdf",
        agency=copy.file.agency,
        actor=None,
        like=copy.file,
    )
    LastingCopy.objects.filter(pk=copy.pk).update(
        file=file, lapses_at=verdict.lapses_at, renewed_at=clock.now(), problem=""
    )
