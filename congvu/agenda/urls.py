"""Addresses of the work calendar, and its place in the shell."""

from django.urls import path

from congvu.agenda import views
from congvu.ui.navigation import Place, register

app_name = "agenda"
urlpatterns = [
    path("lich-cong-tac/", views.week, name="week"),
    path("lich-cong-tac/them/", views.add, name="add"),
    path("lich-cong-tac/<int:pk>/sua/", views.change, name="change"),
    path("lich-cong-tac/<int:pk>/hoan/", views.cancel, name="cancel"),
    path("lich-cong-tac/tuan/<str:monday>/", views.week, name="week"),
    path("lich-cong-tac/tuan/<str:monday>/duyet/", views.approve, name="approve"),
    path("lich-cong-tac/tuan/<str:monday>/tai-ve/", views.calendar_file, name="calendar_file"),
]

register(Place("Lịch công tác", "calendar", "agenda:week", order=30, under="/lich-cong-tac/"))
