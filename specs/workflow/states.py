"""The table: each act, from which state, to which, by whom at least; and the words of a refusal."""

from collections.abc import Callable
from dataclasses import dataclass

from specs.workflow.versions import next_version


def _(message: str) -> str:
    """Marks words for the catalogue of translations. The replay of records imports this, and knows no Django."""
    return message


STATUSES = ("draft", "review", "approved", "implemented")
_IN_FORCE = frozenset({"approved", "implemented"})


@dataclass(frozen=True, slots=True)
class Act:
    """`before` are the states of the working text in which it may happen, `after` the one it leads to ("": as it was).

    `in_force` are the states of the revision in force that it needs, `becomes` the one it gives it. `who` is the least
    role; an act of the people asked, or of whoever gave a verdict, asks that besides.
    """

    before: frozenset[str]
    who: str
    after: str = ""
    in_force: frozenset[str] = frozenset()
    becomes: str = ""


def _act(before: str, who: str, after: str = "", in_force: str = "", becomes: str = "") -> Act:
    return Act(frozenset(before.split()), who, after, frozenset(in_force.split()), becomes)


_ANY = "draft review none"
ACTS: dict[str, Act] = {
    # the working text
    "edit": _act("draft review", "editor"),
    "import": _act("draft review", "editor"),
    "submit": _act("draft", "editor", "review"),
    "send": _act("review", "editor"),
    "discard": _act("review", "editor"),
    "approve": _act("review", "viewer"),
    "request": _act("review", "viewer"),
    "take_back": _act("draft review", "viewer"),
    "override": _act("review", "admin"),
    "change_reviewers": _act("review", "editor"),
    "count_writers": _act("review", "admin"),
    "withdraw": _act("review", "editor", "draft"),
    "revise": _act("none", "editor", "draft", "approved implemented"),
    "abandon": _act("draft", "editor", "none", "approved implemented"),
    # the revision in force
    "tick": _act(_ANY, "editor"),
    "tick_own": _act(_ANY, "viewer"),
    "assign": _act(_ANY, "editor"),
    "waive": _act(_ANY, "editor", "", "approved"),
    "implement": _act(_ANY, "editor", "", "approved", "implemented"),
    "reopen": _act(_ANY, "editor", "", "implemented", "approved"),
    "revoke": _act(_ANY, "admin", "draft", "approved implemented", "revoked"),
    # the spec
    "archive": _act("draft none", "editor"),
    "restore": _act(_ANY, "editor"),
    "delete": Act(frozenset({"draft"}), "editor", in_force=frozenset({""})),
}


class WrongStatus(Exception):
    """The spec's state does not allow the act; `message` says what does, nothing was recorded."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class State:
    """`working` is draft, review or none; `in_force` the state of the revision in force, or ""."""

    working: str
    in_force: str = ""
    version: str = ""
    archived: bool = False

    @property
    def status(self) -> str:
        return self.in_force if self.working == "none" else self.working

    def takes(self, name: str) -> bool:
        """Whether the act may happen now. Acts that are no acts of the workflow are always free."""
        act = ACTS.get(name)
        if act is None:
            return True
        if self.archived or name == "restore":
            return self.archived and name == "restore"
        return self.working in act.before and (not act.in_force or self.in_force in act.in_force)


def allows(act: str, status: str, *, archived: bool = False) -> bool:
    """Whether a spec shown with this status takes the act: what a page knows that knows no more."""
    state = State("none", status) if status in _IN_FORCE else State(status)
    return State(state.working, state.in_force, archived=archived).takes(act)


def require(act: str, state: State) -> None:
    """Raises `WrongStatus` with the way out."""
    if not state.takes(act):
        raise WrongStatus(_refusal(act, state))


def _refusal(act: str, state: State) -> str:
    if state.archived:
        return _("This spec is archived. Restore it first.")
    if act in _SAYS:
        return _SAYS[act](state)
    return _("This spec is not in review: it is {status}.").format(status=state.status)


def _revise_it(state: State) -> str:
    if state.working == "review":
        return _("This spec is in review already.")
    return _("{version} is {status}. Revise it; your change goes into {next}.").format(
        version=state.version, status=state.status, next=next_version(state.version)
    )


def _not_abandoned(state: State) -> str:
    if state.working == "review":
        return _("Withdraw first.")
    return _("There is no draft to abandon.") if state.working == "none" else _no_way_back(state)


def _no_way_back(_state: State) -> str:
    return _("Nothing is in force that this draft could go back to.")


#: Why a spec is not deleted.
KEPT = _("This spec was submitted for review, so it is kept. Archive it instead.")

_SAYS: dict[str, Callable[[State], str]] = {
    "edit": _revise_it,
    "import": _revise_it,
    "submit": _revise_it,
    "abandon": _not_abandoned,
    "take_back": lambda _state: _("Already approved; an admin can revoke."),
    "revise": lambda _state: _("The next version is already open."),
    "archive": lambda _state: _("A review is open. Withdraw it first."),
    "delete": lambda _state: KEPT,
    "waive": lambda _state: _("A requirement is waived while its text is approved and not yet implemented."),
    "implement": lambda _state: _("Only an approved spec can be called implemented."),
    "reopen": lambda _state: _("Only an implemented spec can be reopened."),
    "revoke": lambda _state: _("Nothing is in force that could be revoked."),
    "restore": lambda _state: _("This spec is not archived."),
}
