from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "congvu.ui"

    def ready(self) -> None:
        """Let every form of the product refuse in our words."""
        from congvu.ui.forms import speak_officially

        speak_officially()
