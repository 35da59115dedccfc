"""A name for each kind, and each name gives the standing rows of its kind."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from specs.document.template import KINDS
from specs.jobs import enqueue
from specs.models import (
    Assignment,
    Comment,
    CoverageWaiver,
    EarlierBody,
    EventPerson,
    FailedSigning,
    FindingWaiver,
    FormerKey,
    FrozenImage,
    NoMail,
    Notice,
    Override,
    Phase,
    Piece,
    PolicyChange,
    Requirement,
    Risk,
    Row,
    Section,
    SeenMark,
    SharedText,
    Spec,
    Suggestion,
    Task,
    TeamPolicy,
    TextChange,
    Thread,
    Tick,
    Verdict,
    Visit,
    Watch,
)
from specs.models.rows import PROXIES
from specs.services import images
from specs.services.editing import remove_row
from specs.services.exchanging import export
from tests.factories import SAMPLE, make_approved, make_member, make_spec, make_team, png

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec() -> Spec:
    team = make_team()
    return make_spec(team, make_member(team))


def test_every_kind_has_a_model() -> None:
    assert set(PROXIES) == set(KINDS)
    assert all(issubclass(model, Row) and model._meta.proxy for model in PROXIES.values())


def test_each_model_has_only_its_kind(spec: Spec) -> None:
    for kind, model in PROXIES.items():
        assert {row.kind for row in model.objects.all()} <= {kind}
    assert [row.uid for row in Requirement.objects.filter(spec=spec).order_by("place")] == ["FR-1", "FR-2", "FR-3"]
    assert [row.title for row in Phase.objects.all()] == ["Ledger"]
    assert Task.objects.filter(done=False).count() == 2


def test_the_title_is_no_section(spec: Spec) -> None:
    assert "title" not in {section.key for section in Section.objects.all()}
    assert Section.objects.filter(key="functional").count() == 1


def test_removed_rows_leave_their_models_and_stay_in_the_table(spec: Spec) -> None:
    risk = Risk.objects.get()
    remove_row(risk, by=spec.changed_by)
    assert not Risk.objects.exists()
    assert Row.objects.removed().filter(pk=risk.pk).exists()


def test_what_the_team_would_ask_reads_as_one_line(spec: Spec) -> None:
    high = Risk.objects.visible_to(spec.changed_by).filter(impact_rank=1)
    assert [risk.title for risk in high] == ["Bank is down"]
    assert Task.objects.open().count() == 2


def test_the_document_comes_in_one_query_and_is_the_file(spec: Spec) -> None:
    with CaptureQueriesContext(connection) as queries:
        document = spec.document()
    assert len(queries) == 1
    assert document.text == SAMPLE
    assert all(row.id for row in document.rows)


def test_progress_costs_one_query_for_one_spec_and_for_three() -> None:
    team = make_team()
    ana = make_member(team)
    counts = []
    for _ in range(2):
        make_spec(team, ana)
        with CaptureQueriesContext(connection) as queries:
            listed = list(Spec.objects.visible_to(ana).with_progress())
            assert [(spec.tasks, spec.tasks_done, str(spec.changed_by), spec.team.key) for spec in listed]
        counts.append(len(queries))
        make_spec(team, ana)
    assert counts == [1, 1]
    assert {(spec.tasks, spec.tasks_done) for spec in listed} == {(2, 0)}


def test_a_former_key_leads_to_the_spec(spec: Spec) -> None:
    FormerKey.objects.create(spec=spec, key="OLD-7")
    assert Spec.objects.known_as("old-7").get() == spec
    assert Spec.objects.known_as(spec.key.lower()).get() == spec
    assert not Spec.objects.known_as("OLD-8").exists()


def test_archived_specs_stand_apart(spec: Spec) -> None:
    assert list(Spec.objects.current()) == [spec]
    assert not Spec.objects.archived().exists()


def make_of_review(spec: Spec, ana: User) -> None:
    """What a review leaves besides revisions, rounds and verdicts."""
    revision, row, why = spec.in_force, spec.rows.get(uid="FR-1"), {"by": ana, "reason": "Because."}
    Override.objects.create(verdict=Verdict.objects.first(), **why)
    FindingWaiver.objects.create(revision=revision, finding="placeholder.text:1:0", message="A placeholder", **why)
    CoverageWaiver.objects.create(revision=revision, row=row, **why)
    Tick.objects.create(row=row, done=True, by=ana, at=timezone.now(), task_text="Do it")
    Assignment.objects.create(row=row, to=ana, by=ana, at=timezone.now())
    TeamPolicy.objects.create(team=spec.team)
    PolicyChange.objects.create(team=spec.team, by=ana, before={}, after={})
    FailedSigning.objects.create(spec=spec, by=ana, act="approve")


def make_beside(spec: Spec, ana: User) -> None:
    """What people say of a spec, and what they are told of it."""
    thread = Thread.objects.create(spec=spec, by=ana)
    comment = Comment.objects.create(thread=thread, by=ana, body="Why?")
    EarlierBody.objects.create(comment=comment, body="What?", at=timezone.now())
    Suggestion.objects.create(comment=comment, field="text", replacement="So.", stamp=1)
    SeenMark.objects.create(user=ana, spec=spec, row=1, sha="0" * 64, at=timezone.now())
    Notice.objects.create(user=ana, spec=spec, event=spec.events.first(), kind="asked")
    Watch.objects.create(user=ana, spec=spec, mode="watch")
    NoMail.objects.create(user=ana, kind="asked")
    text = SharedText.objects.create(spec=spec, row=spec.rows.get(uid="FR-1"), field="text")
    TextChange.objects.create(text=text, version=1, person=ana, client="tab", n=1, changes='[[0,"a"]]')
    EventPerson.objects.create(event=spec.events.first(), person=ana)


def test_everything_stored_has_a_name() -> None:
    team = make_team()
    ana = make_member(team)
    spec = make_approved(team, ana, make_member(team))
    image = images.add_image(make_spec(team, ana), by=ana, data=png())
    FrozenImage.objects.create(revision=spec.in_force, image=image)
    export(spec, by=ana)
    FormerKey.objects.create(spec=spec, key="OLD-1")
    enqueue("mail", name="letter", payload={})
    images.stage_images([png()], by=ana)
    Visit.objects.create(user=ana, spec=spec, at=timezone.now())
    Piece.objects.create(spec=spec, look="plain", name="frame", html="")
    make_of_review(spec, ana)
    make_beside(spec, ana)
    for model in apps.get_app_config("specs").get_models():
        found = model.objects.first()
        if not model._meta.proxy:
            assert found is not None, model
        assert found is None or str(found)
    assert spec.in_force.short_hash == spec.in_force.sha256[:12]
