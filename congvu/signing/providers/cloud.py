"""Keys held by a certificate authority's own service, by the CSC API (v1.0.4)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import httpx
from asn1crypto.algos import RSASSAPSSParams
from asn1crypto.x509 import Certificate

from congvu.signing.providers.base import Provider
from congvu.signing.providers.remote import NotThere, OutOfReach, PinRefused, checked

_SECONDS = 60  # the owner may confirm on a telephone
_SHA256 = "2.16.840.1.101.3.4.2.1"
_RSA, _PSS, _ECDSA = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.10045.4.3.2"
_NO_PSS = (
    "Dịch vụ ký số từ xa không ký theo RSASSA-PSS bằng khóa này, mà hệ thống đang đặt ký theo "
    "RSASSA-PSS. Xin báo quản trị."
)
_WRONG_PIN = {"invalid_pin", "invalid_otp"}


class _NotValid(OutOfReach):
    """The service answers that what it was asked is not valid."""


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
            if isinstance(said, dict) and said.get("error") == "invalid_request":
                raise _NotValid(f"{what}: {said.get('error_description', '')}")
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
        *,
        pss: bool = False,
    ) -> None:
        self._service, self._credential, self._pin = service, credential, pin
        self.certificate, self.chain = certificate, chain
        self.pss = pss and certificate.public_key.algorithm != "ec"

    def sign_digest(self, digest: bytes, algorithm: str) -> bytes:
        """See the base; raises `OutOfReach`, `PinRefused`."""
        if algorithm != "sha256":
            raise ValueError(algorithm)
        hashed = [base64.b64encode(digest).decode()]
        said = self._service.call(
            "signatures/signHash",
            credentialID=self._credential,
            SAD=self._authorised(hash=hashed),
            hash=hashed,
            hashAlgo=_SHA256,
            **self._way(),
        )
        try:
            made = base64.b64decode(said["signatures"][0], validate=True)
        except (KeyError, IndexError, TypeError, ValueError) as fault:
            raise OutOfReach("no signature came") from fault
        return checked(made, digest, self.certificate, pss=self.pss)

    def _way(self) -> dict[str, str]:
        """`signAlgo`, and `signAlgoParams` where the algorithm has some (CSC API, 11.9)."""
        if self.certificate.public_key.algorithm == "ec":
            return {"signAlgo": _ECDSA}
        if not self.pss:
            return {"signAlgo": _RSA}
        return {"signAlgo": _PSS, "signAlgoParams": base64.b64encode(_pss_params()).decode()}

    def check(self) -> None:
        """Whether it takes the PIN and signs our way; raises `OutOfReach`, `PinRefused`."""
        if self.pss and _PSS not in _algorithms(_info(self._service, self._credential)):
            raise OutOfReach("no PSS", _NO_PSS)
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
    """The credential's certificate and those above it, as DER; raises `NotThere`, `OutOfReach`."""
    said = _info(service, credential)
    try:
        return [base64.b64decode(one, validate=True) for one in said["cert"]["certificates"]]
    except (KeyError, TypeError, ValueError) as fault:
        raise OutOfReach("no certificate came") from fault


def _info(service: Service, credential: str) -> dict[str, Any]:
    """What the service says of the credential (CSC API, 11.5); an unknown one is not valid."""
    try:
        return service.call("credentials/info", credentialID=credential, certificates="chain")
    except _NotValid as fault:
        raise NotThere(f"Dịch vụ ký số từ xa không có chứng thư nào mã “{credential}”.") from fault


def _algorithms(info: dict[str, Any]) -> list[str]:
    key = info.get("key")
    found = key.get("algo") if isinstance(key, dict) else None
    return found if isinstance(found, list) else []


def _pss_params() -> bytes:
    """SHA-256 throughout, and a salt as long (RFC 4055, 3.1), as DER."""
    sha256 = {"algorithm": "sha256"}
    made: bytes = RSASSAPSSParams(
        {
            "hash_algorithm": sha256,
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": sha256},
            "salt_length": 32,
        }
    ).dump()
    return made
