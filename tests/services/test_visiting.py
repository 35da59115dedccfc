"""Visits: the latest first, one write a minute, no more than are shown."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Team, User
from specs.models import Spec, Visit, opened_by
from specs.services import visiting
from specs.services.visiting import remember_visit
from tests.factories import make_spec, make_team

pytestmark = pytest.mark.django_db


def test_the_spec_opened_last_stands_first(team: Team, editor: User) -> None:
    first, second = make_spec(team, editor), make_spec(team, editor)
    remember_visit(first, by=editor)
    remember_visit(second, by=editor)
    assert list(opened_by(editor)) == [second, first]

    cache.clear()
    remember_visit(first, by=editor)

    assert list(opened_by(editor)) == [first, second]
    assert Visit.objects.count() == 2


def test_within_a_minute_nothing_is_asked_of_the_database(team: Team, editor: User) -> None:
    spec = make_spec(team, editor)
    remember_visit(spec, by=editor)

    with CaptureQueriesContext(connection) as queries:
        remember_visit(spec, by=editor)

    assert len(queries) == 0


def test_the_oldest_visits_are_forgotten(
    team: Team, editor: User, viewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visiting, "KEPT", 2)
    specs = [make_spec(team, editor) for _ in range(3)]
    for age, spec in zip((3, 2, 1), specs, strict=True):
        remember_visit(spec, by=editor)
        Visit.objects.filter(spec=spec).update(at=timezone.now() - timedelta(hours=age))
    remember_visit(specs[0], by=viewer)

    assert list(opened_by(editor)) == [specs[2], specs[1]]
    assert list(opened_by(viewer)) == [specs[0]]


def test_a_visit_shows_no_spec_of_a_team_one_has_left(team: Team, editor: User) -> None:
    remember_visit(make_spec(team, editor), by=editor)

    Spec.objects.update(team=make_team())

    assert list(opened_by(editor)) == []
