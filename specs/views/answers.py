"""What a change of rows answers with: the row, its section or the whole document, whichever the change reached.

An answer to HTMX carries `X-Fragment`, and beside the part that was asked for the saved mark; outline, steps and
history are asked for when it is quiet. Without HTMX the answer is a redirect to the row on the spec's page.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.reader import reader
from specs import permissions, workflow
from specs.models import Event, Row, Spec
from specs.services import assigning
from specs.services.errors import Blocked, Refused, WrongStatus
from specs.services.repeating import asked_with, done_before
from specs.views.doors import View, spec_view
from specs.views.kept import kept
from specs.views.lead import metadata_items
from specs.views.lines import Line
from specs.views.loading import document_sheet, family, section_sheet, unit
from specs.views.newest import newest
from specs.views.reach import Reach
from specs.views.shape import Shape
from specs.views.start import started

Answer = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an answer shows: the row that was saved, the line of a removed one, a form behind the row."""

    row: int | None
    gone: Row | None = None
    next_form: Callable[[], Any] | None = None

    def open_in(self, lines: list[Line]) -> None:
        if self.next_form is None:
            return
        for line in [*lines, *(child for parent in lines for child in parent.children)]:
            if line.row.pk == self.row:
                line.next_form = self.next_form()


def row_view(*methods: str, action: str = "edit") -> Callable[[View], View]:
    """`spec_view` for views that answer with fragments: a refusal is a line on the page, what was typed stays."""

    def decorate(view: View) -> View:
        @spec_view(*methods, action="read" if action == "tick" else action)
        @wraps(view)
        def answer(request: HttpRequest, spec: Spec, **named: Any) -> HttpResponse:
            if not request.htmx:  # type: ignore[attr-defined]
                return once(request, spec, view, named)
            try:
                return once(request, spec, view, named)
            except WrongStatus as refusal:
                return notice(request, refusal.message, status=409)
            except Refused as refusal:
                return notice(request, refusal.message, status=422)
            except Blocked as refusal:
                return notice(request, str(refusal), status=422)

        return answer

    return decorate


def once(request: HttpRequest, spec: Spec, view: View, named: dict[str, Any]) -> HttpResponse:
    """The same key again changes nothing, and is answered with what the first request with it changed.

    A key of somebody who has logged out meanwhile is not taken for the one who is logged in now.
    """
    by, key = reader(request), request.POST.get("key", "")
    if request.headers.get("X-Person", str(by.pk)) != str(by.pk):
        return HttpResponse(status=401)
    if not key:
        return view(request, spec, **named)
    if event := done_before(spec, by=by, key=key):
        return done_again(request, spec, event)
    try:
        with asked_with(key):
            response = view(request, spec, **named)
    except (Http404, IntegrityError, Refused, WrongStatus):
        if event := done_before(spec, by=by, key=key):  # its twin was faster
            return done_again(request, spec, event)
        raise
    return response


def done_again(request: HttpRequest, spec: Spec, event: Event) -> HttpResponse:
    """The page's part that the event changed, as it is now."""
    items = [item for item in event.changes if item["row"] and not (item.get("placed") or item.get("renumbered"))]
    gone = Row.objects.filter(pk__in=[item["row"] for item in items if not item["after"]]).order_by("place").first()
    rows = [item["row"] for item in items if item["after"]]
    shape = Shape.of(spec)
    there = [pk for pk in rows if pk in shape.by_id]
    first = there[0] if there and len({shape.block(pk) for pk in there}) == 1 else None
    return saved(request, spec, shape, first, gone=None if rows else gone, wide=True)


def standing(spec: Spec, row_id: int) -> Row:
    """A row of this spec that is in its text; any other is a 404."""
    row = Row.objects.filter(spec=spec, pk=row_id, removed_at=None).first()
    if row is None:
        raise Http404
    row.spec = spec
    return row


def any_row(spec: Spec, row_id: int) -> Row:
    """A row of this spec, removed or not."""
    row = Row.objects.filter(spec=spec, pk=row_id).first()
    if row is None:
        raise Http404
    row.spec = spec
    return row


def must_take(spec: Spec, action: str = "edit") -> None:
    """Raises WrongStatus where the spec's state takes no edits: a form for it would promise too much."""
    workflow.require(action, spec.state)


def page_of(spec: Spec, row_id: int | None = None) -> str:
    """The spec's page, at a row."""
    query = "?working" if spec.status == "review" else ""
    return reverse("specs:spec", args=[spec.key]) + query + (f"#row-{row_id}" if row_id else "")


def common(request: HttpRequest, spec: Spec) -> dict[str, Any]:
    """What every template of rows asks for."""
    role, archived = spec.role_of(request.user), spec.archived_at is not None
    can_tick = permissions.can(role, "tick", spec.status, archived=archived)
    return {
        "spec": spec,
        "base": reverse("specs:spec", args=[spec.key]),
        "can_edit": permissions.can(role, "edit", spec.status, archived=archived),
        "can_tick": can_tick,
        "own_tasks": frozenset() if can_tick or archived else assigning.tasks_of(spec, request.user),
    }


