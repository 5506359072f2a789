"""Citizens' accounts entered through an identity provider.

The provider's name for somebody (issuer and subject) is the key. An account is never joined to it
by a phone or e-mail that nobody has proved: either the provider says that it has, or a one-time
code does.
"""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from congvu.core import clock
from congvu.core.acts import Act, tell, work
from congvu.core.outside import Unreachable
from congvu.core.refused import Conflict, Refused
from congvu.directory.queries import root_agency_id
from congvu.services.actions.citizens import account_of
from congvu.services.models import Citizen, ProvedIdentity
from congvu.services.providers import openid
from congvu.services.providers.base import Rejected
from congvu.services.types import Proved

_SOON = "Ông/bà thử lại, hoặc đăng nhập bằng mã một lần ở dưới."


class OtherPerson(Conflict):
    """The account that this would be joined to is somebody else's."""


def begin() -> tuple[str, openid.Begun]:
    """Where the browser goes to sign in, and what its session keeps. Raises `Refused`."""
    try:
        return openid.begin(_party(), back=_back())
    except Unreachable as silent:
        raise Refused(f"{silent.words} {_SOON}") from silent


def finish(begun: openid.Begun, answer: dict[str, str]) -> Proved:
    """Who came back from the provider. Raises `Refused`; nothing was changed."""
    if answer.get("error"):
        raise Refused(f"Ông/bà chưa đồng ý ở hệ thống định danh nên chưa đăng nhập. {_SOON}")
    try:
        return openid.finish(_party(), begun, answer=answer, back=_back())
    except (Unreachable, Rejected) as failed:
        raise Refused(f"{failed.words} {_SOON}") from failed


def _party() -> openid.Party:
    found = openid.party()
    if found is None:
        raise Refused("Nơi này chưa nhận đăng nhập bằng tài khoản định danh.")
    return found


def _back() -> str:
    return f"{settings.BASE_URL}{reverse('services:openid_back')}"


def enter(proved: Proved) -> Citizen | None:
    """The account of that person, opened if there was none.

    Nothing where the provider has proved no contact: a one-time code must, then `join`. Raises
    `OtherPerson` where the contact leads to somebody else's account.
    """
    known = _known(proved)
    if known is not None:
        return _seen(known, proved)
    contact = proved.phone or proved.email
    return join(account_of(contact), proved) if contact else None


def _known(proved: Proved) -> ProvedIdentity | None:
    rows = ProvedIdentity.objects.select_related("citizen")
    return rows.filter(issuer=proved.issuer, subject=proved.subject).first()


def _seen(known: ProvedIdentity, proved: Proved) -> Citizen:
    citizen, known.seen_at = known.citizen, clock.now()
    with work():
        known.save(update_fields=["seen_at"])
        Citizen.objects.filter(pk=citizen.pk).update(seen_at=known.seen_at)
        _told(citizen, proved, "services.enter_proved", "Người dân đăng nhập bằng định danh")
    return citizen


def join(citizen: Citizen, proved: Proved) -> Citizen:
    """The account is that person's from now on. The same again changes nothing.

    Raises `OtherPerson` where account or person belong to another already.
    """
    try:
        with work(), transaction.atomic():
            held = Citizen.objects.select_for_update(no_key=True).get(pk=citizen.pk)
            if not _is_same(held, proved):
                raise OtherPerson(
                    "Tài khoản này đã là của người khác nên không gắn với tài khoản định danh vừa "
                    "dùng được. Ông/bà đăng nhập bằng mã một lần, hoặc hỏi Bộ phận Một cửa."
                )
            _keep(held, proved)
    except IntegrityError:  # joined in another window just now
        known = _known(proved)
        if known is None or known.citizen_id != citizen.pk:
            raise OtherPerson("Tài khoản định danh này đã gắn với tài khoản khác.") from None
        return known.citizen
    return held


def _is_same(citizen: Citizen, proved: Proved) -> bool:
    """Whether account and person may be one: nobody else's by provider or by number."""
    known = _known(proved)
    if known is not None:
        return known.citizen_id == citizen.pk
    if citizen.identities.filter(issuer=proved.issuer).exists():
        return False
    both = citizen.identity and proved.identity and len(citizen.identity) == len(proved.identity)
    return not both or citizen.identity == proved.identity


def _keep(citizen: Citizen, proved: Proved) -> None:
    now = clock.now()
    _, new = ProvedIdentity.objects.get_or_create(
        issuer=proved.issuer,
        subject=proved.subject,
        citizen=citizen,
        defaults={
            "name": proved.name,
            "identity": proved.identity,
            "linked_at": now,
            "seen_at": now,
        },
    )
    citizen.name, citizen.identity = (
        citizen.name or proved.name,
        citizen.identity or proved.identity,
    )
    citizen.seen_at = now
    citizen.save(update_fields=["name", "identity", "seen_at"])
    if new:
        _told(citizen, proved, "services.join_proved", "Gắn tài khoản người dân với định danh")


def _told(citizen: Citizen, proved: Proved, name: str, label: str) -> None:
    """The province's journal hears of it; an installation without agencies has none yet."""
    agency_id = root_agency_id()
    if agency_id is not None:
        tell(
            Act(
                name=name,
                label=label,
                agency_id=agency_id,
                actor=None,
                subject_type=Citizen._meta.label_lower,
                subject_id=citizen.pk,
                subject_label=citizen.label,
                detail={"issuer": proved.issuer},
            )
        )
