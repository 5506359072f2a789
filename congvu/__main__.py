"""The operator's command line: `python -m congvu <command>`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from congvu.config.embedded import DatabaseUnavailable, EmbeddedServer
from congvu.config.environment import Environment
from congvu.config.supervisor import CannotStart, Supervisor, hold_lock, listen


def run() -> int:
    """Start everything and keep it running until Ctrl-C."""
    environment = Environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    lock = hold_lock(environment)
    listener = listen(environment)
    print("Công Vụ đang khởi động…", flush=True)  # noqa: T201 - the operator's console
    try:
        return Supervisor(environment, listener, _embedded(environment), _announce).run()
    finally:
        listener.close()
        os.close(lock)


def migrate() -> int:
    """Bring the database and the static files up to this version."""
    from congvu.config import children

    children.collect_static()
    with _database():
        children.migrate()
    return 0


def demo() -> int:
    """Load the demo province into an empty database."""
    from congvu.config import children

    with _database():
        from congvu.directory.models import Agency

        children.migrate()
        if Agency.objects.exists():
            raise CannotStart("Cơ sở dữ liệu đã có dữ liệu; không nạp tỉnh mẫu.")
        children.load_demo()
    return 0


def django_command(*arguments: str) -> int:
    """One of Django's management commands over this installation's database."""
    from django.core.management import call_command

    with _database():
        call_command(*arguments)
    return 0


COMMANDS: dict[str, tuple[Callable[[], int], str]] = {
    "run": (run, "chạy toàn bộ hệ thống (Ctrl-C để dừng)"),
    "migrate": (migrate, "cập nhật cơ sở dữ liệu lên phiên bản này"),
    "demo": (demo, "nạp tỉnh mẫu vào cơ sở dữ liệu trống"),
    "verify-journal": (
        lambda: django_command("verify_journal"),
        "kiểm tra chuỗi nhật ký, chỉ ra mắt xích hỏng đầu tiên",
    ),
    "check": (lambda: django_command("check", "--deploy"), "kiểm tra cấu hình"),
}


def _embedded(environment: Environment) -> EmbeddedServer | None:
    if environment.database_url:
        return None
    return EmbeddedServer(environment.data_dir / "postgres")


@contextmanager
def _database() -> Iterator[None]:
    """Django set up over the database, which is started for the block if nobody runs it."""
    environment = Environment()
    server = _embedded(environment)
    lock = None
    if server:
        try:
            lock = hold_lock(environment)
        except CannotStart:
            pass  # the running installation's own server answers
        else:
            server.start()
            server.wait()
        os.environ["CONGVU_EMBEDDED_URL"] = server.url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    from django.db import connection

    try:
        yield
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        if server and lock is not None:
            server.stop()
            os.close(lock)


def _announce() -> None:
    """Say where to go, what this machine lacks and, in the demo, as whom one may enter."""
    from django.core.checks import run_checks

    environment = Environment()
    lines = [f"Công Vụ đã sẵn sàng: {environment.base_url}"]
    lines += [f"Chú ý: {lack.msg}" for lack in run_checks(tags=["programs"])]
    if environment.demo:
        lines += _demo_accounts()
    print("\n".join([*lines, "Dừng: Ctrl-C"]), flush=True)  # noqa: T201 - the operator's console


def _demo_accounts() -> list[str]:
    """The demo province's accounts, as the sign-in page lists them."""
    from django.conf import settings

    from congvu.accounts.demo import demo_accounts

    agencies = demo_accounts()
    if not agencies:
        return []
    lines = [f"Tài khoản dùng thử (mật khẩu: {settings.DEMO_PASSWORD}):"]
    for agency in agencies:
        lines.append(f"  {agency.name}")
        lines += [
            f"    {account.email:40} {account.name}, {'; '.join(account.titles)}"
            for account in agency.accounts.values()
        ]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m congvu",
        description="Công Vụ",
        epilog="\n".join(f"  {name:15} {about}" for name, (_, about) in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="LỆNH")
    chosen = parser.parse_args().command
    try:
        return COMMANDS[chosen][0]()
    except (CannotStart, DatabaseUnavailable) as reason:
        print(reason, file=sys.stderr)  # noqa: T201 - the operator's console
        return 1


if __name__ == "__main__":
    sys.exit(main())
