"""What the outside tells the installation, read once from the environment and typed.

Every variable is optional: an empty environment gives the demo installation on this machine.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


@dataclass(frozen=True)
class Environment:
    """The installation's settings as the operator gives them."""

    data_dir: Path = field(
        default_factory=lambda: Path(os.environ.get("CONGVU_DATA", str(ROOT / "var"))).resolve()
    )
    database_url: str = field(default_factory=lambda: _text("DATABASE_URL"))
    demo: bool = field(default_factory=lambda: _flag("CONGVU_DEMO", default=True))
    debug: bool = field(default_factory=lambda: _flag("CONGVU_DEBUG", default=False))
    hosts: list[str] = field(default_factory=lambda: _list("CONGVU_HOSTS"))
    base_url: str = field(
        default_factory=lambda: _text("CONGVU_BASE_URL", "http://localhost:8000").rstrip("/")
    )
    mail_url: str = field(default_factory=lambda: _text("CONGVU_MAIL_URL"))
    mail_from: str = field(
        default_factory=lambda: _text("CONGVU_MAIL_FROM", "Công Vụ <congvu@localhost>")
    )
    clamd: str = field(default_factory=lambda: _text("CONGVU_CLAMD"))
    behind_proxy: bool = field(default_factory=lambda: _flag("CONGVU_PROXY", default=False))

    @property
    def https(self) -> bool:
        """Whether people reach the installation over TLS."""
        return self.base_url.startswith("https://")


def database(url: str) -> dict[str, object]:
    """Django's settings for a `postgresql://` address, socket directories included.

    The host may stand in the query (`postgresql://postgres:@/name?host=/run/pg`), as the embedded
    server writes it.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme!r}")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 16, "timeout": 20}},
    }
