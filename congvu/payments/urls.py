"""Addresses of payments, and their places in the shell."""

from django.urls import URLPattern, path

from congvu.payments import policy
from congvu.payments.views import (
    banking,
    books,
    channels,
    days,
    gateways,
    notices,
    payables,
    paying,
    refunds,
)
from congvu.ui.navigation import Place, register

app_name = "payments"
urlpatterns: list[URLPattern] = [
    path("thanh-toan/thong-bao/vnpay/", gateways.vnpay_notice, name="vnpay_notice"),
    path("thanh-toan/thong-bao/dvcqg/", gateways.national_notice, name="national_notice"),
    path("thanh-toan/thong-bao/paygov/", gateways.paygov_notice, name="paygov_notice"),
    path("thanh-toan/tro-ve/vnpay/", gateways.vnpay_return, name="vnpay_return"),
    path("thanh-toan/<slug:token>/", paying.pay, name="pay"),
    path("thanh-toan/<slug:token>/luot/<slug:reference>/", paying.attempt, name="attempt"),
    path("thanh-toan/<slug:token>/bien-lai/", paying.receipt, name="receipt"),
    path("thu-phi/", payables.payables, name="payables"),
    path("thu-phi/<int:pk>/", payables.payable, name="payable"),
    path("thu-phi/<int:pk>/tien-mat/", payables.cash, name="cash"),
    path("thu-phi/<int:pk>/huy/", payables.cancel, name="cancel"),
    path("thu-phi/<int:pk>/hoan/<slug:reference>/", payables.refund, name="refund"),
    path("thu-phi/hoan-tra/", refunds.refunds, name="refunds"),
    path("thu-phi/hoan-tra/<int:pk>/duyet/", refunds.approve, name="refund_approve"),
    path("thu-phi/hoan-tra/<int:pk>/khong-duyet/", refunds.refuse, name="refund_refuse"),
    path("thu-phi/hoan-tra/<int:pk>/da-tra/", refunds.pay_back, name="refund_pay_back"),
    path("thu-phi/so-cai/", books.ledger, name="ledger"),
    path("thu-phi/bien-lai/ky-so/", books.seal, name="seal"),
    path("thu-phi/sao-ke/", banking.statements, name="statements"),
    path("thu-phi/sao-ke/<int:pk>/", banking.statement, name="statement"),
    path("thu-phi/sao-ke/<int:pk>/ghi-so/", banking.post, name="statement_post"),
    path("thu-phi/sao-ke/<int:pk>/bo/", banking.drop, name="statement_drop"),
    path("thu-phi/doi-soat/", days.days, name="days"),
    path("thu-phi/doi-soat/<str:on>/", days.day, name="day"),
    path("thu-phi/doi-soat/<str:on>/lai/", days.again, name="day_again"),
    path("thu-phi/chenh-lech/<int:pk>/ghi-nhan/", days.record, name="record"),
    path("thu-phi/chenh-lech/<int:pk>/gan/", days.assign, name="assign"),
    path("thu-phi/chenh-lech/<int:pk>/cong-chuyen/", days.pay_out, name="pay_out"),
    path("thu-phi/chenh-lech/<int:pk>/buu-dien-chuyen/", days.remitted, name="remitted"),
    path("thu-phi/chenh-lech/<int:pk>/giai-thich/", days.explain, name="explain"),
    path("quan-tri/cach-nop/bi-tu-choi/", notices.refused, name="refused"),
    path("quan-tri/cach-nop/bi-tu-choi/da-xem/", notices.seen, name="refused_seen"),
    path("quan-tri/cach-nop/", channels.channels, name="channels"),
    path("quan-tri/cach-nop/moi/", channels.channel, name="channel_new"),
    path("quan-tri/cach-nop/<int:pk>/", channels.channel, name="channel"),
]

register(
    Place(
        "Thu phí",
        "money",
        "payments:payables",
        order=40,
        roles=policy.SEEING,
        under="/thu-phi/",
    )
)
register(Place("Cách nộp", "money", "payments:channels", order=85, roles=policy.SETTING_UP))
