"""Keys held by a certificate authority's own service, by the CSC API (v1.0.4)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import httpx
from asn1crypto.x509 import Certificate

from congvu.signing.providers.base import Provider
from congvu.signing.providers.remote import OutOfReach, PinRefused, checked

_SECONDS = 60  # the owner may confirm on a telephone
_SHA256 = "2.16.840.1.101.3.4.2.1"
_RSA, _ECDSA = "1.2.840.113549.1.1.1", "1.2.840.10045.4.3.2"
_WRONG_PIN = {"invalid_pin", "invalid_otp"}


@dataclass(frozen=True)
class Service:
    """Its address up to `/csc/v1`, and what lets this installation in."""

    url: str
    token: str

    def call(self, what: str, **content: object) -> dict[str, Any]:
        """One request; raises `PinRefused`, `OutOfReach`."""
        try:
            answer = httpx.post(
                f"{self.url}/{what}",
                json=content,
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=_SECONDS,
            )
            said = answer.json()
        except (httpx.HTTPError, ValueError) as fault:
            raise OutOfReach(str(fault)) from fault
        if not isinstance(said, dict) or answer.status_code != 200:
            if isinstance(said, dict) and said.get("error") in _WRONG_PIN:
                raise PinRefused
            raise OutOfReach(f"{what}: {answer.status_code}")
        return said


class Cloud(Provider):
    """A credential of the service; each signature is authorised by the owner's PIN."""

    def __init__(
        self,
        service: Service,
        credential: str,
        pin: str,
        certificate: Certificate,
        chain: tuple[Certificate, ...],
    ) -> None:
        self._service, self._credential, self._pin = service, credential, pin
        self.certificate, self.chain = certificate, chain

    def sign_digest(self, digest: bytes, algorithm: str) -> bytes:
        """See the base; raises `OutOfReach`, `PinRefused`."""
        if algorithm != "sha256":
            raise ValueError(algorithm)
        hashed = [base64.b64encode(digest).decode()]
        ec = self.certificate.public_key.algorithm == "ec"
        said = self._service.call(
            "signatures/signHash",
            credentialID=self._credential,
            SAD=self._authorised(hash=hashed),
            hash=hashed,
            hashAlgo=_SHA256,
            signAlgo=_ECDSA if ec else _RSA,
        )
        try:
            made = base64.b64decode(said["signatures"][0], validate=True)
        except (KeyError, IndexError, TypeError, ValueError) as fault:
            raise OutOfReach("no signature came") from fault
        return checked(made, digest, self.certificate, pss=False)

    def check(self) -> None:
        """Whether the service takes the PIN; raises `OutOfReach`, `PinRefused`."""
        self._authorised()

    def _authorised(self, **more: object) -> str:
        said = self._service.call(
            "credentials/authorize",
            credentialID=self._credential,
            numSignatures=1,
            PIN=self._pin,
            **more,
        )
        if not isinstance(said.get("SAD"), str):
            raise OutOfReach("no authorisation came")
        return str(said["SAD"])


def certificates_of(service: Service, credential: str) -> list[bytes]:
    """The credential's certificate and those above it, as DER."""
    said = service.call("credentials/info", credentialID=credential, certificates="chain")
    try:
        return [base64.b64decode(one, validate=True) for one in said["cert"]["certificates"]]
    except (KeyError, TypeError, ValueError) as fault:
        raise OutOfReach("no certificate came") from fault
