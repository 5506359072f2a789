"""Everything that can happen to accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from congvu.accounts import jobs, policy, queries
from congvu.accounts.events import SessionsEnded
from congvu.accounts.models import User
from congvu.core import events
from congvu.core.actions import command
from congvu.core.acts import Act, tell, work
from congvu.core.offering import Actor
from congvu.core.refused import Conflict
from congvu.directory.models import Appointment, Person


def record(
    user: User | None,
    name: str,
    label: str,
    *,
    actor: Actor | None = None,
    detail: Mapping[str, object] | None = None,
    typed: str = "",
) -> None:
    """Tell the journal what happened at the door; `typed` is the address where no account is."""
    agency_id = queries.journal_agency_id(user)
    if agency_id is None:
        return  # an installation without agencies has no journal yet
    tell(
        Act(
            name=f"accounts.{name}",
            label=label,
            agency_id=agency_id,
            actor=actor,
            subject_type="accounts.user",
            subject_id=user.pk if user else None,
            subject_label=user.email if user else typed[:254],
            detail=detail or {},
        )
    )


@command("Mở tài khoản", who=policy.may_manage_account)
def open_account(person: Person, *, actor: Appointment | None) -> User:
    """An account for the person; a link to choose the password goes to the official address.

    Raises:
        Conflict: the person has an account, or the address belongs to another's.
    """
    if User.objects.filter(person=person).exists():
        raise Conflict(f"{person.name} đã có tài khoản.")
    if User.objects.filter(email=person.email.lower()).exists():
        raise Conflict(f"Thư công vụ {person.email} đã dùng cho tài khoản khác.")
    user = User.objects.create_user(person.email, None, person)
    jobs.send_password_link.defer(user_id=user.pk)
    return user


@command("Gửi liên kết đặt mật khẩu", who=policy.may_manage_account)
def send_password_link(user: User, *, actor: Appointment | None) -> None:
    """Send the link by a job, so that a slow mail server holds nobody up."""
    if not user.is_active:
        raise Conflict("Tài khoản đã ngừng sử dụng; xin mở lại trước khi gửi liên kết.")
    jobs.send_password_link.defer(user_id=user.pk)


@command("Ngừng tài khoản", who=policy.may_manage_account)
def close_account(user: User, *, actor: Appointment | None) -> None:
    """No more signing in; open sessions end now."""
    _close(user)


@command("Mở lại tài khoản", who=policy.may_manage_account)
def reopen_account(user: User, *, actor: Appointment | None) -> None:
    """Sign in again with the password and factors kept."""
    user.is_active = True
    user.save(update_fields=["is_active"])


@command("Gỡ xác thực hai lớp", who=policy.may_manage_account)
def reset_factors(user: User, *, actor: Appointment | None) -> None:
    """For one who lost the phone: factors go, sessions end, new ones are asked for at sign-in."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    _end_sessions(user)


def _close(user: User) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sessions(user)


def _end_sessions(user: User, *, but: str = "") -> int:
    keys = UserSession.objects.filter(user_id=user.pk).exclude(session_key=but)
    Session.objects.filter(
        session_key__in=list(keys.values_list("session_key", flat=True))
    ).delete()
    count: int = keys.delete()[0]
    tell_ended(user)
    return count


def tell_ended(user: User) -> None:
    """Open pages of sessions that ended must fall silent now."""
    if user.person_id is not None:
        events.publish(SessionsEnded(user.person_id))


def end_session(user: User, session: UserSession, *, actor: Actor | None) -> None:
    """The owner ends one of the own sessions."""
    with work():
        Session.objects.filter(session_key=session.session_key).delete()
        session.delete()
        tell_ended(user)
        record(
            user,
            "end_session",
            "Kết thúc phiên đăng nhập",
            actor=actor,
            detail={"address": session.ip, "device": session.user_agent[:200]},
        )


def end_other_sessions(user: User, *, current: str, actor: Actor | None) -> int:
    """The owner ends all of the own sessions but the current; returns how many."""
    with work():
        count = _end_sessions(user, but=current)
        record(
            user,
            "end_other_sessions",
            "Kết thúc các phiên đăng nhập khác",
            actor=actor,
            detail={"count": count},
        )
    return count


def follow_person(person: Person) -> None:
    """Keep the account in step with the person: its address, and open only while in office.

    Closed when no appointment holds today or will hold later; opened again by a new one.
    """
    user = queries.account_of(person.pk)
    if user is None:
        return
    _follow_address(user, person)
    in_office = person.active and (
        Appointment.objects.current_or_coming().filter(person_id=person.pk).exists()
    )
    if user.is_active and not in_office:
        _close(user)
        record(user, "close_account", "Ngừng tài khoản", detail={"reason": "hết phân công"})


def _follow_address(user: User, person: Person) -> None:
    if user.email == person.email.lower():
        return
    user.email = person.email.lower()
    user.save(update_fields=["email"])
    # allauth remembers addresses of its own; an old one must not open the account any more.
    user.emailaddress_set.all().delete()  # type: ignore[attr-defined]
    _end_sessions(user)


def welcome_back(person: Person) -> None:
    """A new appointment opens the account again that the last one's end had closed."""
    user = queries.account_of(person.pk)
    if user is not None and not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(user, "reopen_account", "Mở lại tài khoản", detail={"reason": "có phân công mới"})


def close_left() -> int:
    """Close the accounts of those whose last appointment ended since; returns how many."""
    in_office = Appointment.objects.current_or_coming().values("person_id")
    left: Iterable[User] = User.objects.filter(is_active=True, person__isnull=False).exclude(
        person_id__in=in_office
    )
    count = 0
    for user in left:
        with work():
            _close(user)
            record(user, "close_account", "Ngừng tài khoản", detail={"reason": "hết phân công"})
        count += 1
    return count
