"""The plain review path, as forms and words."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Membership, Team, User
from specs.models import Event, Row, Spec
from specs.services import editing, reviewing
from tests.factories import SAMPLE, make_approved, make_review, make_spec

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def fresh() -> Spec:
    return Spec.objects.select_related("in_force", "team").get()


def sha() -> str:
    return str(fresh().revisions.latest("number").sha256)


def submit(client: Client, *people: User, seen: str = "") -> HttpResponse:
    page = client.get("/PAY-1/submit").content.decode()
    found = re.search(r'name="seen" value="(\w+)"', page)
    return client.post(
        "/PAY-1/submit", {"seen": seen or (found[1] if found else ""), "reviewers": [p.pk for p in people]}
    )


def remove(spec: Spec, uid: str, by: User) -> None:
    editing.remove_row(spec.rows.get(uid=uid), by=by)


# Submit


def test_submitting_freezes_and_asks(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    client = client_of(editor)
    answer = submit(client, viewer)

    assert answer.headers["Location"] == "/PAY-1/"
    assert fresh().status == "review"
    page = client.get("/PAY-1/").content.decode()
    assert "In review, revision 1" in page
    assert "Submitted as revision 1. Vic can read it now." in page


def test_every_member_can_be_asked_and_nobody_else(
    team: Team, editor: User, viewer: User, stranger: User, client_of: ClientOf
) -> None:
    make_spec(team, editor)

    page = client_of(editor).get("/PAY-1/submit").content.decode()

    assert "Vic Viewer" in page
    assert "Sam Stranger" not in page
    assert submit(client_of(editor), stranger).status_code == 422


def test_nobody_asked_is_refused_with_what_was_chosen(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    answer = submit(client_of(editor))

    assert answer.status_code == 422
    assert "Name at least one reviewer." in answer.content.decode()


def test_the_only_reviewer_who_wrote_is_refused_with_the_way_out(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    answer = submit(client_of(editor), editor)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "name someone else, or an admin lets writers count" in page
    assert re.search(rf'name="reviewers" value="{editor.pk}" checked', page)


def test_an_admin_may_let_writers_count_with_a_reason(team: Team, admin: User, client_of: ClientOf) -> None:
    make_spec(team, admin)
    client = client_of(admin)
    seen = fresh().text_hash

    client.post("/PAY-1/submit", {"seen": seen, "reviewers": [admin.pk], "count_writers": "A team of one"})

    assert fresh().status == "review"
    assert "Writers count in this round: “A team of one”" in client.get("/PAY-1/review").content.decode()


def test_an_editor_is_not_offered_to_let_writers_count(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    assert "count_writers" not in client_of(editor).get("/PAY-1/submit").content.decode()


def test_a_change_since_the_page_was_opened_is_refused(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_spec(team, editor)
    seen = spec.text_hash
    remove(spec, "FR-3", editor)

    answer = submit(client_of(editor), viewer, seen=seen)

    assert answer.status_code == 409
    assert "changed this spec since you opened it; look again" in answer.content.decode()
    assert fresh().status == "draft"


def test_blocking_findings_are_listed_with_the_way_to_them(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_spec(team, editor, SAMPLE.replace("The customer is told by mail.", "[How is the customer told?]"))
    client = client_of(editor)

    answer = submit(client, viewer)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Not yet: 1 finding blocks" in page
    assert f"/PAY-1/#row-{spec.rows.get(uid='FR-3').pk}" in page
    steps = client.get("/PAY-1/").content.decode()
    assert "Not yet: 1 finding blocks." in steps
    assert ">Show it</a>" in steps


def test_a_draft_without_a_requirement_says_so(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor, "# Refunds\n\n## Goals\n\n1. Fewer letters\n")
    client = client_of(editor)

    page = client.get("/PAY-1/").content.decode()
    assert "Not yet: there is no requirement to review." in page
    assert "Waive…" not in page

    make_spec(team, editor, "# Refunds\n\n## Functional Requirements\n\nWords.\n\n## Goals\n\n1. [Fewer letters]\n")
    page = client.get("/PAY-2/").content.decode()
    assert "Not yet: 1 finding blocks." in page
    assert "Waive…" in page


def test_the_same_submit_twice_is_one(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor)
    client = client_of(editor)

    submit(client, viewer, seen=spec.text_hash)
    again = submit(client, viewer, seen=spec.text_hash)

    assert again.status_code == 302
    assert Event.objects.filter(verb="submitted").count() == 1


# Verdicts


def test_the_review_page_shows_the_frozen_text_and_its_hash(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_review(team, editor, viewer)
    remove(spec, "FR-3", editor)

    page = client_of(viewer).get("/PAY-1/review").content.decode()

    assert "The customer is told by mail." in page
    assert f'name="sha" value="{sha()}"' in page
    assert "Approve revision 1" in page
    assert "1 edit since revision 1, not sent" in page


def test_what_stands_in_the_columns_of_rows_is_not_in_a_frozen_text(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_review(team, editor, viewer)
    client = client_of(viewer)
    Row.objects.filter(spec=spec).update(html="POISON", title="POISON", text="POISON")

    pages = [client.get(f"/PAY-1/{page}").content.decode() for page in ("review", "")]
    reviewing.approve(spec, by=viewer, sha=sha())
    pages.append(client.get("/PAY-1/").content.decode())

    for page in pages:
        assert "The customer is told by mail." in page
        assert "POISON" not in page


def test_whoever_is_not_asked_reads_along(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_review(team, editor, viewer)

    page = client_of(editor).get("/PAY-1/review").content.decode()

    assert "You are not asked in this review." in page
    assert "Approve revision 1" not in page


def test_an_approval_approves(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_review(team, editor, viewer)
    client = client_of(viewer)

    answer = client.post("/PAY-1/approve", {"sha": sha()})

    assert answer.headers["Location"] == "/PAY-1/"
    assert fresh().status == "approved"
    page = client.get("/PAY-1/").content.decode()
    assert "1.0 is approved and in force." in page
    assert "Approved, 1.0" in page


def test_an_approval_of_an_older_revision_is_refused(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_review(team, editor, viewer)
    old = sha()
    remove(spec, "FR-3", editor)
    reviewing.send(spec, by=editor)

    answer = client_of(viewer).post("/PAY-1/approve", {"sha": old, "comment": "Fine by me"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Revision 2 replaced 1 at" in page
    assert "Fine by me" in page
    assert fresh().status == "review"


def test_an_approval_after_the_approval_is_told(
    team: Team, editor: User, viewer: User, admin: User, client_of: ClientOf
) -> None:
    spec = make_spec(team, editor)
    reviewing.submit(spec, by=editor, reviewers=[viewer, admin], seen=spec.text_hash)
    client_of(viewer).post("/PAY-1/approve", {"sha": sha()})

    answer = client_of(admin).post("/PAY-1/approve", {"sha": sha()})

    assert answer.status_code == 409
    assert "Vic Viewer: nothing was recorded" in answer.content.decode()


def test_a_request_needs_a_comment_and_keeps_it(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_review(team, editor, viewer)
    client = client_of(viewer)

    empty = client.post("/PAY-1/request", {"sha": sha(), "comment": " "})
    stale = client.post("/PAY-1/request", {"sha": "0" * 64, "comment": "Two payments are possible here."})

    assert empty.status_code == 422
    assert "Say what must change; then press again. Nothing is sent yet." in empty.content.decode()
    assert stale.status_code == 409
    assert "Two payments are possible here." in stale.content.decode()


def test_a_request_blocks_until_its_giver_approves(
    team: Team, editor: User, viewer: User, admin: User, client_of: ClientOf
) -> None:
    spec = make_spec(team, editor)
    reviewing.submit(spec, by=editor, reviewers=[viewer, admin], seen=spec.text_hash)
    client_of(viewer).post("/PAY-1/request", {"sha": sha(), "comment": "Two payments are possible here."})
    client_of(admin).post("/PAY-1/approve", {"sha": sha()})

    assert fresh().status == "review"
    page = client_of(editor).get("/PAY-1/").content.decode()
    assert "Vic Viewer asks for changes." in page
    assert (
        "“Two payments are possible here.” Blocks until Vic lifts it or approves."
        in client_of(editor).get("/PAY-1/review").content.decode()
    )

    client_of(viewer).post("/PAY-1/approve", {"sha": sha()})
    assert fresh().status == "approved"


def test_a_writer_is_told_that_the_approval_does_not_count(
    team: Team, editor: User, viewer: User, member: Callable[..., User], client_of: ClientOf
) -> None:
    ben = member("Ben Cole")
    spec = make_spec(team, editor)
    remove(spec, "FR-3", ben)
    spec.refresh_from_db()
    reviewing.submit(spec, by=editor, reviewers=[viewer, ben], seen=spec.text_hash)
    client = client_of(ben)

    assert "your approval is recorded but does not count" in client.get("/PAY-1/review").content.decode()
    client.post("/PAY-1/approve", {"sha": sha()})
    assert fresh().status == "review"


def test_a_review_that_is_over_says_so(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    assert "No review is open" in client_of(editor).get("/PAY-1/review").content.decode()


# Editing under review


def test_unsent_edits_are_said_and_can_be_sent(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    remove(make_review(team, editor, viewer), "FR-3", editor)
    client = client_of(editor)

    page = client.get("/PAY-1/").content.decode()
    assert "1 edit since revision 1, not sent. Reviewers still read revision 1." in page
    assert "Send revision 2" in page

    client.post("/PAY-1/send")
    assert "In review, revision 2" in client.get("/PAY-1/").content.decode()


def test_nothing_to_send_is_said(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_review(team, editor, viewer)

    answer = client_of(editor).post("/PAY-1/send")

    assert answer.status_code == 422
    assert "Nothing to send." in answer.content.decode()


def test_discarding_says_whose_edits_go(
    team: Team, editor: User, viewer: User, member: Callable[..., User], client_of: ClientOf
) -> None:
    spec = make_review(team, editor, viewer)
    before = spec.document().text
    remove(spec, "FR-3", member("Ben Cole"))
    remove(spec, "FR-2", editor)
    client = client_of(editor)

    assert "Discard 2 edits (1 by Ben)…" in client.get("/PAY-1/").content.decode()
    assert "Discard 2 edits" in client.get("/PAY-1/discard").content.decode()
    client.post("/PAY-1/discard")
    assert fresh().document().text == before


def test_a_draft_has_nothing_to_discard(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_review(team, editor, viewer)
    client = client_of(editor)

    assert "Nothing to discard" in client.get("/PAY-1/discard").content.decode()
    assert client.post("/PAY-1/discard").status_code == 422


@pytest.mark.parametrize("act", ["send", "discard", "withdraw", "revise", "implement", "reopen", "approve", "request"])
def test_a_draft_refuses_what_comes_later(act: str, team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    answer = client_of(editor).post(f"/PAY-1/{act}", {"reason": "Because", "comment": "Because"})

    assert answer.status_code == 409
    assert fresh().status == "draft"
    assert fresh().seq == 1


def test_withdrawing_needs_a_reason(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_review(team, editor, viewer)
    client = client_of(editor)

    refused = client.post("/PAY-1/withdraw", {"reason": " "})
    assert refused.status_code == 422
    assert "Give a reason" in refused.content.decode()

    client.post("/PAY-1/withdraw", {"reason": "Finance reads the ledger directly."})
    assert fresh().status == "draft"
    assert "Finance reads the ledger directly." in client.get("/PAY-1/history/").content.decode()


# In force


def test_revising_opens_the_next_draft_once(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_approved(team, editor, viewer)
    client = client_of(editor)
    assert "Revise as 1.1" in client.get("/PAY-1/").content.decode()

    client.post("/PAY-1/revise")
    client.post("/PAY-1/revise")

    assert (fresh().status, fresh().version) == ("draft", "1.1")
    page = client.get("/PAY-1/").content.decode()
    assert "Draft of 1.1" in page
    assert "opened 1.1 at" in page


def test_implemented_needs_every_requirement_covered(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_approved(team, editor, viewer)
    client = client_of(editor)
    assert "no finished task names FR-1, FR-2, FR-3" in client.get("/PAY-1/").content.decode()
    assert client.post("/PAY-1/implement").status_code == 422

    for task in spec.rows.filter(kind="task"):
        editing.tick(task, by=editor, done=True)
    assert "All 3 functional requirements have their tasks done." in client.get("/PAY-1/implement").content.decode()
    client.post("/PAY-1/implement")

    assert fresh().status == "implemented"
    client.post("/PAY-1/reopen", {"reason": "A clerk found a case."})
    assert fresh().status == "approved"


def test_a_viewer_sees_the_way_and_no_buttons(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    page = client_of(viewer).get("/PAY-1/").content.decode()

    assert 'aria-current="step"' in page
    assert "Submit for review" not in page


def test_a_reviewer_who_left_the_team_gives_no_verdict(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    make_review(team, editor, viewer)
    given = sha()
    Membership.objects.filter(user=viewer).delete()

    assert client_of(viewer).post("/PAY-1/approve", {"sha": given}).status_code == 404
    assert fresh().status == "review"
