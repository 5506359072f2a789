"""Addresses of the calendar, and its place in the shell."""

from django.urls import path

from congvu.directory.models import Role
from congvu.ui.navigation import Place, register
from congvu.workdays import views

app_name = "workdays"
urlpatterns = [
    path("lich-lam-viec/", views.year, name="list"),
    path("lich-lam-viec/<int:number>/", views.year, name="of_year"),
    path("lich-lam-viec/<int:number>/bat-dau/", views.begin, name="begin"),
    path("lich-lam-viec/han/", views.meaning, name="meaning"),
    path("lich-lam-viec/them/", views.add, name="add"),
    path("lich-lam-viec/ngay/<int:pk>/", views.change, name="change"),
    path("lich-lam-viec/ngay/<int:pk>/xoa/", views.remove, name="remove"),
]

register(
    Place(
        "Lịch làm việc",
        "calendar",
        "workdays:list",
        roles=(Role.PROVINCE_ADMINISTRATOR,),
        order=91,
    )
)
