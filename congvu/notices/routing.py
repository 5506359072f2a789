"""The addresses of the app's websockets."""

from django.urls import path

from congvu.notices.consumers import NoticeConsumer

websocket_urlpatterns = [path("ws/thong-bao/", NoticeConsumer.as_asgi())]
