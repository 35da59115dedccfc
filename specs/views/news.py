"""What an open page asks for when it hears that others changed the spec: the parts of it that are to be drawn anew."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

from specs.lately import Lately
from specs.marks import mark
from specs.models import Event, Spec
from specs.services.feeding import MOST, news
from specs.views.answers import common, fragment
from specs.views.doors import spec_view
from specs.views.kept import kept, live_parts
from specs.views.loading import family, frozen_revision, section_sheet
from specs.views.reach import Reach
from specs.views.shape import Shape
from specs.views.talking import marked

#: Parts drawn lately: a hundred pages that hear of one change ask for the same.
_DRAWN: Lately[str | None] = Lately(100)
_BOXES = frozenset({"task", "check", "criterion"})


@spec_view("GET")
def since(request: HttpRequest, spec: Spec, number: int) -> HttpResponse:
    """What happened after the event of that number: what a page asks every ten seconds where no socket works."""
    return JsonResponse({"number": spec.seq, "events": news(spec, number)})


@spec_view("GET")
def changed(request: HttpRequest, spec: Spec) -> HttpResponse:
    """The parts of the page that show these events (`n`), as they are now; and what the page is to know of the spec."""
    numbers = [int(n) for n in request.GET.getlist("n")[: MOST + 1] if n.isascii() and n.isdecimal() and len(n) < 10]
    context = {**common(request, spec), **marked(request, spec)}
    response = fragment(request, "specs/panels/changed.html", context)
    response.content = _parts(request, spec, numbers).encode() + response.content
    response.headers["X-Number"] = str(spec.seq)
    response.headers["X-State"] = state_of(request, spec)
    return response


def state_of(request: HttpRequest, spec: Spec) -> str:
    """Changes when the page is another one: its status, the text that is shown, what this person may do."""
    revision = frozen_revision(spec)
    shown = f"{spec.status}.{spec.working}.{revision.number if revision else 0}.{bool(spec.archived_at):d}"
    return f"{shown}.{spec.role_of(request.user)}"


def _parts(request: HttpRequest, spec: Spec, numbers: list[int]) -> str:
    context = common(request, spec)
    if spec.working == "review" and ("working" not in request.GET or not context["can_edit"]):
        return ""  # what is read is frozen
    look = (
        spec.uuid,
        spec.seq,
        tuple(numbers),
        context["can_edit"],
        context["can_tick"],
        context["own_tasks"],
        get_language(),
    )
    few = len(numbers) <= MOST
    drawn = _DRAWN.of(look, lambda: _drawn(spec, numbers, {**context, "csrf_token": mark("token")})) if few else None
    if drawn is None:
        found = kept(spec, context)
        return str(found.shown(request, live_parts(request, spec, found)))
    return drawn.replace(mark("token"), get_token(request))


def _drawn(spec: Spec, numbers: Collection[int], context: dict[str, Any]) -> str | None:
    """Rows and sections; None where only the whole document shows all of it."""
    reach, boxes = Reach(), False
    events = Event.objects.filter(spec=spec, number__in=numbers)
    for verb, data, changes in events.values_list("verb", "data", "changes"):
        if verb == "assigned":  # no change of a row: whose box is there to be ticked
            reach.rows.add(data["task"])
            boxes = True
        for item in changes:
            if item["row"] is not None and "placed" not in item:
                reach.take(item, item["before"] or {}, item["after"] or {})
                boxes |= (item["after"] or item["before"])["kind"] in _BOXES
    if reach.everywhere:
        return None
    if not reach.rows:
        return ""
    rows = None if reach.moved or boxes else _rows(spec, reach, context)
    return rows if rows is not None else _sections(spec, reach, context)


def _rows(spec: Spec, reach: Reach, context: dict[str, Any]) -> str | None:
    """Each row that shows something of it, alone; None where one of them cannot be shown alone."""
    owners = []
    for pk in reach.rows:
        line = family(spec, pk)
        if line is None or line.owner.kind in ("heading", "meta", "table"):
            return None
        if line.owner.row.pk not in owners:
            owners.append(line.owner.row.pk)
    lines = [family(spec, pk) for pk in owners]
    return "".join(render_to_string(line.template, {**context, "line": line}) for line in lines if line)


def _sections(spec: Spec, reach: Reach, context: dict[str, Any]) -> str | None:
    shape = Shape.of(spec)
    blocks = {reach.block(shape, pk) for pk in reach.rows}
    html = []
    for pk in blocks:
        whole = pk is None or shape.by_id[pk].key in ("title", "metadata") or not shape.in_one_piece(pk)
        block = None if whole or pk is None else section_sheet(spec, shape, pk)
        if block is None:
            return None
        html.append(render_to_string("specs/sections/section.html", {**context, "block": block}))
    return "".join(html)
