from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "congvu.documents"

    def ready(self) -> None:
        """Let rights to sign be limited by the types of documents, and documents be searched."""
        from congvu.directory.document_types import register
        from congvu.documents.doctypes import CHOICES
        from congvu.documents.indexing import INCOMING, OUTGOING
        from congvu.search.types import register as searched

        register(CHOICES)
        searched(INCOMING)
        searched(OUTGOING)
