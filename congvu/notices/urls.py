"""Addresses of notices, and their places in the shell."""

from django.urls import path

from congvu.notices import views
from congvu.notices.queries import unread
from congvu.ui.navigation import Place, register, register_unread

app_name = "notices"
urlpatterns = [
    path("thong-bao/", views.notice_list, name="list"),
    path("thong-bao/<int:pk>/", views.open_notice, name="open"),
    path("thong-bao/<int:pk>/da-doc/", views.read_notice, name="read"),
    path("thong-bao/<int:pk>/da-ro/", views.confirm_notice, name="confirm"),
    path("thong-bao/da-doc/", views.read_all, name="read_all"),
    path("thong-bao/cach-nhan/", views.preferences, name="preferences"),
]


register_unread((unread, ""))
register(Place("Cách nhận thông báo", "bell", "notices:preferences", where="person", order=40))
