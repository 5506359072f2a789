"""The first page, and its place in the shell."""

from django.urls import URLPattern, path

from congvu.documents.views.home import home
from congvu.ui.navigation import Place, register

urlpatterns: list[URLPattern] = [path("", home, name="home")]

register(Place("Hôm nay", "today", "home", order=10))
