"""Addresses of documents that came."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
