"""Addresses of one's own account, and of the accounts that administrators look after."""

from django.urls import path

from congvu.accounts import views
from congvu.ui.navigation import Place, register

app_name = "accounts"
urlpatterns = [
    path("tai-khoan/", views.me, name="me"),
    path("tai-khoan/tu-cach/", views.act_as, name="act_as"),
    path("tai-khoan/chua-phan-cong/", views.no_appointment, name="no_appointment"),
    path("tai-khoan/bao-mat/bat-buoc/", views.factor_required, name="factor_required"),
    path("tai-khoan/phien/", views.sessions, name="sessions"),
    path("tai-khoan/phien/khac/", views.end_others, name="end_others"),
    path("tai-khoan/phien/<int:pk>/", views.end_session, name="end_session"),
    path("quan-tri/nguoi/<int:person_pk>/tai-khoan/", views.of_person, name="of_person"),
]

register(Place("Tài khoản của tôi", "person", "accounts:me", order=10, where="person"))
register(Place("Bảo mật", "lock", "mfa_index", order=20, where="person"))
register(Place("Phiên đăng nhập", "screen", "accounts:sessions", order=30, where="person"))
