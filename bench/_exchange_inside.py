"""Both sides of `bench.exchange`: the sender in this process, the receiver in one of its own.

`python -m bench._exchange_inside prepare CERTIFICATE | take` works on the receiver's database.
"""

from __future__ import annotations

import ctypes
import gc
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pikepdf

_CODE = "H41.02"


class Pair:
    """A sender here, a receiver there, each with a database, a folder and a key."""

    def __init__(self) -> None:
        import psycopg
        from django.conf import settings
        from django.db import connection

        from bench.running import free_port
        from congvu.directory.tests.factories import make_office
        from congvu.exchange.keys import own_certificate_pem

        self.folder = Path(tempfile.mkdtemp(prefix="congvu-bench-"))
        settings.DATA_DIR = self.folder / "here"
        self.office = make_office()
        server, name = os.environ["DATABASE_URL"], connection.settings_dict["NAME"]
        self._postmaster = _postmaster()
        with psycopg.connect(server, autocommit=True) as asked:
            asked.execute('DROP DATABASE IF EXISTS "bench_there" WITH (FORCE)')
        connection.close()
        connection.close_pool()
        with psycopg.connect(server, autocommit=True) as asked:
            asked.execute(f'CREATE DATABASE "bench_there" TEMPLATE "{name}"')
        self.port = free_port()
        self.environment = {
            **os.environ,
            "DATABASE_URL": server.replace("/postgres?", "/bench_there?"),
            "CONGVU_DATA": str(self.folder / "there"),
            "CONGVU_HOSTS": "127.0.0.1",
        }
        pem = self.folder / "here.pem"
        pem.write_bytes(own_certificate_pem())
        there = json.loads(self._inside("prepare", str(pem)))
        self._line(there["certificate"])
        self.receiver = self._serve()

    def _inside(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "bench._exchange_inside", *arguments],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stderr[-3000:])
        return done.stdout

    def _line(self, certificate: str) -> None:
        from congvu.exchange.actions.lines import LineFields, save_line
        from congvu.exchange.models import Line, Partner

        self.line = Line(agency=self.office.agency)
        fields = LineFields(
            kind="own",
            name="there",
            address=f"http://127.0.0.1:{self.port}",
            certificate=certificate.encode(),
        )
        save_line(self.line, actor=None, fields=fields)
        self.partner = Partner(line=self.line, code=_CODE, name="Nơi nhận")
        self.partner.save()

    def _serve(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "congvu.config.asgi:application", "--port",
             str(self.port), "--log-level", "error", "--lifespan", "off"],
            env=self.environment,
        )  # fmt: skip
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/suc-khoe").read()
            except OSError:
                time.sleep(0.1)
            else:
                return process
        raise SystemExit("The receiver did not start.")

    def exchange(self, size: int, count: int) -> None:
        """Issued documents of this size, each its own, sent one after the other."""
        from congvu.exchange.actions.sending import send_due
        from congvu.exchange.models import Line, Packet

        for _ in range(count):
            self._issue(size)
        resting = _forget_peak()
        begun = self.cpu()
        self.begun = time.perf_counter()
        settled = send_due(Line.objects.get(pk=self.line.pk))
        self.seconds, self.used = time.perf_counter() - self.begun, self.cpu() - begun
        self.grown = _megabytes(os.getpid(), "VmHWM") - resting
        left = Packet.objects.exclude(state="sent").values_list("error", flat=True)
        if settled != count or left:
            raise SystemExit(f"Sent {settled} of {count}: {list(left)[:3]}")

    def _issue(self, size: int) -> None:
        from congvu.core import clock
        from congvu.documents.models import Outgoing
        from congvu.exchange.actions.enqueueing import enqueue_issue
        from congvu.exchange.models import Recipient
        from congvu.exchange.tests.rows import signed_out
        from congvu.files.actions import keep

        document = signed_out(self.office)
        file = keep(
            pdf_of(size), name="van-ban.pdf", media_type="application/pdf",
            agency=self.office.agency, actor=None,
        )  # fmt: skip
        from congvu.documents.actions.numbering import usual_register

        document.state, document.issued, document.issued_at = "issued", file, clock.now()
        document.number, document.dated_on = document.pk, clock.today()
        document.register = usual_register(self.office.agency, "outgoing")
        document.save()
        Recipient.objects.create(outgoing=document, partner=self.partner)
        enqueue_issue(Outgoing.objects.get(pk=document.pk))

    def cpu(self) -> float:
        """Seconds of this process, the receiver and the database so far."""
        return time.process_time() + _cpu(self.receiver.pid) + _database_cpu(self._postmaster)

    def receiver_memory(self) -> float:
        """The receiver's peak in MB."""
        return _megabytes(self.receiver.pid, "VmHWM")

    def take_in(self) -> float:
        """Seconds of CPU for one packet's taking in at the receiver."""
        return float(self._inside("take"))

    def end(self) -> None:
        self.receiver.kill()
        self.receiver.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _megabytes(pid: int, what: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split(f"{what}:")[1].split()[0]) / 1024


def _forget_peak() -> float:
    """MB in use now, and from here on the peak is counted anew: making documents is not sending."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return _megabytes(os.getpid(), "VmRSS")


def pdf_of(size: int) -> bytes:
    """A PDF of about this many bytes that nothing makes smaller."""
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.Filler = document.make_stream(os.urandom(max(0, size - 1500)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _postmaster() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
    return int((folder / "postmaster.pid").read_text().split()[0])


def _cpu(pid: int, *, waited: bool = False) -> float:
    """Seconds of user and system time, of its ended children too with `waited`."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    ticks = sum(int(one) for one in parts[11 : 15 if waited else 13])
    return ticks / os.sysconf("SC_CLK_TCK")


def _database_cpu(postmaster: int) -> float:
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return _cpu(postmaster, waited=True) + sum(_cpu(int(one)) for one in children)


def _prepare(pem: str) -> None:
    from congvu.directory.models import Agency
    from congvu.exchange.actions.lines import LineFields, save_line
    from congvu.exchange.keys import own_certificate_pem
    from congvu.exchange.models import Line, Partner

    agency = Agency.objects.get()
    sender = agency.code
    Agency.objects.filter(pk=agency.pk).update(code=_CODE, old_code="")
    line = Line(agency=agency)
    fields = LineFields(
        kind="own", name="here", address="http://127.0.0.1:9",
        certificate=Path(pem).read_bytes(),
    )  # fmt: skip
    save_line(line, actor=None, fields=fields)
    Partner(line=line, code=sender, name="Nơi gửi").save()
    print(json.dumps({"certificate": own_certificate_pem().decode()}))


def _take(most: int = 8) -> None:
    from congvu.exchange.actions.leasing import lease
    from congvu.exchange.actions.taking import take
    from congvu.exchange.models import Line, Packet

    first, *packets = lease(Line.objects.get(), state="received", most=most + 1)
    take(first)
    begun = _own_and_waiting()
    for one in packets:
        take(one)
    spent = _own_and_waiting() - begun
    Packet.objects.filter(state="received").update(state="taken")
    print(spent / len(packets))


def _own_and_waiting() -> float:
    """Seconds of CPU of this process, and of those that read and verify for it with their forks."""
    mine = os.getpid()
    waiting = Path(f"/proc/{mine}/task/{mine}/children").read_text().split()
    return sum(os.times()[:4]) + sum(_cpu(int(one), waited=True) for one in waiting)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    if sys.argv[1] == "prepare":
        _prepare(sys.argv[2])
    else:
        _take()
