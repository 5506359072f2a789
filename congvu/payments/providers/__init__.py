"""Gateways and banks, one class for each kind; nothing else here opens a socket."""

from congvu.payments.models import Channel
from congvu.payments.providers.base import Provider
from congvu.payments.providers.national import National
from congvu.payments.providers.paygov import PayGov
from congvu.payments.providers.vietqr import VietQR
from congvu.payments.providers.vnpay import VNPay
from congvu.payments.types import Way

_KINDS: dict[str, type[Provider]] = {
    Way.VNPAY: VNPay,
    Way.VIETQR: VietQR,
    Way.NATIONAL: National,
    Way.PAYGOV: PayGov,
}


def provider_of(channel: Channel) -> Provider:
    """The class that speaks the channel's language."""
    return _KINDS[channel.way](channel)
