"""Keys in a device (SoftHSM by PKCS#11) and at a service (the CSC API over HTTP)."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto.algos import RSASSAPSSParams
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from django.conf import LazySettings
from django.urls import reverse
from pkcs11 import ObjectClass
from pyhanko.pdf_utils.reader import PdfFileReader

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.refused import Conflict, Refused
from congvu.directory.tests.factories import Office
from congvu.signing import actions, authority
from congvu.signing.actions.elsewhere import register_key
from congvu.signing.models import HeldKey, KeyPlace
from congvu.signing.pdf.trust import Trust
from congvu.signing.pdf.verifying import verify
from congvu.signing.providers.hsm import Place, session
from congvu.signing.queries import key_of
from congvu.signing.tests.device_process import PIN, signs
from congvu.signing.tests.test_signing import world
from congvu.signing.types import Result

pytestmark = pytest.mark.django_db
LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
RSA, PSS, ECDSA = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.10045.4.3.2"
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


@pytest.fixture
def place(device: authority.Authority) -> Place:
    return Place(LIBRARY, "ubnd", "k1")


def forked(work: Callable[[], str]) -> str:
    """What the work says in a fork of this process."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(60)  # one that waits for its parent's turn ends without a word
        said = "crashed"
        try:
            said = work()
        finally:
            os.write(writing, said.encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said_by:
        found = said_by.read()
    os.waitpid(child, 0)
    return found


def test_a_fork_speaks_to_the_device_for_itself(place: Place) -> None:
    """Its parent is logged in: neither its login nor its turn at the device is the child's."""
    assert signs(place, PIN) == "signed"
    with session(place, PIN) as opened:
        assert forked(lambda: signs(place, PIN)) == "signed"
        assert forked(lambda: signs(place, "999999")) == "PinRefused"
        assert forked(lambda: forked(lambda: signs(place, PIN))) == "signed"
        assert opened.get_key(object_class=ObjectClass.PRIVATE_KEY, label="k1")
    assert signs(place, PIN) == "signed"
    assert signs(place, "999999") == "PinRefused"


def test_two_processes_use_the_device_at_once(place: Place) -> None:
    with session(place, PIN):
        said = subprocess.run(
            [sys.executable, "-m", "congvu.signing.tests.device_process", *astuple(place)],
            check=True,
            capture_output=True,
            text=True,
        )
    assert said.stdout.split() == ["signed", "PinRefused"]
    assert signs(place, PIN) == "signed"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ubnd/k9", "Token “ubnd” không có chứng thư nào tên “k9”"),
        ("so-nv/k1", "Thiết bị không có token nào tên “so-nv”"),
        ("k1", "“k1” không theo dạng tên token/tên khóa"),
    ],
)
def test_a_key_that_the_device_has_not_is_said_beside_its_name(
    office: Office, device: authority.Authority, name: str, words: str
) -> None:
    form = {"place": "hsm", "name_there": name, "pin": PIN}
    page = client_of(office.leader).post(reverse("signing:register_key"), form)
    (said,) = page.context["form"].errors["name_there"]
    assert words in said
    assert "Xin kiểm tra lại tên khóa." in said
    assert "trả lời" not in page.content.decode()


def test_a_key_that_has_left_the_device_is_said_and_costs_no_attempt(
    office: Office, device: authority.Authority
) -> None:
    key = actions.new_key(office.leader.person)
    register_key(key, pin=PIN, place=KeyPlace.HSM, name_there="ubnd/k1", actor=office.leader)
    HeldKey.objects.update(name_there="ubnd/k9")
    key.refresh_from_db()
    opened = actions.open_key(key, pin=PIN, actor=office.leader)
    with pytest.raises(Conflict, match="Token “ubnd” không có khóa nào tên “k9”"):
        actions.sign(world().prepared, key=opened, image=None)


