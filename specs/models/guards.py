"""Triggers that refuse to change or delete what is proof: events, records, frozen bytes. On both databases.

SQLite drops a table's triggers when a migration remakes it, so such a migration calls `install` again; a test looks.
"""

from collections.abc import Collection
from typing import Any

_FROZEN = (
    "spec_id",
    "number",
    "version",
    "data",
    "sha256",
    "size",
    "progress",
    "rows",
    "tail",
    "upto",
    "base_id",
    "cut_by_id",
    "cut_at",
)
_SUBMITTED = "EXISTS (SELECT 1 FROM specs_revision WHERE specs_revision.spec_id = OLD.spec_id)"

#: name, table, what is refused, when, and what is said
_GUARDS = (
    ("event_update", "specs_event", "UPDATE", "", "an event is never changed"),
    ("event_delete", "specs_event", "DELETE", _SUBMITTED, "events of a submitted spec are kept"),
    ("record_update", "specs_record", "UPDATE", "", "a record is never changed"),
    ("record_delete", "specs_record", "DELETE", "", "a record is never deleted"),
    ("revision_update", "specs_revision", "UPDATE", "{frozen}", "a frozen text is never changed"),
    ("revision_delete", "specs_revision", "DELETE", "", "a frozen text is never deleted"),
    ("image_update", "specs_image", "UPDATE OF spec_id, file_id", "", "an image is never changed"),
    ("imagefile_update", "specs_imagefile", "UPDATE", "", "an image is never changed"),
    ("frozenimage_update", "specs_frozenimage", "UPDATE", "", "an image of a frozen text is never changed"),
    ("policychange_update", "specs_policychange", "UPDATE", "", "a change of policy is never changed"),
    ("policychange_delete", "specs_policychange", "DELETE", "", "a change of policy is kept"),
    ("frozenimage_delete", "specs_frozenimage", "DELETE", "", "an image of a frozen text is kept"),
)
#: SQLite's INSERT OR REPLACE takes the row away that was there, and calls no trigger of UPDATE or DELETE for it.
_REPLACED = (
    ("event_again", "specs_event", "INSERT", "{same} AND o.number = NEW.number{or_id}", "an event is never changed"),
    (
        "record_again",
        "specs_record",
        "INSERT",
        "{same} AND (o.n = NEW.n OR o.prev = NEW.prev) OR o.hash = NEW.hash{or_id}",
        "a record is never changed",
    ),
    (
        "revision_again",
        "specs_revision",
        "INSERT",
        "{same} AND (o.number = NEW.number OR o.version = NEW.version AND 'frozen' NOT IN (o.state, NEW.state)){or_id}",
        "a frozen text is never changed",
    ),
)
#: PostgreSQL's TRUNCATE calls no trigger of DELETE.
_EMPTIED = (
    ("event_truncate", "specs_event", "TRUNCATE", "", "events are kept"),
    ("record_truncate", "specs_record", "TRUNCATE", "", "records are kept"),
    ("revision_truncate", "specs_revision", "TRUNCATE", "", "frozen texts are kept"),
)


def _guards(vendor: str) -> tuple[tuple[str, str, str, str, str], ...]:
    return _GUARDS + (_EMPTIED if vendor == "postgresql" else _REPLACED)


def names(vendor: str) -> list[str]:
    return [f"specs_guard_{name}" for name, *_ in _guards(vendor)]


def _condition(vendor: str, when: str) -> str:
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return when.format(frozen=" OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in _FROZEN))


def _sqlite(name: str, table: str, act: str, when: str, message: str) -> list[str]:
    if act == "INSERT":
        there = when.format(same="o.spec_id = NEW.spec_id", or_id=" OR o.id = NEW.id")
        when = f"EXISTS (SELECT 1 FROM {table} o WHERE {there})"  # noqa: S608 (from the table above)
    condition = f"WHEN {when} " if when else ""
    body = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    return [f"CREATE TRIGGER IF NOT EXISTS specs_guard_{name} BEFORE {act} ON {table} {condition}{body}"]


def _postgresql(name: str, table: str, act: str, when: str, message: str) -> list[str]:
    """PostgreSQL takes no subquery in WHEN, so the condition stands in the function."""
    refusal = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
    body = f"IF {when} THEN {refusal} END IF;" if when else refusal
    back = "OLD" if act == "DELETE" else "NEW"
    guard = f"specs_guard_{name}"
    function = f"CREATE OR REPLACE FUNCTION {guard}() RETURNS trigger LANGUAGE plpgsql"
    each = "STATEMENT" if act == "TRUNCATE" else "ROW"
    trigger = f"CREATE OR REPLACE TRIGGER {guard} BEFORE {act} ON {table} FOR EACH {each}"
    return [f"{function} AS $$ BEGIN {body} RETURN {back}; END $$", f"{trigger} EXECUTE FUNCTION {guard}()"]


def statements(vendor: str, tables: Collection[str] | None = None) -> list[str]:
    write = _postgresql if vendor == "postgresql" else _sqlite
    guards = [
        write(name, table, act, when if act == "INSERT" else _condition(vendor, when), said)
        for name, table, act, when, said in _guards(vendor)
        if tables is None or table in tables
    ]
    return [statement for guard in guards for statement in guard]


def install(connection: Any) -> None:
    """Installs the guards of the tables that are there; a migration that makes another one calls it again."""
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor, connection.introspection.table_names(cursor)):
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Lifts the guards: for taking the migration back, and for tests that empty the database."""
    with connection.cursor() as cursor:
        standing = connection.introspection.table_names(cursor)
        for name, table, *_ in _guards(connection.vendor):
            if table not in standing:
                continue
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS specs_guard_{name}{on}")
