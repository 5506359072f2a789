"""Every address of the installation, app by app."""

from django.urls import URLPattern, URLResolver, path

from congvu.config.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("suc-khoe", health, name="health"),
]
