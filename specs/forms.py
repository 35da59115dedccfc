"""The form of a row, made from its kind's declaration.

A form says what a person may type for a row; whether it can be written so that it reads back is the document engine's
business. Nothing here refuses a value for its meaning: what looks wrong is `advice`, shown and saved all the same.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from specs.document.kinds import Field, Kind
from specs.document.template import KINDS

LONGEST = 200_000
SHORT = {"uid": 80, "title": 500, "label": 200, "method": 20, "path": 500, "lang": 60, "priority": 60, "impact": 200}

#: Fields a row can do without; while empty they are folded behind "+ Name".
OPTIONAL = {"uid", "target", "lang"}
OPTIONAL_OF = {"requirement": OPTIONAL | {"title"}}

#: How rows of these kinds are set, at rest and open.
ROW_CLASSES = {
    "prose": "prose-row", "payload": "code-row", "diagram": "code-row", "sql": "code-row", "task": "task", "check": "task",
    "phase": "phase",
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


class Lines(forms.Widget):
    """One field for each line of a text, and an empty one to add the next."""

    def format_value(self, value: str | None) -> list[str]:  # type: ignore[override]
        return [line for line in (value or "").split("\n") if line.strip()]

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> str | None:
        if name not in data:
            return None
        typed = data.getlist(name) if isinstance(data, MultiValueDict) else [data[name]]
        lines = (line.replace("\r\n", "\n").replace("\r", "\n") for line in typed)
        return "\n".join(" ".join(line.split("\n")) for line in lines if line.strip())

    def render(self, name: str, value: str | None, attrs: dict[str, Any] | None = None, renderer: object = None) -> SafeString:
        attrs = {**self.attrs, **(attrs or {}), "class": "field", "rows": "1"}
        first = attrs.pop("id", f"id_{name}")
        label = attrs.pop("aria-label", "Line")
        lines = [*self.format_value(value), ""]
        fields = format_html_join(
            "",
            '<textarea name="{}" id="{}" aria-label="{} {}"{}{}>\n{}</textarea>',
            (
                (name, f"{first}-{i}" if i else first, label, i + 1, flatatt(attrs), self._hint(line), line)
                for i, line in enumerate(lines)
            ),
        )
        return format_html('<div class="lines" data-lines>{}</div>', fields)

    @staticmethod
    def _hint(line: str) -> SafeString | str:
        return "" if line else SafeString(' placeholder="Accepted when…"')


class Choice(forms.RadioSelect):
    """The choices beside each other, and one for nothing; whatever else stands there is a choice too."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: object = None) -> SafeString:
        first = (attrs or {}).get("id", f"id_{name}")
        options = format_html_join(
            "",
            '<label><input type="radio" name="{}" value="{}" id="{}"{}>{}</label>',
            (
                (name, choice, f"{first}-{i}" if i else first, SafeString(" checked" if choice == (value or "") else ""), label)
                for i, (choice, label) in enumerate(self.choices)
            ),
        )
        return format_html('<div class="seg out" role="radiogroup" aria-label="{}">{}</div>', self.attrs.get("aria-label", name), options)


class Suggest(forms.TextInput):
    """A line with suggestions; any other answer is as good."""

    def __init__(self, suggestions: tuple[str, ...] = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: object = None) -> SafeString:
        attrs = {"type": "text", "name": name, "value": value or "", "autocomplete": "off", **self.attrs, **(attrs or {})}
        listed = f"{attrs.get('id', name)}-list"
        if self.suggestions:
            attrs["list"] = listed
        options = format_html_join("", '<option value="{}"></option>', ((text,) for text in self.suggestions))
        known = format_html('<datalist id="{}">{}</datalist>', listed, options) if self.suggestions else ""
        return format_html("<input{}>{}", flatatt(attrs), known)


