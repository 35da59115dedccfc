"""Verbs on people and teams; each of them says who acts (`by`)."""

from accounts.services.errors import (
    InvitationOver,
    LastAdmin,
    LinkOver,
    NotTeamAdmin,
    TeamRefusal,
    TooManyInvitations,
)
from accounts.services.first_login import (
    create_administrator,
    find_first_login,
    new_first_login,
    opened_first_login,
)
from accounts.services.invitations import Invited, accept, find_invitation, invite, join, opened_invitation, take_back
from accounts.services.teams import (
    change_role,
    create_team,
    let_readers_be_seen,
    let_viewers_suggest,
    may_create_teams,
    remove_member,
    rename_team,
)

__all__ = [
    "InvitationOver",
    "Invited",
    "LastAdmin",
    "LinkOver",
    "NotTeamAdmin",
    "TeamRefusal",
    "TooManyInvitations",
    "accept",
    "change_role",
    "create_administrator",
    "create_team",
    "find_first_login",
    "find_invitation",
    "invite",
    "join",
    "let_readers_be_seen",
    "let_viewers_suggest",
    "may_create_teams",
    "new_first_login",
    "opened_first_login",
    "opened_invitation",
    "remove_member",
    "rename_team",
    "take_back",
]
