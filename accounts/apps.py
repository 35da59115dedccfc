"""The Django application of people and teams."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and teams"

    def ready(self) -> None:
        """Django finds system checks only in modules that were imported."""
        from accounts import checks  # noqa: F401, PLC0415
