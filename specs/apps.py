from django.apps import AppConfig
from django.db.backends.signals import connection_created


class SpecsConfig(AppConfig):
    name = "specs"
    verbose_name = "Specifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The check and the jobs are found when their modules are loaded, which needs the models; SQLite learns to
        fold words."""
        from specs import declarations, folding  # noqa: F401, PLC0415
        from specs.services import deleting, mailing, seen, typing_clearing  # noqa: F401, PLC0415

        connection_created.connect(folding.teach)
