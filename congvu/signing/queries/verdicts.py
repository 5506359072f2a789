"""What signatures are worth: found once for each content, asked again where it may have changed.

Reading a file and its signatures is slow and its answer stands still while the trusted roots do.
What may change is whether a certificate was revoked: that alone is asked again, without the file,
when newer lists have come or those that it was asked by have run out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from asn1crypto.x509 import Certificate
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from congvu.core import clock
from congvu.core.refused import NotFound
from congvu.files import queries as stored
from congvu.files.models import StoredFile
from congvu.signing.models import KnownCertificate, RevocationList, TrustAnchor, Verdict
from congvu.signing.pdf.apart import verify_apart
from congvu.signing.pdf.trust import REVOCATION, Moment, Trust, check_revocation, fresh_until
from congvu.signing.statuses import answers_for, refresh
from congvu.signing.types import Check, FileVerdict, Result, SignatureVerdict

MAX_VERIFIED = 100 * 1024 * 1024
_RULES = b"4"  # counts up when verification comes to other answers, so that none is kept
_ASK_AGAIN, _LONG = timedelta(minutes=10), timedelta(days=365)


def verify(pdf: bytes) -> FileVerdict:
    """What the file's signatures are worth under the present trust list; kept by its SHA-256."""
    digest = hashlib.sha256(pdf).hexdigest()
    return _verdict(digest, len(pdf), lambda: pdf)


def verdict_of(file: StoredFile) -> FileVerdict:
    """The same for a stored file, whose content is read only when no verdict is kept."""
    return _verdict(file.sha256, file.size, lambda: stored.read(file))


def kept_verdict(sha256: str) -> FileVerdict:
    """The newest verdict given for a content of that SHA-256; `NotFound` without one."""
    found = Verdict.objects.filter(sha256=sha256).order_by("-checked_at").first()
    if found is None:
        raise NotFound
    return FileVerdict.from_json(found.content)


def certificates_of(verdict: FileVerdict) -> dict[str, bytes]:
    """What is kept of the certificates of a verdict's paths, as DER by SHA-256."""
    wanted = {sha256 for one in verdict.signatures for sha256 in one.path}
    return {sha256: one.dump() for sha256, one in known(wanted).items()}


def _verdict(digest: str, size: int, read: Callable[[], bytes]) -> FileVerdict:
    if size > MAX_VERIFIED:
        reason = "Tệp lớn hơn 100 MB nên không kiểm tra chữ ký số tại đây."
        check = Check("file", "Đọc tệp", Result.UNKNOWN, reason)
        return FileVerdict(digest, size, (), (check,), {}, clock.now())
    now, roots = clock.now(), tuple(TrustAnchor.objects.filter(active=True).order_by("sha256"))
    mark = _mark(roots)
    kept = Verdict.objects.filter(sha256=digest, trust=mark)
    fresh = _fresh(kept, now)
    if fresh is not None:
        return FileVerdict.from_json(fresh.content)
    verdict = _stale(kept, now)
    if verdict is None:
        verdict = _looked_at(read(), roots, now)
    return _keep(_asked_again(verdict, roots, now), roots, mark, now)


def _looked_at(pdf: bytes, roots: Sequence[TrustAnchor], now: datetime) -> FileVerdict:
    """The file read; once more where the status of its time stamps had to be fetched."""
    verdict = verify_apart(pdf, trust=_trust(roots), now=now)
    _remember(verdict.certificates)
    paths = _stamps(verdict)
    if not paths:
        return verdict
    for path in paths:
        refresh(path)
    trust = _trust(roots, (one for path in paths for one in path))
    return verify_apart(pdf, trust=trust, now=now)


def _stamps(verdict: FileVerdict) -> list[list[Certificate]]:
    wanted = {sha256 for path in verdict.stamp_paths for sha256 in path}
    certificates = known(wanted) if wanted else {}
    return [[certificates[sha256] for sha256 in path] for path in verdict.stamp_paths]


