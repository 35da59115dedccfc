"""The page that asks people: whom, under which rules, and what may pass."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Team, User
from specs.models import FindingWaiver, Revision, Round, Row, Spec
from specs.services import editing, policies, reviewing, typing
from specs.workflow import Rule
from tests.factories import SAMPLE, make_approved, make_review, make_spec
from tests.services.typists import Typist

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PLACEHOLDER = SAMPLE.replace("The customer is told by mail.", "[How is the customer told?]")


def page_of(client: Client) -> str:
    return client.get("/PAY-1/submit").content.decode()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_the_first_submit_asks_nobody_unasked_and_names_who_wrote(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    make_spec(team, editor)

    page = page_of(client_of(editor))

    assert " checked" not in page
    assert page.count("wrote in this text: does not count") == 1
    assert "1 of the people asked must approve." in page
    assert "frozen as revision 1" in page


def test_while_others_type_the_text_goes_as_it_was_seen_or_as_it_stands(
    team: Team, editor: User, admin: User, viewer: User, client_of: ClientOf
) -> None:
    spec, client = make_spec(team, editor), client_of(editor)
    typist = Typist.at(spec.rows.get(kind="prose", section="overview"), admin)
    typist.type(" More.")
    page = page_of(client)
    assert "Ada Admin is typing in this text just now." in page
    typist.type(" And more.")
    typing.flush(typist.text)
    form = {"seen": hidden(page, "seen"), "reviewers": [viewer.pk]}

    assert b"look again" in client.post("/PAY-1/submit", form).content
    assert client.post("/PAY-1/submit", {**form, "as_it_stands": "1"}).status_code == 302

    assert b"More. And more." in bytes(Revision.objects.get(spec=spec).data)
    Typist.at(spec.rows.get(kind="prose", section="overview"), admin).type(" Later.")
    assert "Ada Admin is typing in this text just now." in client.get("/PAY-1/send").content.decode()


def test_the_people_of_last_time_are_chosen_already(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_review(team, editor, viewer)
    reviewing.withdraw(spec, by=editor, reason="A word is missing.")

    page = page_of(client_of(editor))

    assert re.search(rf'value="{viewer.pk}" checked', page)
    assert page.count(" checked") == 1


def as_it_stands(page: str, action: str) -> dict[str, list[str]]:
    """What the form with this address sends if nobody touches it."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    assert form, action
    fields: dict[str, list[str]] = {}
    for one in re.findall(r"<(?:input|textarea)[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)
        if name and ("checkbox" not in one or " checked" in one):
            fields.setdefault(name[1], []).append(value[1] if value else "")
    return fields


def test_a_team_in_which_ana_approves_needs_three_clicks(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    """Submit…, Submit with whom it was last time, Approve: nothing is typed and nothing else is chosen."""
    spec = make_approved(team, editor, viewer)
    reviewing.revise(spec, by=editor)
    row = Row.objects.get(spec=spec, uid="FR-3")
    editing.save_row(row, by=editor, values={"text": "The customer is told by post."}, stamp=row.stamp)

    writes, approves = client_of(editor), client_of(viewer)
    assert 'href="/PAY-1/submit"' in writes.get("/PAY-1/").content.decode()
    assert writes.post("/PAY-1/submit", as_it_stands(page_of(writes), "/PAY-1/submit")).status_code == 302
    page = approves.get("/PAY-1/review").content.decode()
    assert 'formaction="/PAY-1/approve">Approve revision 2</button>' in page
    assert approves.post("/PAY-1/approve", as_it_stands(page, "/PAY-1/request")).status_code == 302

    spec.refresh_from_db()
    assert (spec.status, spec.in_force and spec.in_force.version) == ("approved", "1.1")


def test_more_approvals_than_the_teams_are_asked_for_as_last_time(
    team: Team, admin: User, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_spec(team, editor)
    assert hidden(page_of(client_of(editor)), "quorum") == "1"
    reviewing.submit(spec, by=editor, reviewers=[viewer, admin], seen=spec.text_hash, quorum=2)
    reviewing.withdraw(spec, by=editor, reason="A word is missing.")
    assert hidden(page_of(client_of(editor)), "quorum") == "2"


def test_whoever_must_approve_is_chosen_and_says_for_what(
    team: Team, admin: User, editor: User, viewer: User, client_of: ClientOf
) -> None:
    make_spec(team, editor)
    rules = [Rule("Security", 1, frozenset({viewer.pk})), Rule("Either", 1, frozenset({viewer.pk, admin.pk}))]
    policies.change(team, by=admin, rules=rules)

    page = page_of(client_of(editor))

    assert re.search(rf'value="{viewer.pk}" checked', page)
    assert page.count(" checked") == 1
    assert page.count('<span class="chip">Either</span>') == 2
    assert "Security: 1 of Vic Viewer must approve, and be asked." in page


def test_a_finding_passes_by_name_and_reason(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_spec(team, editor, PLACEHOLDER)
    client = client_of(editor)
    page = page_of(client)
    field = re.search(r'name="(waive-[^"]+)"', page)
    assert field
    sent = {"seen": hidden(page, "seen"), "key": hidden(page, "key"), "reviewers": [viewer.pk]}

    blank = client.post("/PAY-1/submit", {**sent, field[1]: " "})
    assert blank.status_code == 422
    assert "Not yet: 1 finding blocks" in blank.content.decode()
    client.post("/PAY-1/submit", {**sent, field[1]: "Sales decides it next week."})

    assert Spec.objects.get().status == "review"
    waiver = FindingWaiver.objects.get()
    assert (waiver.by, waiver.reason) == (editor, "Sales decides it next week.")


def test_more_approvals_than_the_teams_may_be_asked_for_and_fewer_not(
    team: Team, admin: User, editor: User, viewer: User, client_of: ClientOf
) -> None:
    make_spec(team, editor)
    policies.change(team, by=admin, quorum=2)
    client = client_of(editor)
    sent = {"seen": Spec.objects.get().text_hash, "reviewers": [viewer.pk, admin.pk]}

    for typed in ("1", "two"):
        answer = client.post("/PAY-1/submit", {**sent, "quorum": typed})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Your team asks for at least 2 approvals." in page
        assert f'value="{typed}" aria-invalid="true"' in page
        assert page.count(" checked") == 2

    client.post("/PAY-1/submit", {**sent, "quorum": "2"})
    assert Round.objects.get().policy["rules"][0]["need"] == 2