def fragment(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response.headers["X-Fragment"] = "1"
    return response


def notice(request: HttpRequest, message: str, *, status: int) -> HttpResponse:
    """A line at the bottom left: what did not happen, and why."""
    response = fragment(request, "specs/panels/notice.html", {"message": message}, status=status)
    response.headers["HX-Retarget"] = "#notice"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def form_answer(
    request: HttpRequest,
    spec: Spec,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    heading: str = "Edit",
) -> HttpResponse:
    """A form in place, or on a page of its own."""
    context = {**common(request, spec), **context}
    if request.htmx:  # type: ignore[attr-defined]
        return fragment(request, template, context, status=status)
    return render(request, "specs/rows/page.html", {**context, "part": template, "heading": heading}, status=status)


def shown(request: HttpRequest, spec: Spec, row_id: int, *, status: int = 200) -> HttpResponse:
    """A row at rest."""
    shape = Shape.of(spec)
    line = unit(spec, shape, row_id)
    context = {**common(request, spec), "line": line}
    if line.kind == "heading":
        block = section_sheet(spec, shape, row_id)
        context["count"] = block.count if block else ""
    return fragment(request, line.template, context, status=status)


def saved(  # noqa: PLR0913 (all that an answer may show, each by its name)
    request: HttpRequest,
    spec: Spec,
    before: Shape,
    row_id: int | None,
    *,
    gone: Row | None = None,
    next_form: Callable[[], Any] | None = None,
    wide: bool = False,
    also: Collection[int] = (),
    event: Event | None = None,
) -> HttpResponse:
    """The answer to a change that was stored: the smallest part of the page that shows all of it, and of `also`.

    `event` is what recorded it, where it is at hand.
    """
    if not request.htmx:  # type: ignore[attr-defined]
        if gone is not None:
            return HttpResponseRedirect(f"{reverse('specs:spec', args=[spec.key])}?gone={gone.pk}#row-{gone.pk}")
        return HttpResponseRedirect(page_of(spec, row_id))
    reach = Reach.since(spec, before.seq, event)
    if reach.last != spec.seq:  # changed through another object than this one
        spec.refresh_from_db()
    line = None if row_id is None or wide or gone or next_form or also else row_alone(spec, row_id, reach)
    if line is not None:
        context = {**common(request, spec), "line": line}
        place, html = f"row-{row_id}", str(render_to_string(line.template, context, request))
    else:
        place, html = _wide(request, spec, reach, Wanted(row_id, gone, next_form), also)
    response = marked_saved(request, spec, html, row_id)
    response.headers["HX-Retarget"] = f"#{place}"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def marked_saved(request: HttpRequest, spec: Spec, html: str, row_id: int | None = None) -> HttpResponse:
    """A part of the page with the saved mark; the page hears that it was saved, and asks for what stands beside."""
    response = HttpResponse(html + render_to_string("specs/panels/saved.html", {"spec": spec, "oob": True}, request))
    response.headers["X-Fragment"] = "1"
    response.headers["HX-Trigger-After-Settle"] = json.dumps({"specroom:saved": {"row": row_id, "number": spec.seq}})
    return response


def row_alone(spec: Spec, row_id: int, reach: Reach) -> Line | None:
    """The row's line, if it shows all that was changed."""
    if reach.moved or reach.everywhere:
        return None
    line = family(spec, row_id)
    if line is None or line.kind in ("heading", "meta", "table"):
        return None
    inside = {below.row.pk for own in line.absorbed.values() for below in (own, *own.walk())}
    return line if reach.is_row(row_id, inside) else None


def _wide(request: HttpRequest, spec: Spec, reach: Reach, wanted: Wanted, also: Collection[int]) -> tuple[str, str]:
    """The id of the part of the page that shows everything that was changed, and the part."""
    shape = Shape.of(spec)
    named = {pk for pk in (wanted.row, wanted.gone.pk if wanted.gone else None, *also) if pk is not None}
    headings = any(shape.by_id[pk].kind in ("heading", "meta") for pk in named if pk in shape.by_id)
    section = None if headings else reach.section(shape, named)
    return f"section-{section}" if section else "document", _part(request, spec, shape, section, wanted)


def _part(request: HttpRequest, spec: Spec, shape: Shape, section: int | None, wanted: Wanted) -> str:
    context = common(request, spec)
    if section is not None:
        block = section_sheet(spec, shape, section, gone=wanted.gone)
        if block is not None:
            wanted.open_in(block.lines)
            return render_to_string("specs/sections/section.html", {**context, "block": block}, request)
    sheet = document_sheet(spec, gone=wanted.gone)
    for block in sheet.blocks:
        wanted.open_in(block.lines)
    context |= {"sheet": sheet, "metadata": metadata_items(sheet), "findings": sheet.findings}
    return render_to_string("specs/sections/document.html", context, request)


@spec_view("GET")
def beside(request: HttpRequest, spec: Spec) -> HttpResponse:
    """What stands around the document, swapped out of band: a page asks for it when it has saved, not at each save."""
    context = common(request, spec)
    found = kept(spec, context)
    context |= {
        "oob": True,
        "newest": newest(spec),
        "findings": found.blocking,
        "outline": found.outline,
    }
    context |= started(spec, editable=context["can_edit"])
    return fragment(request, "specs/panels/beside.html", context)
