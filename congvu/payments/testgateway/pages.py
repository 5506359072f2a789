"""The gateway's own pages: plain HTML, unlike ours, so that nobody takes one for the other."""

from __future__ import annotations

from html import escape

from congvu.core.stand_in import page
from congvu.payments.testgateway.storage import Payment

CHOICES = {
    "pay": "Thanh toán",
    "refuse": "Hủy giao dịch",
    "poor": "Thanh toán bằng tài khoản không đủ số dư",
    "late": "Thanh toán, cổng báo chậm 20 giây",
    "twice": "Thanh toán, cổng báo ba lần",
    "close": "Thanh toán rồi đóng, cổng không báo gì",
    "leave": "Bỏ đi, không thanh toán",
}


def choosing(payment: Payment, *, root: str) -> str:
    """What the payer decides on."""
    amount = f"{payment.amount // 100:,}".replace(",", ".")
    if payment.state != "open":
        return page("Giao dịch đã kết thúc", "<p>Giao dịch này đã có kết quả.</p>", root=root)
    buttons = "".join(
        f'<button name="how" value="{how}">{escape(words)}</button>'
        for how, words in CHOICES.items()
    )
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (("tmn", payment.tmn), ("ref", payment.ref))
    )
    return page(
        "Cổng thanh toán thử nghiệm",
        f'<p class="note">Đây là cổng để thử và trình diễn, không có tiền thật.</p>'
        f"<p>Số tiền: <strong>{amount} đồng</strong><br>Nội dung: {escape(payment.info)}</p>"
        f'<form method="post" action="{escape(root)}/paymentv2/chon">{hidden}{buttons}</form>',
        root=root,
    )
