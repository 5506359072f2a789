from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "congvu.exchange"

    def ready(self) -> None:
        """Offer documents receivers beyond the installation."""
        from congvu.documents.actions.beyond import register
        from congvu.exchange.actions.outside import Outside

        register(Outside())
