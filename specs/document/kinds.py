"""What a kind of row and a section of the template are: the shape of the declarations in `template.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind. `part` names the labelled child that holds it where the line has no place for it.

    `widget` is one of line, text, code, choice, tick, suggest. `samples` are the template's own placeholders.
    """

    name: str
    label: str
    widget: str = "line"
    choices: tuple[str, ...] = ()
    part: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of row. Patterns are tried in order, per layout; the first of all is the template's own form.

    `patterns` maps a layout (item, para, heading, cell, fence, meta) to line patterns; of a cell, to header synonyms
    per field. `children` are the kinds that may stand below a row of this kind.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    patterns: dict[str, tuple[str, ...]]
    marker: str = ""
    children: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] | None = None

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    @property
    def layout(self) -> str:
        return next(iter(self.patterns), "prose")


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the template: where it stands, what it is called, what rows it holds, what it asks.

    `level` is the level of its heading in the template, `kind` the kind its rows have ("prose" where there is none).
    `names` are the headings by which it is recognised, folded (see `sections.folded`), in any language.
    """

    key: str
    title: str
    level: int
    kind: str
    question: str
    names: tuple[str, ...]
    parent: str = ""
    short: bool = False
    guidance: str = ""
