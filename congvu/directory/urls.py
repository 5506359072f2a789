"""Addresses of the directory: danh bạ for everyone, administration for administrators."""

from django.urls import path

from congvu.directory.models import Role
from congvu.directory.views import absences, contacts, imports, places, staff
from congvu.ui.navigation import Place, register

app_name = "directory"
urlpatterns = [
    path("danh-ba/", contacts.people, name="people"),
    path("danh-ba/co-quan/", contacts.agencies, name="agencies"),
    path("danh-ba/co-quan/<int:pk>/", contacts.agency, name="agency"),
    path("danh-ba/nguoi/<int:pk>/", contacts.card, name="card"),
    path("danh-ba/tim/nguoi/", contacts.find_people, name="find_people"),
    path("danh-ba/tim/co-quan/", contacts.find_agencies, name="find_agencies"),
    path("danh-ba/tim/don-vi/", contacts.find_units, name="find_units"),
    path("quyen-ky/", staff.my_delegations, name="my_delegations"),
    path("quyen-ky/giao/<int:giver_pk>/", staff.delegate, name="delegate"),
    path("quyen-ky/<int:pk>/thu-hoi/", staff.revoke, name="revoke"),
    path("vang-mat/", absences.absences, name="absences"),
    path("vang-mat/<int:pk>/ket-thuc/", absences.end, name="end_absence"),
    path("quan-tri/co-quan/", places.tree, name="tree"),
    path("quan-tri/co-quan/<int:pk>/", places.agency, name="manage_agency"),
    path("quan-tri/co-quan/<int:parent_pk>/them/", places.new_agency, name="new_agency"),
    path("quan-tri/co-quan/<int:pk>/sua/", places.edit_agency, name="edit_agency"),
    path("quan-tri/co-quan/<int:pk>/hoat-dong/", places.close_agency, name="close_agency"),
    path("quan-tri/co-quan/<int:agency_pk>/don-vi/", places.new_unit, name="new_unit"),
    path("quan-tri/co-quan/<int:agency_pk>/nguoi/", staff.new_person, name="new_person"),
    path("quan-tri/don-vi/<int:pk>/sua/", places.edit_unit, name="edit_unit"),
    path("quan-tri/don-vi/<int:pk>/hoat-dong/", places.close_unit, name="close_unit"),
    path("quan-tri/chuc-vu/", places.titles, name="titles"),
    path("quan-tri/chuc-vu/<int:pk>/", places.edit_title, name="edit_title"),
    path("quan-tri/nguoi/", staff.people, name="manage_people"),
    path("quan-tri/nguoi/<int:pk>/", staff.person, name="person"),
    path("quan-tri/nguoi/<int:pk>/sua/", staff.edit_person, name="edit_person"),
    path(
        "quan-tri/nguoi/<int:person_pk>/phan-cong/<int:agency_pk>/", staff.appoint, name="appoint"
    ),
    path("quan-tri/phan-cong/<int:pk>/ket-thuc/", staff.end, name="end_appointment"),
    path("quan-tri/phan-cong/<int:pk>/ban-giao/", staff.hand_over, name="hand_over"),
    path("quan-tri/nhap/", imports.upload, name="import"),
    path("quan-tri/nhap/tep-mau/", imports.template, name="import_template"),
    path("quan-tri/nhap/<str:token>/", imports.preview, name="import_preview"),
    path("quan-tri/nhap/<str:token>/xac-nhan/", imports.confirm, name="import_confirm"),
]

register(Place("Danh bạ", "directory", "directory:people", order=80))
register(
    Place(
        "Quản trị",
        "settings",
        "directory:tree",
        order=90,
        under="/quan-tri/",
        roles=(Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR),
    )
)
register(Place("Vắng mặt, người thay", "calendar", "directory:absences", order=41, where="person"))
register(
    Place(
        "Quyền ký",
        "pen",
        "directory:my_delegations",
        order=40,
        where="person",
        roles=(Role.LEADER, Role.UNIT_HEAD),
    )
)
