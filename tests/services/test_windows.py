"""A change inside one row is written with a few rows read, exactly as it is with all of them."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Team, User
from specs.document.outline import values as values_of
from specs.document.rows import Document
from specs.document.template import KINDS
from specs.models import Row, Spec, UsedUid
from specs.services import editing
from specs.services.errors import Conflict, Refused, Unreadable
from specs.services.exchanging import import_spec
from specs.services.windows import window
from tests.factories import make_specs_of_documents
from tests.properties import strategies as written

pytestmark = pytest.mark.django_db
TEXTS = (
    "Another text.",
    "Two lines,\nwith a list:\n\n- one\n- two",
    "`code` | pipe",
    "# a heading",
    "```\nopen",
    "[x]: /y",
)


def outcome(spec: Spec, pk: int, values: dict[str, str], by: User, *, whole: bool) -> Any:
    """Everything that is stored after a save, or why it was refused; taken back."""
    try:
        with transaction.atomic():
            if whole:
                Spec.objects.filter(pk=spec.pk).update(definitions=None)
            row = Row.objects.get(pk=pk)
            row.spec = Spec.objects.get(pk=spec.pk)
            try:
                editing.save_row(row, by=by, values=values, stamp=row.stamp)
            except (Refused, Conflict) as refusal:
                raise Taken((str(refusal), getattr(refusal, "field", ""))) from None
            raise Taken(state(spec))
    except Taken as taken:
        return taken.state


class Taken(Exception):
    def __init__(self, state: Any) -> None:
        self.state = state


def state(spec: Spec) -> dict[str, Any]:
    fresh = Spec.objects.get(pk=spec.pk)
    event = fresh.events.latest("number")
    skipped = {"changed_at", "definitions", "kept_hash"}
    first = fresh.events.get(number=1)
    known = set(first.eventrow_set.values_list("row", flat=True))
    made = Row.objects.filter(spec=spec).exclude(pk__in=known).order_by("place").values_list("pk", flat=True)
    named = {pk: f"new {n}" for n, pk in enumerate(made)}  # PostgreSQL gives no number twice, also one taken back
    return {
        "rows": [
            told({**row, "made_at": None, "removed_at": bool(row["removed_at"])}, named)
            for row in Row.objects.filter(spec=spec).order_by("place", "pk").values()
        ],
        "event": (event.number, event.verb, event.text, told(event.changes, named), event.data),
        "stamps": [told(link, named) for link in event.eventrow_set.order_by("row").values("row", "stamp")],
        "spec": {
            name: value for name, value in Spec.objects.filter(pk=spec.pk).values()[0].items() if name not in skipped
        },
        "uids": set(UsedUid.objects.filter(spec=spec).values_list("uid", flat=True)),
        "bytes": fresh.document().text,
        "hash": fresh.text_hash,
    }


def told(found: Any, named: dict[int, str]) -> Any:
    """The same with rows that were made now called by their order."""
    if isinstance(found, list):
        return [told(item, named) for item in found]
    if not isinstance(found, dict):
        return found
    ids = {"id", "parent_id", "row", "parent"}
    return {key: named.get(item, item) if key in ids else told(item, named) for key, item in found.items()}


def assert_alike(spec: Spec, pk: int, values: dict[str, str], by: User) -> None:
    assert outcome(spec, pk, values, by, whole=False) == outcome(spec, pk, values, by, whole=True), values


@pytest.mark.parametrize("third", range(3))
def test_the_documents_are_changed_alike(third: int, payments: Team, ana: User) -> None:
    """One row of each of a third of the documents, another row and another text for each; all rows in `make fuzz`."""
    tried = 0
    for at, spec in make_specs_of_documents(payments, ana, slice(third, None, 3)):
        document = spec.document()
        rows = [row.id for row in document.rows if row.kind not in ("heading", "prose", "table") and row.id]
        for pk in rows[at % max(1, len(rows)) :: max(1, len(rows) // 2)][:2]:
            assert_alike(spec, pk, edit_of(document, pk, at + tried), ana)
            tried += 1
    assert tried > 20


def edit_of(document: Document, pk: int, number: int) -> dict[str, str]:
    index = document.place(pk)
    known = [field.name for field in KINDS[document.rows[index].kind].fields]
    names = [name for name in known if name in values_of(document, index)] or known
    return {names[number % len(names)]: TEXTS[number % len(TEXTS)]}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=written.documents(), value=written.values(), at=st.integers(0, 50), name=st.integers(0, 5))
def test_documents_made_at_random_are_changed_alike(
    payments: Team, ana: User, text: str, value: str, at: int, name: int
) -> None:
    with transaction.atomic():
        try:
            spec = import_spec(by=ana, team=payments, data=text.encode(), name="made.md")
        except (Refused, Unreadable):
            return
        document = spec.document()
        rows = [row.id for row in document.rows if row.kind not in ("heading", "prose", "table") and row.id]
        if rows:
            pk = rows[at % len(rows)]
            known = [field.name for field in KINDS[document.rows[document.place(pk)].kind].fields]
            assert_alike(spec, pk, {known[name % len(known)]: value}, ana)
        transaction.set_rollback(True)


def test_a_few_rows_are_read_where_they_are_enough(spec: Spec, ana: User, fr1: Row) -> None:
    with CaptureQueriesContext(connection) as asked:
        editing.save_row(fr1, by=ana, values={"text": "Other"}, stamp=fr1.stamp)
    assert sum("RECURSIVE" in query["sql"] for query in asked) == 1
    assert not any('"specs_row"."lead", "specs_row"."source", "specs_row"."parent_id"' in q["sql"] for q in asked)
    assert Spec.objects.get(pk=spec.pk).kept_hash == ""
    assert spec.document().text.count("Other") == 1


@pytest.mark.parametrize(
    "values",
    [{"text": "[x]: /y"}, {"uid": "FR-77"}, {"text": "a\n\n- b"}, {"priority": "Could"}, {"text": ""}],
    ids=["definition", "uid", "children", "part", "empty"],
)
def test_what_reaches_further_is_written_with_all_rows(spec: Spec, ana: User, fr1: Row, values: dict[str, str]) -> None:
    assert_alike(spec, fr1.pk, values, ana)


def test_where_a_window_is_no_help_there_is_none(spec: Spec, ana: User, fr1: Row) -> None:
    fresh = Spec.objects.get(pk=spec.pk)
    heading = Row.objects.filter(spec=spec, kind="heading").first()
    assert heading is not None
    assert window(fresh, heading.pk) is None
    assert window(fresh, 10**9) is None
    assert window(fresh, fr1.pk) is not None
    many = "# T\n\n## Requirements\n\n1. **FR-1**: x\n" + "".join(f"   {n}. **FR-1.{n}**: part\n" for n in range(1, 50))
    long = import_spec(by=ana, team=spec.team, data=many.encode(), name="many.md")
    assert window(Spec.objects.get(pk=long.pk), Row.objects.get(spec=long, uid="FR-1").pk) is None
    Spec.objects.filter(pk=spec.pk).update(definitions=None)
    assert window(Spec.objects.get(pk=spec.pk), fr1.pk) is None
