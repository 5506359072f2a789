from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "congvu.documents"

    def ready(self) -> None:
        """Let rights to sign be limited by the types of documents."""
        from congvu.directory.document_types import register
        from congvu.documents.doctypes import CHOICES

        register(CHOICES)
