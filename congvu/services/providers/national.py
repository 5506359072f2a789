"""The National Public Service Portal (synchronisation of dossiers), as public code has it.

A session is opened by user name and password; each service is one POST of its name, the session
and the data. `error_code` 0 is done, anything else a refusal in words.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from congvu.core.outside import Unreachable
from congvu.services.providers.base import Rejected, post_json

_NO_SESSION = {"-1", "401"}


def configured() -> bool:
    """Whether this installation tells the national portal anything."""
    return bool(settings.ENVIRONMENT.national_portal)


def send(service: str, data: dict[str, Any]) -> None:
    """Hand one message over. Raises `Unreachable` or `Rejected`."""
    session = _open_session()
    answer = _post({"service": service, "session": session, **data})
    code = str(answer.get("error_code", ""))
    if code in _NO_SESSION:
        raise Unreachable("Phiên kết nối đã hết; sẽ mở lại.")
    if code != "0":
        raise Rejected(str(answer.get("message") or f"Mã lỗi {code}")[:500])


def _open_session() -> str:
    user, _, password = settings.ENVIRONMENT.national_account.partition(":")
    answer = _post({"service": "Login", "username": user, "password": password})
    session = str(answer.get("session") or "")
    if not session:
        raise Unreachable("Cổng Dịch vụ công Quốc gia không mở phiên kết nối.")
    return session


def _post(body: dict[str, Any]) -> dict[str, Any]:
    return post_json(settings.ENVIRONMENT.national_portal, body, headers={})
