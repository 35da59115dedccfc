"""The tables of people and teams."""

from accounts.models.first_login import FirstLogin
from accounts.models.teams import Invitation, Membership, Role, Team
from accounts.models.users import User, display_name

__all__ = ["FirstLogin", "Invitation", "Membership", "Role", "Team", "User", "display_name"]
