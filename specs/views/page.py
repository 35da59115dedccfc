"""The spec's page: outline, document, history."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from specs.document.template import MOSCOW, SECTIONS
from specs.models import Row, Spec
from specs.services.rounds import open_round
from specs.views.answers import common, fragment
from specs.views.doors import spec_view
from specs.views.kept import kept, live_parts
from specs.views.lead import metadata_items
from specs.views.loading import document_sheet, frozen_revision, frozen_sheet
from specs.views.newest import newest
from specs.views.news import state_of
from specs.views.panels import checks_of, panel
from specs.views.shape import Shape, unwritten
from specs.views.sheet import Sheet
from specs.views.start import started
from specs.views.talking import marked
from specs.views.visiting import note_visit


@spec_view("GET")
def spec(request: HttpRequest, spec: Spec) -> HttpResponse:
    """The working text of a draft, to be edited in place; afterwards exactly the text that was frozen.

    A script that asks for the checks gets their panel alone.
    """
    if request.htmx and request.GET.get("panel") == "checks":  # type: ignore[attr-defined]
        return fragment(request, "specs/panels/checks.html", {"spec": spec, "checks": checks_of(spec)})
    note_visit(request, spec)
    revision = frozen_revision(spec)
    working = spec.working == "review" and "working" in request.GET and spec.allows(request.user, "edit")
    gone = request.GET.get("gone", "")
    if revision is not None and not working:
        context = _context(request, spec, *frozen_sheet(spec, revision))
    elif gone:
        sheet = document_sheet(spec, gone=_gone(spec, gone), editable=spec.allows(request.user, "edit"))
        context = _context(request, spec, sheet, Shape.of(spec))
    else:
        context = _kept(request, spec)
    shared: dict[str, Any] = {"newest": newest(spec), "priorities": MOSCOW, "revision": revision, "working": working}
    shared["state"] = state_of(request, spec)
    shared |= started(spec, editable=context["can_edit"]) | marked(request, spec)
    shared["asked_too"] = working and is_asked(spec, request.user.pk)
    shared |= panel(request, spec, first="review" if spec.working == "review" and not working else "history")
    return render(request, "specs/spec.html", {**context, **shared})


def is_asked(spec: Spec, person: Any) -> bool:
    """Whether a reviewer whose approval would count, and who has not written yet, is about to write."""
    open_ = open_round(spec)
    if open_ is None or person in open_.writers or open_.policy["writers_count"]:
        return False
    return bool(open_.reviewers.filter(pk=person).exists())


def _kept(request: HttpRequest, spec: Spec) -> dict[str, Any]:
    """The working text, joined of pieces that were drawn before."""
    context = common(request, spec)
    found = kept(spec, context)
    return {
        **context,
        "may_write": context["can_edit"],
        "document": found.shown(request, live_parts(request, spec, found)),
        "outline": found.outline,
        "not_written": [SECTIONS[key] for key in found.unwritten],
    }


def _context(request: HttpRequest, spec: Spec, sheet: Sheet, shape: Shape) -> dict[str, Any]:
    missing = unwritten(shape)
    context = common(request, spec)
    return {
        **context,
        "may_write": context["can_edit"],
        "can_edit": context["can_edit"] and sheet.editable,
        "sheet": sheet,
        "metadata": metadata_items(sheet),
        "entries": shape.outline(missing if sheet.editable else []),
        "not_written": [SECTIONS[key] for key in missing],
        "findings": sheet.findings,
    }


def _gone(spec: Spec, row_id: str) -> Row | None:
    if not (row_id.isascii() and row_id.isdigit() and len(row_id) < 19):
        return None
    return Row.objects.filter(spec=spec, pk=int(row_id)).exclude(removed_at=None).first()


@spec_view("GET")
def outline(request: HttpRequest, spec: Spec) -> HttpResponse:
    """The outline alone: what a page that has been open for long asks for."""
    shape = Shape.of(spec)
    missing = unwritten(shape) if spec.allows(request.user, "edit") else []
    response = render(
        request, "specs/panels/outline.html", {**common(request, spec), "entries": shape.outline(missing)}
    )
    response.headers["X-Fragment"] = "1"
    return response


@spec_view("GET")
def cite(request: HttpRequest, spec: Spec, uid: str) -> HttpResponse:
    """`/PAY-12/FR-3` leads to the row. A uid that stands twice cannot be cited."""
    found = list(spec.rows.filter(uid=uid).values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise Http404
    return HttpResponseRedirect(reverse("specs:spec", args=[spec.key]) + f"#row-{found[0]}")
