"""Addresses of payments."""

from django.urls import URLPattern, path

from congvu.payments.views import gateways, paying

app_name = "payments"
urlpatterns: list[URLPattern] = [
    path("thanh-toan/thong-bao/vnpay/", gateways.vnpay_notice, name="vnpay_notice"),
    path("thanh-toan/thong-bao/dvcqg/", gateways.national_notice, name="national_notice"),
    path("thanh-toan/thong-bao/paygov/", gateways.paygov_notice, name="paygov_notice"),
    path("thanh-toan/tro-ve/vnpay/", gateways.vnpay_return, name="vnpay_return"),
    path("thanh-toan/<slug:token>/", paying.pay, name="pay"),
    path("thanh-toan/<slug:token>/luot/<slug:reference>/", paying.attempt, name="attempt"),
    path("thanh-toan/<slug:token>/bien-lai/", paying.receipt, name="receipt"),
]
