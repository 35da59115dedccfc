"""Sections and metadata: added, renamed, moved, removed; version, author and the like written in place."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reader import reader
from specs.document.sectioning import Unconfirmed
from specs.forms import SUGGESTIONS, HeadingForm, MetadataForm
from specs.models import Row, Spec
from specs.services import editing
from specs.services.errors import Conflict, Refused, Unseen
from specs.views.answers import (
    common,
    form_answer,
    fragment,
    marked_saved,
    must_take,
    page_of,
    row_view,
    saved,
    shown,
    standing,
)
from specs.views.conflicts import conflict
from specs.views.history import undo_toast
from specs.views.lead import METADATA, Item, metadata_items
from specs.views.loading import document_sheet, unit
from specs.views.shape import Shape
from specs.views.unseen import Page, unseen


def heading_of(spec: Spec, id: int) -> Row:
    found = standing(spec, id)
    if found.kind != "heading":
        raise Http404
    return found


@row_view("GET", "POST")
def add(request: HttpRequest, spec: Spec) -> HttpResponse:
    """A section of one's own, behind another one or at the end."""
    must_take(spec)
    asked = request.POST if request.method == "POST" else request.GET
    after, place = asked.get("after", ""), asked.get("place", "")
    place = place if place.startswith(("below-", "add-section")) and place.replace("-", "").isalnum() else "new-section"
    base = reverse("specs:spec", args=[spec.key])
    if "closed" in request.GET:
        return fragment(request, "specs/sections/last_add.html", {"base": base})
    behind = heading_of(spec, int(after)) if after.isascii() and after.isdigit() and len(after) < 19 else _last(spec)
    form = HeadingForm(request.POST or None, auto_id="section-new-%s")
    if request.method == "POST" and form.is_valid():
        before = Shape.of(spec)
        try:
            new = editing.add_section(spec, by=reader(request), title=form.cleaned_data["title"], after=behind)
            return saved(request, spec, before, new.pk)
        except Refused as refusal:
            form.add_error("title", refusal.message)
    elif request.method == "POST" and request.htmx and not request.POST.get("title", "").strip():  # type: ignore[attr-defined]
        template = "specs/sections/last_add.html" if place == "add-section" else "specs/rows/nothing.html"
        return fragment(request, template, {"base": base})
    context = {
        "form": form,
        "place": place,
        "action": reverse("specs:section_add", args=[spec.key]),
        "back": page_of(spec),
        "close": f"{reverse('specs:section_add', args=[spec.key])}?closed" if place == "add-section" else "",
        "hidden": [("place", place), *([("after", behind.pk)] if behind is not None else [])],
        "hint": _("Its rows are text until the name is one that the template knows."),
    }
    status = 422 if request.method == "POST" else 200
    return form_answer(
        request, spec, "specs/rows/section_form.html", context, status=status, heading=_("Add a section")
    )


def _last(spec: Spec) -> Row | None:
    """The last section of those that stand highest, the title aside."""
    headings = [row for row in spec.rows.filter(kind="heading") if row.key != "title"]
    highest = min((row.level for row in headings), default=0)
    return next((row for row in reversed(headings) if row.level == highest), None)


