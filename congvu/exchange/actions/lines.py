"""Looking after lines and the agencies behind them."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.db import IntegrityError, transaction

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.outside import in_clear
from congvu.core.refused import Refused
from congvu.directory.models import Agency, Appointment
from congvu.exchange import policy
from congvu.exchange.actions.receiving import wake_taker
from congvu.exchange.edxml import new_form, old_form
from congvu.exchange.keys import fingerprint
from congvu.exchange.models import Line, Packet, Partner
from congvu.exchange.queries.parties import codes_of
from congvu.exchange.secrets import hide
from congvu.exchange.types import LineKind, PacketState


@dataclass(frozen=True)
class LineFields:
    """What is typed of a line; an empty secret or certificate keeps the present one."""

    kind: str
    name: str
    address: str
    system_id: str = ""
    account: str = ""
    secret: str = ""
    certificate: bytes = b""
    active: bool = True


@command("Lưu đường liên thông", who=policy.operates)
def save_line(line: Line, *, actor: Appointment | None, fields: LineFields) -> None:
    """A new line, or another address, secret or certificate of one."""
    line.kind, line.name, line.address = fields.kind, fields.name, fields.address
    line.system_id, line.account, line.active = fields.system_id, fields.account, fields.active
    if fields.secret:
        line.secret = hide(fields.secret)
    if fields.certificate:
        line.certificate = _certificate(fields.certificate)
        line.fingerprint = fingerprint(line.certificate)
    if in_clear(line.address):
        raise Refused(
            "Địa chỉ phải bắt đầu bằng https:// để mật khẩu và văn bản không bị đọc trên "
            "đường truyền.",
            field="address",
        )
    if line.kind == LineKind.OWN and not line.fingerprint:
        raise Refused("Xin đưa chứng thư của hệ thống bên kia vào.", field="certificate")
    if line.kind != LineKind.OWN and not line.secret:
        raise Refused("Xin ghi khóa bí mật do đơn vị quản lý trục cấp.", field="secret")
    line.failures, line.opened_until = 0, None
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError:
        raise Refused(
            "Đã có đường liên thông cùng tên hoặc cùng chứng thư.", field="name"
        ) from None


def _certificate(content: bytes) -> bytes:
    """The certificate as DER, from PEM or DER."""
    try:
        if b"BEGIN CERTIFICATE" in content:
            found = x509.load_pem_x509_certificate(content)
        else:
            found = x509.load_der_x509_certificate(content)
    except ValueError:
        raise Refused("Tệp không phải chứng thư số (PEM hoặc DER).", field="certificate") from None
    return found.public_bytes(serialization.Encoding.DER)


@command("Lưu cơ quan liên thông", who=policy.operates)
def save_partner(
    partner: Partner,
    *,
    actor: Appointment | None,
    code: str,
    name: str,
    email: str = "",
    recalled_by_status: bool = False,
) -> None:
    """An agency outside; both forms of its identifier are kept where there are two."""
    written = code.strip().upper()
    partner.code, partner.name, partner.email = new_form(written), name, email
    partner.old_code = partner.old_code or old_form(written)
    partner.recalled_by_status = recalled_by_status
    if Agency.objects.filter(code=partner.code).exists():
        raise Refused("Cơ quan này ở trong hệ thống, không qua liên thông.", field="code")
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError:
        raise Refused("Mã định danh này đã có trong danh bạ liên thông.", field="code") from None


@command("Tiếp nhận nơi gửi liên thông", who=policy.operates)
def accept_sender(partner: Partner, *, actor: Appointment | None) -> None:
    """The held sender is known from now on; what it has sent goes on its way."""
    Partner.objects.filter(pk=partner.pk).update(held=False)
    rows = Packet.objects.filter(
        line=partner.line_id,
        state=PacketState.HELD,
        sender__in=codes_of(partner),
    )
    rows.update(state=PacketState.RECEIVED, next_at=clock.now())
    wake_taker(partner.line_id)


@command("Ngừng liên thông với cơ quan", who=policy.operates)
def end_partner(partner: Partner, *, actor: Appointment | None) -> None:
    """Nothing is sent to it any more; what was exchanged stays."""
    Partner.objects.filter(pk=partner.pk).update(deleted_at=clock.now())


@command("Liên thông lại với cơ quan", who=policy.operates)
def renew_partner(partner: Partner, *, actor: Appointment | None) -> None:
    """It is reached again."""
    Partner.objects.filter(pk=partner.pk).update(deleted_at=None)
