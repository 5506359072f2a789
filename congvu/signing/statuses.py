"""What issuers say of revoked certificates: fetched when it is wanted, kept while it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import AuthorityInformationAccessOID
from django.conf import settings

from congvu.core import clock
from congvu.signing.models import RevocationList, StatusAnswer
from congvu.signing.pdf.trust import question, read_answer
from congvu.signing.providers.status import HttpStatusSource, StatusSource, Unreachable

_SHORTLY = timedelta(hours=1)
_UNSOUND = (Unreachable, ValueError, TypeError, InvalidSignature)


def take_list(content: bytes) -> None:
    """Keep an issuer's newest revocation list (DER)."""
    crl = x509.load_der_x509_crl(content)
    made = {
        "content": content,
        "this_update": crl.last_update_utc,
        "next_update": crl.next_update_utc,
        "taken_at": clock.now(),
    }
    RevocationList.objects.update_or_create(issuer=_issuer(crl.issuer), defaults=made)


def refresh(path: Sequence[Certificate], source: StatusSource | None = None) -> None:
    """Ask for what is not known any more of a path from a trusted root to a signer.

    Answers first, lists where there are none; what cannot be had is left as it is. Only
    certificates below a trusted root are asked about: no stranger names us an address.
    """
    if source is None:
        if not settings.REVOCATION_FETCH:
            return
        source = HttpStatusSource()
    certificates = [x509.load_der_x509_certificate(one.dump()) for one in path]
    for issuer, subject in pairwise(certificates):
        if not _known(issuer, subject) and not _ask(issuer, subject, source):
            _fetch(issuer, subject, source)


def answers_for(path: Iterable[Certificate]) -> tuple[bytes, ...]:
    """The kept answers about the path's certificates."""
    wanted = [one.sha256.hex() for one in path]
    rows = StatusAnswer.objects.filter(certificate__in=wanted).values_list("content", flat=True)
    return tuple(map(bytes, rows))


def _known(issuer: x509.Certificate, subject: x509.Certificate) -> bool:
    now = clock.now()
    lists = RevocationList.objects.filter(issuer=_issuer(issuer.subject), next_update__gt=now)
    kept = StatusAnswer.objects.filter(certificate=_digest(subject), next_update__gt=now)
    return lists.exists() or kept.exists()


def _ask(issuer: x509.Certificate, subject: x509.Certificate, source: StatusSource) -> bool:
    for url in _responders(subject):
        try:
            content = source.ask(url, question(issuer, subject))
            status = read_answer(content, issuer=issuer, subject=subject)
        except _UNSOUND:
            continue
        if status is None:
            continue
        now = clock.now()
        StatusAnswer.objects.update_or_create(
            certificate=_digest(subject),
            defaults={
                "content": content,
                "next_update": status.next_update or now + _SHORTLY,
                "taken_at": now,
            },
        )
        return True
    return False


def _fetch(issuer: x509.Certificate, subject: x509.Certificate, source: StatusSource) -> None:
    for url in _points(subject):
        try:
            content = source.fetch(url)
            made = x509.load_der_x509_crl(content)
            sound = made.issuer == issuer.subject and made.is_signature_valid(
                issuer.public_key()  # type: ignore[arg-type]
            )
        except _UNSOUND:
            continue
        if sound:
            take_list(content)
            return


def _responders(certificate: x509.Certificate) -> list[str]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except (x509.ExtensionNotFound, ValueError):
        return []
    return [
        one.access_location.value
        for one in found.value
        if one.access_method == AuthorityInformationAccessOID.OCSP
    ]


def _points(certificate: x509.Certificate) -> list[str]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints)
    except (x509.ExtensionNotFound, ValueError):
        return []
    names = [name for point in found.value for name in point.full_name or ()]
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]


def _issuer(name: x509.Name) -> str:
    return name.rfc4514_string()[:400]


def _digest(certificate: x509.Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
