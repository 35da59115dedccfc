from django.apps import AppConfig


class SpecsConfig(AppConfig):
    name = "specs"
    verbose_name = "Specifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Django finds the check when the module is loaded, which needs the models."""
        from specs import declarations  # noqa: F401, PLC0415
