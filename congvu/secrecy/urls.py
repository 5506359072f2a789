from django.urls import path

from congvu.secrecy import views

app_name = "secrecy"
urlpatterns = [path("van-ban-mat/", views.guide, name="guide")]
