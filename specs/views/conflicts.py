"""Two people changed the same words: both texts and the one before, and the ways out."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.document.diff import words
from specs.document.template import KINDS
from specs.models import EventRow, Row, Spec
from specs.services import editing, reverting
from specs.services.errors import Conflict, Refused
from specs.services.repeating import asked_with
from specs.views.answers import form_answer, page_of, saved
from specs.views.loading import unit
from specs.views.shape import Shape


@dataclass(frozen=True, slots=True)
class Shown:
    """One field that clashed, as the page shows it."""

    name: str
    label: str
    base: str
    mine: str
    theirs: str

    @property
    def mine_words(self) -> list[Any]:
        return [piece for piece in words(self.base, self.mine) if piece.op != "removed"]

    @property
    def theirs_words(self) -> list[Any]:
        return [piece for piece in words(self.base, self.theirs) if piece.op != "removed"]


def conflict(
    request: HttpRequest, spec: Spec, found: Row, clash: Conflict, *, action: str = "row_edit"
) -> HttpResponse:
    """409 with both texts. What did not clash is saved already; of the rest nothing is lost.

    `action` is the view that takes the answer: the one whose form it was.
    """
    shape = Shape.of(spec)
    line = unit(spec, shape, found.pk) if not clash.removed and found.pk in shape.by_id else None
    other = _other(request, found)
    clashes = [Shown(name, _label(found.kind, name), c.base, c.mine, c.theirs) for name, c in clash.clashes.items()]
    context = {
        "line": line,
        "place": f"row-{found.pk}",
        "clashes": clashes,
        "removed": clash.removed,
        "name": found.uid,
        "other": other.event.actor.get_short_name() if other else _("Somebody"),
        "at": other.event.at if other else None,
        "stamp": clash.row.stamp,
        "base_json": json.dumps({c.name: c.theirs for c in clashes}, ensure_ascii=False),
        "action": reverse(f"specs:{action}", args=[spec.key, found.pk]),
        "close": reverse("specs:row", args=[spec.key, found.pk]),
        "back": page_of(spec, found.pk),
    }
    return form_answer(
        request, spec, "specs/rows/conflict.html", context, status=409, heading=_("Two changes of the same words")
    )


def _label(kind: str, name: str) -> str:
    return next((_(field.label) for field in KINDS[kind].fields if field.name == name), "Markdown")


def _other(request: HttpRequest, found: Row) -> EventRow | None:
    """The newest change of the row by somebody else."""
    changes = EventRow.objects.filter(row=found).exclude(event__actor=request.user.pk)
    return changes.select_related("event__actor").order_by("-event__number").first()


def resolved(request: HttpRequest, spec: Spec, found: Row, *, again: Callable[..., HttpResponse]) -> HttpResponse:
    """Keeps mine, keeps theirs, or opens the form to write it by hand."""
    mine = _texts(request.POST, "mine-")
    keep = request.POST.get("keep")
    before = Shape.of(spec)
    removed = found.removed_at is not None
    if keep == "theirs":
        return saved(
            request, spec, before, None if removed else found.pk, gone=found if removed else None, wide=removed
        )
    if removed:
        with asked_with(""):
            reverting.restore_row(spec, by=reader(request), row_id=found.pk)
        found.refresh_from_db()
    if keep == "hand":
        return (
            again(request, spec, found, values=mine)
            if "source" not in mine
            else _by_hand(request, spec, found, mine["source"])
        )
    stamp = found.stamp if removed else _stamp(request, found)
    base = _texts(request.POST, "theirs-")
    try:
        if "source" in mine:
            editing.save_source(
                found,
                by=reader(request),
                source=mine["source"],
                stamp=stamp,
                whole=editing.is_whole(found),
                base=None if removed else base.get("source"),
            )
        else:
            editing.save_row(found, by=reader(request), values=mine, stamp=stamp, base=None if removed else base)
    except Conflict as clash:
        return conflict(request, spec, found, clash)
    except Refused as refusal:
        return again(request, spec, found, values=mine, status=422, error=refusal)
    return saved(request, spec, before, found.pk, wide=True)


def _by_hand(request: HttpRequest, spec: Spec, found: Row, mine: str) -> HttpResponse:
    from specs.views.raw import source_form  # noqa: PLC0415 (the two know each other)

    return source_form(request, spec, found, mine)


def _texts(data: QueryDict, prefix: str) -> dict[str, str]:
    found = {name: value for name, value in data.items() if name.startswith(prefix)}
    return {name.removeprefix(prefix): str(value).replace("\r\n", "\n") for name, value in found.items()}


def _stamp(request: HttpRequest, found: Row) -> int:
    """The stamp of the row as the conflict showed it: a newer change clashes again."""
    text = request.POST.get("stamp", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else found.stamp
