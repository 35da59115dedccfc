"""Teams, and who is in them."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection

from accounts.models import Membership, Role, Team, User
from accounts.services import (
    LastAdmin,
    LinkOver,
    NotTeamAdmin,
    TeamRefusal,
    change_role,
    create_team,
    let_readers_be_seen,
    remove_member,
    rename_team,
)

pytestmark = pytest.mark.database


def membership(user: User, team: Team) -> Membership:
    return Membership.objects.get(user=user, team=team)


def test_whoever_makes_a_team_is_its_admin(stranger: User) -> None:
    team = create_team(by=stranger, key="OPS", name="Operations")

    assert team.role_of(stranger) == Role.ADMIN


@pytest.mark.parametrize("key", ["P", "pay", "1AY", "PAY-1", "ABCDEFGHIJK", "PÄY", "PAY\n", "", "PAY "])
def test_a_key_is_two_to_ten_capital_letters_and_digits(stranger: User, key: str) -> None:
    with pytest.raises(ValidationError):
        create_team(by=stranger, key=key, name="Payments")


@pytest.mark.parametrize("name", ["a\nb", "a\rBcc: x@example.com", "a\x00b", "a\u202eb", "", "x" * 81])
def test_a_name_is_one_line_of_at_most_eighty_characters(stranger: User, name: str) -> None:
    with pytest.raises(ValidationError):
        create_team(by=stranger, key="OPS", name=name)


def test_a_name_of_eighty_characters_is_kept_whole(stranger: User) -> None:
    made = create_team(by=stranger, key="OPS", name="x" * 80)

    made.refresh_from_db()
    assert made.name == "x" * 80
    with pytest.raises(ValidationError):
        rename_team(made, by=stranger, name="x" * 81)


def test_a_key_is_given_out_once(team: Team, stranger: User) -> None:
    with pytest.raises(TeamRefusal, match="PAY already"):
        create_team(by=stranger, key="PAY", name="Other payments")
    assert team.role_of(stranger) is None


def test_where_teams_are_not_open_only_an_administrator_makes_them(
    person: Callable[..., User], settings: pytest.FixtureRequest
) -> None:
    settings.OPEN_TEAMS = False

    with pytest.raises(TeamRefusal, match="administrators"):
        create_team(by=person("Ana Ruiz"), key="OPS", name="Operations")
    create_team(by=person("Root Runner", is_administrator=True), key="OPS", name="Operations")


def test_an_admin_changes_a_role(team: Team, admin: User, viewer: User) -> None:
    change_role(membership(viewer, team), by=admin, role=Role.EDITOR)

    assert team.role_of(viewer) == Role.EDITOR


@pytest.mark.parametrize("role", ["owner", "", "ADMIN"])
def test_there_are_three_roles(team: Team, admin: User, viewer: User, role: str) -> None:
    with pytest.raises(TeamRefusal):
        change_role(membership(viewer, team), by=admin, role=role)
    assert team.role_of(viewer) == Role.VIEWER


def test_an_editor_changes_no_role_not_even_their_own(team: Team, admin: User, editor: User) -> None:
    with pytest.raises(NotTeamAdmin):
        change_role(membership(editor, team), by=editor, role=Role.ADMIN)
    assert team.role_of(editor) == Role.EDITOR


def test_a_stranger_changes_nothing(team: Team, admin: User, stranger: User) -> None:
    with pytest.raises(NotTeamAdmin):
        change_role(membership(admin, team), by=stranger, role=Role.VIEWER)
    with pytest.raises(NotTeamAdmin):
        remove_member(membership(admin, team), by=stranger)
    with pytest.raises(NotTeamAdmin):
        rename_team(team, by=stranger, name="Taken over")


def test_an_administrator_of_the_server_has_no_right_in_a_team(
    team: Team, admin: User, person: Callable[..., User]
) -> None:
    with pytest.raises(NotTeamAdmin):
        remove_member(membership(admin, team), by=person("Root Runner", is_administrator=True))


def test_an_admin_removes_a_member_who_then_sees_nothing(team: Team, admin: User, editor: User) -> None:
    remove_member(membership(editor, team), by=admin)

    assert team.role_of(editor) is None


def test_everybody_may_leave(team: Team, admin: User, viewer: User) -> None:
    remove_member(membership(viewer, team), by=viewer)

    assert not Team.objects.of(viewer).exists()


def test_the_last_admin_neither_leaves_nor_steps_down(team: Team, admin: User, editor: User) -> None:
    with pytest.raises(LastAdmin):
        remove_member(membership(admin, team), by=admin)
    with pytest.raises(LastAdmin):
        change_role(membership(admin, team), by=admin, role=Role.EDITOR)
    assert team.role_of(admin) == Role.ADMIN


def test_an_admin_whose_account_is_closed_does_not_count(team: Team, admin: User, member: Callable[..., User]) -> None:
    member("Gone Admin", Role.ADMIN, is_active=False)

    with pytest.raises(LastAdmin):
        remove_member(membership(admin, team), by=admin)


def test_with_a_second_admin_the_first_may_go(team: Team, admin: User, member: Callable[..., User]) -> None:
    member("Bea Admin", Role.ADMIN)

    remove_member(membership(admin, team), by=admin)

    assert team.role_of(admin) is None


def test_who_has_left_meanwhile_cannot_be_changed(team: Team, admin: User, viewer: User) -> None:
    stale = membership(viewer, team)
    remove_member(membership(viewer, team), by=admin)

    with pytest.raises(TeamRefusal, match="left"):
        change_role(stale, by=admin, role=Role.ADMIN)


def at_once(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Runs the acts in threads that start together; gives what each of them raised."""
    start, raised = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except (TeamRefusal, LinkOver, OperationalError) as error:
            raised[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


@pytest.mark.django_db(transaction=True)
def test_of_two_last_admins_who_leave_at_once_one_stays(member: Callable[..., User], team: Team) -> None:
    ana, ben = member("Ana Ruiz", Role.ADMIN), member("Ben Cole", Role.ADMIN)

    raised = at_once(
        lambda: remove_member(membership(ana, team), by=ana), lambda: remove_member(membership(ben, team), by=ben)
    )

    assert sorted(type(error).__name__ for error in raised) == ["LastAdmin", "NoneType"]
    assert team.memberships.filter(role=Role.ADMIN).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_demote_each_other_at_once_one_stays(member: Callable[..., User], team: Team) -> None:
    ana, ben = member("Ana Ruiz", Role.ADMIN), member("Ben Cole", Role.ADMIN)

    raised = at_once(
        lambda: change_role(membership(ben, team), by=ana, role=Role.VIEWER),
        lambda: change_role(membership(ana, team), by=ben, role=Role.VIEWER),
    )

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "NotTeamAdmin"]
    assert team.memberships.filter(role=Role.ADMIN).count() == 1


def test_an_admin_says_whether_people_who_only_read_are_shown(team: Team, admin: User, editor: User) -> None:
    assert team.show_readers
    assert not let_readers_be_seen(team, by=admin, shown=False).show_readers
    with pytest.raises(NotTeamAdmin):
        let_readers_be_seen(team, by=editor, shown=True)
    team.refresh_from_db()
    assert not team.show_readers
