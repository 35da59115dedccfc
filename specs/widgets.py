"""How what people type is asked for, and kept as they typed it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from specs.services.columns import impact_rank

#: How high an impact of each rank stands.
BARS = {1: "hi", 2: "mid", 3: "lo"}
_BARS = '<span class="impact {}" aria-hidden="true"><span class="b"><i></i><i></i><i></i></span></span>'


class Lines(forms.Widget):
    """One field for each line of a text, and an empty one to add the next."""

    def format_value(self, value: str | None) -> list[str]:
        return [line for line in (value or "").split("\n") if line.strip()]

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> str | None:
        if name not in data:
            return None
        typed = data.getlist(name) if isinstance(data, MultiValueDict) else [data[name]]
        lines = (line.replace("\r\n", "\n").replace("\r", "\n") for line in typed)
        return "\n".join(" ".join(line.split("\n")) for line in lines if line.strip())

    def render(
        self, name: str, value: str | None, attrs: dict[str, Any] | None = None, renderer: object = None
    ) -> SafeString:
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
        return "" if line else format_html(' placeholder="{}"', _("Accepted when…"))


class Choice(forms.RadioSelect):
    """The choices beside each other, and one for nothing; whatever else stands there is a choice too."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: object = None) -> SafeString:
        first = (attrs or {}).get("id", f"id_{name}")
        options = format_html_join(
            "",
            '<label{}><input type="radio" name="{}" value="{}" id="{}"{}>{}{}</label>',
            (
                (
                    "" if choice else SafeString(' class="none"'),
                    name,
                    choice,
                    f"{first}-{i}" if i else first,
                    SafeString(" checked" if choice == (value or "") else ""),
                    self._bars(name, choice),
                    label,
                )
                for i, (choice, label) in enumerate(self.choices)
            ),
        )
        return format_html(
            '<div class="seg" role="radiogroup" aria-label="{}" data-choices>{}</div>',
            self.attrs.get("aria-label", name),
            options,
        )

    @staticmethod
    def _bars(name: str, choice: str) -> SafeString | str:
        """An impact is told by three bars beside its word."""
        height = BARS.get(impact_rank(choice) or 0) if name == "impact" and choice else None
        return format_html(_BARS, height) if height else ""


class Suggest(forms.TextInput):
    """A line with suggestions; any other answer is as good."""

    def __init__(self, suggestions: tuple[str, ...] = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: object = None) -> SafeString:
        attrs = {
            "type": "text",
            "name": name,
            "value": value or "",
            "autocomplete": "off",
            **self.attrs,
            **(attrs or {}),
        }
        listed = f"{attrs.get('id', name)}-list"
        if self.suggestions:
            attrs["list"] = listed
        options = format_html_join("", '<option value="{}"></option>', ((text,) for text in self.suggestions))
        known = format_html('<datalist id="{}">{}</datalist>', listed, options) if self.suggestions else ""
        return format_html("<input{}>{}", flatatt(attrs), known)


def utf16_units(text: str) -> int:
    """The length of a text as browsers count it: what lies beyond U+FFFF, such as most emoji, counts as two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Typed(forms.CharField):
    """Text as it was typed: nothing is stripped, line ends are LF.

    `longest` is its limit in characters, `units` that in UTF-16 units. A value equal to `before` passes whatever its
    length: what a document came with does not keep people from editing what stands beside it.
    """

    def __init__(self, *, longest: int = 0, units: int = 0, **options: Any) -> None:
        super().__init__(strip=False, required=False, **options)
        self.longest, self.units = longest, units
        self.before = ""

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value == self.before:
            return
        if self.longest and len(value) > self.longest:
            raise _too_long(len(value), self.longest, "")
        if self.units and (length := utf16_units(value)) > self.units:
            raise _too_long(length, self.units, "; most emoji count as two")


def _too_long(length: int, limit: int, rule: str) -> ValidationError:
    return ValidationError(
        _("This has {length:,} characters; {limit:,} are possible{rule}.").format(
            length=length, limit=limit, rule=rule
        ),
        code="too_long",
    )


class Tick(forms.BooleanField):
    """A box as the engine writes it: `x` or a blank."""

    def clean(self, value: Any) -> str:
        return "x" if super().clean(value) else " "

    def prepare_value(self, value: Any) -> bool:
        return value is True or str(value).lower() in ("x", "on", "true")
