"""Who does a task: given by an editor, told to who gets it. Whoever has a task may tick it, whatever their role.

An assignment is no part of the text: it changes neither revision, writers nor verdicts.
"""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from specs import permissions
from specs.models import Assignment, Event, Row, Spec
from specs.services.change import Recorder, change
from specs.services.errors import NotAllowed, Refused
from specs.services.policies import members_of
from specs.services.progress import require_tickable


def assign(task: Row, *, by: User, to: User | None) -> Event | None:
    """Gives a task of the working text or of the text in force to a member, or to nobody. Raises Refused."""

    def act(recorder: Recorder) -> None:
        if task.removed_at is not None:
            require_tickable(recorder.spec, task.pk, done=True)
        if to is not None and to.pk not in members_of(recorder.spec.team):
            raise Refused(_("A task is given to members of the team."), field="to")
        held = Assignment.objects.filter(row=task)
        if set(held.values_list("to", flat=True)) == ({to.pk} if to else set()):
            return
        held.delete()
        if to is not None:
            Assignment.objects.create(row=task, to=to, by=by, at=recorder.at)
        recorder.note_beside(task=task.pk, to=to.pk if to else None)

    return change(task.spec, by=by, action="assign", verb="assigned", text=False, act=act)


def tasks_of(spec: Spec, user: Any) -> frozenset[int]:
    """The rows of this spec that are assigned to somebody."""
    return frozenset(Assignment.objects.filter(row__spec=spec, to=user.pk).values_list("row", flat=True))


def action_of(task: Row, by: User) -> str:
    """As what this person ticks the task: as an editor any, else the one that is theirs."""
    as_editor = permissions.can(task.spec.team.role_of(by), "tick")
    return "tick" if as_editor or not Assignment.objects.filter(row=task, to=by).exists() else "tick_own"


def require_own(task: Row, recorder: Recorder, action: str) -> None:
    """Under the lock: that a task ticked as one's own still is."""
    if action == "tick_own" and not Assignment.objects.filter(row=task, to=recorder.by).exists():
        raise NotAllowed(_("This task is not yours any more: nothing was recorded."))
