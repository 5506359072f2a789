"""From a key's row and its PIN to what signs."""

from __future__ import annotations

import base64

from asn1crypto.x509 import Certificate
from django.conf import settings

from congvu.signing.models import HeldKey, KeyPlace
from congvu.signing.protection import unprotect
from congvu.signing.providers.base import Provider
from congvu.signing.providers.cloud import Cloud, Service
from congvu.signing.providers.held import Held, load_private_key
from congvu.signing.providers.hsm import Hsm, Place, session
from congvu.signing.providers.remote import NotThere, OutOfReach


def provider_of(key: HeldKey, pin: str) -> Provider:
    """The opened key; raises `WrongPin`, `PinRefused` or `OutOfReach`."""
    certificate = Certificate.load(bytes(key.certificate))
    chain = tuple(Certificate.load(base64.b64decode(one)) for one in key.chain)
    if key.place == KeyPlace.HSM:
        place = device(key.name_there)
        with session(place, pin):
            return Hsm(place, pin, certificate, chain, pss=settings.RSA_PSS)
    if key.place == KeyPlace.CLOUD:
        cloud = Cloud(service(), key.name_there, pin, certificate, chain, pss=settings.RSA_PSS)
        cloud.check()
        return cloud
    private = unprotect(bytes(key.protected), pin=pin, owner=key.owner, serial=key.serial)
    return Held(load_private_key(private), certificate, chain, pss=settings.RSA_PSS)


def device(name: str) -> Place:
    """The device's key by its name `token/key`; raises `OutOfReach` where there is no device,
    `NotThere` for what is no such name.
    """
    token, _, label = name.partition("/")
    if not settings.PKCS11_LIBRARY:
        raise OutOfReach("no device")
    if not token or not label:
        raise NotThere(f"“{name}” không theo dạng tên token/tên khóa.")
    return Place(settings.PKCS11_LIBRARY, token, label)


def service() -> Service:
    """The installation's service for keys elsewhere; raises `OutOfReach` without one."""
    if not settings.CSC_URL:
        raise OutOfReach("no service")
    return Service(settings.CSC_URL, settings.CSC_TOKEN)
