"""The web process: HTTP by Django, websockets by Channels."""

import os

import django
from channels.routing import ProtocolTypeRouter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
django.setup(set_prefix=False)

from congvu.config.one_thread import OneThreadHandler  # noqa: E402 - needs the settings

application = ProtocolTypeRouter({"http": OneThreadHandler()})
