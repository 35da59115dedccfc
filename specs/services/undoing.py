"""Walking back and forth through one's own changes of a spec.

The two stacks are read from the events: nothing else is kept, so they survive a reload and are the same in every
window. An event that takes another one back carries its number in `data["undoes"]`.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from specs.models import Event, Spec
from specs.services.change import READ_AGAIN
from specs.services.errors import Refused
from specs.services.reverting import undo

#: How many of one's own events are looked at; whoever goes back further finds the rest in the history.
DEEPEST = 1_000

_NOTHING = {
    "undo": _("There is nothing of yours left to take back here."),
    "redo": _("There is nothing to do again: you have taken nothing back, or changed something since."),
}


def stacks(events: Iterable[tuple[int, dict[str, Any]]]) -> tuple[list[int], list[int]]:
    """The numbers that can be undone and redone, the next ones last, from one person's events in order.

    `events` are numbers with their data. What takes back an event of the undo stack goes to the other stack and the
    other way round; anything else is a new change, after which nothing can be redone.
    """
    done: list[int] = []
    undone: list[int] = []
    for number, data in events:
        taken = data.get("undoes")
        if taken in done:
            done.remove(taken)
            undone.append(number)
        elif taken in undone:
            undone.remove(taken)
            done.append(number)
        else:
            done.append(number)
            undone.clear()
    return done, undone


def own_stacks(spec: Spec, by: User) -> tuple[list[int], list[int]]:
    """What this person could undo and redo now: changes of text and boxes, not the first event nor acts of a review."""
    own = Event.objects.filter(spec=spec, actor=by, number__gt=1).filter(Q(text=True) | Q(record=None))
    own = own.exclude(Q(changes=[]) & ~Q(data__has_key="undoes")).exclude(verb=READ_AGAIN)
    newest = list(own.order_by("-number").values_list("number", "data").distinct()[:DEEPEST])
    return stacks(reversed(newest))


def undo_own(spec: Spec, *, by: User) -> Event:
    """Takes back this person's newest change that still stands. Refused where others' changes stand in its way."""
    return _walk(spec, by, "undo", own_stacks(spec, by)[0])


def redo_own(spec: Spec, *, by: User) -> Event:
    """Does again what this person took back last, if they have changed nothing since."""
    return _walk(spec, by, "redo", own_stacks(spec, by)[1])


def _walk(spec: Spec, by: User, way: str, stack: list[int]) -> Event:
    if not stack:
        raise Refused(str(_NOTHING[way]))
    event = Event.objects.select_related("spec", "actor").get(spec=spec, number=stack[-1])
    step = undo(event, by=by, verb="undid" if way == "undo" else "redid", walking=True)
    assert step is not None, "a step is noted also where nothing was left of it"
    return step
