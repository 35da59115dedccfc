"""The form of a row, made from its kind's declaration.

A form says what a person may type for a row; whether it can be written so that it reads back is the document engine's
business. Nothing here refuses a value for its meaning: what looks wrong is `advice`, shown and saved all the same.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as lazy

from specs.advice import advice
from specs.document.kinds import Field, Kind
from specs.document.template import KINDS
from specs.widgets import Choice, Lines, Suggest, Tick, Typed

#: Limits of what is typed (security.md, section 5): of any field in UTF-16 units, of short ones in characters.
LONGEST = 200_000
SHORT = {"uid": 40, "title": 200, "label": 200, "method": 20, "path": 500, "lang": 60, "priority": 60, "impact": 200}

#: Fields a row can do without; while empty they are folded behind "+ Name".
OPTIONAL = {"uid", "target", "lang"}
OPTIONAL_OF = {"requirement": OPTIONAL | {"title"}}

#: How rows of these kinds are set, at rest and open.
ROW_CLASSES = {
    "prose": "prose-row",
    "payload": "code-row",
    "diagram": "code-row",
    "sql": "code-row",
    "task": "task",
    "check": "task",
    "criterion": "criterion",
    "phase": "phase",
}

#: What stands in the margin before a field, where its own name is too long for it.
MARGIN_LABELS = {
    ("component", "responsibility"): lazy("Does"),
    ("component", "interfaces"): lazy("Offers"),
    ("component", "dependencies"): lazy("Needs"),
    ("phase", "duration"): lazy("Takes"),
    ("phase", "dependencies"): lazy("After"),
    ("error", "mitigation"): lazy("Handling"),
}

SUGGESTIONS: dict[str, tuple[str, ...]] = {
    "quality": ("Performance", "Scalability", "Reliability", "Security", "Maintainability"),
    "layer": ("Frontend", "Backend", "Database", "Infrastructure", "Third-party Services"),
    "step": ("User action", "Frontend", "API", "Backend", "Database", "Response"),
    "stage": ("Development", "Staging", "Canary", "Full Rollout", "Rollback Plan"),
    "security": ("Authentication", "Authorization", "Data Protection", "Vulnerabilities"),
    "monitoring": ("Metrics", "Logging", "Alerts", "Dashboards"),
    "testing": ("Unit Tests", "Integration Tests", "Load Tests", "Security Tests"),
    "payload": ("Request", "Response"),
    "meta": ("version", "author", "created", "target_model", "reviewers", "related"),
    "part": ("Priority", "Acceptance criteria", "Target", "Duration", "Dependencies", "Answer", "Owner"),
    "lang": ("json", "sql", "mermaid", "yaml", "text", "python", "http"),
    "target_model": ("Claude Opus", "Claude Sonnet", "GPT-5", "Gemini Pro", "Any"),
}


def _area(label: Any, *, code: bool | str = False, one_line: bool = False) -> forms.Textarea:
    attrs: dict[str, Any] = {"class": "field code" if code else "field", "rows": "1", "aria-label": label}
    if code:
        attrs |= {"spellcheck": "false", "autocapitalize": "off", "data-code": code if isinstance(code, str) else ""}
    else:
        attrs["data-complete"] = lazy("Ways to go on")
    if one_line:
        attrs["data-one-line"] = ""
    return forms.Textarea(attrs)


def _field(kind: Kind, field: Field) -> forms.Field:
    found = _typed(kind, field)
    found.label = MARGIN_LABELS.get((kind.name, field.name), found.label)
    return found


def _typed(kind: Kind, field: Field) -> forms.Field:
    attrs: dict[str, Any]
    limit = {"longest": SHORT[field.name]} if field.name in SHORT else {"units": LONGEST}
    if field.widget == "tick":
        return Tick(label=lazy(field.label), required=False, widget=forms.CheckboxInput({"class": "tick"}))
    if field.widget == "choice":
        choices = [*((value, value) for value in field.choices), ("", lazy("None"))]
        return Typed(label=lazy(field.label), **limit, widget=Choice({"aria-label": lazy(field.label)}, choices))
    if field.name == "criteria":
        attrs = {"aria-label": lazy("Acceptance criterion"), "data-complete": lazy("Ways to go on")}
        return Typed(label=lazy("Criteria"), units=LONGEST, widget=Lines(attrs))
    if field.widget == "suggest":
        known = SUGGESTIONS["lang"] if field.name == "lang" else SUGGESTIONS.get(kind.name, ())
        asked = urlencode({"kind": kind.name, "field": field.name})
        attrs = {"class": "field", "aria-label": lazy(field.label), "data-suggest": asked}
        return Typed(label=lazy(field.label), **limit, widget=Suggest(known, attrs))
    if field.widget == "line" and field.name in ("uid", "method", "path"):
        attrs = {"class": "field", "aria-label": lazy(field.label), "spellcheck": "false", "autocomplete": "off"}
        if field.name == "path":
            attrs["placeholder"] = "GET /v1/…"
        return Typed(label=lazy(field.label), **limit, widget=forms.TextInput(attrs))
    widget = _area(lazy(field.label), code=field.widget == "code", one_line=field.widget == "line")
    return Typed(label=lazy(field.label), **limit, widget=widget)


def _code(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """The language of a row's code, as its fence says, or as its kind implies; the fence's word stands above it."""
    said = values.get("lang", "").strip()
    known = said.split()[0].lower() if said else "sql" if kind == "sql" else ""
    return {"data-code": known} | ({"data-caption": said} if said else {})


@dataclass(frozen=True, slots=True)
class Around:
    """Where a row's form stands: in which section, whether in a table, among which words of the document's own."""

    section: str = ""
    cells: bool = False
    used: Mapping[str, Sequence[str]] | None = None


class RowForm(forms.Form):
    """What may be typed for a row. `stamp` and `base` are what the page showed when the form was opened."""

    kind: Kind
    main: str
    stamp = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    base = forms.CharField(required=False, strip=False, max_length=LONGEST * 4, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        values: Mapping[str, str] | None = None,
        names: frozenset[str] | None = None,
        stamp: int = 0,
        auto_id: str = "new-%s",
        typed: Mapping[str, str] | None = None,
        around: Around | None = None,
    ) -> None:
        self.around = around or Around()
        values = dict(values or {})
        shown = {name: values.get(name, "") for name in self.declared_fields if name not in ("stamp", "base")}
        initial = {**shown, **(typed or {}), "stamp": stamp, "base": json.dumps(shown, ensure_ascii=False)}
        super().__init__(data, initial=initial, auto_id=auto_id, label_suffix="")
        self.values = values
        for name in set(shown) - names if names is not None else ():
            del self.fields[name]
        for name, field in self.fields.items():
            self._fit(name, field)
        self._keep_what_stood_there()

    def _keep_what_stood_there(self) -> None:
        for name, value in _values_in(self.data.get("base")).items():
            if isinstance(field := self.fields.get(name), Typed):
                field.before = self._as_typed(name, value)

    def _fit(self, name: str, field: forms.Field) -> None:
        value = self.values.get(name, "")
        if "data-code" in field.widget.attrs:
            field.widget.attrs |= _code(self.kind.name, self.values)
        if isinstance(field.widget, Choice):
            choices = self._choices(name, value, list(field.widget.choices))  # type: ignore[arg-type]  # ours have no groups
            attrs = {"class": "field", "aria-label": field.label or ""}
            field.widget = forms.Select(attrs, choices) if self.around.cells else Choice(field.widget.attrs, choices)
        if isinstance(field.widget, Suggest) and name == "label":
            section = self.around.section
            field.widget.suggestions = SUGGESTIONS.get(section) or field.widget.suggestions
            if self.kind.name == "labelled" and section:
                field.widget.attrs["data-suggest"] += f"&section={section}"

    def _choices(self, name: str, value: str, known: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The words the document uses, where they are others, before those that are known."""
        words = dict(known)
        used = (self.around.used or {}).get(name, ())
        other = [word for word in dict.fromkeys([*used, value]) if word and word not in words]
        return [*((word, word) for word in other), *known]

    def clean(self) -> dict[str, Any]:
        """An endpoint is typed as people say it, method first; it has no line without one, except in a table."""
        cleaned = self.cleaned_data
        path = cleaned.get("path", "")
        if self.kind.name != "endpoint" or self.around.cells or cleaned.get("method", "") or not path:
            return cleaned
        method, _sep, rest = path.strip().partition(" ")
        if rest and method.isalpha():
            cleaned |= {"method": method.upper(), "path": rest.strip()}
        elif "method" in self.fields and "method" in self.data:
            self.add_error("method", _("Choose a method, or write it before the path."))
        return cleaned

    @property
    def base_values(self) -> dict[str, str]:
        """The values the form was opened with. Whoever tampers with them harms only his own merge."""
        return _values_in(self.cleaned_data.get("base"))

    @property
    def typed(self) -> dict[str, str]:
        """All values as typed, by field; a field the request says nothing of is missing, and stays as it is."""
        return {
            name: self.cleaned_data[name] for name in self.fields if name not in ("stamp", "base") and self._sent(name)
        }

    def _sent(self, name: str) -> bool:
        return name in self.data or isinstance(self.fields[name].widget, forms.CheckboxInput)

    @property
    def changed(self) -> dict[str, str]:
        """Only what differs from what the form was opened with, so that nothing else is written."""
        base = self.base_values
        return {name: value for name, value in self.typed.items() if value != self._as_typed(name, base.get(name, ""))}

    def _as_typed(self, name: str, value: str) -> str:
        """A value as the form would send it back untouched: a list of lines has no empty ones."""
        if isinstance(self.fields[name].widget, Lines):
            return "\n".join(line for line in value.split("\n") if line.strip())
        return value

    def _bound(self, names: list[str]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    @property
    def row_class(self) -> str:
        return ROW_CLASSES.get(self.kind.name, "")

    @property
    def head(self) -> forms.BoundField | None:
        """The field on the axis: the text, the name or the code."""
        return self[self.main] if self.main in self.fields else None

    @property
    def run_in(self) -> forms.BoundField | None:
        """The label that stands before a text, on the axis."""
        return self["label"] if "label" in self.fields and self.main == "text" else None

    @property
    def name(self) -> forms.BoundField | None:
        """The name above a text, where there is one."""
        return self["title"] if self.values.get("title") and "title" in self.fields and self.main == "text" else None

    @property
    def margin(self) -> forms.BoundField | None:
        return self["uid"] if self.values.get("uid") and "uid" in self.fields else None

    @property
    def box(self) -> forms.BoundField | None:
        return self["done"] if "done" in self.fields else None

    @property
    def rest(self) -> list[forms.BoundField]:
        """Labelled fields below, in the kind's order."""
        return [field for field in self._beside() if not self._folds(field.name)]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [field for field in self._beside() if self._folds(field.name)]

    def _beside(self) -> list[forms.BoundField]:
        taken = (
            {self.main, "done", "stamp", "base"}
            | ({"label"} if self.run_in else set())
            | ({"uid"} if self.margin else set())
            | ({"title"} if self.name else set())
        )
        return self._bound([name for name in self.fields if name not in taken])

    def _folds(self, name: str) -> bool:
        empty = not self.values.get(name) and not (self.is_bound and self.data.get(name))
        return empty and name not in self.errors and name in OPTIONAL_OF.get(self.kind.name, OPTIONAL)

    def advice(self) -> list[str]:
        return advice(self.kind.name, self.typed if self.is_bound and self.is_valid() else self.values)


def _values_in(base: object) -> dict[str, str]:
    """The values that a form's `base` holds, none if it is no JSON of ours."""
    try:
        found = json.loads(str(base or "{}"))
    except (ValueError, RecursionError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def main_field(kind: Kind) -> str:
    """The field that stands on the axis."""
    names = [field.name for field in kind.fields]
    if kind.name == "endpoint":
        return "path"
    if kind.name in ("component", "phase", "error", "risk", "heading"):
        return "title"
    return "text" if "text" in names else next(iter(names), "")


@cache
def row_form(kind: str) -> type[RowForm]:
    """The form class of a kind, made once from its fields."""
    declared = KINDS[kind]
    fields: dict[str, Any] = {field.name: _field(declared, field) for field in declared.fields}
    return type(f"{kind.title()}Form", (RowForm,), {**fields, "kind": declared, "main": main_field(declared)})


class HeadingForm(forms.Form):
    """A section's name. `stamp` and `base` are what the page showed when the form was opened."""

    title = forms.CharField(
        max_length=200, label=lazy("Name of the section"), widget=forms.TextInput({"class": "field"})
    )
    stamp = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    base = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)


class SourceForm(forms.Form):
    """A row's Markdown, as it stands in the file. `base` is a whole table's as the form was opened."""

    source = Typed(label=lazy("Markdown"), units=LONGEST, widget=_area(lazy("Markdown of this row"), code="markdown"))
    stamp = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    base = forms.CharField(required=False, strip=False, max_length=LONGEST * 4, widget=forms.HiddenInput)


class MetadataForm(forms.Form):
    value = forms.CharField(required=False, max_length=200)
    stamp = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, suggestions: tuple[str, ...] = (), label: str = "", key: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"auto_id": "meta-%s", **kwargs})
        self.fields["value"].label = label
        attrs = {"class": "field", "aria-label": label}
        if key in ("author", "target_model"):
            attrs["data-suggest"] = urlencode({"kind": "meta", "field": key})
        self.fields["value"].widget = Suggest(suggestions, attrs)


class PasteForm(forms.Form):
    text = Typed(
        label=lazy("Markdown to paste"), units=LONGEST, widget=_area(lazy("Markdown to paste"), code="markdown")
    )


class CellsForm(forms.Form):
    """Cells as a spreadsheet copies them, and the column from which on they fill the table."""

    cells = Typed(
        label=_("Cells to paste"),
        units=LONGEST,
        widget=forms.Textarea({"class": "field code", "rows": "6", "aria-label": _("Cells to paste")}),
    )
    column = forms.TypedChoiceField(coerce=int, widget=forms.Select({"class": "field", "aria-label": _("Column")}))
    below = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, headers: Sequence[str] = ()) -> None:
        super().__init__(data, auto_id="cells-%s")
        column = self.fields["column"]
        assert isinstance(column, forms.ChoiceField)
        column.choices = list(enumerate(headers))
