"""The reading view: the text in force for those who build it, with citations to copy and boxes to tick."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from specs.models import Revision, Spec
from specs.services.proving import records_of
from specs.services.signatures import Signatures, signatures
from specs.views.answers import common, fragment
from specs.views.doors import spec_view
from specs.views.lead import metadata_items
from specs.views.loading import frozen_sheet
from specs.views.news import state_of
from specs.views.sheet import Sheet


@spec_view("GET")
def read(request: HttpRequest, spec: Spec) -> HttpResponse:
    """What is in force, or a frozen revision by its number. Where nothing is in force it says so."""
    revision = _asked(request, spec)
    context = {**common(request, spec), "revision": revision, "can_edit": False, "reading": True}
    if revision is None:
        return render(request, "specs/reading/none.html", context | {"latest": _latest(spec)})
    sheet, shape = frozen_sheet(spec, revision)
    _cite(spec, sheet)
    in_force = revision.pk == spec.in_force_id
    context |= {
        "in_force": in_force,
        "can_tick": in_force and context["can_tick"],
        "own_tasks": context["own_tasks"] if in_force else frozenset(),
        "state": state_of(request, spec),
        "sheet": sheet,
        "metadata": metadata_items(sheet),
        "entries": shape.outline([]),
        "signed": _signed(spec, revision),
        "query": "" if in_force else f"revision={revision.number}",
    }
    if request.htmx:  # type: ignore[attr-defined]
        response = fragment(request, "specs/reading/live.html", context)
        response.headers["X-State"] = context["state"]
        return response
    return render(request, "specs/reading/read.html", context)


def _asked(request: HttpRequest, spec: Spec) -> Revision | None:
    """The revision that the address names; without one, the one in force."""
    number = request.GET.get("revision", "")
    if not number:
        return spec.in_force
    known = number.isascii() and number.isdigit() and len(number) < 10
    found = Revision.objects.filter(spec=spec, number=int(number)).first() if known else None
    if found is None:
        raise Http404
    return found


def _latest(spec: Spec) -> Revision | None:
    return Revision.objects.filter(spec=spec).order_by("number").last()


def _signed(spec: Spec, revision: Revision) -> Signatures | None:
    """Who approved exactly this text and what was allowed for it, as the records say; nothing where they do not fit."""
    if revision.approved_at is None:
        return None
    found = records_of(spec)
    return None if found.broken else signatures(found, revision.number)


def _cite(spec: Spec, sheet: Sheet) -> None:
    """Gives each row that can be named by its uid the words that name it. A uid that stands twice names nothing."""
    uids: Counter[str] = Counter(line.own.get("uid", "") for line in sheet.lines)
    for line in sheet.lines:
        uid: Any = line.own.get("uid", "")
        if uid and uids[uid] == 1:
            line.citation = f"{spec.key}/{uid}"
