"""Addresses of search, its box in the head, and its places in the shell."""

from django.urls import path

from congvu.directory.models import Role
from congvu.search import views
from congvu.ui.navigation import Place, register, register_search

app_name = "search"
urlpatterns = [
    path("tim/", views.results, name="results"),
    path("tim/luu/", views.keep, name="keep"),
    path("tim/<int:pk>/bo/", views.drop, name="drop"),
    path("tim/xuat/", views.export, name="export"),
    path("quan-tri/tim-kiem/", views.checks, name="checks"),
]

register_search("search:results")
register(
    Place(
        "Chỉ mục tìm kiếm",
        "search",
        "search:checks",
        order=80,
        roles=(Role.PROVINCE_ADMINISTRATOR,),
        where="person",
    )
)
