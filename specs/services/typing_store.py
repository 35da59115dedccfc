"""The statements of a push, written out: Django would put the same ones together anew for each letter, which takes
longer than the database needs for them (docs/performance.md)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from specs.models import SharedText, TextChange

#: A person's client and the number of what it sent.
Sent = tuple[int, str, int]
_TEXT = ("id", "spec_id", "state", "version", "base", "base_version", "oldest")
_ENTRY = ("id", "text_id", "version", "person_id", "client", "n", "changes")
_COLUMNS = ", ".join(_ENTRY)


def lock(texts: Collection[int]) -> list[tuple[SharedText, int]]:
    """These texts, locked in the order of their ids, each with its team."""
    ending = " FOR UPDATE OF t" if connection.features.has_select_for_update else ""
    columns = ", ".join(f"t.{name}" for name in _TEXT)
    rows = _rows(
        f"SELECT {columns}, s.team_id FROM specs_sharedtext t JOIN specs_spec s ON s.id = t.spec_id"  # noqa: S608
        f" WHERE t.id IN ({_marks(texts)}) ORDER BY t.id{ending}",
        tuple(texts),
    )
    return [(SharedText.from_db(connection.alias, _TEXT, row[:-1]), row[-1]) for row in rows]


def stands(spec: int) -> bool:
    """Whether any text of a spec is open: asked at each save, most of which find none."""
    return bool(_rows("SELECT 1 FROM specs_sharedtext WHERE spec_id = %s AND state = 'open' LIMIT 1", (spec,)))


def roles(people: Collection[int]) -> dict[tuple[int, int], str]:
    """By team and person, of those whose account is not closed."""
    rows = _rows(
        "SELECT m.team_id, m.user_id, m.role FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id"  # noqa: S608
        f" WHERE u.is_active AND m.user_id IN ({_marks(people)})",
        tuple(people),
    )
    return {(team, person): role for team, person, role in rows}


def after(text: SharedText, version: int) -> list[TextChange]:
    """The entries of a text that came after a version, in their order."""
    if version >= text.version:
        return []
    sql = f"SELECT {_COLUMNS} FROM specs_textchange WHERE text_id = %s AND version > %s ORDER BY version"  # noqa: S608
    return _entries(sql, (text.pk, version))


def sent(text: SharedText, asked: Sequence[Sent]) -> list[TextChange]:
    """Those entries of a text that were sent so."""
    one = "(text_id = %s AND person_id = %s AND client = %s AND n = %s)"
    where = " OR ".join([one] * len(asked))
    sql = f"SELECT {_COLUMNS} FROM specs_textchange WHERE {where}"  # noqa: S608
    return _entries(sql, [part for each in asked for part in (text.pk, *each)])


def add(entries: Sequence[TextChange]) -> None:
    values = [
        (each.text_id, each.version, each.person_id, each.client, each.n, each.changes, _moment(each.at))
        for each in entries
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO specs_textchange (text_id, version, person_id, client, n, changes, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            values,
        )


def move_on(text: SharedText, at: datetime) -> None:
    """Keeps the version that the text has come to, and since when letters wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE specs_sharedtext SET version = %s, touched = %s,"
            " flushed = CASE WHEN version = base_version THEN %s ELSE flushed END WHERE id = %s",
            (text.version, _moment(at), _moment(at), text.pk),
        )


def _entries(sql: str, given: Sequence[Any]) -> list[TextChange]:
    return [TextChange.from_db(connection.alias, _ENTRY, row) for row in _rows(sql, given)]


def _rows(sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def _marks(values: Iterable[object]) -> str:
    return ", ".join("%s" for _ in values)


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
