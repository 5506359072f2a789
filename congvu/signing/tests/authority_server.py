"""An authority over HTTP for tests: lists, answers about certificates, time stamps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import tsp
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID
from pyhanko.sign.timestamps import DummyTimeStamper

from congvu.core import clock
from congvu.signing import authority
from congvu.signing.providers.held import Held

DER = serialization.Encoding.DER


@dataclass
class TestAuthority:
    """What it says, to be changed by a test; `asked` counts what came by its kind."""

    __test__ = False

    ca: authority.Authority
    url: str = ""
    revoked: dict[int, datetime] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    now: datetime | None = None
    stamp_years: int = 5

    @property
    def root(self) -> bytes:
        return self.ca.root.public_bytes(DER)

    def holder(self, name: str, *, code: str = "", ways: str = "ocsp list", **more: object) -> Held:
        """A key whose certificate says where its status is known: `ocsp`, `list`."""
        extensions: list[x509.ExtensionType] = []
        if "ocsp" in ways:
            there = x509.UniformResourceIdentifier(f"{self.url}/ocsp")
            access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, there)
            extensions.append(x509.AuthorityInformationAccess([access]))
        if "list" in ways:
            there = x509.UniformResourceIdentifier(f"{self.url}/sub.crl")
            point = x509.DistributionPoint([there], None, None, None)
            extensions.append(x509.CRLDistributionPoints([point]))
        made = authority.issue_certificate(
            self.ca,
            name=name,
            organisation="UBND",
            organisation_code=code,
            extensions=extensions,
            **more,
        )
        return Held(
            made.key,
            Certificate.load(made.certificate.public_bytes(DER)),
            tuple(map(Certificate.load, made.chain)),
        )

    def answer(self, path: str, content: bytes) -> bytes:
        """What is sent back; raises `KeyError` for what is down."""
        kind = path.strip("/")
        if kind in self.down:
            raise KeyError(kind)
        self.asked[kind] = self.asked.get(kind, 0) + 1
        if kind.endswith(".crl"):
            root, sub = authority.make_lists(self.ca, revoked=self.revoked)
            return sub if kind == "sub.crl" else root
        return self._stamp(content) if kind == "tsa" else self._status(content)

    def _stamp(self, content: bytes) -> bytes:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        there = x509.UniformResourceIdentifier(f"{self.url}/sub.crl")
        point = x509.CRLDistributionPoints([x509.DistributionPoint([there], None, None, None)])
        moment = self.now or clock.now()
        made = authority.issue_certificate(
            self.ca,
            name="Dấu thời gian thử",
            organisation="TSA",
            years=self.stamp_years,
            since=moment - timedelta(days=1),
            extensions=[usage, point],
        )
        key = made.key.private_bytes(
            DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        stamper = DummyTimeStamper(
            Certificate.load(made.certificate.public_bytes(DER)),
            PrivateKeyInfo.load(key),
            certs_to_embed=[Certificate.load(one) for one in made.chain],
            fixed_dt=moment,
        )
        return stamper.request_tsa_response(tsp.TimeStampReq.load(content)).dump()

    def _status(self, content: bytes) -> bytes:
        asked = ocsp.load_der_ocsp_request(content)
        moment = clock.now()
        revoked = self.revoked.get(asked.serial_number)
        status = ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=asked.issuer_name_hash,
            issuer_key_hash=asked.issuer_key_hash,
            serial_number=asked.serial_number,
            algorithm=asked.hash_algorithm,
            cert_status=status,
            this_update=moment - timedelta(minutes=1),
            next_update=moment + timedelta(days=1),
            revocation_time=revoked,
            revocation_reason=None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.ca.sub)
        return builder.sign(self.ca.sub_key, hashes.SHA256()).public_bytes(DER)


@contextmanager
def serving(ca: authority.Authority) -> Iterator[TestAuthority]:
    """The authority at an address of this machine for the block."""
    made = TestAuthority(ca)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                answer, status = made.answer(self.path, content), 200
            except KeyError:
                answer, status = b"", 503
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
