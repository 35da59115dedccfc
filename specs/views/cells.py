"""Cells copied in a spreadsheet, put into a table from one of its lines on."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.document.spreadsheet import cells_of
from specs.forms import CellsForm, RowForm, row_form
from specs.models import Row, Spec
from specs.services import editing
from specs.services.errors import Conflict, Refused, WrongStatus
from specs.views.answers import form_answer, must_take, page_of, row_view, saved, standing
from specs.views.conflicts import conflict
from specs.views.fitting import writable
from specs.views.loading import unit
from specs.views.rows import edit_form
from specs.views.shape import Shape


@row_view("GET", "POST")
def cells(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A field to paste cells into, for browsers without scripts; and their pasting."""
    must_take(spec)
    found = standing(spec, id)
    line = unit(spec, Shape.of(spec), found.pk)
    form = CellsForm(request.POST or None, headers=line.parent.headers if line.parent else [])
    if request.method == "GET" or not form.is_valid():
        return _form(request, spec, found, form, status=200 if request.method == "GET" else 422)
    typed = row_form(found.kind)(request.POST, names=writable(found)) if "base" in request.POST else None
    if typed is not None and not typed.is_valid():
        return edit_form(request, spec, found, request.POST, status=422)
    before = Shape.of(spec)
    try:
        _paste(request, found, form, typed)
    except Conflict as clash:
        return conflict(request, spec, found, clash)
    except (Refused, WrongStatus) as refusal:
        if request.htmx:  # type: ignore[attr-defined]
            raise
        form.add_error("cells", refusal.message)
        return _form(request, spec, found, form, status=422)
    return saved(request, spec, before, id, wide=True)


def _paste(request: HttpRequest, found: Row, form: CellsForm, typed: RowForm | None) -> None:
    """What was typed in the line's form goes into the same change."""
    editing.paste_cells(
        found,
        by=reader(request),
        column=form.cleaned_data["column"],
        cells=cells_of(form.cleaned_data["cells"]),
        below=form.cleaned_data["below"],
        values=typed.changed if typed else None,
        stamp=(typed.cleaned_data["stamp"] or 0) if typed else 0,
        base=typed.base_values if typed else None,
    )


def _form(request: HttpRequest, spec: Spec, found: Row, form: forms.Form, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "place": f"row-{found.pk}",
        "action": reverse("specs:row_cells", args=[spec.key, found.pk]),
        "close": reverse("specs:row", args=[spec.key, found.pk]),
        "back": page_of(spec, found.pk),
        "hint": _("Cells copied in a spreadsheet fill the table from this line on; lines it lacks are added."),
    }
    return form_answer(request, spec, "specs/rows/source.html", context, status=status, heading=_("Paste cells"))
