"""Where a row stands in the text, and what it was before."""

from typing import Any

from django.utils.translation import gettext as _

from specs.document.fields import fields
from specs.document.rows import Document, Refused
from specs.models import EventRow, Row

Place = Row | int | None


def lines(text: str) -> str:
    """Browsers send CRLF, for a lone CR too; words are compared with LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def index_of(document: Document, place: Place) -> int | None:
    return None if place is None else placed(document, place)


def placed(document: Document, place: Row | int) -> int:
    """Where a row, named by itself or its id, stands. Refused if it is not, or no more, in this text."""
    try:
        return document.place(place.pk if isinstance(place, Row) else place)
    except LookupError:
        raise Refused(_("It was deleted meanwhile. Nothing was changed.")) from None


def inside(document: Document, index: int) -> set[int]:
    return {pk for found in document.rows[index : document.end(index)] if (pk := found.id) is not None}


def stamp_of(row: Row) -> int:
    """The row's stamp as it is now, whatever it was when `row` was read."""
    return int(Row.objects.values_list("stamp", flat=True).get(pk=row.pk))


def earlier_values(row: Row, stamp: int) -> dict[str, str]:
    """A row's own fields as they were at an earlier stamp."""
    state = earlier_state(row, stamp)
    return fields(state["kind"], state["dialect"], state["source"])


def earlier_state(row: Row, stamp: int) -> dict[str, Any]:
    """Kind, dialect and source that a row had at an earlier stamp."""
    since = EventRow.objects.filter(row=row, stamp__gt=stamp).order_by("stamp").select_related("event")
    for link in since:
        for item in link.event.changes:
            if item["row"] == row.pk and item["before"] and "source" in item["before"]:
                return dict(item["before"])
    return dict(Row.objects.values("kind", "dialect", "source").get(pk=row.pk))
