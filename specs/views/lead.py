"""What stands under the title: metadata, whether the text has it or not yet."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as lazy

from specs.document.outline import canonical
from specs.document.rendering import words
from specs.views.lines import Line, inline
from specs.views.sheet import Sheet

#: What stands under the title, always, and what it is called there.
METADATA: dict[str, Any] = {
    "version": lazy("Version"),
    "author": lazy("Author"),
    "created": lazy("Created"),
    "target_model": lazy("For"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of metadata; of the template's own `key` says which."""

    key: str
    label: Any
    value: str
    line: Line | None = None

    @property
    def html(self) -> SafeString:
        """The value as its Markdown shows it."""
        return inline(self.value, self.line.definitions if self.line else "")

    @property
    def linked(self) -> bool:
        """Whether it leads somewhere itself, so that it cannot stand in the link that edits it."""
        return "<a " in self.html


def metadata_items(sheet: Sheet) -> list[Item]:
    """The template's four, written or not, then whatever else the text has; the status stands in the stepper."""
    known: dict[str, Line] = {}
    others = []
    for line in sheet.metadata:
        key = canonical(line.own.get("label", ""))
        if key and key not in known:
            known[key] = line
        elif key != "status":
            others.append(Item("", words(line.own.get("label", "")), line.own.get("text", ""), line))
    first = [
        Item(key, label, known[key].own.get("text", "") if key in known else "", known.get(key))
        for key, label in METADATA.items()
    ]
    return first + others
