"""Keys that stay elsewhere: in the agency's device, at a certificate authority's service."""

from __future__ import annotations

from cryptography import x509

from congvu.core.actions import command
from congvu.core.refused import Forbidden, Refused
from congvu.directory.models import Appointment
from congvu.signing import policy
from congvu.signing.actions import describe, take_into_use
from congvu.signing.models import HeldKey, KeyPlace
from congvu.signing.opening import device, provider_of, service
from congvu.signing.providers.cloud import certificates_of
from congvu.signing.providers.hsm import certificate_in
from congvu.signing.providers.remote import NotThere, OutOfReach


def register_key(
    key: HeldKey, *, place: KeyPlace, name_there: str, pin: str, actor: Appointment
) -> None:
    """The key is the owner's from now on; the PIN is tried once and not kept.

    The device or service is asked before the transaction: it may take a minute.
    """
    if not policy.may_bring(actor, key):
        raise Forbidden("Ông/bà không được đưa khóa ký này vào hệ thống.")
    key.place, key.name_there, key.protected = place, name_there.strip(), b""
    if not key.name_there or place == KeyPlace.HELD:
        raise Refused("Xin ghi tên khóa ở thiết bị hoặc dịch vụ.", field="name_there")
    try:
        own, *above = _certificates(key, pin)
        describe(key, x509.load_der_x509_certificate(own), tuple(above))
        provider_of(key, pin).sign_digest(bytes(32), "sha256")
    except NotThere as missing:
        raise Refused(missing.sentence, field="name_there") from missing
    except ValueError as fault:
        raise Refused("Không đọc được chứng thư của khóa này.", field="name_there") from fault
    _register(key, actor=actor)


@command("Đăng ký khóa ký ở nơi khác", who=policy.may_bring)
def _register(key: HeldKey, *, actor: Appointment) -> None:
    take_into_use(key)


def _certificates(key: HeldKey, pin: str) -> list[bytes]:
    if key.place == KeyPlace.CLOUD:
        found = certificates_of(service(), key.name_there)
        if not found:
            raise OutOfReach("no certificate")
        return found
    return [certificate_in(device(key.name_there), pin)]
