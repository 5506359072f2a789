"""The gateway's own pages: plain HTML, unlike ours, so that nobody takes one for the other."""

from __future__ import annotations

from html import escape

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
STYLE = """
body { font: 1rem/1.5 sans-serif; margin: 0 auto; max-width: 32rem; padding: 1rem; color: #1b1b1b;
  background: #fff; }
h1 { font-size: 1.4rem; }
button { font: inherit; width: 100%; padding: .75rem; margin: .25rem 0; border: 2px solid #5b2a86;
  background: #fff; color: #4a1f70; text-align: left; }
button[value=pay] { background: #5b2a86; color: #fff; }
.note { border-left: 4px solid #5b2a86; padding-left: .75rem; }
"""


def page(title: str, body: str, *, root: str) -> str:
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{escape(root)}/kieu.css">'
        f"</head><body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


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