@dataclass
class Csc:
    """A service with one credential; `wrong` makes it answer with another key's signature.

    `algorithms` are those of the credential (CSC API, 11.5); what is asked by another, or without
    the parameters that it needs, is not valid (11.9).
    """

    made: authority.Issued
    token: str = "vao-cua"
    url: str = ""
    wrong: bool = False
    down: bool = False
    algorithms: tuple[str, ...] = (RSA, PSS, ECDSA)
    given: set[str] = field(default_factory=set)

    def answer(self, what: str, content: dict, bearer: str) -> tuple[int, dict]:
        if self.down or bearer != f"Bearer {self.token}":
            return 401, {"error": "access_denied"}
        if content.get("credentialID") != "mau-01":
            return 400, {"error": "invalid_request"}
        if what == "credentials/info":
            chain = [self.made.certificate.public_bytes(DER), *self.made.chain]
            certificates = [base64.b64encode(x).decode() for x in chain]
            key = {"status": "enabled", "algo": list(self.algorithms)}
            return 200, {"key": key, "cert": {"certificates": certificates}}
        if what == "credentials/authorize":
            if content.get("PIN") != PIN:
                return 400, {"error": "invalid_pin"}
            sad = f"sad-{len(self.given)}"
            self.given.add(sad)
            return 200, {"SAD": sad}
        return self._signed(content)

    def _signed(self, content: dict) -> tuple[int, dict]:
        if content.get("SAD") not in self.given or content["signAlgo"] not in self.algorithms:
            return 400, {"error": "invalid_request"}
        digest = base64.b64decode(content["hash"][0])
        key = authority.new_key(curve=True) if self.wrong else self.made.key
        hashed = Prehashed(hashes.SHA256())
        if isinstance(key, rsa.RSAPrivateKey):
            signature = key.sign(digest, _padding(content), hashed)
        else:
            signature = key.sign(digest, ec.ECDSA(hashed))
        return 200, {"signatures": [base64.b64encode(signature).decode()]}


def _padding(content: dict) -> padding.AsymmetricPadding:
    """As `signAlgo` and `signAlgoParams` say."""
    if content["signAlgo"] == RSA:
        return padding.PKCS1v15()
    said = RSASSAPSSParams.load(base64.b64decode(content["signAlgoParams"])).native
    assert said["hash_algorithm"]["algorithm"] == "sha256"
    assert said["mask_gen_algorithm"]["parameters"]["algorithm"] == "sha256"
    return padding.PSS(padding.MGF1(hashes.SHA256()), said["salt_length"])


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


def test_a_key_at_a_service_signs_by_pss(
    office: Office, service: tuple[Csc, authority.Authority], settings: LazySettings
) -> None:
    """A P-256 key goes on as it does; an RSA key whose service has no PSS is not registered."""
    csc, ca = service
    settings.RSA_PSS = True
    rsa_key = isinstance(csc.made.key, rsa.RSAPrivateKey)
    form = {"place": "cloud", "name_there": "mau-01", "pin": PIN}
    leader = client_of(office.leader)
    csc.algorithms = (RSA, ECDSA)
    page = leader.post(reverse("signing:register_key"), form)
    assert ("không ký theo RSASSA-PSS" in page.content.decode()) == rsa_key
    csc.algorithms = (PSS, ECDSA)
    if rsa_key:
        assert leader.post(reverse("signing:register_key"), form).status_code == 302
    signs_and_is_valid(office, ca)
    key = key_of(office.leader.person)
    assert key is not None
    opened = actions.open_key(key, pin=PIN, actor=office.leader)
    signed = actions.sign(world().prepared, key=opened, image=None)
    reader = PdfFileReader(BytesIO(signed))
    way = reader.embedded_signatures[0].signer_info["signature_algorithm"]["algorithm"].native
    assert way == ("rsassa_pss" if rsa_key else "sha256_ecdsa")


def test_a_key_that_the_service_has_not_is_said_beside_its_name(
    office: Office, service: tuple[Csc, authority.Authority]
) -> None:
    form = {"place": "cloud", "name_there": "mau-02", "pin": PIN}
    page = client_of(office.leader).post(reverse("signing:register_key"), form)
    (said,) = page.context["form"].errors["name_there"]
    assert "không có chứng thư nào mã “mau-02”. Xin kiểm tra lại tên khóa." in said
    assert "trả lời" not in page.content.decode()


def test_without_device_and_service_the_page_is_not_there(office: Office) -> None:
    assert client_of(office.leader).get(reverse("signing:register_key")).status_code == 404
