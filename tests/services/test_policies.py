"""A team's policy: who may change it, what it may say, and that each change is kept."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Team, User
from specs.models import PolicyChange, TeamPolicy
from specs.services import policies
from specs.services.errors import NotAllowed, Refused
from specs.workflow import Rule
from tests.factories import make_member, make_team

pytestmark = pytest.mark.django_db


def test_a_team_that_never_chose_has_the_defaults(payments: Team) -> None:
    found = policies.policy_of_team(payments)
    assert policies.packed(found) == {
        "quorum": 1, "rules": [], "writers_count": False, "signing": "session", "required": ["functional"],
    }  # fmt: skip
    assert not TeamPolicy.objects.exists()


def test_each_change_is_kept_and_the_same_again_is_none(payments: Team, ada: User, cai: User) -> None:
    rule = Rule(" Security ", 1, frozenset({cai.pk}))
    for _ in range(2):
        found = policies.change(
            payments, by=ada, quorum=2, rules=[rule], signing="confirm", required=["risks", "goals"]
        )
    kept = PolicyChange.objects.get()
    assert (kept.by, kept.before["quorum"], kept.after) == (ada, 1, policies.packed(found))
    assert found.rules == [{"label": "Security", "need": 1, "people": [cai.pk]}]
    assert found.required == ["goals", "risks"]
    policies.change(payments, by=ada)
    assert PolicyChange.objects.count() == 2
    with pytest.raises(IntegrityError, match=r"kept|never"), transaction.atomic():
        PolicyChange.objects.all().delete()


def test_only_admins_change_it(payments: Team, ana: User) -> None:
    with pytest.raises(NotAllowed, match="As editor"):
        policies.change(payments, by=ana, quorum=2)


@pytest.mark.parametrize(
    ("wrong", "field", "match"),
    [
        ({"quorum": 0}, "quorum", "At least 1"),
        ({"quorum": 21}, "quorum", "at most 20"),
        ({"signing": "fax"}, "signing", "Choose how"),
        ({"required": ["nothing"]}, "required", "sections of the template"),
        ({"rules": lambda pk: [Rule(" ", 1, frozenset({pk}))]}, "rules", "short name"),
        ({"rules": lambda pk: [Rule("x" * 61, 1, frozenset({pk}))]}, "rules", "short name"),
        ({"rules": lambda pk: [Rule("a\nb", 1, frozenset({pk}))]}, "rules", "short name"),
        ({"rules": lambda pk: [Rule("A", 2, frozenset({pk}))]}, "rules", "at most all"),
        ({"rules": lambda pk: [Rule("A", 0, frozenset({pk}))]}, "rules", "at least 1"),
        ({"rules": lambda pk: [Rule("A", 1, frozenset({0}))]}, "rules", "not in the team"),
        ({"rules": lambda pk: [Rule("A", 1, frozenset({pk})), Rule("a ", 1, frozenset({pk}))]}, "rules", "Two rules"),
        ({"rules": lambda pk: [Rule("Reviewers", 1, frozenset({pk}))]}, "rules", "Two rules"),
    ],
)
def test_what_makes_no_sense_is_refused(
    payments: Team, ada: User, wrong: dict[str, object], field: str, match: str
) -> None:
    given = {name: value(ada.pk) if callable(value) else value for name, value in wrong.items()}
    with pytest.raises(Refused, match=match) as refused:
        policies.change(payments, by=ada, **given)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not PolicyChange.objects.exists()


def test_somebody_of_another_team_is_in_no_rule(payments: Team, ada: User) -> None:
    stranger = make_member(make_team())
    with pytest.raises(Refused, match="not in the team"):
        policies.change(payments, by=ada, rules=[Rule("A", 1, frozenset({stranger.pk}))])


def test_a_round_takes_the_teams_rules_and_may_ask_for_more(payments: Team, ada: User, ana: User, cai: User) -> None:
    policies.change(payments, by=ada, quorum=2, rules=[Rule("Security", 1, frozenset({cai.pk}))], signing="confirm")
    people = frozenset({ana.pk, cai.pk, ada.pk})
    found = policies.for_round(payments, people, quorum=3)
    assert [(rule.label, rule.need) for rule in found.rules] == [("reviewers", 3), ("Security", 1)]
    assert found.signing == "confirm"
    with pytest.raises(Refused, match="at least 2 approvals"):
        policies.for_round(payments, people, quorum=1)


def words(team: Team) -> str:
    return " ".join(policies.in_words(policies.policy_of_team(team)))


def test_it_is_told_in_plain_words(payments: Team, ada: User, cai: User) -> None:
    assert words(payments) == (
        "1 of the people asked must approve. Whoever wrote in the text may comment and block, but the approval does "
        "not count. Being logged in is signature enough. Must be written before a submit: Functional Requirements."
    )
    policies.change(
        payments,
        by=ada,
        rules=[Rule("Security", 1, frozenset({cai.pk}))],
        writers_count=True,
        signing="confirm",
        required=[],
    )
    found = words(payments)
    assert "Security: 1 of Cai Lin must approve, and be asked." in found
    assert "may approve it" in found
    assert "ask for the password again" in found
    assert "No section must be written" in found
