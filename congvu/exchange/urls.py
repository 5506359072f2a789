"""Addresses of the exchange, and its place in the shell."""

from django.urls import URLPattern, path

from congvu.directory.models import Role
from congvu.exchange.views import machine, operations
from congvu.ui.navigation import Place, register

app_name = "exchange"
urlpatterns: list[URLPattern] = [
    path("", operations.home, name="home"),
    path("chung-thu/", operations.own_certificate, name="own_certificate"),
    path("goi-tin/<int:pk>/gui-lai/", operations.send_again, name="send_again"),
    path("goi-tin/<int:pk>/lay-lai/", operations.take_again, name="take_again"),
    path("duong/moi/", operations.line, name="line_new"),
    path("duong/<int:pk>/", operations.line, name="line"),
    path("duong/<int:pk>/doi-chieu/", operations.reconcile, name="reconcile"),
    path("co-quan/", operations.partners, name="partners"),
    path("co-quan/tim/", operations.find_partners, name="find_partners"),
    path("co-quan/moi/", operations.partner_new, name="partner_new"),
    path("co-quan/<int:pk>/", operations.partner, name="partner"),
    path("co-quan/<int:pk>/tiep-nhan/", operations.accept_sender, name="accept_sender"),
    path("co-quan/<int:pk>/ngung/", operations.end_partner, name="end_partner"),
    path("nhan/", machine.packets, name="packets"),
    path("nhan/<slug:sha256>/", machine.packet, name="packet"),
    path("doi-chieu/nhan/<int:after>/", machine.compare, name="compare"),
]


register(
    Place(
        "Liên thông",
        "send",
        "exchange:home",
        order=80,
        roles=(Role.PROVINCE_ADMINISTRATOR,),
    )
)
