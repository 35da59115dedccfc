"""Marks of what was seen: one's own, for the words that were shown, and no others."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Team, User
from specs import jobs
from specs.document.comparing.items import END, Comparison
from specs.models import Job, Row, SeenMark, Spec
from specs.permissions import NotAllowed
from specs.services.comparing import compared, moment
from specs.services.editing import save_row
from specs.services.reviewing import approve, request_changes, send
from specs.services.seen import is_seen, last_seen, mark_seen, mark_unseen, prune, seen_by
from tests.factories import make_review

pytestmark = pytest.mark.django_db
SHA = "ab" * 32


@pytest.fixture
def spec(team: Team, editor: User, viewer: User) -> Spec:
    return make_review(team, editor, viewer)


def edit(spec: Spec, by: User, uid: str, text: str) -> None:
    row = Row.objects.get(spec=spec, uid=uid, removed_at=None)
    save_row(row, by=by, values={"text": text}, base={"text": row.text}, stamp=row.stamp)


def sent(spec: Spec, by: User, uid: str, text: str) -> None:
    edit(spec, by, uid, text)
    send(spec, by=by)


def between(spec: Spec, by: User, before: str, after: str) -> Comparison:
    return compared(spec, moment(spec, before, by=by), moment(spec, after, by=by))


def test_a_mark_is_ones_own_and_can_be_taken_away(spec: Spec, editor: User, viewer: User) -> None:
    row = spec.rows.first()
    assert row is not None
    mark_seen(spec, by=viewer, row=row.pk, sha=SHA)
    mark_seen(spec, by=viewer, row=row.pk, sha=SHA)
    assert seen_by(spec, by=viewer) == {(row.pk, SHA)}
    assert seen_by(spec, by=editor) == frozenset()
    assert str(SeenMark.objects.get()) == f"{viewer.pk}: {row.pk}"
    mark_unseen(spec, by=viewer, row=row.pk, sha=SHA)
    assert seen_by(spec, by=viewer) == frozenset()


def test_a_mark_leaves_no_event(spec: Spec, viewer: User) -> None:
    before = spec.events.count()
    mark_seen(spec, by=viewer, row=END, sha=SHA)
    spec.refresh_from_db()
    assert (spec.events.count(), spec.seq) == (before, spec.seq)


@pytest.mark.parametrize("sha", ["", "AB" * 32, "ab" * 31])
def test_only_a_hash_can_be_marked(spec: Spec, viewer: User, sha: str) -> None:
    with pytest.raises(LookupError):
        mark_seen(spec, by=viewer, row=END, sha=sha)


def test_only_rows_of_the_spec_can_be_marked(spec: Spec, viewer: User, team: Team, editor: User) -> None:
    other = make_review(team, editor, viewer).rows.first()
    assert other is not None
    for act in (mark_seen, mark_unseen):
        with pytest.raises(LookupError):
            act(spec, by=viewer, row=other.pk, sha=SHA)


def test_a_stranger_marks_and_reads_nothing(spec: Spec, stranger: User) -> None:
    with pytest.raises(NotAllowed):
        mark_seen(spec, by=stranger, row=END, sha=SHA)
    with pytest.raises(NotAllowed):
        seen_by(spec, by=stranger)


def test_a_mark_survives_edits_elsewhere_and_not_of_its_row(spec: Spec, editor: User, viewer: User) -> None:
    sent(spec, editor, "FR-1", "A clerk refunds at once.")
    (change,) = between(spec, viewer, "1", "2").changes
    mark_seen(spec, by=viewer, row=change.row, sha=change.sha, since=spec.revisions.get(number=1))
    sent(spec, editor, "FR-3", "The customer is told by post.")
    found = {item.row: is_seen(item, seen_by(spec, by=viewer)) for item in between(spec, viewer, "1", "3").changes}
    assert sorted(found.values()) == [False, True]
    assert found[change.row]
    sent(spec, editor, "FR-1", "A clerk refunds within a day.")
    assert not any(is_seen(item, seen_by(spec, by=viewer)) for item in between(spec, viewer, "1", "4").changes)


class TestLastSeen:
    def latest(self, spec: Spec) -> int:
        return spec.revisions.latest("number").number

    def known(self, spec: Spec, by: User) -> int | None:
        revision, _ = last_seen(spec, spec.revisions.latest("number"), by=by)
        return revision.number if revision else None

    def test_is_nothing_for_whoever_comes_first(self, spec: Spec, viewer: User) -> None:
        assert last_seen(spec, spec.revisions.latest("number"), by=viewer) == (None, None)

    def test_is_the_revision_of_the_last_verdict(
        self, spec: Spec, editor: User, viewer: User, member: Callable[..., User]
    ) -> None:
        sha = spec.revisions.latest("number").sha256
        request_changes(spec, by=viewer, sha=sha, comment="Say when.")
        assert self.known(spec, viewer) is None  # it is this very revision
        sent(spec, editor, "FR-1", "A clerk refunds at once.")
        sent(spec, editor, "FR-1", "A clerk refunds within a day.")
        revision, verdict = last_seen(spec, spec.revisions.latest("number"), by=viewer)
        assert revision is not None
        assert verdict is not None
        assert (revision.number, verdict.word) == (1, "request")
        assert self.known(spec, editor) is None

    def test_is_the_oldest_that_marks_were_made_against_where_there_is_no_verdict(
        self, spec: Spec, editor: User, viewer: User
    ) -> None:
        row = spec.rows.first()
        assert row is not None
        sent(spec, editor, "FR-1", "A clerk refunds at once.")
        sent(spec, editor, "FR-1", "A clerk refunds within a day.")
        for number, sha in ((2, "cd" * 32), (1, SHA)):
            mark_seen(spec, by=viewer, row=row.pk, sha=sha, since=spec.revisions.get(number=number))
        assert self.known(spec, viewer) == 1

    def test_an_approval_counts_as_a_verdict(self, spec: Spec, editor: User, viewer: User) -> None:
        edit(spec, editor, "FR-2", "A clerk refunds any part.")  # so that the approval does not end the review
        approve(spec, by=viewer, sha=spec.revisions.latest("number").sha256)
        send(spec, by=editor)
        assert self.known(spec, viewer) == 1


def test_marks_of_what_nothing_says_any_more_are_forgotten_a_while_after_an_approval(
    spec: Spec, editor: User, viewer: User
) -> None:
    first = spec.revisions.get()
    edit(spec, editor, "FR-1", "Said for a day.")
    sent(spec, editor, "FR-3", "Said for good.")
    changes = between(spec, viewer, "1", "2").changes
    for item in changes:
        mark_seen(spec, by=viewer, row=item.row, sha=item.sha, since=first)
    sent(spec, editor, "FR-1", "Said since.")
    approve(spec, by=viewer, sha=spec.revisions.latest("number").sha256)
    kept = {(item.row, item.sha) for item in changes if item.row == Row.objects.get(spec=spec, uid="FR-3").pk}
    job = Job.objects.get(kind="seen")
    assert job.due_at > timezone.now() + timedelta(days=29)
    Job.objects.update(due_at=timezone.now())

    jobs.run_due()
    assert len(seen_by(spec, by=viewer)) == 2

    SeenMark.objects.update(at=timezone.now() - timedelta(days=31))
    Job.objects.filter(pk=job.pk).update(done_at=None, due_at=timezone.now())
    jobs.run_due()
    assert seen_by(spec, by=viewer) == kept


def test_of_a_spec_nobody_marked_anything_in_nothing_is_forgotten(spec: Spec) -> None:
    assert prune(spec, before=timezone.now()) == 0
