from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Team, User
from specs.document.outline import unwritten
from specs.models import Spec, Verdict
from specs.services.demo import KEY, PASSWORD, PEOPLE, TeamTaken, add_example_team
from specs.services.proving import faults_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def run() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def test_every_status_has_a_spec_people_can_log_in_every_chain_holds_and_done_again_it_adds_nothing() -> None:
    said = run()
    assert {spec.status for spec in Spec.objects.all()} == {"draft", "review", "approved", "implemented"}
    long = Spec.objects.get(key="PAY-1")
    assert long.rows.count() >= 60
    assert unwritten(long.document()) == []
    assert all(f"{person.email}  {PASSWORD}" in said for person in PEOPLE)
    assert all(user.check_password(PASSWORD) and user.is_demo for user in User.objects.all())
    assert Spec.objects.filter(working="draft", threads__isnull=False).exists()
    one_is_approved_by_two_with_a_third_verdict_outdated()
    for each in Spec.objects.select_related("team", "in_force"):
        assert faults_of(each) == []

    before = sorted(Spec.objects.values_list("key", "seq"))
    run()
    assert sorted(Spec.objects.values_list("key", "seq")) == before
    assert User.objects.count() == len(PEOPLE)


def one_is_approved_by_two_with_a_third_verdict_outdated() -> None:
    spec = Spec.objects.get(title="Refunds without a letter")
    assert spec.in_force is not None
    given = Verdict.objects.filter(round__spec=spec)
    said = [(verdict.by.name, verdict.word, verdict.revision.number) for verdict in given]
    assert said == [("Dana Novak", "approve", 1), ("Ben Cole", "approve", 2), ("Ana Ruiz", "approve", 2)]
    assert spec.in_force.number == 2


def test_refused_in_production(settings: pytest.FixtureRequest) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="known password"):
        run()
    assert not User.objects.exists()


def test_refused_where_the_key_belongs_to_others() -> None:
    Team.objects.create(key=KEY, name="Somebody else's")
    with pytest.raises(CommandError, match="not the example"):
        run()
    assert not Spec.objects.exists()


def test_the_example_team_of_the_first_login_plants_no_password_and_the_demo_gives_it_some() -> None:
    me = make_user("Olga")
    team = add_example_team(user=me)
    assert team.role_of(me) == "admin"
    others = User.objects.exclude(pk=me.pk)
    assert not any(user.has_usable_password() or user.is_demo for user in others)
    assert Spec.objects.visible_to(me).count() == 5
    run()
    assert User.objects.get(email=PEOPLE[0].email).check_password(PASSWORD)


def test_the_example_is_not_put_into_a_foreign_team() -> None:
    Team.objects.create(key=KEY, name="Somebody else's")
    with pytest.raises(TeamTaken):
        add_example_team(user=make_user("Olga"))
