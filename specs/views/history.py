"""Who changed what, when, with the words before and after; and taking it back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.document.template import KINDS
from specs.models import Event, Row, Spec
from specs.services import history, reverting, undoing
from specs.services.errors import Conflict
from specs.views.answers import done_again, row_view, saved
from specs.views.doors import spec_view
from specs.views.shape import Shape


@spec_view("GET")
def of_spec(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Every change of a spec, the newest first."""
    page = history.events(spec, by=reader(request), before=_before(request))
    return render(
        request, "specs/history/spec.html", {"spec": spec, "page": page, "may_edit": spec.allows(request.user, "edit")}
    )


@spec_view("GET")
def of_row(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """What happened to one row, also to one that is deleted."""
    row = _row(spec, id)
    page = history.events(spec, by=reader(request), row=row, before=_before(request))
    context = {
        "spec": spec,
        "row": row,
        "name": row.uid or row.title or _(KINDS[row.kind].label),
        "page": page,
        "may_edit": spec.allows(request.user, "edit"),
    }
    return render(request, "specs/history/row.html", context)


@row_view("POST")
def undo(request: HttpRequest, spec: Spec, number: int) -> HttpResponse:
    """Takes one event back; what came after it stays."""
    event = Event.objects.filter(spec=spec, number=number).select_related("spec", "actor").first()
    if event is None:
        raise Http404
    before = Shape.of(spec)
    reverting.undo(event, by=reader(request))
    if request.htmx:  # type: ignore[attr-defined]
        return saved(request, spec, before, None)
    messages.success(request, _("Taken back. The history keeps both."))
    return redirect(_back(request, spec))


@row_view("POST", action="tick")
def undo_own(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Takes one's own newest change back."""
    return _step(request, spec, undoing.undo_own, _("Taken back. The history keeps both."))


@row_view("POST", action="tick")
def redo_own(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Does again what one took back last."""
    return _step(request, spec, undoing.redo_own, _("Done again. The history keeps both."))


def _step(request: HttpRequest, spec: Spec, walk: Callable[..., Event], said: str) -> HttpResponse:
    event = walk(spec, by=reader(request))
    if request.htmx:  # type: ignore[attr-defined]
        return done_again(request, spec, event)
    messages.success(request, said)
    return redirect(_back(request, spec))


def undo_toast(request: HttpRequest, event: Event, message: str) -> str:
    """A message at the bottom left, beside the answer, with the way to take the event back."""
    context = {"message": message, "undo": reverse("specs:undo", args=[event.spec.key, event.number])}
    toast = render_to_string("specs/panels/notice.html", context, request)
    return f'<div id="notice" hx-swap-oob="innerHTML">{toast}</div>'


@spec_view("POST", action="edit")
def restore_version(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A row's words as they were after an event."""
    row, event = _row(spec, id), request.POST.get("event", "")
    if not (event.isascii() and event.isdigit() and len(event) < 10):
        raise Http404
    try:
        reverting.restore_version(row, by=reader(request), event=int(event))
    except Conflict:
        messages.error(request, _("Somebody changed the row at this moment. Look at it again."))
        return redirect("specs:row_history", key=spec.key, id=id)
    messages.success(request, _("The row says again what it said then."))
    return redirect(f"{reverse('specs:spec', args=[spec.key])}#row-{id}")


def _row(spec: Spec, pk: int) -> Row:
    """Any row of this spec, standing or deleted; a row of another spec is not found."""
    row = Row.objects.filter(spec=spec, pk=pk).select_related("spec__team").first()
    if row is None:
        raise Http404
    return row


def _before(request: HttpRequest) -> int | None:
    asked = request.GET.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def _back(request: HttpRequest, spec: Spec) -> str:
    """To the history, if the button stood there, else to the spec."""
    return reverse("specs:history" if request.POST.get("from") == "history" else "specs:spec", args=[spec.key])
