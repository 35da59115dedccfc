"""A text that an earlier version of Specroom read otherwise: it is read again before a change of it is refused."""

from dataclasses import replace

import pytest

from accounts.models import Team, User
from specs.document.reader import read
from specs.document.rows import Document
from specs.models import Event, Row, SharedText, Spec
from specs.services import typing
from specs.services.change import READ_AGAIN, read_again
from specs.services.creating import store_new
from specs.services.deadline import Deadline
from specs.services.editing import save_row
from specs.services.errors import Refused
from specs.services.proving import faults_of
from specs.services.reverting import undo
from specs.services.reviewing import approve, submit
from specs.services.undoing import own_stacks
from tests.factories import SAMPLE, make_review
from tests.services.typists import Typist

pytestmark = pytest.mark.django_db


@pytest.fixture
def older(payments: Team, ana: User) -> Spec:
    """As a version stored it that knew no quality requirements: their line was a goal to it."""
    document = read(SAMPLE)
    goal = next(row for row in document.rows if row.source.startswith("- Chargebacks"))
    rows = [replace(row, kind="goal", dialect=goal.dialect) if row.kind == "quality" else row for row in document.rows]
    return store_new(
        payments,
        by=ana,
        verb="imported",
        document=Document(tuple(rows), document.tail),
        template="full",
        name="refunds",
        data={},
        deadline=Deadline(),
    )


def as_stored_before(spec: Spec) -> None:
    goal = spec.rows.get(source="- Chargebacks")
    spec.rows.filter(kind="quality").update(kind="goal", dialect=goal.dialect)


def overview_of(spec: Spec) -> Row:
    return spec.rows.get(kind="prose", section="overview")


def save(spec: Spec, by: User, text: str) -> None:
    row = overview_of(spec)
    save_row(row, by=by, stamp=row.stamp, values={"text": text})


def verbs(spec: Spec) -> list[str]:
    return list(Event.objects.filter(spec=spec, number__gt=1).order_by("number").values_list("verb", flat=True))


def kinds(spec: Spec) -> list[str]:
    return [row.kind for row in spec.document().rows if "Performance" in row.source]


def test_a_change_reads_it_again_and_is_made(older: Spec, ana: User) -> None:
    was = older.document()
    assert kinds(older) == ["goal"]
    save(older, ana, "In a day.")
    now = Spec.objects.get(pk=older.pk).document()
    assert verbs(older) == [READ_AGAIN, "edited"]
    assert now.text == was.text.replace("Customers get their money back without writing to us.", "In a day.")
    assert kinds(older) == ["quality"]
    assert [row.id for row in now.rows if "FR-" in row.source] == [row.id for row in was.rows if "FR-" in row.source]


def test_no_byte_is_changed_and_nobody_wrote(older: Spec, ana: User, ben: User) -> None:
    text = older.document().text
    assert read_again(older, by=ben, action="edit")
    assert older.document().text == text
    assert not read_again(older, by=ben, action="edit")
    event = Event.objects.get(spec=older, verb=READ_AGAIN)
    assert not event.text
    assert own_stacks(older, ben) == ([], [])
    with pytest.raises(Refused, match="nothing in it to take back"):
        undo(event, by=ben)
    submit(older, by=ana, reviewers=[ben], seen=older.text_hash)
    assert faults_of(Spec.objects.get(pk=older.pk)) == []


def test_what_is_refused_for_a_reason_of_its_own_stays_refused(spec: Spec, ana: User, fr1: Row) -> None:
    with pytest.raises(Refused, match="FR-2"):
        save_row(fr1, by=ana, stamp=fr1.stamp, values={"uid": "FR-2"})
    assert verbs(spec) == []


def test_acts_of_a_review_read_it_again_by_whoever_may_do_them(
    payments: Team, older: Spec, ana: User, cai: User
) -> None:
    submit(older, by=ana, reviewers=[cai], seen=older.text_hash)
    assert verbs(older) == [READ_AGAIN, "submitted"]
    reviewed = make_review(payments, ana, cai)
    as_stored_before(reviewed)
    approve(reviewed, by=cai, sha=reviewed.revisions.latest("number").sha256)
    assert verbs(reviewed) == ["submitted", READ_AGAIN, "approved"]
    assert Spec.objects.get(pk=reviewed.pk).status == "approved"


def test_who_may_not_write_reads_nothing_again(older: Spec, cai: User) -> None:
    assert not read_again(older, by=cai, action="edit")
    assert kinds(older) == ["goal"]


def test_what_is_typed_in_it_is_written(older: Spec, ana: User) -> None:
    typist = Typist.at(overview_of(older), ana)
    typist.write("In a day.")
    typist.push()
    typing.flush(typist.text)
    assert verbs(older) == [READ_AGAIN, "typed"]
    assert overview_of(older).source == "In a day."
    assert SharedText.objects.get(pk=typist.text).failed == ""
