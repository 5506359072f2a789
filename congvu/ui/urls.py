"""Addresses of the face itself."""

from django.urls import path

from congvu.ui import views

app_name = "ui"
urlpatterns = [
    path("giao-dien/tuy-chinh/", views.appearance, name="appearance"),
]
