"""What signatures are worth: found once for each content, asked again where it may have changed.

Reading a file and its signatures is slow and its answer stands still while the trusted roots do.
What may change is whether a certificate was revoked: that alone is asked again, without the file,
when newer lists have come or those that it was asked by have run out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from asn1crypto.x509 import Certificate
from django.db.models import Exists, OuterRef, QuerySet

from congvu.core import clock
from congvu.files import queries as stored
from congvu.files.models import StoredFile
from congvu.signing.models import KnownCertificate, RevocationList, TrustAnchor, Verdict
from congvu.signing.pdf.apart import verify_apart
from congvu.signing.pdf.trust import REVOCATION, Trust, check_revocation, fresh_until
from congvu.signing.types import Check, FileVerdict, Result, SignatureVerdict

MAX_VERIFIED = 100 * 1024 * 1024
_RULES = b"2"  # counts up when verification comes to other answers, so that none is kept
_ASK_AGAIN = timedelta(minutes=10)


def verify(pdf: bytes) -> FileVerdict:
    """What the file's signatures are worth under the present trust list; kept by its SHA-256."""
    digest = hashlib.sha256(pdf).hexdigest()
    return _verdict(digest, len(pdf), lambda: pdf)


def verdict_of(file: StoredFile) -> FileVerdict:
    """The same for a stored file, whose content is read only when no verdict is kept."""
    return _verdict(file.sha256, file.size, lambda: stored.read(file))


def _verdict(digest: str, size: int, read: Callable[[], bytes]) -> FileVerdict:
    if size > MAX_VERIFIED:
        reason = "Tệp lớn hơn 100 MB nên không kiểm tra chữ ký số tại đây."
        check = Check("file", "Đọc tệp", Result.UNKNOWN, reason)
        return FileVerdict(digest, size, (), (check,), {}, clock.now())
    roots = tuple(TrustAnchor.objects.filter(active=True).order_by("sha256"))
    mark = hashlib.sha256(b"|".join((_RULES, *(one.sha256.encode() for one in roots)))).hexdigest()
    now, kept = clock.now(), Verdict.objects.filter(sha256=digest, trust=mark)
    fresh = _fresh(kept, now)
    if fresh is not None:
        return FileVerdict.from_json(fresh.content)
    lists = RevocationList.objects.order_by("issuer").values_list("content", flat=True)
    trust = Trust(tuple(bytes(one.certificate) for one in roots), tuple(map(bytes, lists)))
    stale = kept.first()
    again = _asked_again(FileVerdict.from_json(stale.content), trust, now) if stale else None
    return _keep(again or verify_apart(read(), trust=trust, now=now), trust, mark, now)


def _fresh(kept: QuerySet[Verdict], now: datetime) -> Verdict | None:
    newer = RevocationList.objects.filter(taken_at__gt=OuterRef("checked_at"))
    return kept.filter(~Exists(newer), fresh_until__gt=now).first()


def _asked_again(verdict: FileVerdict, trust: Trust, now: datetime) -> FileVerdict | None:
    """The verdict with today's word on revocation; None where its certificates are not kept."""
    certificates = _known(verdict)
    if not all(sha256 in certificates for one in verdict.signatures for sha256 in one.path):
        return None

    def renewed(one: SignatureVerdict) -> SignatureVerdict:
        if not one.path:
            return one
        path = [certificates[sha256] for sha256 in one.path]
        asked = check_revocation(path, trust, signed_at=one.signed_at, now=now)
        others = tuple(check for check in one.checks if check.name != REVOCATION)
        return replace(one, checks=(*others, asked))

    return replace(verdict, signatures=tuple(map(renewed, verdict.signatures)), checked_at=now)


def _known(verdict: FileVerdict) -> dict[str, Certificate]:
    wanted = {sha256 for one in verdict.signatures for sha256 in one.path}
    rows = KnownCertificate.objects.filter(sha256__in=wanted).values_list("sha256", "content")
    return {sha256: Certificate.load(bytes(content)) for sha256, content in rows}


def _keep(verdict: FileVerdict, trust: Trust, mark: str, now: datetime) -> FileVerdict:
    """`now` is before the lists were read: one that came since then is newer."""
    KnownCertificate.objects.bulk_create(
        [
            KnownCertificate(sha256=hashlib.sha256(one).hexdigest(), content=one)
            for one in verdict.certificates
        ],
        ignore_conflicts=True,
    )
    until = _fresh_until(verdict, trust, now)
    Verdict.objects.update_or_create(
        sha256=verdict.sha256,
        trust=mark,
        defaults={"content": verdict.as_json(), "checked_at": now, "fresh_until": until},
    )
    return verdict


def _fresh_until(verdict: FileVerdict, trust: Trust, now: datetime) -> datetime:
    """Until the first list that it rests on runs out; soon, where there was no answer."""
    certificates = _known(verdict)
    ends = [
        fresh_until([certificates[sha256] for sha256 in one.path], trust)
        for one in verdict.signatures
        if one.path
    ]
    moments = [end if end is not None and end > now else now + _ASK_AGAIN for end in ends]
    return min([now + timedelta(days=365), *moments])
