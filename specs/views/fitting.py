"""Which form a row gets: the fields it can hold, with its values, or as somebody typed them."""

from collections.abc import Mapping

from django.http import QueryDict

from specs.completing import used_choices
from specs.document.fields import spans
from specs.document.outline import values as values_of
from specs.document.template import KINDS
from specs.forms import Around, RowForm, row_form
from specs.models import Row, Spec
from specs.services.errors import NotAllowed, Refused, WrongStatus

#: What Enter does in a row's text: adds the next also from within it, or only from its end, since it may have lines.
ENTER = dict.fromkeys(
    ("goal", "nongoal", "reference", "metric", "question", "task", "check", "step", "criterion"), "next"
)
ENTER |= dict.fromkeys(("requirement", "quality", "labelled", "layer", "stage"), "end")


def writable(found: Row) -> frozenset[str]:
    """The fields this very row can hold: of a table those it has columns for."""
    names = frozenset(field.name for field in KINDS[found.kind].fields)
    layout = found.dialect.partition(":")[0]
    if layout == "cell":
        return names & frozenset(spans(found.kind, found.dialect, found.source))
    if layout == "heading":
        return frozenset(n for n in names if n != "lang")
    return names


def bound(spec: Spec, found: Row, data: QueryDict | None = None, *, values: Mapping[str, str] | None = None) -> RowForm:
    """A row's form with its values; `data` is what was typed."""
    document = spec.document()
    index = document.place(found.pk) if found.removed_at is None else None
    now = dict(values_of(document, index)) if index is not None else {}
    return row_form(found.kind)(
        data,
        values=now,
        typed=values,
        names=writable(found),
        stamp=found.stamp,
        auto_id=f"f{found.pk}-%s",
        around=Around(found.section, found.dialect.startswith("cell:"), used_choices(spec, found.kind)),
    )


def say(form: RowForm, error: Refused | WrongStatus | NotAllowed) -> None:
    form.is_valid()
    name = getattr(error, "field", "")
    form.add_error(name if name in form.fields else None, error.message)
