"""Markdown put in between rows, and how typed Markdown will look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.document import rendering
from specs.forms import PasteForm
from specs.models import Spec
from specs.services import editing
from specs.services.errors import Refused
from specs.views.adding import number, place_of
from specs.views.answers import form_answer, fragment, must_take, page_of, row_view, saved
from specs.views.shape import Shape


@row_view("GET", "POST")
def paste(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Markdown put in between rows, recognised as it would be in a file."""
    must_take(spec)
    asked = request.POST if request.method == "POST" else request.GET
    parent, after, place = (
        number(asked.get("parent")),
        number(asked.get("after")),
        place_of(asked.get("place", "")) or "paste-row",
    )
    form = PasteForm(request.POST or None, auto_id="paste-%s")
    if request.method == "GET" or not form.is_valid() or not form.cleaned_data["text"].strip():
        if request.method == "POST" and request.htmx and form.is_valid():  # type: ignore[attr-defined]
            return _paste_closed(request, spec, place)
        return _paste_form(request, spec, form, parent, after, place, status=422 if form.errors else 200)
    before = Shape.of(spec)
    try:
        parent, after = _last_place(spec) if parent is None and after is None else (parent, after)
        editing.paste_rows(spec, by=reader(request), text=form.cleaned_data["text"], parent=parent, after=after)
    except Refused as refusal:
        form.add_error("text", refusal.message)
        return _paste_form(request, spec, form, parent, after, place, status=422)
    return saved(request, spec, before, None)


def _last_place(spec: Spec) -> tuple[int | None, int | None]:
    """Behind the last row that stands under nothing."""
    return None, spec.rows.filter(parent=None).values_list("pk", flat=True).last()


def _paste_closed(request: HttpRequest, spec: Spec, place: str) -> HttpResponse:
    template = "specs/sections/last_add.html" if place == "add-section" else "specs/rows/nothing.html"
    return fragment(request, template, {"base": reverse("specs:spec", args=[spec.key])})


def _paste_form(
    request: HttpRequest,
    spec: Spec,
    form: PasteForm,
    parent: int | None,
    after: int | None,
    place: str,
    *,
    status: int = 200,
) -> HttpResponse:
    action = reverse("specs:paste", args=[spec.key])
    context = {
        "form": form,
        "place": place,
        "action": action,
        "back": page_of(spec, parent),
        "keep": "",
        "close": "" if place != "add-section" else f"{reverse('specs:section_add', args=[spec.key])}?closed",
        "hidden": [(name, value) for name, value in (("parent", parent), ("after", after), ("place", place)) if value],
        "hint": _("Headings become sections, lists become rows, as they would in a file."),
    }
    return form_answer(request, spec, "specs/rows/source.html", context, status=status, heading=_("Paste Markdown"))


@row_view("POST", action="read")
def preview(request: HttpRequest, spec: Spec) -> HttpResponse:
    """How typed Markdown will look."""
    text = request.POST.get("text", "")
    html = mark_safe(rendering.render(text))  # noqa: S308 (the renderer sanitises)
    context = {"html": html, "place": place_of(request.POST.get("place", "")) or "preview"}
    if request.htmx:  # type: ignore[attr-defined]
        return fragment(request, "specs/rows/preview.html", context)
    return render(
        request,
        "specs/rows/page.html",
        {**context, "spec": spec, "part": "specs/rows/preview.html", "heading": _("Preview")},
    )
