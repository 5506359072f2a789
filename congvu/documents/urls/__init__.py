"""Every address of documents."""

from django.urls import URLPattern

from congvu.documents.urls import (
    access,
    case_files,
    incoming,
    outgoing,
    registers,
    statistics,
)

app_name = "documents"
urlpatterns: list[URLPattern] = [
    *outgoing.urlpatterns,
    *incoming.urlpatterns,
    *registers.urlpatterns,
    *case_files.urlpatterns,
    *statistics.urlpatterns,
    *access.urlpatterns,
]
