"""A system check: the kinds declared for the engine, the models and columns, and the templates of rows agree."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from specs.document.kinds import Kind
from specs.document.template import KINDS, SECTIONS
from specs.models import Row
from specs.models.rows import PROXIES
from specs.services.columns import TEXTS

#: Layouts of which each kind has a template of its own, or one that it shares by meaning.
_BY_KIND = frozenset({"meta", "fence", "para"})


@register
def declarations_agree(**_options: Any) -> list[CheckMessage]:
    """Names what is declared in one place and missing in another."""
    columns = {field.name for field in Row._meta.fields}  # noqa: SLF001 (Django's own door to a model's fields)
    return [Error(message, id="specs.E001") for message in disagreements(KINDS, columns)]


def disagreements(kinds: dict[str, Kind], columns: set[str]) -> Iterator[str]:
    yield from (f"no model is named for the kind {name}" for name in kinds if name not in PROXIES)
    yield from (f"the model {model.__name__} is of no kind" for name, model in PROXIES.items() if name not in kinds)
    for kind in kinds.values():
        stored = {*TEXTS, "uid", "done"} & columns
        yield from (
            f"{kind.name}.{field.name} has no column and is no part"
            for field in kind.fields
            if not field.part and field.name not in stored
        )
        yield from (
            f"below {kind.name} stands {child}, which is no kind" for child in kind.children if child not in kinds
        )
    yield from (
        f"section {section.key} holds {section.kind}, which is no kind"
        for section in SECTIONS.values()
        if section.kind and section.kind not in kinds
    )
    yield from (f"there is no template for {layout} rows" for layout in _layouts(kinds) if not _is_drawn(layout))


def _layouts(kinds: dict[str, Kind]) -> list[str]:
    return sorted({kind.layout for kind in kinds.values()} - _BY_KIND)


def _is_drawn(layout: str) -> bool:
    try:
        get_template(f"specs/rows/{layout}.html")
    except TemplateDoesNotExist:
        return False
    return True
