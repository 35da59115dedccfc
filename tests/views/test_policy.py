"""The page where a team says how its specs are reviewed."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Team, User
from specs.models import PolicyChange, Round
from specs.services import policies
from tests.factories import make_review

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PAGE = "/teams/PAY/reviews"
RULES = {"quorum": "2", "signing": "confirm", "required": ["functional", "risks"]}


def text(client: Client) -> str:
    return client.get(PAGE).content.decode()


def test_every_member_reads_what_holds_and_admins_alone_set_it(
    team: Team, viewer: User, admin: User, client_of: ClientOf
) -> None:
    said = text(client_of(viewer))
    assert "1 of the people asked must approve." in said
    assert "Admins of the team set this." in said
    assert '<form method="post" class="policy"' not in said
    assert '<form method="post" class="policy"' in text(client_of(admin))


def test_the_rules_are_saved_and_said_in_words(team: Team, viewer: User, admin: User, client_of: ClientOf) -> None:
    rules = {"rule": ["Security", ""], "rule-0-need": "1", "rule-0-people": [viewer.pk, admin.pk], "rule-1-need": "1"}
    client_of(admin).post(PAGE, {**RULES, **rules, "writers_count": "1"})
    kept = policies.policy_of_team(team)
    assert (kept.quorum, kept.writers_count, kept.signing, kept.required) == (
        2,
        True,
        "confirm",
        ["functional", "risks"],
    )
    assert kept.rules == [{"label": "Security", "need": 1, "people": sorted([viewer.pk, admin.pk])}]
    said = text(client_of(viewer))
    assert "2 of the people asked must approve." in said
    assert "Security: 1 of" in said
    assert "ask for the password again." in said
    assert "Must be written before a submit: Functional Requirements, " in said


def test_what_was_changed_stands_below_with_who_did_it(
    team: Team, viewer: User, admin: User, client_of: ClientOf
) -> None:
    client_of(admin).post(PAGE, RULES)
    said = text(client_of(viewer))
    assert "<del>1 of the people asked must approve.</del>" in said
    assert "<ins>2 of the people asked must approve.</ins>" in said
    client_of(admin).post(PAGE, RULES)
    assert PolicyChange.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quorum": "0"}, "At least 1 and at most 20 approvals."),
        ({"quorum": "many"}, "At least 1 and at most 20 approvals."),
        ({"signing": "never"}, "Choose how approvals are signed."),
        ({"required": ["nothing"]}, "Choose among the sections of the template."),
        ({"rule": ["Security"], "rule-0-need": "2"}, "must ask for at least 1 and at most all of its people."),
        ({"rule": ["Security"], "rule-0-people": ["0"], "rule-0-need": "1"}, "names people who are not in the team."),
    ],
)
def test_what_is_wrong_is_said_kept_in_the_form_and_changes_nothing(
    team: Team, admin: User, client_of: ClientOf, wrong: dict[str, object], said: str
) -> None:
    answer = client_of(admin).post(PAGE, {**RULES, "writers_count": "1", **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Nothing was changed." in page
    assert 'name="writers_count" value="1" checked' in page
    assert not PolicyChange.objects.exists()


def test_a_rule_is_removed_by_its_box(team: Team, viewer: User, admin: User, client_of: ClientOf) -> None:
    rule = {"rule": ["Vic", ""], "rule-0-need": "1", "rule-0-people": [viewer.pk], "rule-1-need": "1"}
    client_of(admin).post(PAGE, {**RULES, **rule})
    assert len(policies.policy_of_team(team).rules) == 1
    client_of(admin).post(PAGE, {**RULES, **rule, "rule-0-remove": "1"})
    assert policies.policy_of_team(team).rules == []


def test_an_open_review_keeps_the_rules_it_began_with(
    team: Team, editor: User, viewer: User, admin: User, client_of: ClientOf
) -> None:
    make_review(team, editor, viewer)
    client_of(admin).post(PAGE, RULES)
    asked = Round.objects.get()
    assert asked.policy["rules"][0]["need"] == 1
    assert policies.has_changed_since(asked)
