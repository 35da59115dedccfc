"""What a notice says, where it leads, and what it quotes."""

import pytest

from accounts.models import User
from specs.models import Comment, Notice, Spec
from specs.services import talking, wording
from specs.services.reviewing import request_changes, submit
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def notice(spec: Spec, user: User, kind: str, **data: object) -> Notice:
    return Notice(user=user, spec=spec, event=spec.events.latest("number"), kind=kind, data=data)


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("mentioned", {"comment": 1}, "Ana Ruiz mentions you"),
        ("answered", {"answer": "declined"}, "Ana Ruiz declined your suggestion"),
        ("answered", {"answer": "accepted"}, "Ana Ruiz accepted your suggestion"),
        ("verdict", {"word": "approve", "revision": 2}, "Ana Ruiz approved revision 2"),
        ("verdict", {"word": "take back", "revision": 2}, "Ana Ruiz changed the verdict on revision 2"),
        ("unsent", {"revision": 3}, "Edits since revision 3 wait to be sent or discarded"),
    ],
)
def test_it_says_who_did_what(spec: Spec, ben: User, kind: str, data: dict[str, object], said: str) -> None:
    assert wording.said(notice(spec, ben, kind, **data)) == said


def test_it_leads_to_where_it_can_be_answered(spec: Spec, ana: User, ada: User, cai: User) -> None:
    comment = talking.open_thread(spec, by=ana, body="Well?")
    assert wording.leads_to(notice(spec, cai, "mentioned", comment=comment.pk)).endswith(f"#comment-{comment.pk}")
    assert wording.leads_to(notice(spec, cai, "asked", revision=1)) == f"/{spec.key}/"
    spec.refresh_from_db()
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    spec.refresh_from_db()
    assert wording.leads_to(notice(spec, cai, "asked", revision=1)) == f"/{spec.key}/review"
    assert wording.leads_to(notice(spec, ada, "left", revision=1, left=[cai.pk])) == f"/{spec.key}/reviewers"
    assert wording.leads_to(notice(spec, ada, "approved", revision=1)) == f"/{spec.key}/"


def test_who_left_is_named(spec: Spec, ana: User, ada: User) -> None:
    eva = make_member(spec.team, name="Eva Roth")
    words = wording.said(notice(spec, ada, "left", revision=1, left=[eva.pk, ana.pk]))
    assert words == "Ana Ruiz, Eva Roth left without a verdict on revision 1: change the reviewers"


def test_a_notice_of_a_verdict_carries_the_head_of_the_record_and_quotes_the_note(
    spec: Spec, ana: User, cai: User
) -> None:
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    request_changes(spec, by=cai, sha=spec.revisions.latest("number").sha256, comment="Say how")

    told = Notice.objects.filter(user=ana, kind="verdict").latest("pk")

    assert wording.witnessed(told).startswith(f"Record {told.data['record']} of {spec.key}, head ")
    assert wording.excerpt(told) == "Say how"
    assert wording.witnessed(notice(spec, ana, "asked")) == ""


def test_long_words_are_cut_between_words_and_deleted_ones_say_nothing(spec: Spec, ana: User, cai: User) -> None:
    comment = talking.open_thread(spec, by=ana, body="word " * 200)
    told = notice(spec, cai, "mentioned", comment=comment.pk)
    assert wording.excerpt(told).endswith("word …")
    assert len(wording.excerpt(told)) <= 602
    Comment.objects.filter(pk=comment.pk).delete()
    assert wording.excerpt(told) == ""
    assert wording.excerpt(notice(spec, cai, "asked")) == ""
