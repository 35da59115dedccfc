"""One row: shown, edited, deleted, moved, ticked."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.document import rendering
from specs.forms import RowForm, row_form
from specs.models import Row, Spec
from specs.services import editing, reverting, typing
from specs.services.errors import Conflict, NotAllowed, Refused, Unseen, WrongStatus
from specs.services.repeating import asked_with
from specs.views.adding import Adding, following, joined, number
from specs.views.answers import any_row, form_answer, must_take, page_of, row_view, saved, shown, standing
from specs.views.conflicts import conflict, resolved
from specs.views.fitting import ENTER, bound, say, writable
from specs.views.homes import homes
from specs.views.loading import unit
from specs.views.progress import progress_html
from specs.views.shape import Shape
from specs.views.unseen import Page, unseen


@row_view("GET", action="read")
def row(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A row at rest, or its place on the page. `typed`: by whoever has just typed in it."""
    if "typed" in request.GET:
        typing.flush_row(spec, id)
    standing(spec, id)
    if request.htmx:  # type: ignore[attr-defined]
        return shown(request, spec, id)
    return HttpResponseRedirect(page_of(spec, id))


@row_view("GET", "POST")
def edit(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A row's form, and its saving."""
    if request.method == "POST":
        if "typed" in request.POST:
            typing.flush_row(spec, id)
        return save(request, spec, any_row(spec, id))
    must_take(spec)
    found = standing(spec, id)
    if found.kind == "heading" and found.key != "title":
        return HttpResponseRedirect(reverse("specs:section_rename", args=[spec.key, id]))
    return edit_form(request, spec, found)


def edit_form(
    request: HttpRequest,
    spec: Spec,
    found: Row,
    data: QueryDict | None = None,
    *,
    status: int = 200,
    error: Any = None,
    values: Mapping[str, str] | None = None,
    preview: str = "",
) -> HttpResponse:
    """The form of a row as it stands, or as it was typed."""
    line = unit(spec, Shape.of(spec), found.pk)
    form = bound(spec, found, data, values=values)
    if error is not None:
        say(form, error)
    place = f"row-{found.pk}"
    context = {
        "form": form,
        "line": line,
        "place": place,
        "depth": line.depth,
        "homes": homes(spec, [found]),
        "preview": mark_safe(preview),  # noqa: S308
        "action": reverse("specs:row_edit", args=[spec.key, found.pk]),
        "close": reverse("specs:row", args=[spec.key, found.pk]),
        "back": page_of(spec, found.pk),
        "seen": spec.seq if data is None else data.get("seen", ""),
        "keep": place,
        "enter": ENTER.get(found.kind, ""),
        "columns": line.parent.columns if line.parent else 1,
        "retyped": bool(values),
        "cells": [(cell, form[cell.name] if cell.name in form.fields else None) for cell in line.cells]
        if line.layout == "cell"
        else None,
    }
    template = "specs/rows/cell_form.html" if line.layout == "cell" else "specs/rows/form.html"
    heading = _("Edit {row}").format(row=line.name)
    return form_answer(request, spec, template, context, status=status, heading=heading)


def save(request: HttpRequest, spec: Spec, found: Row) -> HttpResponse:
    """Writes what was typed. Refusals and conflicts come back with every word of it."""
    if "keep" in request.POST:
        return resolved(request, spec, found, again=edit_form)
    form = row_form(found.kind)(request.POST, names=writable(found), auto_id=f"f{found.pk}-%s")
    if not form.is_valid():
        return edit_form(request, spec, found, request.POST, status=422)
    if "preview" in request.POST:
        return edit_form(request, spec, found, request.POST, preview=rendering.render(form.typed.get("text", "")))
    changed, texts = form.changed, following(request)
    before = Shape.of(spec)
    try:
        last = _written(request, found, form, texts)
    except Conflict as clash:
        return conflict(request, spec, found, clash)
    except (Refused, WrongStatus, NotAllowed) as refusal:
        status = 409 if isinstance(refusal, WrongStatus) else 422
        return edit_form(request, spec, found, joined(request, texts), status=status, error=refusal)
    wide = bool(texts or {"criteria", "done"} & changed.keys())
    return _after(request, spec, before, last, still=found.removed_at is None and last.standing, wide=wide)


def _written(request: HttpRequest, found: Row, form: RowForm, texts: list[str]) -> editing.Saved:
    """What became of the row, or the last of the rows that it became."""
    by, values, stamp = reader(request), form.changed, form.cleaned_data["stamp"]
    stamp = found.stamp if stamp is None else stamp
    if texts:
        made = editing.split_row(found, by=by, values=values, following=texts, stamp=stamp, base=form.base_values)
        return editing.Saved(made.pk, None)
    if values:
        return editing.save_row(found, by=by, values=values, stamp=stamp, base=form.base_values)
    return editing.Saved(found.pk, None)


def _after(
    request: HttpRequest, spec: Spec, before: Shape, last: editing.Saved, *, still: bool, wide: bool
) -> HttpResponse:
    if not still:  # emptied prose is gone; a text in which a table was written is that table now
        gone = Row.objects.get(pk=last.pk)
        if any(request.POST.get(name, "").strip() for name in ("text", "title")) and (became := _behind(spec, gone)):
            return saved(request, spec, before, became.pk, wide=True)
        return saved(request, spec, before, None, gone=gone)
    if "next" in request.POST:
        adding = Adding.behind(spec, last.row)
        if not request.htmx:  # type: ignore[attr-defined]
            return HttpResponseRedirect(adding.address())
        return saved(request, spec, before, last.pk, next_form=adding.open)
    return saved(request, spec, before, last.pk, wide=wide, event=last.event)


def _behind(spec: Spec, gone: Row) -> Row | None:
    """The row that stands where one was."""
    return spec.rows.filter(place__gte=gone.place).order_by("place").first()


def _typed_first(request: HttpRequest, spec: Spec, found: Row, *, emptied: bool = True) -> None:
    """Saves what was typed before the row is moved or deleted, so that no word is lost."""
    if "base" not in request.POST:
        return
    form = row_form(found.kind)(request.POST, names=writable(found))
    if form.is_valid() and (any(form.changed.values()) or (emptied and form.changed)):
        stamp = form.cleaned_data["stamp"]
        with asked_with(""):  # the key is for what follows
            editing.save_row(
                found,
                by=reader(request),
                values=form.changed,
                stamp=found.stamp if stamp is None else stamp,
                base=form.base_values,
            )


@row_view("POST")
def delete(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """Takes the row out; one line with Undo stays in its place."""
    found = standing(spec, id)
    before = Shape.of(spec)
    page = Page.of(request)
    try:
        editing.require_all_seen(found, by=reader(request), stamp=page.stamp, seen=page.seen)
        _typed_first(request, spec, found, emptied=False)
    except Unseen as question:
        return unseen(request, spec, found, question)
    except Conflict as clash:
        if not page.asked:
            return conflict(request, spec, found, clash)
    except Refused:
        pass  # what cannot be written is about to be deleted
    try:
        editing.remove_row(found, by=reader(request), stamp=page.stamp, seen=page.seen)
    except Unseen as question:
        return unseen(request, spec, found, question)
    return saved(request, spec, before, None, gone=Row.objects.get(pk=id))


@row_view("POST")
def restore(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """Brings a deleted row back."""
    any_row(spec, id)
    before = Shape.of(spec)
    reverting.restore_row(spec, by=reader(request), row_id=id)
    return saved(request, spec, before, id, wide=True)


@row_view("POST")
def move(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """Up, down, or to another section of the same kind."""
    found = standing(spec, id)
    before = Shape.of(spec)
    try:
        _typed_first(request, spec, found)
    except Conflict as clash:
        return conflict(request, spec, found, clash)
    direction = request.POST.get("direction", "")
    if direction == "up":
        editing.move_up(found, by=reader(request))
    elif direction == "down":
        editing.move_down(found, by=reader(request))
    else:
        _move_to(spec, found, request)
    return saved(request, spec, before, id, wide=True)


def _move_to(spec: Spec, found: Row, request: HttpRequest) -> None:
    target = standing(spec, number(request.POST.get("to")) or 0)
    last = spec.rows.filter(parent=target).exclude(kind="heading").last()
    after = standing(spec, last.pk) if last else None
    editing.move_row(found, by=reader(request), parent=target, after=after)


@row_view("POST", action="tick")
def tick(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A task's box; progress may change in any status."""
    found = standing(spec, id)
    before = Shape.of(spec)
    editing.tick(found, by=reader(request), done=request.POST.get("done") == "1")
    if request.POST.get("from") == "read":
        return HttpResponseRedirect(reverse("specs:read", args=[spec.key]) + f"#row-{id}")
    answer = saved(request, spec, before, id)
    if answer.headers.get("HX-Retarget") == f"#row-{id}":
        answer.content += progress_html(found).encode()
    return answer
