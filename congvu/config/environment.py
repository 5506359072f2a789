"""What the outside tells the installation, read once from the environment and typed.

Every variable is optional: an empty environment gives the demo installation on this machine.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent


_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def _flag(name: str, *, default: bool) -> bool:
    given = _text(name).lower()
    if given and given not in _YES | _NO:
        raise SystemExit(f"{name} phải là 1 hoặc 0, không phải “{given}”.")
    return given in _YES if given else default


def _list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def _number(name: str, default: int) -> int:
    given = _text(name)
    if given and not given.isdecimal():
        raise SystemExit(f"{name} phải là một số nguyên không âm, không phải “{given}”.")
    return int(given or default)


def _base_url() -> str:
    own = f"http://localhost:{_number('CONGVU_PORT', 8000)}"
    return (_text("CONGVU_BASE_URL") or own).rstrip("/")


_LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")


def _level() -> str:
    """The profile of our signatures; without an authority for time stamps only B-B."""
    stamped = bool(_text("CONGVU_TSA"))
    given = _text("CONGVU_SIGNATURE_LEVEL", "B-LTA" if stamped else "B-B").upper()
    if given not in _LEVELS:
        raise SystemExit(f"CONGVU_SIGNATURE_LEVEL là một trong {', '.join(_LEVELS)}.")
    if given != "B-B" and not stamped:
        raise SystemExit(f"CONGVU_SIGNATURE_LEVEL={given} cần CONGVU_TSA.")
    return given


@dataclass(frozen=True)
class Environment:
    """The installation's settings as the operator gives them."""

    data_dir: Path = field(
        default_factory=lambda: Path(_text("CONGVU_DATA", str(ROOT / "var"))).resolve()
    )
    database_url: str = field(default_factory=lambda: _text("DATABASE_URL"))
    demo: bool = field(default_factory=lambda: _flag("CONGVU_DEMO", default=True))
    neighbour: str = field(default_factory=lambda: _text("CONGVU_NEIGHBOUR"))
    debug: bool = field(default_factory=lambda: _flag("CONGVU_DEBUG", default=False))
    hosts: list[str] = field(default_factory=lambda: _list("CONGVU_HOSTS"))
    base_url: str = field(default_factory=_base_url)
    mail_url: str = field(default_factory=lambda: _text("CONGVU_MAIL_URL"))
    mail_from: str = field(
        default_factory=lambda: _text("CONGVU_MAIL_FROM", "Công Vụ <congvu@localhost>")
    )
    clamd: str = field(default_factory=lambda: _text("CONGVU_CLAMD"))
    tsa: str = field(default_factory=lambda: _text("CONGVU_TSA"))
    signature_level: str = field(default_factory=_level)
    revocation_strict: bool = field(
        default_factory=lambda: _flag("CONGVU_REVOCATION_STRICT", default=True)
    )
    revocation_fetch: bool = field(
        default_factory=lambda: _flag("CONGVU_REVOCATION_FETCH", default=True)
    )
    rsa_pss: bool = field(default_factory=lambda: _flag("CONGVU_RSA_PSS", default=False))
    pkcs11: str = field(default_factory=lambda: _text("CONGVU_PKCS11"))
    csc: str = field(default_factory=lambda: _text("CONGVU_CSC").rstrip("/"))
    csc_token: str = field(default_factory=lambda: _text("CONGVU_CSC_TOKEN"))
    token_service: str = field(
        default_factory=lambda: _text("CONGVU_TOKEN_SERVICE", "wss://127.0.0.1:8987").rstrip("/")
    )
    sms: str = field(default_factory=lambda: _text("CONGVU_SMS"))
    sms_token: str = field(default_factory=lambda: _text("CONGVU_SMS_TOKEN"))
    post: str = field(default_factory=lambda: _text("CONGVU_POST"))
    post_token: str = field(default_factory=lambda: _text("CONGVU_POST_TOKEN"))
    national_portal: str = field(default_factory=lambda: _text("CONGVU_NATIONAL_PORTAL"))
    national_account: str = field(default_factory=lambda: _text("CONGVU_NATIONAL_ACCOUNT"))
    openid_issuer: str = field(default_factory=lambda: _text("CONGVU_OPENID_ISSUER"))
    openid_client: str = field(default_factory=lambda: _text("CONGVU_OPENID_CLIENT"))
    openid_secret: str = field(default_factory=lambda: _text("CONGVU_OPENID_SECRET"))
    openid_name: str = field(
        default_factory=lambda: _text("CONGVU_OPENID_NAME", "tài khoản định danh điện tử")
    )
    openid_scope: str = field(
        default_factory=lambda: _text("CONGVU_OPENID_SCOPE", "openid profile email phone")
    )
    openid_identity: str = field(
        default_factory=lambda: _text("CONGVU_OPENID_IDENTITY", "identity_number")
    )
    files_key: str = field(default_factory=lambda: _text("CONGVU_FILES_KEY"))
    behind_proxy: bool = field(default_factory=lambda: _flag("CONGVU_PROXY", default=False))
    address: str = field(default_factory=lambda: _text("CONGVU_ADDRESS", "127.0.0.1"))
    port: int = field(default_factory=lambda: _number("CONGVU_PORT", 8000))
    web_processes: int = field(
        default_factory=lambda: _number("CONGVU_WEB_PROCESSES", min(os.cpu_count() or 1, 8))
    )
    worker_jobs: int = field(default_factory=lambda: _number("CONGVU_WORKER_JOBS", 4))
    collecting: bool = field(default_factory=lambda: _flag("CONGVU_COLLECTING", default=False))
    pool: int = field(default_factory=lambda: _number("CONGVU_DATABASE_POOL", 10))
    log_as_json: bool = field(default_factory=lambda: _text("CONGVU_LOG") == "json")

    @property
    def https(self) -> bool:
        """Whether people reach the installation over TLS."""
        return self.base_url.startswith("https://")


def database(url: str, pool: int) -> dict[str, object]:
    """Django's settings for a `postgresql://` address, socket directories included.

    The host may stand in the query (`postgresql://postgres:@/name?host=/run/pg`), as the embedded
    server writes it. `pool` is the most connections that one process holds. No statement runs
    longer than a minute, none waits longer than twenty seconds for another's lock.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme!r}")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "congvu.config.database",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": {
            "application_name": "congvu",
            "options": "-c statement_timeout=60s -c lock_timeout=20s "
            "-c idle_in_transaction_session_timeout=10min",
            "prepare_threshold": 0,  # what `core.statements` runs; the mapper's own is never kept
            "pool": {"min_size": 0, "max_size": pool, "timeout": 20, "max_idle": 300},
        },
    }


def collected(build: Path) -> bool:
    """Whether static files were collected (hashed and compressed) since the last build."""
    manifest = build / "collected" / "staticfiles.json"
    built = build / "static" / "ui" / "app.css"
    if not manifest.exists():
        return False
    return not built.exists() or manifest.stat().st_mtime >= built.stat().st_mtime
