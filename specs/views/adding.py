"""New rows: their form, where it stands on the page, and their adding."""

import json
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.completing import used_choices
from specs.document import rendering
from specs.document.template import KINDS, SECTIONS
from specs.forms import Around, RowForm, row_form
from specs.models import Row, Spec
from specs.services import editing
from specs.services.errors import Refused
from specs.views.answers import form_answer, fragment, must_take, page_of, row_view, saved
from specs.views.fitting import ENTER, say, writable
from specs.views.loading import unit
from specs.views.shape import Shape


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
    offered: str = ""
    cells: list[Any] | None = None
    columns: int = 1
    form: RowForm | None = None
    hidden: list[tuple[str, Any]] = field(default_factory=list)

    @classmethod
    def asked(cls, spec: Spec, data: QueryDict) -> "Adding":
        kind = data.get("kind", "prose")
        if kind not in KINDS or kind in ("heading", "table"):
            raise Refused(_("There is no kind of row called {kind}.").format(kind=kind[:40]))
        section = data.get("section", "")
        return cls(
            spec,
            kind,
            section if section in SECTIONS else "",
            number(data.get("parent")),
            number(data.get("after")),
            place_of(data.get("place", "")),
            data.get("given", "")[:80],
            data.get("offered", "")[:80],
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
    def enter(self) -> str:
        return ENTER.get(self.kind, "")

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
        if data is None:
            self.offered = self._next_uid() if "uid" in names else ""
        given = {"label": self.label, "uid": self.offered}
        values = {name: value for name, value in given.items() if value and name in names}
        auto_id = f"new-{self.place or 'row'}-%s"
        around = Around(self.section, sample is not None, used_choices(self.spec, self.kind))
        self.form = row_form(self.kind)(data, values=values, names=names, auto_id=auto_id, around=around)
        self._ask()
        self.hidden = [
            (name, value)
            for name, value in (
                ("kind", self.kind),
                ("section", self.section),
                ("parent", self.parent),
                ("after", self.after),
                ("place", self.place),
                ("given", self.label),
                ("offered", self.offered),
            )
            if value
        ]
        if sample is not None:
            line = unit(self.spec, Shape.of(self.spec), sample.pk)
            self.columns = line.parent.columns if line.parent else len(names)
            self.cells = [
                (cell, self.form[cell.name] if cell.name in self.form.fields else None) for cell in line.cells
            ]
            for cell, bound_field in self.cells:
                if bound_field is None:
                    cell.clear()
        return self

    def _ask(self) -> None:
        """The question of a section that has no row yet stands in the field until there is an answer."""
        first = self.section in SECTIONS and not self.parent and not self.after
        asked = _(SECTIONS[self.section].question) if first else ""
        if asked and self.kind == "diagram":
            asked = _("{question} Mermaid is drawn, anything else stays as it is typed.").format(question=asked)
        if asked and self.form is not None and self.form.head is not None:
            self.form.head.field.widget.attrs.setdefault("placeholder", asked)

    def _next_uid(self) -> str:
        """Shown before the row is saved; whoever comes first gets it."""
        try:
            return editing.offered_uid(
                self.spec, kind=self.kind, section=self.section, parent=self.parent, after=self.after
            )
        except Refused:
            return ""

    def _table_row(self) -> Row | None:
        """A line of the table that the new row goes into."""
        below = (
            self.parent
            if self.after is None
            else Row.objects.filter(pk=self.after, spec=self.spec).values_list("parent_id", flat=True).first()
        )
        if below is None or not self.spec.rows.filter(pk=below, kind="table").exists():
            return None
        return self.spec.rows.filter(parent_id=below, kind=self.kind).last()

    def context(self) -> dict[str, Any]:
        return {"form": self.form, "add": self}


def number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def place_of(text: str) -> str:
    """The id of an element of ours, or nothing."""
    return text if text.replace("-", "").replace("_", "").isalnum() and text.isascii() and len(text) < 60 else ""


def following(request: HttpRequest) -> list[str]:
    """The texts of rows that a split or a paste puts behind the one sent, as JSON; none if it is no such list."""
    try:
        found = json.loads(request.POST.get("following", "[]"))
    except (ValueError, RecursionError):
        return []
    return [text for text in found[: editing.MOST] if isinstance(text, str)] if isinstance(found, list) else []


def joined(request: HttpRequest, texts: list[str]) -> QueryDict:
    """What was typed, with all of its words in the one text again."""
    data = request.POST.copy()
    if texts:
        data["text"] = "\n".join([data.get("text", ""), *texts])
    return data


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
    return form_answer(
        request,
        spec,
        "specs/rows/add_form.html",
        adding.open().context(),
        heading=_("Add {label}").format(label=_(KINDS[adding.kind].label).lower()),
    )


def _is_empty(adding: Adding, values: dict[str, str]) -> bool:
    """Whether nobody typed anything: a box, a chosen method and a label that was given are not typed."""
    typed = {name for name in values if name not in ("done", "method")}
    typed -= {"uid"} if values.get("uid") == adding.offered else set()
    return not typed - {"label"} and values.get("label", "") in ("", adding.label)


def _added(request: HttpRequest, spec: Spec, adding: Adding) -> HttpResponse:
    form = adding.open(request.POST).form
    assert form is not None
    if not form.is_valid():
        return form_answer(request, spec, "specs/rows/add_form.html", adding.context(), status=422, heading=_("Add"))
    values = {name: value for name, value in form.typed.items() if value.strip()}
    if "preview" in request.POST:
        preview = mark_safe(rendering.render(values.get("text", "")))  # noqa: S308
        return form_answer(
            request, spec, "specs/rows/add_form.html", {**adding.context(), "preview": preview}, heading=_("Preview")
        )
    if _is_empty(adding, values):
        return closed(request, spec, adding)
    if adding.offered:
        values = _numbered(adding.offered, values)
    return _stored(request, spec, adding, form, values)


def _numbered(offered: str, values: dict[str, str]) -> dict[str, str]:
    """A uid left as it was offered is given anew when the row is stored; one that was emptied is not given."""
    if values.get("uid") == offered:
        return {name: value for name, value in values.items() if name != "uid"}
    return {"uid": "", **values}


def _stored(request: HttpRequest, spec: Spec, adding: Adding, form: RowForm, values: dict[str, str]) -> HttpResponse:
    before, texts = Shape.of(spec), following(request)
    try:
        new = editing.add_rows(
            spec,
            by=reader(request),
            kind=adding.kind,
            values=values,
            following=texts,
            section=adding.section or None,
            parent=adding.parent,
            after=adding.after,
        )
    except Refused as refusal:
        if texts:
            form = cast("RowForm", adding.open(joined(request, texts)).form)
        say(form, refusal)
        return form_answer(request, spec, "specs/rows/add_form.html", adding.context(), status=422, heading=_("Add"))
    if "next" not in request.POST:
        return saved(request, spec, before, new.pk, wide=True)
    behind = Adding.behind(spec, new)
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(behind.address())
    return saved(request, spec, before, new.pk, next_form=behind.open)


def closed(request: HttpRequest, spec: Spec, adding: Adding) -> HttpResponse:
    """The line from which a row can be added, as it stood before its form was opened."""
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(page_of(spec, adding.after or adding.parent))
    if not adding.close:
        return fragment(request, "specs/rows/nothing.html", {})
    return fragment(
        request,
        "specs/sections/add_again.html",
        {"add": adding, "noun": _(KINDS[adding.kind].label).lower(), "address": adding.address()},
    )
