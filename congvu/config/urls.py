"""Every address of the installation, app by app; those asked most come first."""

from django.urls import URLPattern, URLResolver, include, path

from congvu.config.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("van-ban/", include("congvu.documents.urls")),
    path("", include("congvu.documents.urls.home")),
    path("", include("congvu.search.urls")),
    path("suc-khoe", health, name="health"),
    path("", include("congvu.ui.urls")),
    path("", include("congvu.accounts.entry_urls")),
    path("", include("congvu.accounts.urls")),
    path("", include("congvu.directory.urls")),
    path("", include("congvu.secrecy.urls")),
    path("", include("congvu.files.urls")),
    path("", include("congvu.workdays.urls")),
    path("", include("congvu.journal.urls")),
    path("", include("congvu.notices.urls")),
    path("", include("congvu.signing.urls")),
    path("", include("congvu.payments.urls")),
    path("", include("congvu.agenda.urls")),
    path("lien-thong/", include("congvu.exchange.urls")),
    path("", include("congvu.services.urls")),
]

handler400 = "congvu.ui.refusals.bad_request"
handler403 = "congvu.ui.refusals.forbidden"
handler404 = "congvu.ui.refusals.not_found"
handler500 = "congvu.ui.refusals.failed"
