"""What open pages hear of a spec's events: numbers, ids of rows, who it was. They fetch the rest as anybody would."""

from typing import Any

from accounts.models import User
from specs.models import Event, Spec

News = dict[str, Any]
#: After so many events, or with so many rows in one, a page draws its text anew.
MOST = 200
_STANDS = ("parent", "kind", "level", "key", "place")


def person(user: User) -> News:
    """How a page shows somebody."""
    return {"id": user.pk, "name": str(user), "initials": user.initials, "colour": user.colour}


def news(spec: Spec, after: int) -> list[News]:
    """What happened after the event of that number, in order; too much of it is told as one."""
    events = Event.objects.filter(spec=spec, number__gt=after).select_related("actor").order_by("number")
    if events.count() > MOST:
        last = events.last()
        return [_all(spec, last)] if last else []
    return [_of(spec, event) for event in events]


def _of(spec: Spec, event: Event) -> News:
    items = [item for item in event.changes if "placed" not in item]
    rows = [item["row"] for item in items if item["row"] is not None and item["after"]]
    if len(items) > MOST:
        return _all(spec, event)
    return _begun(spec, event) | {
        "rows": rows,
        "gone": [item["row"] for item in items if item["row"] is not None and not item["after"]],
        "placed": any(_is_placed(item) for item in items),
        "beside": not items,
    }


def _all(spec: Spec, event: Event) -> News:
    return _begun(spec, event) | {"rows": [], "gone": [], "placed": True, "beside": False, "all": True}


def _begun(spec: Spec, event: Event) -> News:
    by = person(event.actor)
    return {
        "m": "events",
        "spec": spec.key,
        "number": event.number,
        "verb": event.verb,
        "by": {name: by[name] for name in ("id", "name", "colour")},
    }


def _is_placed(item: dict[str, Any]) -> bool:
    """Whether a row came, went or stands elsewhere."""
    was, now = item["before"] or {}, item["after"] or {}
    return "renumbered" not in item and any(was.get(name) != now.get(name) for name in _STANDS)
