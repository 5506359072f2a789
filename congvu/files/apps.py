from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "congvu.files"

    def ready(self) -> None:
        """Let the operator be told which programs are missed."""
        from django.core.checks import register

        from congvu.files.checks import programs

        register(programs, "programs")
