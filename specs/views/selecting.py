"""Several rows at once: chosen on the page or, without scripts, on a page of their own; then deleted, moved, ranked."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.reader import reader
from specs.document.template import MOSCOW
from specs.models import Event, Row, Spec
from specs.services import editing
from specs.services.errors import Refused, Unseen
from specs.views.adding import number
from specs.views.answers import common, fragment, must_take, notice, page_of, row_view, saved, standing
from specs.views.homes import every_home, homes
from specs.views.loading import document_sheet
from specs.views.shape import Shape


@row_view("GET", "POST")
def rows(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Rows to choose from, or what is to be done with those that were chosen."""
    must_take(spec)
    if request.method == "POST":
        return _done(request, spec)
    if request.htmx:  # type: ignore[attr-defined]
        chosen = spec.rows.filter(pk__in=_chosen(request.GET.getlist("row")))
        return fragment(request, "specs/rows/homes.html", {"homes": homes(spec, list(chosen))})
    sheet = document_sheet(spec)
    context = {
        **common(request, spec),
        "sheet": sheet,
        "homes": every_home(spec),
        "priorities": MOSCOW,
        "chosen": _chosen(request.GET.getlist("row")),
    }
    return render(request, "specs/rows/select.html", context)


def _chosen(sent: list[str]) -> list[int]:
    return [pk for text in sent if (pk := number(text)) is not None]


def _done(request: HttpRequest, spec: Spec) -> HttpResponse:
    acts: dict[str, Callable[[HttpRequest, Spec, list[int]], Event | None]] = {
        "delete": _delete,
        "move": _move,
        "priority": _prioritise,
    }
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Refused(_("Say what is to be done with the rows."))
    chosen, before = _chosen(request.POST.getlist("row")), Shape.of(spec)
    try:
        event = act(request, spec, chosen)
    except Unseen as question:
        return _unseen(request, spec, question)
    if not request.htmx:  # type: ignore[attr-defined]
        return _back(request, spec, event, chosen)
    response = saved(request, spec, before, None, wide=True, also=chosen)
    if event is not None and act is _delete:
        response.write(_undo_line(request, spec, event, len(chosen)))
    return response


def _delete(request: HttpRequest, spec: Spec, chosen: list[int]) -> Event | None:
    return editing.remove_rows(spec, by=reader(request), rows=chosen, seen=number(request.POST.get("seen")))


def _prioritise(request: HttpRequest, spec: Spec, chosen: list[int]) -> Event | None:
    priority = request.POST.get("priority", "")[:60]
    return editing.set_priority(spec, by=reader(request), rows=chosen, priority=priority)


def _move(request: HttpRequest, spec: Spec, chosen: list[int]) -> Event | None:
    """Behind or before a row, or to the end of a section, a phase or a table."""
    sent = {name: number(request.POST.get(name)) for name in ("before", "behind", "to")}
    if sent["behind"]:
        after = standing(spec, sent["behind"])
        return editing.move_rows(spec, by=reader(request), rows=chosen, parent=after.parent_id, after=after)
    if sent["before"]:
        return _move_before(request, spec, chosen, standing(spec, sent["before"]))
    target = standing(spec, sent["to"] or 0)
    last = spec.rows.filter(parent=target).exclude(kind="heading").last()
    return editing.move_rows(spec, by=reader(request), rows=chosen, parent=target, after=last)


def _move_before(request: HttpRequest, spec: Spec, chosen: list[int], row: Row) -> Event | None:
    siblings = list(spec.rows.filter(parent=row.parent_id))
    at = [sibling.pk for sibling in siblings].index(row.pk)
    after = siblings[at - 1] if at else None
    return editing.move_rows(spec, by=reader(request), rows=chosen, parent=row.parent_id, after=after)


def _unseen(request: HttpRequest, spec: Spec, question: Unseen) -> HttpResponse:
    """Nothing is deleted; who asks again has been told."""
    name = question.row.uid or _("one of the rows")
    message = _("%(person)s changed %(row)s since you opened this page. Nothing is deleted: look at it first.") % {
        "person": question.event.actor,
        "row": name,
    }
    if not request.htmx:  # type: ignore[attr-defined]
        messages.error(request, message)
        return HttpResponseRedirect(page_of(spec, question.row.pk))
    response = notice(request, message, status=409)
    spec.refresh_from_db()
    response.write(render_to_string("specs/panels/seen.html", {"spec": spec, "oob": True}, request))
    return response


def _undo_line(request: HttpRequest, spec: Spec, event: Event, count: int) -> str:
    context: dict[str, Any] = {
        "message": _said(count),
        "undo": reverse("specs:undo", args=[spec.key, event.number]),
    }
    toast = render_to_string("specs/panels/notice.html", context, request)
    return f'<div id="notice" class="toasts" role="status" aria-live="polite" hx-swap-oob="innerHTML">{toast}</div>'


def _said(count: int) -> str:
    return ngettext("%(count)d row deleted.", "%(count)d rows deleted.", count) % {"count": count}


def _back(request: HttpRequest, spec: Spec, event: Event | None, chosen: list[int]) -> HttpResponse:
    if event is None:
        messages.info(request, _("Nothing was changed."))
    elif event.verb == "deleted":
        messages.success(request, _said(len(chosen)) + " " + _("The history can bring them back."))
    still = spec.rows.filter(pk__in=chosen).values_list("pk", flat=True).first()
    return HttpResponseRedirect(page_of(spec, still))
