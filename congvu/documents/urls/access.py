"""Addresses of who may see a document and who has opened it."""

from django.urls import URLPattern, path

from congvu.documents.views import access

urlpatterns: list[URLPattern] = [
    pattern
    for short, way in (("den", "incoming"), ("di", "outgoing"))
    for pattern in (
        path(f"{short}/<int:pk>/truy-cap/", access.access, {"way": way}, name=f"{way}_access"),
        path(f"{short}/<int:pk>/cho-xem/", access.give, {"way": way}, name=f"{way}_give_sight"),
        path(
            f"{short}/<int:pk>/thoi-cho-xem/<int:appointment>/",
            access.end,
            {"way": way},
            name=f"{way}_end_sight",
        ),
    )
]
