"""Proof is kept by the database itself: SQL that would change or delete it is refused."""

import pytest
from django.db import DatabaseError, connection, transaction

from specs.models import Event, EventRow, FrozenImage, Image, ImageFile, Spec, guards
from tests.factories import make_approved, make_member, make_spec, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.database]

REFUSED = (
    "UPDATE specs_event SET verb = 'nothing'",
    "UPDATE specs_event SET actor_id = actor_id",
    "DELETE FROM specs_event",
    "UPDATE specs_record SET kind = 'verdict'",
    "DELETE FROM specs_record WHERE n = 2",
    "UPDATE specs_revision SET size = size + 1",
    "UPDATE specs_revision SET version = '9.9'",
    "UPDATE specs_revision SET upto = 0",
    "DELETE FROM specs_revision",
    "UPDATE specs_image SET file_id = ''",
    "UPDATE specs_imagefile SET extension = 'svg'",
    "UPDATE specs_frozenimage SET image_id = image_id",
    "DELETE FROM specs_frozenimage",
)


@pytest.fixture
def approved() -> Spec:
    team = make_team()
    ana = make_member(team)
    spec = make_approved(team, ana, make_member(team))
    file = ImageFile.objects.create(sha256="a" * 64, extension="png", data=b"", size=0, width=1, height=1)
    image = Image.objects.create(spec=spec, file=file, added_by=ana)
    FrozenImage.objects.create(revision=spec.in_force, image=image)
    EventRow.objects.all().delete()
    return spec


@pytest.mark.parametrize("sql", REFUSED)
def test_proof_is_neither_changed_nor_deleted(approved: Spec, sql: str) -> None:
    with pytest.raises(DatabaseError, match=r"kept|never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


REPLACED = ("specs_event", "specs_record", "specs_revision")


@pytest.mark.parametrize("table", REPLACED)
def test_a_whole_row_is_not_put_in_place_of_another(approved: Spec, table: str) -> None:
    """By its id, or by something else that is unique. PostgreSQL has no such statement, but TRUNCATE."""
    if connection.vendor == "postgresql":
        connection.check_constraints()  # else what is still to be checked stands in the way
        statements = [f"TRUNCATE {table} CASCADE"]
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE name <> 'id'")
            columns = ", ".join(f'"{name}"' for (name,) in cursor.fetchall())
        statements = [
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
            f"REPLACE INTO {table} (id, {columns}) SELECT id + 1000, {columns} FROM {table} LIMIT 1",
        ]
    for sql in statements:
        with pytest.raises(DatabaseError, match=r"kept|never"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_what_is_no_text_of_a_revision_may_change(approved: Spec) -> None:
    assert approved.revisions.update(state="revoked") == 1


def test_events_of_a_spec_never_submitted_may_go_with_it(approved: Spec) -> None:
    draft = make_spec(approved.team, approved.changed_by)
    EventRow.objects.all().delete()
    assert Event.objects.filter(spec=draft).delete()[0] == 1


def test_every_guard_is_there_after_all_migrations(db: None) -> None:
    table = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        table = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(table)
        names = {name for (name,) in cursor.fetchall()}
    assert set(guards.names(connection.vendor)) <= names


def test_they_can_be_lifted_and_put_back(approved: Spec) -> None:
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE specs_event SET verb = 'tampered'")
    guards.install(connection)
    guards.install(connection)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE specs_event SET verb = 'again'")


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_each_database_has_a_trigger_for_each_guard(vendor: str) -> None:
    found = "\n".join(guards.statements(vendor))
    assert all(f"TRIGGER {name} " in found or f"EXISTS {name} " in found for name in guards.names(vendor))
    assert "{" not in found
