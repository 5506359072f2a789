"""Addresses of the face itself."""

from django.urls import path

from congvu.ui import views
from congvu.ui.gallery import views as gallery

app_name = "ui"
urlpatterns = [
    path("tro-giup/", views.help_page, name="help"),
    path("tro-giup/<slug:slug>/", views.guide, name="guide"),
    path("giao-dien/tuy-chinh/", views.appearance, name="appearance"),
    path("giao-dien/", gallery.gallery, name="gallery"),
    path("giao-dien/khung/", gallery.workspace, name="gallery_workspace"),
    path("giao-dien/khung/<slug:selected>/", gallery.workspace, name="gallery_selected"),
    path("giao-dien/hop-thoai/", gallery.dialog, name="gallery_dialog"),
    path("giao-dien/trang/", gallery.plain, name="gallery_plain"),
    path("giao-dien/mau.pdf", gallery.page, name="gallery_page"),
]
