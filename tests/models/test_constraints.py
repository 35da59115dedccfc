"""What the database refuses whatever the code does."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from specs.models import Event, Instance, Round, Row, Spec, UsedUid, Verdict
from tests.factories import make_approved, make_member, make_review, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def spec() -> Spec:
    team = make_team()
    return make_review(team, make_member(team), make_member(team))


WRONG: dict[str, Callable[[Spec], object]] = {
    "an unknown working state": lambda spec: Spec.objects.filter(pk=spec.pk).update(working="lost"),
    "an unknown status": lambda spec: Spec.objects.filter(pk=spec.pk).update(status="done", working="none"),
    "a status that is not the working text's": lambda spec: Spec.objects.filter(pk=spec.pk).update(status="draft"),
    "no working text and nothing in force": lambda spec: Spec.objects.filter(pk=spec.pk).update(working="none"),
    "an unknown template": lambda spec: Spec.objects.filter(pk=spec.pk).update(template="odd"),
    "an unknown kind": lambda spec: Row.objects.filter(spec=spec).update(kind="thing"),
    "a heading of level seven": lambda spec: Row.objects.filter(spec=spec).update(level=7),
    "a stamp of nought": lambda spec: Row.objects.filter(spec=spec).update(stamp=0),
    "an impact of rank four": lambda spec: Row.objects.filter(spec=spec).update(impact_rank=4),
    "an event number twice": lambda spec: Event.objects.create(spec=spec, number=1, actor=spec.changed_by, verb="x"),
    "a second open round": lambda spec: Round.objects.create(
        spec=spec, number=9, revision=spec.revisions.get(), policy={}, writers=[], opened_by=spec.changed_by
    ),
    "a request without a word": lambda spec: Verdict.objects.create(
        revision=spec.revisions.get(), round=spec.rounds.get(), by=spec.changed_by, word="request", sha256="0" * 64
    ),
    "an unknown verdict": lambda spec: Verdict.objects.create(
        revision=spec.revisions.get(), round=spec.rounds.get(), by=spec.changed_by, word="maybe", sha256="0" * 64
    ),
    "a uid remembered twice": lambda spec: UsedUid.objects.create(spec=spec, uid="FR-1"),
    "a second instance": lambda spec: Instance.objects.create(),
    "a key twice": lambda spec: Spec.objects.create(
        team=spec.team, number=99, key=spec.key, title="x", text_hash="", changed_by=spec.changed_by
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_refused_by_the_database(spec: Spec, what: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WRONG[what](spec)


def test_two_approved_revisions_never_have_one_version(spec: Spec) -> None:
    team = make_team()
    approved = make_approved(team, make_member(team), make_member(team))
    revision = approved.revisions.get()
    revision.pk, revision.number, revision._state.adding = None, 2, True
    with pytest.raises(IntegrityError), transaction.atomic():
        revision.save()


def test_closing_a_round_makes_room_for_the_next(spec: Spec) -> None:
    spec.rounds.update(closed_at=timezone.now())
    Round.objects.create(
        spec=spec, number=2, revision=spec.revisions.get(), policy={}, writers=[], opened_by=spec.changed_by
    )
    assert spec.rounds.filter(closed_at=None).count() == 1