@row_view("GET", "POST")
def rename(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A section's name. A name by which it is known no more is confirmed first."""
    must_take(spec)
    found = heading_of(spec, id)
    if request.method == "GET":
        return _rename_form(request, spec, found, _opened(found, found.title))
    if "keep" in request.POST:
        return _kept(request, spec, found)
    return _rename(request, spec, found, HeadingForm(request.POST, auto_id=f"h{id}-%s"))


def _opened(found: Row, title: str) -> HeadingForm:
    initial = {"title": title, "stamp": found.stamp, "base": found.title}
    return HeadingForm(initial=initial, auto_id=f"h{found.pk}-%s")


def _kept(request: HttpRequest, spec: Spec, found: Row) -> HttpResponse:
    """After two people renamed it: mine over theirs as it was shown, theirs, or mine to be mended by hand."""
    keep, mine = request.POST.get("keep"), request.POST.get("mine-title", "")
    if keep == "theirs":
        return saved(request, spec, Shape.of(spec), found.pk)
    if keep == "hand":
        return _rename_form(request, spec, found, _opened(found, mine), retyped=True)
    typed = {"title": mine, "stamp": request.POST.get("stamp"), "base": request.POST.get("theirs-title", "")}
    return _rename(request, spec, found, HeadingForm(typed, auto_id=f"h{found.pk}-%s"))


def _rename(request: HttpRequest, spec: Spec, found: Row, form: HeadingForm) -> HttpResponse:
    if not form.is_valid():
        return _rename_form(request, spec, found, form, status=422)
    before, typed = Shape.of(spec), form.cleaned_data
    if typed["title"] == found.title:
        return shown(request, spec, found.pk) if _htmx(request) else saved(request, spec, before, found.pk)
    confirmed = request.POST.get("confirmed") == "1"
    named = {"title": typed["title"], "stamp": typed["stamp"], "base": typed["base"] or None}
    try:
        editing.rename_section(found, by=reader(request), confirmed=confirmed, **named)
    except Unconfirmed as question:
        return _rename_form(request, spec, found, form, status=422, consequence=question.consequence)
    except Conflict as clash:
        return conflict(request, spec, found, clash, action="section_rename")
    except Refused as refusal:
        form.add_error("title", refusal.message)
        return _rename_form(request, spec, found, form, status=422)
    return saved(request, spec, before, found.pk)


def _htmx(request: HttpRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def _rename_form(
    request: HttpRequest, spec: Spec, found: Row, form: HeadingForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "line": unit(spec, Shape.of(spec), found.pk),
        "place": f"row-{found.pk}",
        "action": reverse("specs:section_rename", args=[spec.key, found.pk]),
        "close": reverse("specs:row", args=[spec.key, found.pk]),
        "back": page_of(spec, found.pk),
        "seen": request.POST.get("seen", "") if form.is_bound else spec.seq,
        **more,
    }
    template = "specs/rows/section_form.html"
    return form_answer(request, spec, template, context, status=status, heading=_("Section"))


@row_view("POST")
def move(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """Among the sections of its own level."""
    found = heading_of(spec, id)
    before = Shape.of(spec)
    if request.POST.get("direction") == "up":
        editing.move_up(found, by=reader(request))
    else:
        editing.move_down(found, by=reader(request))
    return saved(request, spec, before, id)


@row_view("POST")
def delete(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A section with all that stands in it; a message offers to undo it."""
    found = heading_of(spec, id)
    before = Shape.of(spec)
    page = Page.of(request)
    try:
        event = editing.remove_section(found, by=reader(request), stamp=page.stamp, seen=page.seen)
    except Unseen as question:
        return unseen(request, spec, found, question)
    if not _htmx(request):
        return saved(request, spec, before, None, gone=Row.objects.get(pk=id))
    response = saved(request, spec, before, None, wide=True)
    response.write(undo_toast(request, event, _("Section %(title)s removed.") % {"title": found.title}))
    return response


@row_view("GET", "POST")
def metadata(request: HttpRequest, spec: Spec, field: str) -> HttpResponse:
    """Version, author, created or the model the spec is written for. The status is the workflow's."""
    if field not in METADATA:
        raise Http404
    must_take(spec)
    item = _item(spec, field)
    if "closed" in request.GET:
        return fragment(
            request,
            "specs/sections/meta.html",
            {"item": item, "base": reverse("specs:spec", args=[spec.key]), "can_edit": True},
        )
    form = _metadata_form(request, spec, item)
    if request.method == "GET" or not form.is_valid():
        return _metadata_answer(request, spec, item, form, status=200 if request.method == "GET" else 422)
    try:
        editing.set_metadata(
            spec,
            by=reader(request),
            key=field,
            value=form.cleaned_data["value"].strip(),
            stamp=form.cleaned_data["stamp"],
        )
    except Conflict as clash:
        theirs = clash.clashes[field].theirs
        form.add_error("value", f"Somebody wrote “{theirs}” here meanwhile. Save again to keep yours.")
        form.data = {**request.POST.dict(), "stamp": str(clash.row.stamp)}
        return _metadata_answer(request, spec, item, form, status=409)
    except Refused as refusal:
        form.add_error("value", refusal.message)
        return _metadata_answer(request, spec, item, form, status=422)
    if not _htmx(request):
        return HttpResponseRedirect(page_of(spec))
    spec.refresh_from_db()
    return _metadata_saved(request, spec, field)


def _metadata_saved(request: HttpRequest, spec: Spec, field: str) -> HttpResponse:
    html = render_to_string("specs/sections/meta.html", {**common(request, spec), "item": _item(spec, field)}, request)
    return marked_saved(request, spec, html)


def _item(spec: Spec, field: str) -> Item:
    return next(item for item in metadata_items(document_sheet(spec)) if item.key == field)


def _metadata_form(request: HttpRequest, spec: Spec, item: Item) -> MetadataForm:
    stamp = item.line.row.stamp if item.line else None
    return MetadataForm(
        request.POST or None,
        initial={"value": item.value, "stamp": stamp},
        label=item.label,
        key=item.key,
        suggestions=_suggestions(reader(request), spec, item.key),
    )


def _suggestions(user: User, spec: Spec, key: str) -> tuple[str, ...]:
    """The team's people for an author, models others have named, today for a date."""
    if key == "author":
        return tuple(str(user) for user in spec.team.members.all()[:50])
    if key == "target_model":
        used = (
            Spec.objects.visible_to(user)
            .filter(team=spec.team)
            .exclude(target_model="")
            .values_list("target_model", flat=True)
            .distinct()[:20]
        )
        return tuple(dict.fromkeys([*used, *SUGGESTIONS["target_model"]]))
    return (timezone.localdate().isoformat(),) if key == "created" else ()


def _metadata_answer(request: HttpRequest, spec: Spec, item: Item, form: MetadataForm, *, status: int) -> HttpResponse:
    return form_answer(
        request, spec, "specs/sections/meta_form.html", {"form": form, "item": item}, status=status, heading=item.label
    )
