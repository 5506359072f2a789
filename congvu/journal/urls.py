"""Addresses of the journal, and its place in the shell."""

from django.urls import path

from congvu.directory.models import Role
from congvu.journal import views
from congvu.ui.navigation import Place, register

app_name = "journal"
urlpatterns = [
    path("nhat-ky/", views.entry_list, name="list"),
    path("nhat-ky/kiem-tra/", views.verify, name="verify"),
]

register(
    Place(
        "Nhật ký hệ thống",
        "history",
        "journal:list",
        roles=(Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR),
        order=92,
    )
)
