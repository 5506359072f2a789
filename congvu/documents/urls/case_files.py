"""Addresses of case files, and their place in the shell."""

from django.urls import URLPattern, path

from congvu.documents.views import case_file_filing, case_file_papers, case_files
from congvu.ui.navigation import Place, register

urlpatterns: list[URLPattern] = [
    path("ho-so/", case_files.case_file_list, name="case_files"),
    path("ho-so/danh-muc/", case_file_papers.case_file_list_pdf, name="case_file_list_pdf"),
    path("ho-so/nam/<int:year>/them/", case_files.case_file_plan, name="case_file_plan"),
    path(
        "ho-so/nam/<int:year>/lay-danh-muc/",
        case_files.case_file_plan_year,
        name="case_file_plan_year",
    ),
    path("ho-so/moi/", case_files.case_file_begin, name="case_file_begin"),
    path("ho-so/tim/", case_file_filing.find_case_files, name="find_case_files"),
    path("ho-so/dua-vao/den/<int:pk>/", case_file_filing.file_incoming, name="file_incoming"),
    path("ho-so/dua-vao/di/<int:pk>/", case_file_filing.file_outgoing, name="file_outgoing"),
    path("ho-so/nop-luu/", case_file_papers.case_file_transfers, name="case_file_transfers"),
    path(
        "ho-so/nop-luu/moi/",
        case_file_papers.case_file_transfer_new,
        name="case_file_transfer_new",
    ),
    path("ho-so/nop-luu/<int:pk>/", case_file_papers.case_file_transfer, name="case_file_transfer"),
    path(
        "ho-so/nop-luu/<int:pk>/in/",
        case_file_papers.case_file_transfer_pdf,
        name="case_file_transfer_pdf",
    ),
    path("ho-so/<int:pk>/", case_files.case_file, name="case_file"),
    path("ho-so/<int:pk>/mo/", case_files.case_file_open, name="case_file_open"),
    path("ho-so/<int:pk>/sua/", case_files.case_file_revise, name="case_file_revise"),
    path("ho-so/<int:pk>/ket-thuc/", case_files.case_file_close, name="case_file_close"),
    path("ho-so/<int:pk>/mo-lai/", case_files.case_file_reopen, name="case_file_reopen"),
    path("ho-so/<int:pk>/giu-lai/", case_files.case_file_keep_longer, name="case_file_keep_longer"),
    path("ho-so/<int:pk>/bo/", case_files.case_file_drop, name="case_file_drop"),
    path("ho-so/<int:pk>/van-ban/<int:entry>/", case_files.case_file_entry, name="case_file_entry"),
    path("ho-so/<int:pk>/muc-luc/", case_file_papers.case_file_contents, name="case_file_contents"),
    path("ho-so/<int:pk>/pdf/", case_file_papers.case_file_bound, name="case_file_bound"),
    path("ho-so/<int:pk>/xml/", case_file_papers.case_file_packed, name="case_file_packed"),
]

register(
    Place("Hồ sơ công việc", "folder", "documents:case_files", order=23, roles=case_files.WORKING)
)