def _mark(roots: Sequence[TrustAnchor]) -> str:
    """What a verdict rests on that is not of the file."""
    rules = _RULES + (b"s" if settings.REVOCATION_STRICT else b"w")
    today = clock.today()
    said = (f"{'|'.join(one.limits)}|{one.trusted_on(today)}" for one in roots)
    parts = (rules, *(one.encode() for one in said))
    return hashlib.sha256(b"|".join(parts)).hexdigest()


def _trust(roots: Sequence[TrustAnchor], path: Iterable[Certificate] = ()) -> Trust:
    lists = RevocationList.objects.order_by("issuer").values_list("content", flat=True)
    return Trust(
        tuple(bytes(one.certificate) for one in roots),
        tuple(map(bytes, lists)),
        answers_for(path),
        strict=settings.REVOCATION_STRICT,
        limits=tuple(one.limits for one in roots if one.trusted_from or one.trusted_until),
    )


def _stale(kept: QuerySet[Verdict], now: datetime) -> FileVerdict | None:
    """The kept verdict, where only the revocation of signers is to be asked again."""
    found = kept.first()
    verdict = FileVerdict.from_json(found.content) if found else None
    if verdict is None or verdict.stamp_paths:
        return None
    ended = any(one.valid_until and one.valid_until <= now for one in verdict.signatures)
    wanted = {sha256 for one in verdict.signatures for sha256 in one.path}
    return verdict if not ended and wanted <= known(wanted).keys() else None


def _fresh(kept: QuerySet[Verdict], now: datetime) -> Verdict | None:
    newer = RevocationList.objects.filter(taken_at__gt=OuterRef("checked_at"))
    return kept.filter(~Exists(newer), fresh_until__gt=now).first()


def _asked_again(verdict: FileVerdict, roots: Sequence[TrustAnchor], now: datetime) -> FileVerdict:
    """The verdict with today's word on revocation, fetched where it has run out."""
    certificates = known({sha256 for one in verdict.signatures for sha256 in one.path})

    def renewed(one: SignatureVerdict) -> SignatureVerdict:
        if not one.path or one.settled:
            return one
        path = [certificates[sha256] for sha256 in one.path]
        refresh(path)
        moment = Moment(one.proven_at or one.signed_at, one.proven_at is not None, now)
        asked = check_revocation(path, _trust(roots, path), moment=moment)
        others = tuple(check for check in one.checks if check.name != REVOCATION)
        return replace(one, checks=(*others, asked))

    return replace(verdict, signatures=tuple(map(renewed, verdict.signatures)), checked_at=now)


def known(wanted: Iterable[str]) -> dict[str, Certificate]:
    """The kept certificates of these SHA-256."""
    rows = KnownCertificate.objects.filter(sha256__in=list(wanted))
    return {
        sha256: Certificate.load(bytes(content))
        for sha256, content in rows.values_list("sha256", "content")
    }


def _remember(certificates: Iterable[bytes]) -> None:
    KnownCertificate.objects.bulk_create(
        [
            KnownCertificate(sha256=hashlib.sha256(one).hexdigest(), content=one)
            for one in certificates
        ],
        ignore_conflicts=True,
    )


def _keep(
    verdict: FileVerdict, roots: Sequence[TrustAnchor], mark: str, now: datetime
) -> FileVerdict:
    """`now` is before the lists were read: one that came since then is newer."""
    until = _fresh_until(verdict, roots, now)
    Verdict.objects.update_or_create(
        sha256=verdict.sha256,
        trust=mark,
        defaults={"content": verdict.as_json(), "checked_at": now, "fresh_until": until},
    )
    return verdict


def _fresh_until(verdict: FileVerdict, roots: Sequence[TrustAnchor], now: datetime) -> datetime:
    """Until the first of what it rests on runs out; soon, where there was no answer."""
    unsettled = [one for one in verdict.signatures if one.path and not one.settled]
    certificates = known({sha256 for one in unsettled for sha256 in one.path})
    paths = [[certificates[sha256] for sha256 in one.path] for one in unsettled]
    ends = [fresh_until(path, _trust(roots, path)) for path in (*paths, *_stamps(verdict))]
    moments = [end if end is not None and end > now else now + _ASK_AGAIN for end in ends]
    expiring = [one.valid_until for one in unsettled if one.valid_until and one.valid_until > now]
    return min([now + _LONG, *moments, *expiring])
