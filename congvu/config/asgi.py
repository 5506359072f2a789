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
from congvu.core.stand_in import Beside  # noqa: E402
from congvu.notices.routing import websocket_urlpatterns  # noqa: E402
from congvu.payments.providers.vnpay import TEST_GATEWAY  # noqa: E402
from congvu.payments.testgateway import mounting as gateway  # noqa: E402
from congvu.services.providers.openid import TEST_PROVIDER  # noqa: E402
from congvu.services.providers.post import TEST_POST  # noqa: E402
from congvu.services.testpost import mounting as post  # noqa: E402
from congvu.services.testprovider import mounting as provider  # noqa: E402

_BESIDE = {TEST_GATEWAY: gateway.made, TEST_POST: post.made, TEST_PROVIDER: provider.made}

http: Any = OneThreadHandler()
if settings.DEMO:  # what the demo pays at, signs in with and sends parcels by is served beside it
    http = Beside(http, _BESIDE)
application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
        ),
    }
)
