"""Who is told about what happened in a review, and who is not."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Membership, Role, Team, User
from accounts.services import remove_member
from specs import jobs
from specs.models import Comment, Job, NoMail, Notice, Record, Row, Spec
from specs.services import notifying, proposals, talking, wording
from specs.services.editing import save_row
from specs.services.errors import NotAllowed
from specs.services.reviewing import (
    approve,
    change_reviewers,
    discard,
    request_changes,
    revise,
    send,
    submit,
    withdraw,
)
from specs.services.talking import Place, Words
from tests.factories import make_approved, make_member, make_review, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(spec: Spec, ana: User, cai: User) -> Spec:
    """Ana wrote and submitted; Cai is asked."""
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    spec.refresh_from_db()
    return spec


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def last(user: User) -> Notice:
    return Notice.objects.filter(user=user).latest("pk")


def sha(spec: Spec) -> str:
    return spec.revisions.latest("number").sha256


def write(spec: Spec, by: User, words: str = "A clerk refunds a payment in full at once.") -> None:
    row = Row.objects.get(spec=spec, uid="FR-1")
    save_row(row, by=by, values={"text": words}, stamp=row.stamp)


def test_who_is_asked_is_told_once(review: Spec, ana: User, ben: User, cai: User) -> None:
    assert told(cai) == ["asked"]
    assert last(cai).data == {"revision": 1}
    assert told(ben) == []
    assert told(ana) == []


def test_a_verdict_is_told_to_those_concerned_with_the_head_of_the_chain(
    review: Spec, ana: User, ben: User, cai: User
) -> None:
    request_changes(review, by=cai, sha=sha(review), comment="Say how long a clerk waits.")
    record = Record.objects.filter(spec=review, kind="verdict").get()
    assert told(ana) == ["verdict"]
    assert last(ana).data == {"revision": 1, "word": "request", "record": record.n, "head": record.hash}
    assert told(ben) == []


def test_the_giver_has_read_it_and_keeps_the_head(review: Spec, ana: User, cai: User) -> None:
    request_changes(review, by=cai, sha=sha(review), comment="Say how long a clerk waits.")
    assert told(cai) == ["asked", "verdict"]
    assert last(cai).read_at is not None
    assert notifying.unread(cai) == 1


def test_the_verdict_that_approves_is_told_as_the_approval(review: Spec, ana: User, cai: User) -> None:
    approve(review, by=cai, sha=sha(review))
    record = Record.objects.filter(spec=review).latest("n")
    assert record.kind == "approved"
    assert told(ana) == ["approved"]
    assert last(ana).data == {"revision": 1, "version": "1.0", "record": record.n, "head": record.hash}


def test_who_watches_hears_of_verdicts_and_who_muted_does_not(review: Spec, ana: User, ben: User, cai: User) -> None:
    notifying.watch(review, by=ben, mode="watch")
    notifying.watch(review, by=ana, mode="mute")
    approve(review, by=cai, sha=sha(review))
    assert told(ben) == ["approved"]
    assert told(ana) == []


def test_a_new_revision_tells_each_reviewer_once(review: Spec, ana: User, ben: User, cai: User) -> None:
    request_changes(review, by=cai, sha=sha(review), comment="Say how long a clerk waits.")
    write(review, ana)
    send(review, by=ana)
    assert told(cai) == ["asked", "verdict", "asked"]
    assert last(cai).data == {"revision": 2}


def test_whose_approval_a_new_revision_outdates_is_told_that(spec: Spec, ana: User, ada: User, cai: User) -> None:
    submit(spec, by=ana, reviewers=[ada, cai], seen=spec.text_hash)
    write(spec, ana)
    approve(spec, by=cai, sha=sha(spec))
    assert told(ana) == ["verdict"]
    send(spec, by=ana)
    assert told(cai)[-1] == "outdated"
    assert last(cai).data == {"revision": 2, "approved": 1}
    assert told(ada)[-1] == "asked"


def test_an_approval_of_an_earlier_version_is_not_outdated_by_the_next(ana: User, cai: User, payments: object) -> None:
    spec = make_approved(ana.memberships.get().team, ana, cai)
    revise(spec, by=ana)
    write(spec, ana)
    spec.refresh_from_db()
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    assert last(cai).kind == "asked"


def test_who_left_is_told_nothing(spec: Spec, ana: User, ada: User, cai: User) -> None:
    submit(spec, by=ana, reviewers=[ada, cai], seen=spec.text_hash)
    Membership.objects.filter(user=ada).delete()
    write(spec, ana)
    approve(spec, by=cai, sha=sha(spec))
    assert told(ada) == ["asked"]


def test_editing_a_draft_tells_nobody_and_queues_nothing(spec: Spec, ana: User, settings: object) -> None:
    write(spec, ana)
    assert not Notice.objects.exists()
    assert not Job.objects.exists()


def test_mails_are_queued_only_where_they_are_sent(spec: Spec, ana: User, cai: User, settings: object) -> None:
    settings.MAIL_SENT = True  # type: ignore[attr-defined]
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    assert [job.payload for job in Job.objects.all()] == [{"notice": last(cai).pk}]


# edits that wait


def later(kind: str = "unsent") -> int:
    Job.objects.filter(kind=kind).update(due_at=timezone.now() - timedelta(seconds=1))
    return jobs.run_due()


def test_edits_unsent_for_two_hours_remind_the_editors_once(review: Spec, ana: User, ben: User, cai: User) -> None:
    write(review, ana)
    write(review, ana, "A clerk refunds a payment in full by noon.")
    job = Job.objects.get(kind="unsent")
    assert job.due_at - timezone.now() > timedelta(minutes=119)
    later()
    assert [told(user) for user in (ana, ben, cai)] == [["unsent"], ["unsent"], ["asked"]]
    assert last(ana).read_at is None


def test_edits_sent_or_discarded_meanwhile_remind_nobody(review: Spec, ana: User, ben: User) -> None:
    write(review, ana)
    discard(review, by=ana)
    write(review, ana)
    send(review, by=ana)
    assert Job.objects.filter(kind="unsent").count() == 2
    later()
    assert told(ben) == []


def test_an_approval_meanwhile_reminds_nobody(spec: Spec, ana: User, ben: User, cai: User) -> None:
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    write(spec, ana)
    approve(spec, by=cai, sha=sha(spec))
    discard(spec, by=ana)
    later()
    assert told(ben) == []


def test_who_muted_is_not_reminded(review: Spec, ana: User, ben: User) -> None:
    notifying.watch(review, by=ben, mode="mute")
    write(review, ana)
    later()
    assert told(ben) == []


# one's own


def test_reading_some_one_spec_or_all(review: Spec, ana: User, cai: User) -> None:
    other = make_review(review.team, ana, cai)
    third = make_review(review.team, ana, cai)
    first = Notice.objects.filter(user=cai).earliest("pk")
    assert notifying.read(ana, [first.pk]) == 0
    assert notifying.read(cai, [first.pk]) == 1
    assert notifying.read(cai, spec=other) == 1
    assert notifying.unread(cai) == 1
    assert notifying.read(cai) == 1
    assert notifying.unread(cai) == 0
    assert Notice.objects.filter(spec=third, read_at=None).count() == 0


def test_what_may_not_be_seen_any_more_is_not_counted(review: Spec, cai: User) -> None:
    Membership.objects.filter(user=cai).delete()
    assert notifying.unread(cai) == 0


def test_watching_is_one_wish_that_can_be_taken_back(spec: Spec, cai: User) -> None:
    for mode in ("watch", "mute", "mute"):
        notifying.watch(spec, by=cai, mode=mode)
        assert notifying.watching(spec, mode) == {cai.pk}
    assert notifying.watching(spec, "watch") == set()
    notifying.watch(spec, by=cai, mode="usual")
    assert notifying.watching(spec, "mute") == set()


def test_a_stranger_cannot_watch(spec: Spec) -> None:
    stranger = make_member(make_team(), Role.ADMIN)
    with pytest.raises(NotAllowed):
        notifying.watch(spec, by=stranger, mode="watch")


def test_mails_of_a_kind_are_chosen_and_the_others_left(db: None) -> None:
    user = make_user()
    notifying.choose_mails(user, ["asked", "verdict"], ["asked"])
    notifying.choose_mails(user, ["replied"], [])
    notifying.choose_mails(user, ["asked", "verdict"], [])
    assert sorted(user_kinds(user)) == ["asked", "replied", "verdict"]
    notifying.choose_mails(user, ["asked", "verdict"], ["asked", "verdict"])
    assert user_kinds(user) == ["replied"]


def user_kinds(user: User) -> list[str]:
    return list(NoMail.objects.filter(user=user).values_list("kind", flat=True))


# what is said


def say(spec: Spec, by: User, body: str = "By mail only?", **more: Any) -> Comment:
    return talking.open_thread(spec, by=by, body=body, place=Place(row=Row.objects.get(spec=spec, uid="FR-3")), **more)


def test_a_comment_is_told_to_who_wrote_and_who_watches(spec: Spec, ana: User, ben: User, ada: User, cai: User) -> None:
    notifying.watch(spec, by=ben, mode="watch")
    comment = say(spec, cai)
    assert [told(user) for user in (ana, ben, ada, cai)] == [["commented"], ["commented"], [], []]
    assert last(ana).data == {"comment": comment.pk}


def test_a_reply_is_told_to_who_takes_part(spec: Spec, ana: User, ben: User, cai: User) -> None:
    thread = say(spec, cai).thread
    talking.reply(thread, by=ana, body="By letter too.")
    assert told(cai) == ["replied"]
    assert told(ben) == []
    talking.reply(thread, by=ben, body="No letters.")
    assert told(ana) == ["commented", "replied"]
    assert told(cai) == ["replied", "replied"]


def test_who_is_mentioned_hears_that_and_no_more_of_it(spec: Spec, ana: User, ben: User, cai: User) -> None:
    notifying.watch(spec, by=ben, mode="mute")
    say(spec, cai, "Is that so, @Ana.Ruiz and @Ben?")
    assert told(ana) == ["mentioned"]
    assert told(ben) == ["mentioned"]


def test_who_muted_hears_no_comment(spec: Spec, ana: User, cai: User) -> None:
    notifying.watch(spec, by=ana, mode="mute")
    say(spec, cai)
    assert told(ana) == []


def test_a_suggestion_and_its_answer(spec: Spec, ana: User, cai: User) -> None:
    spec.team.viewers_suggest = True
    spec.team.save()
    comment = say(spec, cai, "", words=Words("text", "The customer is told by mail and letter."))
    assert told(ana) == ["commented"]
    proposals.decline(comment.suggestion, by=ana, word="No letters.")
    assert told(cai) == ["answered"]
    assert wording.said(last(cai)) == "Ana Ruiz declined your suggestion"
    other = say(spec, cai, "", words=Words("text", "The customer is told by mail at once."))
    proposals.accept(other.suggestion, by=ana)
    assert wording.said(last(cai)) == "Ana Ruiz accepted your suggestion"


def test_resolving_tells_nobody(spec: Spec, ana: User, cai: User) -> None:
    thread = say(spec, cai).thread
    Notice.objects.all().delete()
    talking.resolve_thread(thread, by=ana)
    assert not Notice.objects.exists()


def test_a_draft_tells_nobody_until_it_is_sent_with_the_verdict(review: Spec, ana: User, ben: User, cai: User) -> None:
    notifying.watch(review, by=ben, mode="watch")
    say(review, cai, "Look at this, @Ben.")
    assert told(ana) == told(ben) == []
    request_changes(review, by=cai, sha=sha(review), comment="Say how long a clerk waits.")
    assert told(ana) == ["verdict"]
    assert told(ben) == ["verdict", "mentioned"]


def test_a_deleted_comment_says_nothing_in_a_mail(spec: Spec, ana: User, cai: User) -> None:
    comment = say(spec, cai)
    assert wording.excerpt(last(ana)) == "By mail only?"
    assert wording.leads_to(last(ana)) == f"/PAY-1/threads#comment-{comment.pk}"
    talking.delete_comment(comment, by=cai)
    assert wording.excerpt(last(ana)) == ""


def test_admins_are_told_that_a_reviewer_left_without_a_word(
    review: Spec, payments: Team, ana: User, ada: User, cai: User, ben: User
) -> None:
    revise_reviewers(review, ana, cai, ben)
    before = told(ada)
    remove_member(Membership.objects.get(user=cai), by=ada)
    assert (told(ada), told(ana)) == ([*before, "left"], [])
    assert wording.said(last(ada)) == "Cai Lin left without a verdict on revision 1: change the reviewers"
    assert wording.leads_to(last(ada)) == "/PAY-1/reviewers"
    notifying.read(ada)
    remove_member(Membership.objects.get(user=ben), by=ben)
    assert told(ada) == [*before, "left"]
    assert last(ada).read_at is None
    assert "Ben Cole, Cai Lin left without" in wording.said(last(ada))


def test_nobody_is_told_who_left_after_a_word_or_was_not_asked(review: Spec, ada: User, ben: User, cai: User) -> None:
    request_changes(review, by=cai, sha=sha(review), comment="No.")
    before = told(ada)
    for person in (cai, ben):
        remove_member(Membership.objects.get(user=person), by=ada)
    assert told(ada) == before


def test_a_notice_of_who_left_leads_to_the_spec_once_the_review_is_over(
    review: Spec, ana: User, ada: User, cai: User
) -> None:
    remove_member(Membership.objects.get(user=cai), by=ada)
    withdraw(review, by=ana, reason="Nobody is left")
    assert wording.leads_to(last(ada)) == "/PAY-1/"


def revise_reviewers(spec: Spec, by: User, *reviewers: User) -> None:
    change_reviewers(spec, by=by, reviewers=reviewers, reason="Two are better")
