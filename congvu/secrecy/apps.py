from django.apps import AppConfig


class SecrecyConfig(AppConfig):
    name = "congvu.secrecy"
