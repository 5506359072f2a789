"""Addresses of registers, and their place in the shell."""

from django.urls import URLPattern, path

from congvu.directory.models import Role
from congvu.documents.views import past_import, register_papers, registers
from congvu.ui.navigation import Place, register

urlpatterns: list[URLPattern] = [
    path("so/", registers.register_list, name="registers"),
    path("so/moi/", registers.register_open, name="register_open"),
    path("so/nam/<int:year>/mo/", registers.register_open_year, name="register_open_year"),
    path("nhap/", past_import.past_imports, name="past_imports"),
    path("nhap/mau/<slug:kind>/", past_import.past_template, name="past_template"),
    path("nhap/<int:pk>/", past_import.past_import, name="past_import"),
    path("nhap/<int:pk>/tien-do/", past_import.past_progress, name="past_progress"),
    path("nhap/<int:pk>/bat-dau/", past_import.past_begin, name="past_begin"),
    path("nhap/<int:pk>/bo/", past_import.past_discard, name="past_discard"),
    path("nhap/<int:pk>/loi/", past_import.past_errors, name="past_errors"),
    path("so/<int:pk>/", registers.register, name="register"),
    path("so/<int:pk>/so-trong/", registers.register_gaps, name="register_gaps"),
    path("so/<int:pk>/giai-trinh/", registers.explain, name="register_explain"),
    path("so/<int:pk>/ten/", registers.register_rename, name="register_rename"),
    path("so/<int:pk>/khoa/", registers.register_close, name="register_close"),
    path("so/<int:pk>/mo-lai/", registers.register_reopen, name="register_reopen"),
    path("so/<int:pk>/in/", register_papers.register_pdf, name="register_pdf"),
    path("so/<int:pk>/xlsx/", register_papers.register_sheet, name="register_sheet"),
    path("so/<int:pk>/muc/<slug:book>/", registers.register, name="register_book"),
    path("so/<int:pk>/muc/<slug:book>/in/", register_papers.register_pdf, name="register_pdf"),
    path(
        "so/<int:pk>/muc/<slug:book>/xlsx/", register_papers.register_sheet, name="register_sheet"
    ),
]

register(
    Place("Sổ đăng ký", "book", "documents:registers", order=22, roles=(Role.CLERK, Role.LEADER))
)