class Typed(forms.CharField):
    """Text as it was typed: nothing is stripped, line ends are LF."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, required=False, **options)

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class Tick(forms.BooleanField):
    """A box as the engine writes it: `x` or a blank."""

    def clean(self, value: Any) -> str:
        return "x" if super().clean(value) else " "

    def prepare_value(self, value: Any) -> bool:
        return value is True or str(value).lower() in ("x", "on", "true")


def _area(label: str, *, code: bool = False, one_line: bool = False) -> forms.Textarea:
    attrs = {"class": "field code" if code else "field", "rows": "1", "aria-label": label}
    if code:
        attrs |= {"spellcheck": "false", "autocapitalize": "off", "data-code": ""}
    if one_line:
        attrs["data-one-line"] = ""
    return forms.Textarea(attrs)


def _field(kind: Kind, field: Field) -> forms.Field:
    length = SHORT.get(field.name, LONGEST)
    if field.widget == "tick":
        return Tick(label=field.label, required=False, widget=forms.CheckboxInput({"class": "tick"}))
    if field.widget == "choice":
        choices = [(value, value) for value in field.choices] + [("", "None")]
        return Typed(label=field.label, max_length=length, widget=Choice({"aria-label": field.label}, choices))
    if field.name == "criteria":
        return Typed(label="Criteria", max_length=LONGEST, widget=Lines({"aria-label": "Acceptance criterion"}))
    if field.widget == "suggest":
        known = SUGGESTIONS["lang"] if field.name == "lang" else SUGGESTIONS.get(kind.name, ())
        return Typed(label=field.label, max_length=length, widget=Suggest(known, {"class": "field", "aria-label": field.label}))
    if field.widget == "line" and field.name in ("uid", "method", "path"):
        attrs = {"class": "field", "aria-label": field.label, "spellcheck": "false", "autocomplete": "off"}
        return Typed(label=field.label, max_length=length, widget=forms.TextInput(attrs))
    widget = _area(field.label, code=field.widget == "code", one_line=field.widget == "line")
    return Typed(label=field.label, max_length=length, widget=widget)


class RowForm(forms.Form):
    """What may be typed for a row. `stamp` and `base` are what the page showed when the form was opened."""

    kind: Kind
    main: str
    stamp = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    base = forms.CharField(required=False, strip=False, max_length=LONGEST * 4, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, values: Mapping[str, str] | None = None, names: frozenset[str] | None = None, stamp: int = 0,
        auto_id: str = "new-%s", suggestions: tuple[str, ...] = (), cells: bool = False,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        values = dict(values or {})
        shown = {name: values.get(name, "") for name in self.declared_fields if name not in ("stamp", "base")}
        initial = {**shown, **(typed or {}), "stamp": stamp, "base": json.dumps(shown, ensure_ascii=False)}
        super().__init__(data, initial=initial, auto_id=auto_id, label_suffix="")
        self.values = values
        for name in set(shown) - names if names is not None else ():
            del self.fields[name]
        for name, field in self.fields.items():
            self._fit(name, field, suggestions, cells=cells)

    def _fit(self, name: str, field: forms.Field, suggestions: tuple[str, ...], *, cells: bool) -> None:
        value = self.values.get(name, "")
        if isinstance(field.widget, Choice):
            choices = list(field.widget.choices)
            choices = [(value, value), *choices] if value and value not in dict(choices) else choices
            attrs = {"class": "field", "aria-label": field.label}
            field.widget = forms.Select(attrs, choices) if cells else Choice(field.widget.attrs, choices)
        if isinstance(field.widget, Suggest) and suggestions and name == "label":
            field.widget.suggestions = suggestions

    @property
    def base_values(self) -> dict[str, str]:
        """The values the form was opened with. Whoever tampers with them harms only his own merge."""
        try:
            found = json.loads(self.cleaned_data.get("base") or "{}")
        except ValueError:
            return {}
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}

    @property
    def typed(self) -> dict[str, str]:
        """All values as typed, by field; a field the request says nothing of is missing, and stays as it is."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in ("stamp", "base") and self._sent(name)}

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
        taken = {self.main, "done", "stamp", "base"} | ({"label"} if self.run_in else set()) | ({"uid"} if self.margin else set())
        return self._bound([name for name in self.fields if name not in taken])

    def _folds(self, name: str) -> bool:
        empty = not self.values.get(name) and not (self.is_bound and self.data.get(name))
        return empty and name not in self.errors and name in OPTIONAL_OF.get(self.kind.name, OPTIONAL)

    def advice(self) -> list[str]:
        values = self.typed if self.is_bound and self.is_valid() else self.values
        return advice(self.kind.name, values)


def advice(kind: str, values: Mapping[str, str]) -> list[str]:
    """What looks wrong in values that are saved all the same."""
    found = []
    lang = values.get("lang", "").lower()
    for name in ("text",) if kind == "payload" else ("request", "response") if kind == "endpoint" else ():
        if (kind == "endpoint" or lang in ("json", "jsonc")) and values.get(name, "").strip():
            found += json_advice(values[name])
    if kind == "reference":
        found += link_advice(values.get("text", ""))
    return found


def json_advice(text: str) -> list[str]:
    body = text.strip()
    if not body.startswith(("{", "[")):
        return []
    try:
        json.loads(body)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        return [f"This is not valid JSON: line {line}. It is saved as it is."]
    except RecursionError:
        return ["This JSON is nested too deep to be checked."]
    return []


def link_advice(text: str) -> list[str]:
    """A reference whose address cannot be opened: blanks inside, or no host."""
    from urllib.parse import urlsplit  # noqa: PLC0415

    start = text.find("](")
    target = text[start + 2 :].split(")", maxsplit=1)[0].strip() if start >= 0 else next((w for w in text.split() if "://" in w), "")
    if not target or target.startswith(("#", "/", "mailto:", "<")):
        return []
    try:
        parts = urlsplit(target)
    except ValueError:
        return [f"“{target}” is not an address that can be opened."]
    if "://" in target and not parts.netloc:
        return [f"“{target}” is not an address that can be opened."]
    return []


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
    """A section's name."""

    title = forms.CharField(max_length=200, label="Name of the section", widget=forms.TextInput({"class": "field"}))


class SourceForm(forms.Form):
    """A row's Markdown, as it stands in the file."""

    source = Typed(label="Markdown", max_length=LONGEST, widget=_area("Markdown of this row", code=True))
    stamp = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class MetadataForm(forms.Form):
    value = forms.CharField(required=False, max_length=200)
    stamp = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, suggestions: tuple[str, ...] = (), label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, auto_id="meta-%s", **kwargs)
        self.fields["value"].label = label
        self.fields["value"].widget = Suggest(suggestions, {"class": "field", "aria-label": label})


class PasteForm(forms.Form):
    text = Typed(label="Markdown to paste", max_length=LONGEST, widget=_area("Markdown to paste", code=True))
