"""Addresses of statistics, and their place in the shell."""

from django.urls import URLPattern, path

from congvu.documents.views import statistics
from congvu.ui.navigation import Place, register

urlpatterns: list[URLPattern] = [
    path("thong-ke/", statistics.statistics, name="statistics"),
    path("thong-ke/<slug:way>/", statistics.statistics, name="statistics"),
    path("thong-ke/<slug:way>/tai-ve/", statistics.statistics_sheet_file, name="statistics_sheet"),
    path("thong-ke/danh-sach/<slug:base>/", statistics.statistics_list, name="statistics_list"),
]

register(Place("Thống kê", "report", "documents:statistics", order=40, roles=statistics.USERS))
