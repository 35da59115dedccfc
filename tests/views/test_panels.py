"""The stepper in review and the panel beside a spec: how it stands, in words, with the ways to what is next."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Team, User
from specs.models import Spec, TextChange
from specs.services import editing, policies, reviewing
from specs.workflow import Rule
from tests.factories import SAMPLE, make_approved, make_member, make_review, make_spec
from tests.services.typists import Typist

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def page(client: Client, address: str = "/PAY-1/") -> str:
    """The page with its words set apart by single spaces."""
    return " ".join(client.get(address).content.decode().split())


def fresh() -> Spec:
    return Spec.objects.select_related("in_force", "team").get()


def approve(spec: Spec, by: User) -> None:
    reviewing.approve(fresh(), by=by, sha=fresh().revisions.latest("number").sha256)


def write(spec: Spec, uid: str, text: str, by: User) -> None:
    row = spec.rows.get(uid=uid)
    editing.save_row(row, by=by, values={"text": text}, stamp=row.stamp)


def test_an_approval_is_held_while_letters_are_not_sent_and_the_page_says_who_types(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_review(team, editor, viewer)
    assert "is typing" not in page(client_of(viewer), "/PAY-1/review")
    Typist.at(spec.rows.get(kind="prose", section="overview"), editor).type(" More.")
    for address in ("/PAY-1/review", "/PAY-1/?panel=review"):
        assert f"{editor} is typing in the working text just now" in page(client_of(viewer), address)
    approve(spec, viewer)
    assert fresh().working == "review"
    assert "1 of 1 approved revision 1; held: 1 unsent edit." in page(client_of(editor))
    TextChange.objects.update(at=timezone.now() - timedelta(seconds=20))
    assert "is typing" not in page(client_of(viewer), "/PAY-1/review")


def test_an_approval_over_unsent_edits_is_held_and_both_ways_out_are_offered(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_review(team, editor, viewer)
    write(spec, "FR-1", "A clerk refunds a payment at once.", editor)
    approve(spec, viewer)

    shown = page(client_of(editor))
    assert "1 of 1 approved revision 1; held: 1 unsent edit." in shown
    assert "Send as revision 2" in shown
    assert "Discard 1 edit…" in shown
    write(spec, "FR-1", "A clerk refunds a payment in full.", editor)
    assert "Finish</a>" in page(client_of(editor))

    write(spec, "FR-1", "A clerk refunds a payment at once.", editor)
    reviewing.send(fresh(), by=editor)
    assert "You approved revision 1; that approval is outdated." in page(client_of(viewer))
    review = page(client_of(viewer), "/PAY-1/review")
    assert "since your verdict on revision 1" in review
    assert "0 of 1 change seen" in review
    assert "Compare 1 with 2" in review
    assert re.search(r'<del class="edit"[^>]*>.*in full.*</del>', review)
    assert "Outdated" in review


def test_who_left_and_who_is_left_is_said_with_the_way_to_others(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    make_review(team, editor, viewer)
    Membership.objects.filter(user=viewer).delete()

    shown = page(client_of(editor))

    assert "Vic left: change the reviewers." in shown
    assert 'href="/PAY-1/reviewers"' in shown
    assert "Not in the team any more" in shown


def test_where_all_who_are_asked_wrote_others_must_be_asked(
    team: Team, editor: User, admin: User, client_of: ClientOf
) -> None:
    spec = make_review(team, editor, admin)
    write(spec, "FR-2", "A clerk refunds any part of a payment.", admin)
    reviewing.send(fresh(), by=editor)

    assert "Nobody left who counts: change the reviewers." in page(client_of(editor))
    shown = page(client_of(admin))
    assert "You wrote in this version: your approval is recorded but does not count." in shown
    assert "Wrote in this version: FR-2" in shown


def test_rules_that_changed_since_are_said_and_those_of_the_round_named(
    team: Team, admin: User, editor: User, viewer: User, client_of: ClientOf
) -> None:
    mei = make_member(team, "viewer", "Mei Tanaka")
    rules = [Rule("Mei", 1, frozenset({mei.pk})), Rule("Either", 1, frozenset({mei.pk, viewer.pk}))]
    policies.change(team, by=admin, quorum=2, rules=rules)
    spec = make_spec(team, editor)
    reviewing.submit(spec, by=editor, reviewers=[mei, viewer], seen=spec.text_hash)
    approve(spec, viewer)

    shown = page(client_of(editor))
    assert "2 approvals, Mei among them, 1 of “Either”" in shown
    assert "Still missing: 1 more approval, 1 more from Mei." in shown
    assert 'Mei Tanaka <span class="q2">required</span>' in shown
    assert "rules have changed since" not in shown
    policies.change(team, by=admin, quorum=1)
    assert "rules have changed since; this review keeps its own." in page(client_of(editor))


def test_a_reviewer_about_to_write_is_told_first(team: Team, admin: User, editor: User, client_of: ClientOf) -> None:
    make_review(team, editor, admin)

    assert "If you change the text, your approval won’t count." in page(client_of(admin), "/PAY-1/?working")
    assert "If you change the text, your approval won’t count." in page(client_of(admin), "/PAY-1/markdown?working")
    assert "your approval won’t count" not in page(client_of(editor), "/PAY-1/?working")
    assert "your approval won’t count" not in page(client_of(editor), "/PAY-1/markdown?working")
    assert "your approval won’t count" not in page(client_of(admin))


def test_the_panel_is_chosen_in_the_address(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    make_spec(team, editor, SAMPLE.replace("The customer is told by mail.", "[How is the customer told?]"))
    assert 'href="?panel=review"' not in page(client)
    checks = page(client, "/PAY-1/?panel=checks")
    assert re.search(r'<a href="/PAY-1/#row-\d+">', checks)
    assert "Requirements and their tasks" in checks
    assert "functional requirements still have an open task or none." in checks
    alone = client.get("/PAY-1/?panel=checks", headers={"HX-Request": "true"})
    assert alone.headers["X-Fragment"] == "1"
    assert alone.content.decode().lstrip().startswith('<div id="checks"')
    assert " ".join(alone.content.decode().split()) in checks
    assert "No open comments." in page(client, "/PAY-1/?panel=comments")
    assert "The whole history" in page(client, "/PAY-1/?panel=nothing")


def test_of_a_review_that_is_over_the_panel_leads_to_its_proof(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    make_approved(team, editor, viewer)
    client = client_of(viewer)

    shown = page(client, "/PAY-1/?panel=review")
    assert "Version 1.0 is in force: revision 1, approved" in shown
    assert 'href="/PAY-1/signatures/1"' in shown


def test_a_request_that_stands_is_said_in_the_draft_too(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_review(team, editor, viewer)
    sha = spec.revisions.get().sha256
    reviewing.request_changes(spec, by=viewer, sha=sha, comment="Say how fast.")
    reviewing.withdraw(fresh(), by=editor, reason="We say how fast.")

    shown = page(client_of(viewer), "/PAY-1/?panel=review")

    assert "asks for changes to revision 1: “Say how fast.” That blocks the next review too." in shown
    assert "Lift my request" in shown


def test_the_first_review_stands_by_rows_and_as_it_reads(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    make_review(team, editor, viewer)
    client = client_of(viewer)

    rows, clean = page(client, "/PAY-1/review"), page(client, "/PAY-1/review?text=clean")

    for shown in (rows, clean):
        assert "A clerk refunds a part of a payment." in shown
        assert "Approve revision 1" in shown
    assert "By rows" in rows
    assert "data-change " not in rows
    assert 'class="md whole"' not in rows
    assert 'class="md whole"' in clean


def test_a_ticked_task_of_a_frozen_text_says_who_did_it_and_where_the_proof_is(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_approved(team, editor, viewer)
    first, second = spec.rows.filter(kind="task")
    editing.tick(first, by=editor, done=True, evidence="https://example.org/merge/1841")
    editing.tick(second, by=editor, done=True)
    editing.tick(second, by=editor, done=False)

    for address in ("/PAY-1/", "/PAY-1/read"):
        shown = page(client_of(viewer), address)
        assert shown.count("Done by Eve Editor, <time") == 1
        assert 'href="https://example.org/merge/1841" rel="noopener noreferrer nofollow">proof</a>' in shown


def test_a_long_text_shows_the_changes_before_the_whole_of_it(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    goals = "".join(f"{number}. Goal {number}\n" for number in range(3, 510))
    spec = make_review(team, editor, viewer, SAMPLE.replace("2. No letters\n", f"2. No letters\n{goals}"))
    approve(spec, viewer)
    reviewing.revise(fresh(), by=editor)
    write(spec, "FR-1", "A clerk refunds a payment at once.", editor)
    reviewing.submit(fresh(), by=editor, reviewers=[viewer], seen=fresh().text_hash)

    shown = page(client_of(viewer), "/PAY-1/review")

    assert "Changed since you approved revision 1" in shown
    assert shown.count('id="compare-progress"') == 1
    assert shown.count(f'id="change-{spec.rows.get(uid="FR-1").pk}"') == 1
    assert "Goal 509" in shown[shown.index('class="md whole"') :]
    assert "Clean text" not in shown
