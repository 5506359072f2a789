from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "congvu.core"

    def ready(self) -> None:
        """Let every app's handlers register themselves."""
        autodiscover_modules("handlers")
