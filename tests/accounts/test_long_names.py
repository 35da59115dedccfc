"""Names from before they had a limit are shortened to it by the migration that brings it."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import Team, User
from accounts.models.users import NAME_LENGTH

migration = import_module("accounts.migrations.0002_names_of_eighty_characters")


@pytest.mark.django_db
def test_longer_names_are_cut_and_others_are_left_alone() -> None:
    for length in (NAME_LENGTH, NAME_LENGTH + 1):
        User.objects.create_user(f"a{length}@example.com", name="é" * length)
        Team.objects.create(key=f"T{length}", name="é" * length)
    other = User.objects.create_user("ana@example.com", name="Ana Ruiz")

    migration.shorten(apps, None)

    other.refresh_from_db()
    assert other.name == "Ana Ruiz"
    assert [len(name) for name in User.objects.exclude(pk=other.pk).values_list("name", flat=True)] == [80, 80]
    assert [len(name) for name in Team.objects.values_list("name", flat=True)] == [80, 80]
