"""Every address of documents."""

from django.urls import URLPattern

from congvu.documents.urls import incoming, outgoing, registers

app_name = "documents"
urlpatterns: list[URLPattern] = [
    *outgoing.urlpatterns,
    *incoming.urlpatterns,
    *registers.urlpatterns,
]
