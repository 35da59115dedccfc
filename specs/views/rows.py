"""One row: shown, edited, added, deleted, moved, ticked, written as Markdown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from specs.document import rendering
from specs.document.fields import spans
from specs.document.outline import values as values_of
from specs.document.template import KINDS, SECTIONS
from specs.forms import SUGGESTIONS, PasteForm, RowForm, SourceForm, row_form
from specs.models import Row, Spec
from specs.services import editing, reverting
from specs.services.errors import Conflict, NotAllowed, Refused, WrongStatus
from specs.views.answers import any_row, form_answer, fragment, must_take, page_of, row_view, saved, shown, standing
from specs.views.conflicts import conflict, resolved
from specs.views.loading import unit
from specs.views.shape import Shape
from specs.views.sheet import Line

#: Rows of one line, in which Enter adds the next.
ONE_LINE = {"goal", "nongoal", "reference", "metric", "question", "task", "check", "step", "stage", "layer", "labelled", "quality", "criterion"}


@row_view("GET", action="read")
def row(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A row at rest, or its place on the page."""
    standing(spec, id)
    if request.htmx:  # type: ignore[attr-defined]
        return shown(request, spec, id)
    return HttpResponseRedirect(page_of(spec, id))


@row_view("GET", "POST")
def edit(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A row's form, and its saving."""
    if request.method == "POST":
        return save(request, spec, any_row(spec, id))
    must_take(spec)
    found = standing(spec, id)
    if found.kind == "heading" and found.key != "title":
        return HttpResponseRedirect(reverse("specs:section_rename", args=[spec.key, id]))
    return edit_form(request, spec, found)


def edit_form(
    request: HttpRequest, spec: Spec, found: Row, data: QueryDict | None = None, *, status: int = 200, error: Any = None,
    values: Mapping[str, str] | None = None, preview: str = "",
) -> HttpResponse:
    """The form of a row as it stands, or as it was typed."""
    line = unit(spec, Shape.of(spec), found.pk)
    form = bound(spec, found, data, values=values)
    if error is not None:
        _say(form, error)
    place = f"row-{found.pk}"
    context = {
        "form": form, "line": line, "place": place, "depth": line.depth, "homes": homes(spec, line), "preview": mark_safe(preview),  # noqa: S308
        "action": reverse("specs:row_edit", args=[spec.key, found.pk]), "close": reverse("specs:row", args=[spec.key, found.pk]),
        "back": page_of(spec, found.pk), "keep": place, "enter_next": found.kind in ONE_LINE,
        "columns": line.parent.columns if line.parent else 1, "retyped": bool(values),
        "cells": [(cell, form[cell.name] if cell.name in form.fields else None) for cell in line.cells] if line.layout == "cell" else None,
    }
    template = "specs/rows/cell_form.html" if line.layout == "cell" else "specs/rows/form.html"
    heading = f"Edit {line.name}"
    return form_answer(request, spec, template, context, status=status, heading=heading)


def _say(form: RowForm, error: Refused | WrongStatus | NotAllowed) -> None:
    form.is_valid()
    name = getattr(error, "field", "")
    form.add_error(name if name in form.fields else None, error.message)


def bound(spec: Spec, found: Row, data: QueryDict | None = None, *, values: Mapping[str, str] | None = None) -> RowForm:
    """A row's form with its values; `data` is what was typed."""
    document = spec.document()
    index = document.place(found.pk) if found.removed_at is None else None
    now = dict(values_of(document, index)) if index is not None else {}
    return row_form(found.kind)(
        data, values=now, typed=values, names=writable(found), stamp=found.stamp, auto_id=f"f{found.pk}-%s",
        suggestions=SUGGESTIONS.get(found.section, ()), cells=found.dialect.startswith("cell:"),
    )


def writable(found: Row) -> frozenset[str]:
    """The fields this very row can hold: of a table those it has columns for."""
    names = frozenset(field.name for field in KINDS[found.kind].fields)
    layout = found.dialect.partition(":")[0]
    if layout == "cell":
        return names & frozenset(spans(found.kind, found.dialect, found.source))
    if layout == "heading":
        return frozenset(n for n in names if n != "lang")
    return names


def homes(spec: Spec, line: Line) -> list[dict[str, Any]]:
    """Other places of the same kind that the row may move to: sections, or phases for a task."""
    parent = line.parent.row if line.parent else None
    if parent is None or line.layout == "cell":
        return []
    if parent.kind == "heading":
        same = spec.rows.filter(kind="heading").exclude(pk=parent.pk).exclude(key__in=("title", "metadata"))
        wanted = [row for row in same if _holds(row, line.kind)]
    else:
        wanted = list(spec.rows.filter(kind=parent.kind).exclude(pk=parent.pk))
    return [{"id": row.pk, "title": row.title or row.uid or row.text[:60]} for row in wanted]


def _holds(heading: Row, kind: str) -> bool:
    """Whether rows of this kind belong in the section: its own kind, and prose anywhere."""
    key = heading.key or heading.section
    if kind == "prose":
        return key not in ("goals_nongoals", "requirements", "architecture")
    return key in SECTIONS and SECTIONS[key].kind == kind


def save(request: HttpRequest, spec: Spec, found: Row) -> HttpResponse:
    """Writes what was typed. Refusals and conflicts come back with every word of it."""
    if "keep" in request.POST:
        return resolved(request, spec, found, again=edit_form)
    form = row_form(found.kind)(request.POST, names=writable(found), auto_id=f"f{found.pk}-%s")
    if not form.is_valid():
        return edit_form(request, spec, found, request.POST, status=422)
    if "preview" in request.POST:
        return edit_form(request, spec, found, request.POST, preview=rendering.render(form.typed.get("text", "")))
    changed = form.changed
    before = Shape.of(spec)
    try:
        if changed:
            stamp = form.cleaned_data["stamp"]
            editing.save_row(found, by=request.user, values=changed, stamp=found.stamp if stamp is None else stamp, base=form.base_values)
    except Conflict as clash:
        return conflict(request, spec, found, clash, form.typed)
    except (Refused, WrongStatus, NotAllowed) as refusal:
        return edit_form(request, spec, found, request.POST, status=409 if isinstance(refusal, WrongStatus) else 422, error=refusal)
    still = Row.objects.filter(pk=found.pk, removed_at=None).exists()
    return _after(request, spec, before, found, still=still, wide=bool({"criteria", "done"} & changed.keys()))


def _after(request: HttpRequest, spec: Spec, before: Shape, found: Row, *, still: bool, wide: bool) -> HttpResponse:
    if not still:  # emptied prose is gone
        return saved(request, spec, before, None, gone=Row.objects.get(pk=found.pk))
    if "next" in request.POST:
        adding = Adding.behind(spec, found)
        if not request.htmx:  # type: ignore[attr-defined]
            return HttpResponseRedirect(adding.address())
        return saved(request, spec, before, found.pk, next_form=adding.open)
    return saved(request, spec, before, found.pk, wide=wide)


@dataclass(slots=True)
class Adding:
    """A new row's form: where it goes and where it stands on the page."""

    spec: Spec
    kind: str
    section: str = ""
    parent: int | None = None
    after: int | None = None
    place: str = ""
    label: str = ""
    cells: list[Any] | None = None
    columns: int = 1
    form: RowForm | None = None
    hidden: list[tuple[str, Any]] = field(default_factory=list)

    @classmethod
    def asked(cls, spec: Spec, data: QueryDict) -> "Adding":
        kind = data.get("kind", "prose")
        if kind not in KINDS or kind in ("heading", "table"):
            raise Refused(f"There is no kind of row called {kind[:40]}.")
        section = data.get("section", "")
        return cls(
            spec, kind, section if section in SECTIONS else "", _number(data.get("parent")), _number(data.get("after")),
            _place(data.get("place", "")), data.get("label", "")[:80],
        )

    @classmethod
    def behind(cls, spec: Spec, found: Row) -> "Adding":
        return cls(spec, found.kind, found.section, found.parent_id, found.pk, f"after-{found.pk}")

    @property
    def action(self) -> str:
        return reverse("specs:add", args=[self.spec.key])

    @property
    def close(self) -> str:
        """Where the line comes from that stands there when no row is added; nothing where none stood."""
        return "" if self.place.startswith(("after-", "below-")) else f"{self.address()}&place={self.place}&closed"

    @property
    def back(self) -> str:
        return page_of(self.spec, self.after or self.parent)

    @property
    def enter_next(self) -> bool:
        return self.kind in ONE_LINE

    def address(self) -> str:
        query = QueryDict(mutable=True)
        for name in ("kind", "section", "parent", "after"):
            if value := getattr(self, name):
                query[name] = str(value)
        return f"{self.action}?{query.urlencode()}"

    def open(self, data: QueryDict | None = None) -> "Adding":
        """With its form, empty or as typed."""
        sample = self._table_row()
        names = writable(sample) if sample is not None else frozenset(f.name for f in KINDS[self.kind].fields)
        values = {"label": self.label} if self.label else {}
        auto_id = f"new-{self.place or 'row'}-%s"
        known = SUGGESTIONS.get(self.section, ())
        self.form = row_form(self.kind)(data, values=values, names=names, auto_id=auto_id, suggestions=known, cells=sample is not None)
        self.hidden = [
            (name, value)
            for name, value in (("kind", self.kind), ("section", self.section), ("parent", self.parent), ("after", self.after), ("place", self.place))
            if value
        ]
        if sample is not None:
            line = unit(self.spec, Shape.of(self.spec), sample.pk)
            self.columns = line.parent.columns if line.parent else len(names)
            self.cells = [(cell, self.form[cell.name] if cell.name in self.form.fields else None) for cell in line.cells]
            for cell, bound_field in self.cells:
                if bound_field is None:
                    cell.clear()
        return self

    def _table_row(self) -> Row | None:
        """A line of the table that the new row goes into."""
        below = self.parent if self.after is None else Row.objects.filter(pk=self.after, spec=self.spec).values_list("parent_id", flat=True).first()
        if below is None or not self.spec.rows.filter(pk=below, kind="table").exists():
            return None
        return self.spec.rows.filter(parent_id=below, kind=self.kind).last()

    def context(self) -> dict[str, Any]:
        return {"form": self.form, "add": self}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _place(text: str) -> str:
    """The id of an element of ours, or nothing."""
    return text if text.replace("-", "").replace("_", "").isalnum() and text.isascii() and len(text) < 60 else ""


@row_view("GET", "POST")
def add(request: HttpRequest, spec: Spec) -> HttpResponse:
    """A new row's form, and its adding. What is left empty is not added."""
    must_take(spec)
    adding = Adding.asked(spec, request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        return _added(request, spec, adding)
    if "closed" in request.GET:
        return closed(request, spec, adding)
    adding.place = adding.place or "add-row"
    return form_answer(request, spec, "specs/rows/add_form.html", adding.open().context(), heading=f"Add {KINDS[adding.kind].label.lower()}")


def _added(request: HttpRequest, spec: Spec, adding: Adding) -> HttpResponse:
    form = adding.open(request.POST).form
    assert form is not None
    if not form.is_valid():
        return form_answer(request, spec, "specs/rows/add_form.html", adding.context(), status=422, heading="Add")
    values = {name: value for name, value in form.typed.items() if value.strip()}
    if "preview" in request.POST:
        preview = mark_safe(rendering.render(values.get("text", "")))  # noqa: S308
        return form_answer(request, spec, "specs/rows/add_form.html", {**adding.context(), "preview": preview}, heading="Preview")
    if not values.keys() - {"done", "label", "method"}:
        return closed(request, spec, adding)
    before = Shape.of(spec)
    try:
        new = editing.add_row(
            spec, by=request.user, kind=adding.kind, values=values, section=adding.section or None, parent=adding.parent, after=adding.after
        )
    except Refused as refusal:
        _say(form, refusal)
        return form_answer(request, spec, "specs/rows/add_form.html", adding.context(), status=422, heading="Add")
    if "next" in request.POST:
        following = Adding.behind(spec, new)
        if not request.htmx:  # type: ignore[attr-defined]
            return HttpResponseRedirect(following.address())
        return saved(request, spec, before, new.pk, next_form=following.open)
    return saved(request, spec, before, new.pk, wide=True)


def closed(request: HttpRequest, spec: Spec, adding: Adding) -> HttpResponse:
    """The line from which a row can be added, as it stood before its form was opened."""
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(page_of(spec, adding.after or adding.parent))
    if not adding.close:
        return fragment(request, "specs/rows/nothing.html", {})
    return fragment(request, "specs/sections/add_again.html", {"add": adding, "noun": KINDS[adding.kind].label.lower(), "address": adding.address()})


@row_view("GET", "POST")
def source(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A row's Markdown, to be written by hand; it is recognised again."""
    must_take(spec)
    found = standing(spec, id)
    form = SourceForm(request.POST or None, initial={"source": found.source, "stamp": found.stamp}, auto_id=f"s{id}-%s")
    if request.method == "GET" or not form.is_valid():
        return _source_form(request, spec, found, form, status=200 if request.method == "GET" else 422)
    before = Shape.of(spec)
    try:
        stamp = form.cleaned_data["stamp"]
        editing.save_source(found, by=request.user, source=form.cleaned_data["source"], stamp=found.stamp if stamp is None else stamp)
    except Conflict as clash:
        return conflict(request, spec, found, clash, {"source": form.cleaned_data["source"]})
    except (Refused, WrongStatus) as refusal:
        form.add_error(None, refusal.message)
        return _source_form(request, spec, found, form, status=422)
    still = Row.objects.filter(pk=id, removed_at=None).exists()
    if not still:
        return saved(request, spec, before, None, gone=Row.objects.get(pk=id))
    return saved(request, spec, before, id, wide=True)


def source_form(request: HttpRequest, spec: Spec, found: Row, typed: str) -> HttpResponse:
    """The Markdown as somebody typed it, to be mended by hand against the row as it is now."""
    form = SourceForm(initial={"source": typed, "stamp": found.stamp}, auto_id=f"s{found.pk}-%s")
    return _source_form(request, spec, found, form, status=200)


def _source_form(request: HttpRequest, spec: Spec, found: Row, form: SourceForm, *, status: int) -> HttpResponse:
    context = {
        "form": form, "place": f"row-{found.pk}", "action": reverse("specs:row_source", args=[spec.key, found.pk]), "keep": f"source-{found.pk}",
        "close": reverse("specs:row", args=[spec.key, found.pk]), "back": page_of(spec, found.pk),
        "hint": "This is how the row stands in the file. It is recognised again when you save it.",
    }
    return form_answer(request, spec, "specs/rows/source.html", context, status=status, heading="Markdown")


def _typed_first(request: HttpRequest, spec: Spec, found: Row) -> None:
    """Saves what was typed before the row is moved or deleted, so that no word is lost."""
    if "base" not in request.POST:
        return
    form = row_form(found.kind)(request.POST, names=writable(found))
    if form.is_valid() and form.changed:
        stamp = form.cleaned_data["stamp"]
        editing.save_row(found, by=request.user, values=form.changed, stamp=found.stamp if stamp is None else stamp, base=form.base_values)


@row_view("POST")
def delete(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """Takes the row out; one line with Undo stays in its place."""
    found = standing(spec, id)
    before = Shape.of(spec)
    try:
        _typed_first(request, spec, found)
    except Conflict as clash:
        return conflict(request, spec, found, clash, {})
    except Refused:
        pass  # what cannot be written is about to be deleted
    editing.remove_row(found, by=request.user)
    return saved(request, spec, before, None, gone=Row.objects.get(pk=id))


@row_view("POST")
def restore(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """Brings a deleted row back."""
    any_row(spec, id)
    before = Shape.of(spec)
    reverting.restore_row(spec, by=request.user, row_id=id)
    return saved(request, spec, before, id, wide=True)


@row_view("POST")
def move(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """Up, down, or to another section of the same kind."""
    found = standing(spec, id)
    before = Shape.of(spec)
    try:
        _typed_first(request, spec, found)
    except Conflict as clash:
        return conflict(request, spec, found, clash, {})
    direction = request.POST.get("direction", "")
    if direction == "up":
        editing.move_up(found, by=request.user)
    elif direction == "down":
        editing.move_down(found, by=request.user)
    else:
        _move_to(spec, found, request)
    return saved(request, spec, before, id, wide=True)


def _move_to(spec: Spec, found: Row, request: HttpRequest) -> None:
    target = standing(spec, _number(request.POST.get("to")) or 0)
    last = spec.rows.filter(parent=target).exclude(kind="heading").last()
    after = standing(spec, last.pk) if last else None
    editing.move_row(found, by=request.user, parent=target, after=after)


@row_view("POST", action="tick")
def tick(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A task's box; progress may change in any status."""
    found = standing(spec, id)
    before = Shape.of(spec)
    editing.tick(found, by=request.user, done=request.POST.get("done") == "1")
    return saved(request, spec, before, id, wide=True)


@row_view("GET", "POST")
def paste(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Markdown put in between rows, recognised as it would be in a file."""
    must_take(spec)
    asked = request.POST if request.method == "POST" else request.GET
    parent, after, place = _number(asked.get("parent")), _number(asked.get("after")), _place(asked.get("place", "")) or "paste-row"
    form = PasteForm(request.POST or None, auto_id="paste-%s")
    if request.method == "GET" or not form.is_valid() or not form.cleaned_data["text"].strip():
        if request.method == "POST" and request.htmx and form.is_valid():  # type: ignore[attr-defined]
            return _paste_closed(request, spec, place)
        return _paste_form(request, spec, form, parent, after, place)
    before = Shape.of(spec)
    try:
        parent, after = _last_place(spec) if parent is None and after is None else (parent, after)
        editing.paste_rows(spec, by=request.user, text=form.cleaned_data["text"], parent=parent, after=after)
    except Refused as refusal:
        form.add_error("text", refusal.message)
        return _paste_form(request, spec, form, parent, after, place, status=422)
    return saved(request, spec, before, None)


def _last_place(spec: Spec) -> tuple[int | None, int | None]:
    """Behind the last row that stands under nothing."""
    return None, spec.rows.filter(parent=None).values_list("pk", flat=True).last()


def _paste_closed(request: HttpRequest, spec: Spec, place: str) -> HttpResponse:
    template = "specs/sections/last_add.html" if place == "add-section" else "specs/rows/nothing.html"
    return fragment(request, template, {"base": reverse("specs:spec", args=[spec.key])})


def _paste_form(
    request: HttpRequest, spec: Spec, form: PasteForm, parent: int | None, after: int | None, place: str, *, status: int = 200
) -> HttpResponse:
    action = reverse("specs:paste", args=[spec.key])
    context = {
        "form": form, "place": place, "action": action, "back": page_of(spec, parent), "keep": "",
        "close": "" if place != "add-section" else f"{reverse('specs:section_add', args=[spec.key])}?closed",
        "hidden": [(name, value) for name, value in (("parent", parent), ("after", after), ("place", place)) if value],
        "hint": "Headings become sections, lists become rows, as they would in a file.",
    }
    return form_answer(request, spec, "specs/rows/source.html", context, status=status, heading="Paste Markdown")


@row_view("POST", action="read")
def preview(request: HttpRequest, spec: Spec) -> HttpResponse:
    """How typed Markdown will look."""
    text = request.POST.get("text", "")
    html = mark_safe(rendering.render(text))  # noqa: S308 (the renderer sanitises)
    context = {"html": html, "place": _place(request.POST.get("place", "")) or "preview"}
    if request.htmx:  # type: ignore[attr-defined]
        return fragment(request, "specs/rows/preview.html", context)
    return render(request, "specs/rows/page.html", {**context, "spec": spec, "part": "specs/rows/preview.html", "heading": "Preview"})


