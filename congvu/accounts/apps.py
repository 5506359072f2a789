from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "congvu.accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        """Hear the sign-in library from the first request on."""
        from congvu.accounts import listeners  # noqa: F401
