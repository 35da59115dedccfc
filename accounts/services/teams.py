"""Makes teams and changes who is in them."""

from collections.abc import Callable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, Role, Team, User
from accounts.services.errors import LastAdmin, NotTeamAdmin, TeamRefusal

Leaving = Callable[[Team, User], None]
_AFTER_LEAVING: list[Leaving] = []


def after_leaving(tell: Leaving) -> Leaving:
    """Called with the team and the person in the transaction in which somebody leaves; a layer above says so when it is
    loaded."""
    _AFTER_LEAVING.append(tell)
    return tell


def create_team(*, by: User, key: str, name: str) -> Team:
    """A new team with `by` as its admin.

    Raises ValidationError for a key or name of the wrong form, and TeamRefusal when the key is taken or teams are the
    administrators' to make.
    """
    if not may_create_teams(by):
        raise TeamRefusal(_("On this server its administrators make the teams."))
    team = Team(key=key, name=name)
    team.clean_fields()
    try:
        with transaction.atomic():
            team.save(force_insert=True)
            Membership.objects.create(team=team, user=by, role=Role.ADMIN)
    except IntegrityError as taken:
        raise TeamRefusal(_("There is a team {key} already; choose another key.").format(key=key)) from taken
    return team


def may_create_teams(user: User) -> bool:
    return bool(settings.OPEN_TEAMS) or user.is_administrator


def rename_team(team: Team, *, by: User, name: str) -> Team:
    """Raises ValidationError for a name that is not one line."""
    with transaction.atomic():
        kept = locked(team)
        require_admin(kept, by)
        kept.name = name
        kept.clean_fields(exclude=["key"])
        kept.save(update_fields=["name"])
    return kept


def let_viewers_suggest(team: Team, *, by: User, may: bool) -> Team:
    """Whether viewers may suggest other words for a row, beside commenting."""
    with transaction.atomic():
        kept = locked(team)
        require_admin(kept, by)
        kept.viewers_suggest = may
        kept.save(update_fields=["viewers_suggest"])
    return kept


def let_readers_be_seen(team: Team, *, by: User, shown: bool) -> Team:
    """Whether whoever only reads a spec is shown as being there; whoever edits always is."""
    with transaction.atomic():
        kept = locked(team)
        require_admin(kept, by)
        kept.show_readers = shown
        kept.save(update_fields=["show_readers"])
    return kept


def change_role(membership: Membership, *, by: User, role: str) -> Membership:
    """Raises LastAdmin when the team would be left without an admin, and NotTeamAdmin."""
    if role not in Role.values:
        raise TeamRefusal(_("Choose viewer, editor or admin."))
    with transaction.atomic():
        kept = _administered(membership, by)
        if role != Role.ADMIN:
            _keep_an_admin(kept)
        kept.role = role
        kept.save(update_fields=["role"])
    return kept


def remove_member(membership: Membership, *, by: User) -> None:
    """Takes a person out of the team, by an admin or by themselves. Raises LastAdmin and NotTeamAdmin."""
    with transaction.atomic():
        kept = _administered(membership, by, or_self=True)
        _keep_an_admin(kept)
        kept.delete()
        for tell in _AFTER_LEAVING:
            tell(kept.team, kept.user)


def locked(team: Team) -> Team:
    """The team's row, held until the transaction ends, so that two changes of its members come one after the other."""
    return Team.objects.select_for_update().get(pk=team.pk)


def require_admin(team: Team, by: User) -> None:
    if team.role_of(by) != Role.ADMIN:
        raise NotTeamAdmin(_("Only an admin of {key} can do this.").format(key=team.key))


def _administered(membership: Membership, by: User, *, or_self: bool = False) -> Membership:
    """The membership as it is now, when `by` may change it."""
    team = locked(membership.team)
    if not (or_self and membership.user_id == by.pk):
        require_admin(team, by)
    kept = Membership.objects.filter(pk=membership.pk, team=team).first()
    if kept is None:
        raise TeamRefusal(_("This person has left the team already."))
    return kept


def _keep_an_admin(leaving: Membership) -> None:
    others = Membership.objects.filter(team_id=leaving.team_id, role=Role.ADMIN, user__is_active=True).exclude(
        pk=leaving.pk
    )
    if leaving.role == Role.ADMIN and not others.exists():
        raise LastAdmin(_("A team needs an admin: make somebody else one first."))
