"""Every address of documents."""

from django.urls import URLPattern

from congvu.documents.urls import access, incoming, outgoing, statistics

app_name = "documents"
urlpatterns: list[URLPattern] = [
    *outgoing.urlpatterns,
    *incoming.urlpatterns,
    *statistics.urlpatterns,
    *access.urlpatterns,
]
