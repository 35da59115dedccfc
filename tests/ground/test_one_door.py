"""Specs and their history are written by the services alone: nothing else in the code calls a verb that writes them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.each import each

ROOT = Path(__file__).parents[2]
#: The document engine knows no database, which the layers prove.
KEPT = ("specs/services/", "specs/models/", "specs/migrations/", "specs/document/")
MODULES = [
    path
    for app in ("accounts", "config", "specs")
    for path in sorted((ROOT / app).rglob("*.py"))
    if not str(path.relative_to(ROOT)).startswith(KEPT) and "migrations" not in path.parts
]
#: What belongs to a spec; `Job` is a queue, a `Piece` a drawing that can be made anew, and proxies count as their rows.
OURS = {model.__name__ for model in apps.get_app_config("specs").get_models()} - {"Job", "Piece"}
#: Names by which code has such objects at hand, and the relations that lead to them.
NAMES = {"spec", "row", "found", "section", "event", "revision", "round", "verdict", "record", "task"}
RELATIONS = {"rows", "events", "revisions", "rounds", "verdicts", "records", "exports"}
VERBS = {"save", "create", "update", "delete", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
SQL = {"raw", "execute", "executemany"}
VERBS |= {f"a{verb}" for verb in VERBS} | {"_raw_delete"} | SQL
ASKS = re.compile(
    r"\s*(?:SELECT|WITH RECURSIVE|SET LOCAL statement_timeout|PRAGMA data_version$|LISTEN specroom$)\b", re.IGNORECASE
)
WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE|DROP|ALTER|TRUNCATE|CREATE|MERGE)\b", re.IGNORECASE)


def writes(source: str) -> Iterator[str]:
    """Calls of a verb on a model of ours, on what its manager gives, or on an object called like one."""
    tree = ast.parse(source)
    texts = _texts(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in VERBS:
            continue
        owner = node.func.value
        inside = {part.id for part in ast.walk(owner) if isinstance(part, ast.Name)}
        through = {part.attr for part in ast.walk(owner) if isinstance(part, ast.Attribute)}
        called = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
        if node.func.attr in SQL:
            found = not _asks(node, texts)
        else:
            found = bool(inside & OURS or called in NAMES or through & RELATIONS)
        if found:
            yield f"{node.lineno}: {ast.unparse(node.func)}"


def _texts(tree: ast.Module) -> dict[str, str]:
    """The module's own texts by name."""
    return {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def _asks(call: ast.Call, texts: dict[str, str]) -> bool:
    """Whether the SQL is plainly a question: it begins as one, and no word in it writes."""
    first = call.args[0] if call.args else None
    text = (
        first.value
        if isinstance(first, ast.Constant)
        else texts.get(first.id, "")
        if isinstance(first, ast.Name)
        else ""
    )
    return bool(ASKS.match(str(text))) and not WRITES.search(str(text))


@each(MODULES, lambda path: str(path.relative_to(ROOT)))
def test_nothing_but_the_services_writes_a_spec(path: Path) -> None:
    assert list(writes(path.read_text())) == []


@pytest.mark.parametrize(
    "line",
    [
        "Spec.objects.create(team=team)",
        "Row.objects.filter(pk=1).exclude(kind='task').update(done=True)",
        "Requirement.objects.bulk_update(rows, ['text'])",
        "spec.save()",
        "spec.rows.all().delete()",
        "self.event.delete()",
        "request.spec.revisions.create(number=2)",
        "Verdict.objects.get_or_create(word='approve')",
        "connection.cursor().execute('update specs_row set text = 1')",
        "Row.objects.raw('WITH RECURSIVE a AS (DELETE FROM specs_row RETURNING id) SELECT * FROM a')",
        "cursor.execute(text)",
    ],
)
def test_each_way_to_write_would_be_found(line: str) -> None:
    assert list(writes(line))


def test_reading_is_no_writing() -> None:
    assert not list(writes("Spec.objects.filter(pk=1).first(); form.save(); seen.update(a=1); Job.objects.create()"))
    assert not list(writes("cursor.execute('SELECT 1')"))


def test_the_models_are_those_that_hold_a_spec() -> None:
    assert {"Spec", "Row", "Event", "EventRow", "Revision", "Round", "Verdict", "Record", "Requirement"} <= OURS
