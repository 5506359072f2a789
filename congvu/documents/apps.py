from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "congvu.documents"

    def ready(self) -> None:
        """Let rights to sign be limited by types of documents, documents be searched, files be
        held against the registers.
        """
        from congvu.directory.document_types import register
        from congvu.documents.doctypes import CHOICES
        from congvu.documents.indexing import INCOMING, OUTGOING
        from congvu.documents.queries.in_register import said_of
        from congvu.search.types import register as searched
        from congvu.signing.queries.registers import register as asked

        register(CHOICES)
        searched(INCOMING)
        searched(OUTGOING)
        asked(said_of)
