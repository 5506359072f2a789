"""Where letters go: an SMTP server, or a folder where none is named."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit


def mail(url: str, data_dir: Path) -> dict[str, object]:
    """Django's `EMAIL_*` settings for `smtp://user:password@host:port`.

    `smtp+tls://` upgrades by STARTTLS (port 587), `smtps://` speaks TLS at once (port 465). An
    empty address writes every letter as a file into `mail` in the data folder.
    """
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(data_dir / "mail"),
        }
    parts = urlsplit(url)
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise ValueError("CONGVU_MAIL_URL must look like smtp://user:password@host:port")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
