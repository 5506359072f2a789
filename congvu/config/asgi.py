"""The web process: HTTP by Django, websockets by Channels."""

import os
from typing import Any

import django
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402 - needs the settings

from congvu.config.one_thread import OneThreadHandler  # noqa: E402 - needs the settings
from congvu.notices.routing import websocket_urlpatterns  # noqa: E402
from congvu.payments.testgateway.mounting import Beside  # noqa: E402
from congvu.services.testpost.mounting import PostBeside  # noqa: E402

http: Any = OneThreadHandler()
if settings.DEMO:  # payments and parcels of the demo go to a gateway and a post served beside it
    http = PostBeside(Beside(http))
application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
        ),
    }
)
