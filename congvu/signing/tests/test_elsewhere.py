"""Keys in a device (SoftHSM by PKCS#11) and at a service (the CSC API over HTTP)."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from django.conf import LazySettings
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.refused import Conflict, Refused
from congvu.directory.tests.factories import Office
from congvu.signing import actions, authority
from congvu.signing.actions.elsewhere import register_key
from congvu.signing.models import HeldKey, KeyPlace
from congvu.signing.pdf.trust import Trust
from congvu.signing.pdf.verifying import verify
from congvu.signing.queries import key_of
from congvu.signing.tests.test_signing import world
from congvu.signing.types import Result

pytestmark = pytest.mark.django_db
PIN = "482913"
LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
DER = serialization.Encoding.DER


def signs_and_is_valid(office: Office, ca: authority.Authority) -> None:
    """The leader's registered key signs a prepared file, and the signature is sound."""
    import asyncio

    key = key_of(office.leader.person)
    assert key is not None
    opened = actions.open_key(key, pin=PIN, actor=office.leader)
    signed = actions.sign(world().prepared, key=opened, image=None)
    trust = Trust((ca.root.public_bytes(DER),), tuple(authority.make_lists(ca)))
    verdict = asyncio.run(verify(signed, trust=trust, now=clock.now()))
    assert verdict.result is Result.VALID
    with pytest.raises(Refused, match="còn 4 lần"):
        actions.open_key(key, pin="000000", actor=office.leader)


@pytest.fixture
def device(tmp_path: Path, settings: LazySettings) -> authority.Authority:
    """A token `ubnd` with an RSA and a P-256 key, and their authority."""
    if not shutil.which("softhsm2-util") or not Path(LIBRARY).exists():
        pytest.skip("SoftHSM is not installed (softhsm2)")
    conf = tmp_path / "softhsm2.conf"
    (tmp_path / "tokens").mkdir()
    conf.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    settings.PKCS11_LIBRARY = LIBRARY
    said = ["--init-token", "--free", "--label", "ubnd", "--pin", PIN, "--so-pin", "12345678"]
    subprocess.run(["softhsm2-util", *said], check=True, capture_output=True)
    ca = authority.make_authority(curve=True)
    for number, curve in enumerate((False, True), 1):
        _import(ca, tmp_path, f"k{number}", number, curve=curve)
    return ca


