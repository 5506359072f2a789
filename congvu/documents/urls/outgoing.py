"""Addresses of documents on their way out."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
