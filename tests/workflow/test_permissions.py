"""The table of rights, whole."""

from typing import Any

import pytest

from specs import permissions
from specs.permissions import NotAllowed, can, require, require_role

ACTIONS = {
    "read": "viewer", "export": "viewer", "comment": "viewer", "approve": "viewer", "request": "viewer",
    "create": "editor", "edit": "editor", "import": "editor", "tick": "editor", "submit": "editor", "send": "editor",
    "discard": "editor", "withdraw": "editor", "revise": "editor", "implement": "editor", "reopen": "editor",
    "archive": "editor", "restore": "editor", "delete": "editor",
    "tick_own": "viewer", "assign": "editor",
    "take_back": "viewer", "change_reviewers": "editor", "abandon": "editor", "waive": "editor",
    "members": "admin", "policy": "admin", "count_writers": "admin", "override": "admin", "revoke": "admin",
}  # fmt: skip
RANK = {None: 0, "viewer": 1, "editor": 2, "admin": 3}


class Team:
    def __init__(self, role: str | None) -> None:
        self.role = role

    def role_of(self, user: Any) -> str | None:
        return self.role


class Spec:
    def __init__(self, role: str | None) -> None:
        self.team = Team(role)


def test_the_table_names_every_action() -> None:
    assert set(ACTIONS) == set().union(*permissions.ROLES.values())


@pytest.mark.parametrize("role", RANK)
@pytest.mark.parametrize("action", ACTIONS)
def test_each_role_and_action(role: str | None, action: str) -> None:
    allowed = RANK[role] >= RANK[ACTIONS[action]]
    assert can(role, action) is allowed
    if allowed:
        assert require(object(), action, Spec(role)) == role
    else:
        with pytest.raises(NotAllowed) as refused:
            require(object(), action, Spec(role))
        assert refused.value.hidden is (role is None)


def test_an_unknown_action_or_role_is_nobodys() -> None:
    assert not can("admin", "fly")
    assert not can("owner", "read")


def test_status_and_archive_decide_too() -> None:
    assert can("editor", "edit", "draft")
    assert not can("editor", "edit", "approved")
    assert not can("editor", "edit", "draft", archived=True)
    assert can("viewer", "read", "approved", archived=True)
    assert can("editor", "restore", "draft", archived=True)


def test_a_refusal_names_the_role_but_to_a_stranger_says_nothing() -> None:
    with pytest.raises(NotAllowed, match="As viewer you may not count writers"):
        require_role(object(), "count_writers", Team("viewer"))
    with pytest.raises(NotAllowed, match="There is no such spec"):
        require_role(object(), "read", Team(None))
