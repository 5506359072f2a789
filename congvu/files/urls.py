from django.urls import path

from congvu.files import views

app_name = "files"
urlpatterns = [
    path("tep/tai-len/", views.upload, name="upload"),
    path("tep/<int:pk>/", views.own, name="own"),
]
