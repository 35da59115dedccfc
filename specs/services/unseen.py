"""What others changed in rows after a page was made of them: asked about before the rows are deleted unseen."""

from collections.abc import Collection

from accounts.models import User
from specs.models import EventRow, Row
from specs.services.errors import Unseen


def require_seen(row: Row, inside: Collection[int], *, by: User, stamp: int | None, seen: int | None) -> None:
    """Raises Unseen if somebody else changed the row, or one of those `inside` it, since the page was made.

    The page knows the row's `stamp`, and `seen`, the number of the spec's newest event; None where it knows not.
    """
    since = _since(row, stamp, seen)
    if since is None:
        return
    changes = EventRow.objects.filter(row__in={row.pk, *inside}, event__number__gt=since).exclude(event__actor=by)
    links = list(changes.select_related("event__actor").order_by("event__number"))
    if links:
        raise Unseen(row, links[-1].event, _texts(links))


def _since(row: Row, stamp: int | None, seen: int | None) -> int | None:
    """The number of the last event that the page shows. A stale stamp says more than the page's own number."""
    stale = EventRow.objects.filter(row=row, stamp__gt=stamp) if stamp is not None else EventRow.objects.none()
    first = stale.order_by("event__number").values_list("event__number", flat=True).first()
    return seen if first is None else min(first - 1, first if seen is None else seen)


def _texts(links: list[EventRow]) -> dict[int, tuple[str, str]]:
    """The Markdown of each changed row before and now; nothing before for one that was added."""
    before: dict[int, str] = {}
    for link in links:
        for item in link.event.changes:
            if item["row"] == link.row_id and "placed" not in item:
                before.setdefault(link.row_id, (item["before"] or {}).get("source", ""))
    now = dict(Row.objects.filter(pk__in=before, removed_at=None).values_list("pk", "source"))
    return {pk: (text, now[pk]) for pk, text in before.items() if pk in now and now[pk] != text}
