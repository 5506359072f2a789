"""Keys in a device spoken to by PKCS#11 (a hardware module of the agency, or SoftHSM).

A login holds for the whole process, whoever asked for it, so that a wrong PIN would pass beside a
right one: the device is used by one at a time, and logged out of after every signature.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pkcs11
from asn1crypto.x509 import Certificate
from pkcs11 import Attribute, Mechanism, ObjectClass
from pkcs11.util.ec import encode_ecdsa_signature

from congvu.signing.providers.base import Provider
from congvu.signing.providers.remote import NotThere, OutOfReach, PinRefused, checked

# DigestInfo of SHA-256 (RFC 8017, 9.2, note 1), for the device's raw PKCS#1 v1.5.
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


@dataclass(frozen=True)
class Place:
    """A key in a device: the library that speaks to it, the token's label, the key's."""

    library: str
    token: str
    label: str


class Hsm(Provider):
    """A key that never leaves its device; the PIN is kept for this piece of work alone."""

    def __init__(
        self,
        place: Place,
        pin: str,
        certificate: Certificate,
        chain: tuple[Certificate, ...],
        *,
        pss: bool = False,
    ) -> None:
        self._place, self._pin = place, pin
        self.certificate, self.chain, self.pss = certificate, chain, pss

    def sign_digest(self, digest: bytes, algorithm: str) -> bytes:
        """See the base; raises `OutOfReach`, `PinRefused`."""
        if algorithm != "sha256":
            raise ValueError(algorithm)
        with session(self._place, self._pin) as opened:
            key = opened.get_key(object_class=ObjectClass.PRIVATE_KEY, label=self._place.label)
            made = self._sign(key, digest)
        return checked(made, digest, self.certificate, pss=self.pss)

    def _sign(self, key: Any, digest: bytes) -> bytes:
        if self.certificate.public_key.algorithm == "ec":
            return bytes(encode_ecdsa_signature(key.sign(digest, mechanism=Mechanism.ECDSA)))
        if self.pss:
            way = (Mechanism.SHA256, pkcs11.MGF.SHA256, len(digest))
            return bytes(key.sign(digest, mechanism=Mechanism.RSA_PKCS_PSS, mechanism_param=way))
        return bytes(key.sign(_DIGEST_INFO + digest, mechanism=Mechanism.RSA_PKCS))


class _Process:
    """What belongs to one process: who is at the device, and the libraries that it initialised.

    A fork inherits its parent's libraries, logins included: its wrong PIN would pass. It must
    initialise them anew (PKCS#11 v2.40, 5.4, `C_Initialize`), and nobody is at the device yet.
    """

    def __init__(self) -> None:
        self.alone = threading.Lock()
        self._mine: dict[str, Any] = {}

    def library(self, path: str) -> Any:
        """The library at that path, ready; asked for by one at a time."""
        if path not in self._mine:
            self._mine[path] = _initialised(path)
        return self._mine[path]


def _initialised(path: str) -> Any:
    library = pkcs11.lib(path)
    if path in _loaded:  # by the parent
        with suppress(
            pkcs11.PKCS11Error
        ):  # some libraries know by themselves that it is not theirs
            library.finalize()
        library.initialize()
    _loaded.add(path)
    return library


_loaded: set[str] = set()
_process = _Process()
os.register_at_fork(after_in_child=_process.__init__)  # type: ignore[misc]


@contextmanager
def session(place: Place, pin: str) -> Iterator[Any]:
    """Logged in to the token, by one at a time; raises `PinRefused`, `OutOfReach`."""
    with _process.alone:
        try:
            token = _process.library(place.library).get_token(token_label=place.token)
            with token.open(user_pin=pin) as opened:
                yield opened
        except pkcs11.NoSuchToken as missing:
            raise NotThere(f"Thiết bị không có token nào tên “{place.token}”.") from missing
        except pkcs11.NoSuchKey as missing:
            raise NotThere(
                f"Token “{place.token}” không có khóa nào tên “{place.label}”."
            ) from missing
        except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinLocked) as wrong:
            raise PinRefused from wrong
        except (pkcs11.PKCS11Error, RuntimeError, OSError) as fault:
            raise OutOfReach(type(fault).__name__) from fault


def certificate_in(place: Place, pin: str) -> bytes:
    """The certificate (DER) beside the key; raises `NotThere` where there is none."""
    wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: place.label}
    with session(place, pin) as opened:
        for found in opened.get_objects(wanted):
            return bytes(found[Attribute.VALUE])
    raise NotThere(f"Token “{place.token}” không có chứng thư nào tên “{place.label}”.")
