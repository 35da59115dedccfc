"""Why a change to people or teams was refused."""


class TeamRefusal(Exception):
    """The change would break a rule; `str()` says which, in words for the person who asked."""


class NotTeamAdmin(TeamRefusal):
    """Only an admin of the team may do this."""


class LastAdmin(TeamRefusal):
    """The team would have nobody left to run it."""


class InvitationOver(TeamRefusal):
    """The invitation was used, taken back or has expired, or it asks somebody else."""


class TooManyInvitations(TeamRefusal):
    """The person has sent as many as a day allows."""


class LinkOver(Exception):
    """The first-login link was used, renewed or is older than an hour."""
