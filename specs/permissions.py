"""Who may do what: one table of roles, asked by every write and by every page that shows a button."""

from typing import Any, Protocol

from django.utils.translation import gettext as _

from specs import workflow

#: What is no act of the workflow's table, by the least role.
_BESIDE = {
    "viewer": frozenset({"read", "export", "comment"}),
    "editor": frozenset({"create"}),
    "admin": frozenset({"members", "policy"}),
}


def _of(role: str) -> frozenset[str]:
    return _BESIDE[role] | {name for name, act in workflow.ACTS.items() if act.who == role}


_VIEWER = _of("viewer")
_EDITOR = _VIEWER | _of("editor")
ROLES: dict[str, frozenset[str]] = {"viewer": _VIEWER, "editor": _EDITOR, "admin": _EDITOR | _of("admin")}


class NotAllowed(Exception):
    """`hidden`: the person is not in the team, so even that the spec exists is not for them (a 404, never a 403)."""

    def __init__(self, message: str, *, hidden: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hidden = hidden


class Teamed(Protocol):
    def role_of(self, user: Any) -> str | None: ...


class Guarded(Protocol):
    @property
    def team(self) -> Teamed: ...


def can(role: str | None, action: str, status: str = "", *, archived: bool = False) -> bool:
    """Whether a member with this role may do it, to a spec shown with this status; without one, to some spec."""
    allowed = role is not None and action in ROLES.get(role, frozenset())
    return allowed and (not status or workflow.allows(action, status, archived=archived))


def require_role(by: Any, action: str, team: Teamed) -> str:
    """The person's role in the team, or `NotAllowed`."""
    role = team.role_of(by)
    if not role:
        raise NotAllowed(_("There is no such spec."), hidden=True)
    if not can(role, action):
        raise NotAllowed(
            _("As {role} you may not {action} here. Ask an admin of the team.").format(
                role=role, action=action.replace("_", " ")
            )
        )
    return role


def require(by: Any, action: str, spec: Guarded) -> str:
    return require_role(by, action, spec.team)
