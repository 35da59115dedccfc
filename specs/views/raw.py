"""A row's Markdown as it stands in the file, to be written by hand."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.forms import SourceForm
from specs.models import Row, Spec
from specs.services import editing
from specs.services.errors import Conflict, Refused, WrongStatus
from specs.views.answers import form_answer, must_take, page_of, row_view, saved, standing
from specs.views.conflicts import conflict
from specs.views.shape import Shape


@row_view("GET", "POST")
def source(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A row's Markdown, to be written by hand; it is recognised again."""
    must_take(spec)
    found = standing(spec, id)
    form = _form(spec, found, request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _source_form(request, spec, found, form, status=200 if request.method == "GET" else 422)
    before = Shape.of(spec)
    try:
        stamp = form.cleaned_data["stamp"]
        editing.save_source(
            found,
            by=reader(request),
            source=form.cleaned_data["source"],
            stamp=found.stamp if stamp is None else stamp,
            whole=editing.is_whole(found),
            base=form.cleaned_data["base"] or None,
        )
    except Conflict as clash:
        return conflict(request, spec, found, clash)
    except (Refused, WrongStatus) as refusal:
        form.add_error(None, refusal.message)
        return _source_form(request, spec, found, form, status=422)
    still = Row.objects.filter(pk=id, removed_at=None).exists()
    if not still:
        return saved(request, spec, before, None, gone=Row.objects.get(pk=id))
    return saved(request, spec, before, id, wide=True)


def _form(spec: Spec, found: Row, data: QueryDict | None = None, typed: str | None = None) -> SourceForm:
    """The form of the Markdown as it stands, or as it was typed."""
    text, base = found.source, ""
    if editing.is_whole(found):
        document = spec.document()
        text = base = editing.markdown_of(document, document.place(found.pk))
    initial = {"source": text if typed is None else typed, "stamp": found.stamp, "base": base}
    return SourceForm(data, initial=initial, auto_id=f"s{found.pk}-%s")


def source_form(request: HttpRequest, spec: Spec, found: Row, typed: str) -> HttpResponse:
    """The Markdown as somebody typed it, to be mended by hand against the row as it is now."""
    return _source_form(request, spec, found, _form(spec, found, typed=typed), status=200)


def _source_form(request: HttpRequest, spec: Spec, found: Row, form: SourceForm, *, status: int) -> HttpResponse:
    what = "table" if editing.is_whole(found) else "row"
    context = {
        "form": form,
        "place": f"{what}-{found.pk}",
        "action": reverse("specs:row_source", args=[spec.key, found.pk]),
        "keep": f"source-{found.pk}",
        "close": reverse("specs:row", args=[spec.key, found.pk]),
        "back": page_of(spec, found.pk),
        "whole": f"{reverse('specs:markdown', args=[spec.key])}?working&row={found.pk}",
        "hint": _("This is how the table stands in the file. It is recognised again when you save it.")
        if what == "table"
        else _("This is how the row stands in the file. It is recognised again when you save it."),
    }
    return form_answer(request, spec, "specs/rows/source.html", context, status=status, heading=_("Markdown"))
