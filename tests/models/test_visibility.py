"""Who sees which spec: members of its team now, nobody else."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership
from specs.models import Requirement, Row, Spec
from tests.factories import make_member, make_spec, make_team, make_user

pytestmark = pytest.mark.django_db


def test_every_role_of_the_team_sees_it() -> None:
    team = make_team()
    ana = make_member(team)
    spec = make_spec(team, ana)
    for role in ("viewer", "editor", "admin"):
        assert list(Spec.objects.visible_to(make_member(team, role))) == [spec]


def test_a_stranger_sees_nothing_of_it() -> None:
    team = make_team()
    make_spec(team, make_member(team))
    stranger = make_member(make_team())
    assert not Spec.objects.visible_to(stranger).exists()
    assert not Row.objects.visible_to(stranger).exists()
    assert not Requirement.objects.visible_to(stranger).exists()


def test_a_visitor_sees_nothing() -> None:
    team = make_team()
    make_spec(team, make_member(team))
    assert not Spec.objects.visible_to(AnonymousUser()).exists()


def test_a_removed_member_sees_nothing_any_more() -> None:
    team = make_team()
    ana = make_member(team)
    spec = make_spec(team, ana)
    assert spec.rows.visible_to(ana).exists()
    Membership.objects.get(user=ana).delete()
    assert not Spec.objects.visible_to(ana).exists()
    assert not spec.rows.visible_to(ana).exists()


def test_a_closed_account_sees_nothing() -> None:
    team = make_team()
    ana = make_member(team)
    make_spec(team, ana)
    ana.is_active = False
    ana.save()
    assert not Spec.objects.visible_to(ana).exists()


def test_each_spec_once_for_a_member_of_several_teams() -> None:
    first, second = make_team(), make_team()
    ana = make_member(first)
    Membership.objects.create(team=second, user=ana, role="viewer")
    make_spec(first, ana)
    make_spec(second, make_member(second))
    assert Spec.objects.visible_to(ana).count() == 2


def test_the_buttons_of_a_spec_depend_on_role_status_and_archive() -> None:
    team = make_team()
    ana, vic = make_member(team), make_member(team, "viewer")
    spec = make_spec(team, ana)
    assert spec.allows(ana, "edit")
    assert not spec.allows(vic, "edit")
    assert not spec.allows(ana, "implement")
    assert not spec.allows(make_user(), "read")
