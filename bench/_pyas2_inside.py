"""django-pyas2 beside `bench.exchange`: signed messages with signed receipts between two processes.

Run by a Python of its own that has what `requirements/pyas2.lock` names; prints rows of name, value
and unit between tabs. `serve PORT FOLDER` is the receiver.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

SIZES = {"100 kB": (100_000, 40), "5 MB": (5_000_000, 4)}
PORT = 8122


def load_oscrypto() -> None:
    """Its last release reads OpenSSL's version as single digits and stops at 3.0.10 and later."""
    search, narrow = re.search, r"\b(\d\.\d\.\d[a-z]*)\b"
    wide = r"\b(\d+\.\d+\.\d+[a-z]*)\b"
    re.search = lambda pattern, *rest: search(wide if pattern == narrow else pattern, *rest)  # type: ignore[assignment]
    try:
        import oscrypto.asymmetric  # noqa: F401
    finally:
        re.search = search


def configure(folder: Path) -> None:
    load_oscrypto()
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="bench",
        ROOT_URLCONF="_pyas2_inside",
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
            "django.contrib.messages", "django.contrib.admin", "pyas2",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "pyas2.sqlite3"),
                "OPTIONS": {"timeout": 30},
            }
        },
        MEDIA_ROOT=str(folder / "media"),
        DATA_UPLOAD_MAX_MEMORY_SIZE=None,
        PYAS2={"DATA_DIR": str(folder / "data")},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        LOGGING_CONFIG=None,
        USE_TZ=True,
    )  # fmt: skip
    sys.path.insert(0, str(Path(__file__).parent))
    django.setup()


def urls() -> list[object]:
    from django.urls import path
    from django.views.decorators.csrf import csrf_exempt
    from pyas2.views import ReceiveAs2Message

    return [path("as2", csrf_exempt(ReceiveAs2Message.as_view()))]


def key_pair() -> tuple[bytes, bytes]:
    """A private key with its certificate, and the certificate, as PEM; RSA-2048."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    now = dt.datetime.fromtimestamp(time.time(), dt.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=99))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.BestAvailableEncryption(b"bench"),
    )
    return secret + pem, pem


def parties() -> tuple[object, object]:
    """Each side as an organisation and as the other's partner."""
    from django.core.files.base import ContentFile
    from pyas2.models import Organization, Partner, PrivateKey, PublicCertificate

    made = {}
    for name in ("here", "there"):
        secret, pem = key_pair()
        key = PrivateKey(name=name, key_pass="bench")
        key.key = ContentFile(secret, name=f"{name}.pem").read()
        key.save()
        certificate = PublicCertificate(name=name, certificate=pem)
        certificate.save()
        organisation = Organization.objects.create(
            name=name, as2_name=name, signature_key=key, email_address="a@example.org"
        )
        partner = Partner.objects.create(
            name=name, as2_name=name, target_url=f"http://127.0.0.1:{PORT}/as2",
            signature="sha256", signature_cert=certificate, mdn=True, mdn_mode="SYNC",
            mdn_sign="sha256", compress=False,
        )  # fmt: skip
        made[name] = (organisation, partner)
    return made["here"][0], made["there"][1]


def send(organisation: object, partner: object, content: bytes) -> None:
    from pyas2.models import Message
    from pyas2lib import Message as As2Message

    message = As2Message(sender=organisation.as2org, receiver=partner.as2partner)  # type: ignore[attr-defined]
    message.build(
        content, filename="a.pdf", subject="bench", content_type="application/pdf",
        disposition_notification_to="a@example.org",
    )  # fmt: skip
    row, _ = Message.objects.create_from_as2message(
        as2message=message, payload=content, filename="a.pdf", direction="OUT", status="P"
    )
    row.send_message(message.headers, message.content)
    row.refresh_from_db()
    if row.status != "S":
        raise SystemExit(f"pyas2: {row.status} {row.detailed_status}")


def cpu(pid: int) -> float:
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="pyas2-"))
    configure(folder)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    organisation, partner = parties()
    server = subprocess.Popen([sys.executable, __file__, "serve", str(PORT), str(folder)])
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/as2").read()
            except OSError:
                time.sleep(0.2)
            else:
                break
        for name, (size, count) in SIZES.items():
            send(organisation, partner, os.urandom(size))
            contents = [os.urandom(size) for _ in range(count)]
            before, begun = cpu(server.pid) + time.process_time(), time.perf_counter()
            for content in contents:
                send(organisation, partner, content)
            seconds = time.perf_counter() - begun
            used = cpu(server.pid) + time.process_time() - before
            print(f"exchange of {name}, one sender\t{count / seconds}\t/s")
            print(f"exchange of {name}, CPU of both sides\t{1000 * used / count}\tms")
    finally:
        server.kill()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        configure(Path(sys.argv[3]))
        from socketserver import ThreadingMixIn
        from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

        from django.core.wsgi import get_wsgi_application

        class Quiet(WSGIRequestHandler):
            def log_message(self, *_: object) -> None:
                return

        class Threaded(ThreadingMixIn, WSGIServer):
            daemon_threads = True

        made = make_server("127.0.0.1", int(sys.argv[2]), get_wsgi_application(), Threaded, Quiet)
        made.serve_forever()
    else:
        main()
else:
    urlpatterns = urls()