def _import(ca: authority.Authority, folder: Path, label: str, number: int, *, curve: bool) -> None:
    import pkcs11
    from pkcs11.util.x509 import decode_x509_certificate

    made = authority.issue_certificate(ca, name="Lê Thị Mẫu", organisation="UBND", curve=curve)
    path = folder / f"{label}.pem"
    path.write_bytes(
        made.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    said = ["--import", str(path), "--token", "ubnd", "--label", label, "--id", f"0{number}"]
    subprocess.run(["softhsm2-util", *said, "--pin", PIN], check=True, capture_output=True)
    library = pkcs11.lib(LIBRARY)
    library.reinitialize()
    for der in (made.certificate.public_bytes(DER),):
        with library.get_token(token_label="ubnd").open(rw=True, user_pin=PIN) as session:
            attributes = decode_x509_certificate(der)
            attributes |= {pkcs11.Attribute.LABEL: label, pkcs11.Attribute.TOKEN: True}
            session.create_object(attributes)


@pytest.mark.parametrize("pss", [False, True], ids=["PKCS#1 v1.5", "PSS"])
def test_a_key_in_a_device_signs(
    office: Office, device: authority.Authority, settings: LazySettings, *, pss: bool
) -> None:
    settings.RSA_PSS = pss
    for label in ("k1", "k2"):
        key = actions.new_key(office.leader.person)
        there = {"place": KeyPlace.HSM, "name_there": f"ubnd/{label}", "actor": office.leader}
        with pytest.raises(Refused, match="không nhận mã PIN"):
            register_key(key, pin="999999", **there)
        register_key(key, pin=PIN, **there)
        key.chain = [base64.b64encode(device.sub.public_bytes(DER)).decode()]
        key.save()
        assert bytes(key.protected) == b""
        signs_and_is_valid(office, device)
    with pytest.raises(Refused, match="đổi ở thiết bị"):
        actions.change_pin(key, pin=PIN, new_pin="739154", actor=office.leader)


def test_a_device_that_is_gone_costs_no_attempt(
    office: Office, device: authority.Authority, settings: LazySettings
) -> None:
    key = actions.new_key(office.leader.person)
    register_key(key, pin=PIN, place=KeyPlace.HSM, name_there="ubnd/k1", actor=office.leader)
    settings.PKCS11_LIBRARY = ""
    with pytest.raises(Conflict, match="không trả lời"):
        actions.open_key(key, pin=PIN, actor=office.leader)
    assert HeldKey.objects.get(pk=key.pk).failures == 0


@dataclass
class Csc:
    """A service with one credential; `wrong` makes it answer with another key's signature."""

    made: authority.Issued
    token: str = "vao-cua"
    url: str = ""
    wrong: bool = False
    down: bool = False
    given: set[str] = field(default_factory=set)

    def answer(self, what: str, content: dict, bearer: str) -> tuple[int, dict]:
        if self.down or bearer != f"Bearer {self.token}":
            return 401, {"error": "access_denied"}
        if content.get("credentialID") != "mau-01":
            return 400, {"error": "invalid_request"}
        if what == "credentials/info":
            chain = [self.made.certificate.public_bytes(DER), *self.made.chain]
            return 200, {"cert": {"certificates": [base64.b64encode(x).decode() for x in chain]}}
        if what == "credentials/authorize":
            if content.get("PIN") != PIN:
                return 400, {"error": "invalid_pin"}
            sad = f"sad-{len(self.given)}"
            self.given.add(sad)
            return 200, {"SAD": sad}
        if content.get("SAD") not in self.given:
            return 400, {"error": "invalid_request"}
        digest = base64.b64decode(content["hash"][0])
        key = authority.new_key(curve=True) if self.wrong else self.made.key
        hashed = Prehashed(hashes.SHA256())
        if isinstance(key, rsa.RSAPrivateKey):
            signature = key.sign(digest, padding.PKCS1v15(), hashed)
        else:
            signature = key.sign(digest, ec.ECDSA(hashed))
        return 200, {"signatures": [base64.b64encode(signature).decode()]}


@pytest.fixture(params=[False, True], ids=["RSA", "P-256"])
def service(
    request: pytest.FixtureRequest, settings: LazySettings
) -> Iterator[tuple[Csc, authority.Authority]]:
    ca = authority.make_authority(curve=True)
    made = Csc(
        authority.issue_certificate(ca, name="Lê Thị Mẫu", organisation="UBND", curve=request.param)
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            bearer = self.headers.get("Authorization", "")
            status, said = made.answer(self.path.removeprefix("/csc/v1/"), content, bearer)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CSC_URL = f"http://127.0.0.1:{server.server_port}/csc/v1"
    settings.CSC_TOKEN = made.token
    yield made, ca
    server.shutdown()
    server.server_close()


def test_a_key_at_a_service_signs(office: Office, service: tuple[Csc, authority.Authority]) -> None:
    csc, ca = service
    leader = client_of(office.leader)
    form = {"place": "cloud", "name_there": "mau-01", "pin": "000000"}
    page = leader.post(reverse("signing:register_key"), form)
    assert "không nhận mã PIN" in page.content.decode()
    assert leader.post(reverse("signing:register_key"), form | {"pin": PIN}).status_code == 302
    assert "Dịch vụ ký số từ xa: mau-01" in leader.get(reverse("signing:keys")).content.decode()
    signs_and_is_valid(office, ca)
    key = key_of(office.leader.person)
    assert key is not None
    opened = actions.open_key(key, pin=PIN, actor=office.leader)
    csc.wrong = True
    with pytest.raises(Conflict, match="không trả lời"):
        actions.sign(world().prepared, key=opened, image=None)
    csc.wrong, csc.down = False, True
    with pytest.raises(Conflict, match="không trả lời"):
        actions.open_key(key, pin=PIN, actor=office.leader)
    assert HeldKey.objects.get(pk=key.pk).failures == 0


def test_without_device_and_service_the_page_is_not_there(office: Office) -> None:
    assert client_of(office.leader).get(reverse("signing:register_key")).status_code == 404
