"""Deleting: for thirty days it can be restored, then it goes for good; what was reviewed never goes (review.md, 1)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Team, User
from specs import jobs
from specs.models import Event, ImageFile, Job, Notice, Row, SharedText, Spec
from specs.models.specs import BIN
from specs.services import creating, images, talking, typing_opening, versions
from specs.services.deleting import delete_spec
from specs.services.errors import NotAllowed, WrongStatus
from specs.services.talking import Place
from tests.factories import make_member, make_review, make_spec, make_team, png

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def thirty_days_on() -> None:
    Spec.objects.exclude(deleted_at=None).update(deleted_at=timezone.now() - BIN)
    Job.objects.filter(kind="purge").update(due_at=timezone.now(), done_at=None)
    jobs.run_due()


def test_it_leaves_the_lists_and_nothing_of_it_is_lost(spec: Spec, ana: User) -> None:
    text = spec.document().text
    event = delete_spec(spec, by=ana)
    assert event is not None
    assert (event.verb, event.text) == ("deleted the spec", False)
    assert not Spec.objects.current().exists()
    assert spec.document().text == text
    due = Job.objects.get(kind="purge").due_at
    assert due == spec.gone_at == event.at + timedelta(days=30)
    jobs.run_due()
    assert Spec.objects.filter(pk=spec.pk).exists()


def test_restored_it_is_as_before_and_stays(spec: Spec, ana: User) -> None:
    delete_spec(spec, by=ana)
    creating.restore_spec(spec, by=ana)
    found = Spec.objects.get()
    assert (found.deleted_at, found.archived_at, found.gone_at) == (None, None, None)
    thirty_days_on()
    assert Spec.objects.current().get() == spec


def test_deleted_again_it_has_thirty_days_again(spec: Spec, ana: User) -> None:
    delete_spec(spec, by=ana)
    creating.restore_spec(spec, by=ana)
    delete_spec(spec, by=ana)
    first, second = Job.objects.filter(kind="purge").order_by("pk")
    Job.objects.filter(pk=first.pk).update(due_at=timezone.now())
    jobs.run_due()
    assert Spec.objects.filter(pk=spec.pk).exists()
    assert second.due_at == spec.gone_at


def test_then_it_goes_with_all_that_is_its_own_and_its_key_is_not_given_again(
    payments: Team, ana: User, ben: User
) -> None:
    spec, other = make_spec(payments, ana), make_spec(payments, ana)
    row = spec.rows.get(uid="FR-1")
    talking.open_thread(spec, by=ben, place=Place(row=row), body="Why, @Ana Ruiz?")
    typing_opening.open_text(spec, by=ana, row=row.pk, field="text")
    for picture, kept in ((png(), other), (png((9, 9)), None)):
        images.add_image(spec, by=ana, data=picture)
        if kept:
            images.add_image(kept, by=ana, data=picture)
    delete_spec(spec, by=ana)
    thirty_days_on()
    assert Spec.objects.get() == other
    for model in (Event, Row, Notice, SharedText):
        assert not model.objects.exclude(spec=other).exists()
    assert ImageFile.objects.count() == 1
    assert make_spec(payments, ana).key == "PAY-3"


def test_what_was_submitted_is_never_deleted(payments: Team, ana: User, ben: User) -> None:
    spec = make_review(payments, ana, ben)
    with pytest.raises(WrongStatus, match="Archive it instead"):
        delete_spec(spec, by=ana)
    versions.withdraw(spec, by=ana, reason="Not yet")
    with pytest.raises(WrongStatus, match="Archive it instead"):
        delete_spec(spec, by=ana)
    assert not Job.objects.filter(kind="purge").exists()


def test_viewers_and_strangers_delete_nothing(spec: Spec, cai: User) -> None:
    for person in (cai, make_member(make_team())):
        with pytest.raises(NotAllowed):
            delete_spec(spec, by=person)
    assert Spec.objects.get().deleted_at is None
