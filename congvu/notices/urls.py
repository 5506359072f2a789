"""Addresses of notices, and their places in the shell."""

from django.http import HttpRequest
from django.urls import path

from congvu.notices import views
from congvu.notices.queries import unread_count
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


def _unread(request: HttpRequest) -> int:
    actor = getattr(request, "actor", None)
    return unread_count(actor.pk) if actor else 0


register_unread(_unread)
register(Place("Cách nhận thông báo", "bell", "notices:preferences", where="person", order=40))
