"""The project stands."""

from django.core.management import call_command


def test_the_system_checks_find_nothing() -> None:
    call_command("check")


def test_the_models_have_their_migrations(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True)
