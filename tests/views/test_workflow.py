"""The acts beside the plain path, as forms and words; and signing with the password again."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Team, User
from specs.models import FailedSigning, Round, Spec
from specs.services import editing, policies, reviewing, rounds
from specs.services.signing import Signature
from tests.factories import SAMPLE, make_approved, make_member, make_review, make_spec

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def fresh() -> Spec:
    return Spec.objects.select_related("in_force", "team").get()


def sha() -> str:
    return str(fresh().revisions.latest("number").sha256)


def page(client: Client, address: str = "") -> str:
    return client.get(f"/PAY-1/{address}", follow=True).content.decode()


def post(client: Client, address: str, **data: object) -> HttpResponse:
    return client.post(f"/PAY-1/{address}", data)


@pytest.fixture
def requested(team: Team, editor: User, viewer: User) -> Spec:
    """In review, and the only reviewer asks for changes."""
    spec = make_review(team, editor, viewer)
    reviewing.request_changes(spec, by=viewer, sha=sha(), comment="Say how long.")
    return fresh()


# Take back


def test_one_lifts_ones_request_from_the_review_page(requested: Spec, viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    assert "Lift my request" in page(client, "review")
    assert "Your verdict is taken back." in post_and_follow(client, "take-back")
    assert rounds.blocking(fresh()) == frozenset()
    assert "You took your verdict back" in page(client, "review")


def post_and_follow(client: Client, address: str, **data: object) -> str:
    return client.post(f"/PAY-1/{address}", data, follow=True).content.decode()


def test_one_withdraws_ones_approval_while_others_are_waited_for(
    team: Team, editor: User, viewer: User, admin: User, client_of: ClientOf
) -> None:
    spec = make_spec(team, editor)
    reviewing.submit(spec, by=editor, reviewers=[viewer, admin], seen=spec.text_hash, quorum=2)
    client = client_of(viewer)
    post(client, "approve", sha=sha())
    assert "Withdraw my approval" in page(client, "review")
    post(client, "take-back")
    assert rounds.approving(fresh().revisions.get()) == frozenset()
    answer = post(client, "take-back")
    assert answer.status_code == 422
    assert "Nothing of yours stands" in answer.content.decode()


# Override


def test_an_admin_overrides_and_the_page_tells_for_ever(
    requested: Spec, admin: User, editor: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    request = rounds.requests(requested)[0]
    assert f"/PAY-1/override/{request.pk}" in page(client, "review")
    assert f"/PAY-1/override/{request.pk}" not in page(client_of(editor), "review")
    assert "“Say how long.” no longer blocks." in page(client, f"override/{request.pk}")
    assert post(client, f"override/{request.pk}", reason=" ").status_code == 422
    assert post(client, f"override/{request.pk}", reason="Vic left").status_code == 302
    assert "by Ada Admin: “Vic left”" in page(client, "review")
    assert client.get("/PAY-1/override/0").status_code == 404


# Other reviewers, writers


def test_other_reviewers_are_asked_with_a_reason(
    team: Team, editor: User, viewer: User, admin: User, client_of: ClientOf
) -> None:
    make_review(team, editor, viewer)
    client = client_of(editor)
    shown = page(client, "reviewers")
    assert f'value="{viewer.pk}" checked' in shown
    answer = post(client, "reviewers", reviewers=[admin.pk], reason="", quorum="1")
    assert (answer.status_code, "Give a reason" in answer.content.decode()) == (422, True)
    assert f'value="{admin.pk}" checked' in answer.content.decode()
    assert "The reviewers are changed." in post_and_follow(
        client, "reviewers", reviewers=[admin.pk], reason="Vic is ill"
    )
    assert list(Round.objects.latest("number").reviewers.all()) == [admin]


def test_the_page_of_reviewers_says_that_the_rules_have_changed(
    team: Team, editor: User, viewer: User, admin: User, client_of: ClientOf
) -> None:
    make_review(team, editor, viewer)
    policies.change(team, by=admin, quorum=2, required=["functional", "references"])
    client = client_of(editor)
    assert "this review keeps its own" in page(client, "review")
    assert "it takes the new ones with this" in page(client, "reviewers")
    answer = post(client, "reviewers", reviewers=[viewer.pk, admin.pk], reason="More eyes")
    assert (answer.status_code, "It may pass, because" in answer.content.decode()) == (422, True)


def test_outside_of_a_review_nobody_is_asked_anew(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)
    assert client_of(editor).get("/PAY-1/reviewers").status_code == 409


def test_an_admin_lets_writers_count(requested: Spec, admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    assert "Let writers count…" in page(client, "review")
    assert "Writers count in this review." in post_and_follow(client, "count-writers", reason="We are few")
    assert "Let writers count…" not in page(client, "review")
    assert "“We are few”" in page(client, "review")


# Send, discard


def test_what_blocks_a_send_is_listed_with_a_field_for_why_it_may_pass(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_review(team, editor, viewer)
    row = spec.rows.get(kind="metric")
    editing.save_row(row, by=editor, values={"text": "[Metric]"}, stamp=row.stamp)
    client = client_of(editor)
    shown = page(client, "send")
    name = shown.split('name="waive-', 1)[1].split('"', 1)[0]
    answer = post(client, "send")
    assert (answer.status_code, "Not yet: 1 finding blocks" in answer.content.decode()) == (422, True)
    assert post(client, "send", **{f"waive-{name}": "In March"}).status_code == 302
    assert "Waived by Eve Editor: In March" in page(client, "review")


def test_sent_though_nobody_who_counts_is_left_says_so(team: Team, editor: User, client_of: ClientOf) -> None:
    other = make_member(team, name="Una Wrote")
    spec = make_review(team, editor, other)
    editing.remove_row(spec.rows.get(uid="FR-3"), by=other)
    assert "Nobody left who counts: change reviewers." in post_and_follow(client_of(editor), "send")


def test_edits_that_cancel_out_are_finished(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_review(team, editor, viewer)
    event = editing.remove_row(spec.rows.get(uid="FR-3"), by=editor)
    assert event
    reviewing.approve(spec, by=viewer, sha=sha())
    editing.undo(event, by=editor)
    client = client_of(editor)
    assert ">Finish</button>" in page(client, "discard")
    post(client, "discard")
    assert fresh().status == "approved"


# Abandon, revoke, a whole version


def test_a_draft_is_abandoned_with_a_reason(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_approved(team, editor, viewer)
    reviewing.revise(spec, by=editor)
    client = client_of(editor)
    assert "/PAY-1/abandon" in page(client)
    assert "The text is that of 1.0 again." in page(client, "abandon")
    assert "The draft is abandoned: 1.0 stands." in post_and_follow(client, "abandon", reason="Not this year")
    assert fresh().status == "approved"


def test_an_admin_revokes_and_may_put_another_in_force(
    team: Team, editor: User, viewer: User, admin: User, client_of: ClientOf
) -> None:
    spec = make_approved(team, editor, viewer)
    reviewing.revise(spec, by=editor)
    editing.remove_row(spec.rows.get(uid="FR-3"), by=editor)
    spec.refresh_from_db()
    reviewing.submit(spec, by=editor, reviewers=[viewer], seen=spec.text_hash)
    reviewing.approve(spec, by=viewer, sha=sha())
    client = client_of(admin)
    assert "/PAY-1/revoke" in page(client)
    assert "1.0 (revision 1)" in page(client, "revoke")
    answer = post(client, "revoke", reason="Wrong", instead="9")
    assert (answer.status_code, "Choose a revision" in answer.content.decode()) == (422, True)
    assert "1.1 is revoked." in post_and_follow(client, "revoke", reason="Wrong", instead="1")
    assert fresh().in_force.version == "1.0"  # type: ignore[union-attr]


def test_a_whole_version_is_opened_on_request(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_approved(team, editor, viewer)
    client = client_of(editor)
    assert '/PAY-1/revise?major=1"' in page(client)
    assert "2.0 is a draft." in post_and_follow(client, "revise?major=1")


# Signing


@pytest.fixture
def strict(team: Team, editor: User, viewer: User, admin: User) -> Spec:
    """In review in a team that signs with the password."""
    policies.change(team, by=admin, signing="confirm")
    return make_review(team, editor, viewer)


def test_the_password_is_asked_again_and_a_wrong_one_is_recorded(
    strict: Spec, viewer: User, client_of: ClientOf
) -> None:
    client = client_of(viewer)
    assert 'name="password"' in page(client, "review")
    without = post(client, "approve", sha=sha())
    wrong = post(client, "approve", sha=sha(), password="incorrect")
    assert [without.status_code, wrong.status_code] == [422, 422]
    assert "type it again" in without.content.decode()
    assert "This is not your password; nothing was signed." in wrong.content.decode()
    assert "incorrect" not in wrong.content.decode()
    failure = FailedSigning.objects.get()
    assert (failure.by, failure.act, str(failure)) == (viewer, "approve", f"approve by {viewer.pk}")
    assert post(client, "approve", sha=sha(), password="correct horse").status_code == 302
    assert fresh().status == "approved"
    assert b'"auth":"password","auth_at"' in bytes(strict.records.get(kind="verdict").data)


def test_after_five_wrong_passwords_the_right_one_is_refused_and_so_is_logging_in(
    strict: Spec, viewer: User, client_of: ClientOf
) -> None:
    client = client_of(viewer)
    for _ in range(5):
        post(client, "request", sha=sha(), comment="No.", password="incorrect")
    locked = post(client, "request", sha=sha(), comment="No.", password="correct horse")
    assert (locked.status_code, "Too many attempts" in locked.content.decode()) == (422, True)
    assert ">No.</textarea>" in locked.content.decode()
    assert FailedSigning.objects.count() == 6
    login = Client().post("/accounts/login/", {"login": viewer.email, "password": "correct horse"})
    assert "Too many attempts" in login.content.decode()


def test_override_revoke_and_implement_ask_the_password_too(
    strict: Spec, editor: User, viewer: User, admin: User, client_of: ClientOf
) -> None:
    typed = Signature("password", timezone.now())
    reviewing.request_changes(strict, by=viewer, sha=sha(), comment="No.", signed=typed)
    boss, client = client_of(admin), client_of(editor)
    override = f"override/{rounds.requests(strict)[0].pk}"
    assert 'name="password"' in page(boss, override)
    wrong = post(boss, override, reason="Vic left", password="incorrect")
    assert (wrong.status_code, 'id="password-error"' in wrong.content.decode()) == (422, True)
    post(boss, override, reason="Vic left", password="correct horse")
    reviewing.approve(strict, by=viewer, sha=sha(), signed=typed)
    for task in strict.rows.filter(kind="task"):
        editing.tick(task, by=editor, done=True)
    assert 'name="password"' in page(client, "implement")
    assert post(client, "implement").status_code == 422
    post(client, "implement", password="correct horse")
    assert fresh().status == "implemented"
    assert 'name="password"' in page(boss, "revoke")
    assert post(boss, "revoke", reason="Wrong").status_code == 422
    post(boss, "revoke", reason="Wrong", password="correct horse")
    assert fresh().in_force is None


def test_being_logged_in_is_recorded_with_since_when(team: Team, editor: User, viewer: User) -> None:
    spec = make_review(team, editor, viewer)
    client = Client()
    client.post("/accounts/login/", {"login": viewer.email, "password": "correct horse"})
    post(client, "approve", sha=sha())
    assert b'"auth":"session","auth_at"' in bytes(spec.records.get(kind="verdict").data)


def test_what_is_not_covered_is_told_by_what_it_lacks(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_approved(team, editor, viewer, SAMPLE.replace("- [ ]", "- [x]"))
    reviewing.revise(spec, by=editor)
    row = spec.rows.get(uid="FR-3")
    editing.save_row(row, by=editor, values={"text": "The customer is told at once."}, stamp=row.stamp)
    spec.refresh_from_db()
    reviewing.submit(spec, by=editor, reviewers=[viewer], seen=spec.text_hash)
    reviewing.approve(spec, by=viewer, sha=sha())
    shown = page(client_of(editor), "implement")
    assert "the words changed since its tasks were ticked" in shown
    assert "FR-2" not in shown.split("Every functional requirement", 1)[1].split("Back to the tasks", 1)[0]
