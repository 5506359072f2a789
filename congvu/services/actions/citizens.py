"""Accounts of citizens: opened and entered by a one-time code, sent to a phone or an e-mail."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from congvu.core import clock, origin
from congvu.core.acts import work
from congvu.core.refused import Refused
from congvu.core.text import nfc
from congvu.services import identity
from congvu.services.actions.messages import queue_message
from congvu.services.models import Citizen, OneTimeCode
from congvu.services.queries.places import place_of

_GOOD_FOR = timedelta(minutes=10)
_BETWEEN = timedelta(seconds=45)
_PER_CONTACT, _PER_ADDRESS, _ATTEMPTS = 5, 60, 5
_HOUR = timedelta(hours=1)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_NO = "Mã không đúng hoặc đã hết hiệu lực. Ông/bà xem lại tin nhắn mới nhất, hoặc lấy mã khác."


def contact_of(words: str) -> str:
    """The phone or e-mail that somebody typed, in one form; `Refused` on `contact`."""
    given = words.strip().lower()
    if "@" in given:
        if len(given) > 120 or not _EMAIL.fullmatch(given):
            raise Refused("Địa chỉ thư chưa đúng; ông/bà viết đủ phần sau dấu @.", field="contact")
        return given
    try:
        return identity.phone(given)
    except ValueError as wrong:
        raise Refused(str(wrong), field="contact") from wrong


def _hash(contact: str, code: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"services.code {contact} {code}".encode(), hashlib.sha256).hexdigest()


def send_code(words: str) -> str:
    """Send six digits to the contact; gives the contact in its one form.

    Whether it has an account is told to nobody. Raises `Refused` for too many: five an hour to a
    contact, sixty from an address, 45 seconds between two.
    """
    contact, now = contact_of(words), clock.now()
    address = origin.current().address[:64]
    recent = OneTimeCode.objects.filter(sent_at__gte=now - _HOUR)
    sent = list(recent.filter(contact=contact).values_list("sent_at", flat=True)[:20])
    if len(sent) >= _PER_CONTACT or any(one > now - _BETWEEN for one in sent):
        raise Refused(
            "Mã vừa được gửi. Nếu chưa thấy, ông/bà chờ một phút rồi lấy mã khác; mỗi giờ gửi "
            f"tối đa {_PER_CONTACT} mã.",
            field="contact",
        )
    if address and recent.filter(address=address).count() >= _PER_ADDRESS:
        raise Refused("Có quá nhiều yêu cầu từ mạng này; xin thử lại sau một giờ.", field="contact")
    code = f"{secrets.randbelow(10**6):06}"
    with work():
        OneTimeCode.objects.create(
            contact=contact,
            hash=_hash(contact, code),
            address=address,
            sent_at=now,
            expires_at=now + _GOOD_FOR,
        )
        queue_message(
            contact,
            f"{code} là mã đăng nhập Dịch vụ công, dùng trong 10 phút. Không đưa mã cho ai khác.",
            secret=True,
        )
    return contact


def enter(contact: str, code: str) -> Citizen:
    """The account of the contact, opened if there was none. Raises `Refused` on `code`.

    A code opens once; five wrong ones spend it.
    """
    digits = re.sub(r"\s", "", code)
    now = clock.now()
    with work():
        rows = OneTimeCode.objects.select_for_update().filter(contact=contact, used_at=None)
        held = rows.filter(expires_at__gt=now, attempts__lt=_ATTEMPTS).order_by("-sent_at").first()
        right = held is not None and hmac.compare_digest(held.hash, _hash(contact, digits))
        if held is not None:
            held.attempts += 1
            held.used_at = now if right else None
            held.save(update_fields=["attempts", "used_at"])
    if not right:
        raise Refused(_NO, field="code")
    return account_of(contact)


def account_of(contact: str) -> Citizen:
    """The account of a contact that was proved, opened if there was none."""
    by_mail = "@" in contact
    rows = (
        Citizen.objects.filter(email=contact) if by_mail else Citizen.objects.filter(phone=contact)
    )
    citizen = rows.first()
    if citizen is None:
        citizen = Citizen(email=contact) if by_mail else Citizen(phone=contact)
        try:
            with transaction.atomic():
                citizen.save()
        except IntegrityError:
            citizen = rows.get()
    citizen.seen_at = clock.now()
    citizen.save(update_fields=["seen_at"])
    return citizen


def tell_oneself(
    citizen: Citizen,
    *,
    kind: int,
    name: str,
    identity_number: str,
    place: str,
    detail: str,
    email: str = "",
    phone: str = "",
) -> None:
    """What forms are filled from. Raises `Refused` beside its field."""
    citizen.kind, citizen.name = kind, " ".join(nfc(name).split())[:120]
    if not citizen.name:
        raise Refused("Ông/bà chưa điền họ tên.", field="name")
    try:
        citizen.identity = identity.number_of(kind)(identity_number)
    except ValueError as wrong:
        raise Refused(str(wrong), field="identity_number") from wrong
    named = place_of(place)
    if not named:
        raise Refused("Ông/bà chọn nơi ở trong danh sách.", field="place")
    citizen.place, citizen.detail = place, " ".join(nfc(detail).split())[:200]
    citizen.address = f"{citizen.detail}, {named}" if citizen.detail else named
    _add_contacts(citizen, email, phone)


def _add_contacts(citizen: Citizen, email: str, phone: str) -> None:
    """The way by which one signs in stays; the other is only where messages may go."""
    if email and not citizen.email:
        _check_free(email=contact_of(email))
        citizen.email = contact_of(email)
    if phone and not citizen.phone:
        _check_free(phone=contact_of(phone))
        citizen.phone = contact_of(phone)
    with work():
        citizen.save()


def _check_free(**contact: str) -> None:
    if Citizen.objects.filter(**contact).exists():
        key = next(iter(contact))
        raise Refused("Đã có tài khoản khác dùng liên hệ này.", field=key)
