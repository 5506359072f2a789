"""Addresses of signing, and its places in the shell."""

from django.urls import path

from congvu.signing import views
from congvu.ui.navigation import Place, register

app_name = "signing"
urlpatterns = [
    path("kiem-tra-chu-ky/", views.check, name="check"),
    path("kiem-tra/", views.check_public, name="check_public"),
    path("kiem-tra/<slug:sha256>/bao-cao.<slug:form>", views.report, name="report"),
    path("chu-ky-so/", views.keys, name="keys"),
    path("tin-cay/", views.anchors, name="anchors"),
    path("tin-cay/nhan/", views.take_anchors, name="take_anchors"),
    path("tin-cay/<int:pk>/thoi/", views.end_anchor, name="end_anchor"),
    path("chu-ky-so/dua-vao/", views.bring, name="bring"),
    path("chu-ky-so/dang-ky/", views.register_key, name="register_key"),
    path("chu-ky-so/token/", views.register_token, name="register_token"),
    path("chu-ky-so/con-dau/dang-ky/", views.register_seal, name="register_seal"),
    path("chu-ky-so/con-dau/token/", views.register_seal_token, name="register_seal_token"),
    path("chu-ky-so/con-dau/dua-vao/", views.bring_seal, name="bring_seal"),
    path("chu-ky-so/con-dau/giao/", views.give_seal, name="give_seal"),
    path("chu-ky-so/con-dau/<int:pk>/thu-hoi/", views.end_seal_use, name="end_seal_use"),
    path("chu-ky-so/<int:pk>/anh/", views.image, name="image"),
    path("chu-ky-so/<int:pk>/doi-anh/", views.change_image, name="change_image"),
    path("chu-ky-so/<int:pk>/doi-pin/", views.change_pin, name="change_pin"),
    path("chu-ky-so/<int:pk>/xuat/", views.take_out, name="take_out"),
    path("chu-ky-so/<int:pk>/mo-khoa/", views.unlock, name="unlock"),
]

register(Place("Kiểm tra chữ ký", "seal", "signing:check", order=80))
register(Place("Chữ ký số của tôi", "pen", "signing:keys", order=30, where="person"))
