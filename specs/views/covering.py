"""Requirements and the tasks that serve them: the matrix with its gaps, waivers, ticks to be confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.reader import reader
from specs import permissions
from specs.document.rows import Document
from specs.models import Assignment, CoverageWaiver, Row, Spec, Tick
from specs.services import assigning, editing, implementing
from specs.services.coverage import Coverage, Need, coverage, fields_of
from specs.services.errors import Refused
from specs.services.progress import boxes_of, in_force
from specs.views.adding import number
from specs.views.asking import members
from specs.views.doors import spec_view

WHY = {
    "no task": lazy("No task names it"),
    "not done": lazy("A task is open"),
    "to be confirmed": lazy("To be confirmed: the words changed since a task was ticked"),
}
MARKS = {"done": lazy("done"), "open": lazy("open"), "stale": lazy("to be confirmed")}


@dataclass(frozen=True, slots=True)
class Line:
    """A requirement: for each task of the matrix a mark or nothing, and why it is not covered."""

    need: Need
    text: str
    marks: list[tuple[str, Any]]
    why: Any
    waiver: CoverageWaiver | None
    offered: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task: its number in the matrix, what it serves, and what is known of its tick."""

    id: int
    number: int
    text: str
    serves: list[str]
    done: bool
    stale: bool
    tick: Tick | None
    held: Assignment | None


@dataclass(frozen=True, slots=True)
class Matrix:
    lines: list[Line]
    tasks: list[TaskLine]
    idle: list[TaskLine]
    to_confirm: list[int]

    @property
    def covered(self) -> int:
        return sum(not line.need.why for line in self.lines)


@spec_view("GET")
def matrix(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Of the text in force; of the working text where nothing is in force, or with `working`."""
    return _page(request, spec)


def _page(
    request: HttpRequest, spec: Spec, *, refusal: Refused | None = None, of: int = 0, status: int = 200
) -> HttpResponse:
    working = spec.in_force is None or ("working" in request.GET and spec.working != "none")
    context = {
        "spec": spec,
        "working": working,
        "matrix": matrix_of(spec, working=working),
        "may_tick": spec.allows(request.user, "tick"),
        "may_tick_own": spec.allows(request.user, "tick_own"),
        "members": members(spec) if spec.allows(request.user, "assign") else [],
        "may_waive": not working and may_waive(request, spec),
        "refusal": refusal,
        "refused": of,
        "reason": request.POST.get("reason", ""),
        "evidence": request.POST.get("evidence", ""),
    }
    return render(request, "specs/coverage/matrix.html", context, status=status)


def may_waive(request: HttpRequest, spec: Spec) -> bool:
    approved = spec.in_force is not None and spec.in_force.state == "approved"
    return approved and permissions.can(spec.role_of(request.user), "waive")


def matrix_of(spec: Spec, *, working: bool) -> Matrix:
    """Everything the matrix shows, in a fixed number of queries."""
    document = spec.document() if working else in_force(spec)
    assert document is not None, "without a text in force the working text is shown"
    tasks = [row.id for row in document.rows if row.kind == "task" and row.id]
    found = coverage(document, boxes_of(spec, tasks)) if working else implementing.covered(spec)
    lines = _tasks(spec, document, found)
    serving = [line for line in lines if line.id not in set(found.idle)]
    waivers = {} if working else {one.row_id: one for one in _waivers(spec)}
    offered = {} if working else implementing.offered(spec)
    needs = [_line(document, need, serving, waivers.get(need.row), offered.get(need.row, "")) for need in found.needs]
    return Matrix(needs, serving, [line for line in lines if line.id in set(found.idle)], found.to_confirm)


def _waivers(spec: Spec) -> Any:
    return CoverageWaiver.objects.filter(revision=spec.in_force).select_related("by")


def _tasks(spec: Spec, document: Document, found: Coverage) -> list[TaskLine]:
    ticks = {tick.row_id: tick for tick in Tick.objects.filter(row__spec=spec).select_related("by")}
    held = {one.row_id: one for one in Assignment.objects.filter(row__spec=spec).select_related("to")}
    serves: dict[int, list[str]] = {}
    done: dict[int, bool] = {}
    for need in found.needs:
        for task in need.tasks:
            serves.setdefault(task.task, []).append(need.uid)
            done[task.task] = task.done
    boxes = boxes_of(spec, found.idle)
    done |= {pk: box.done for pk, box in boxes.items()}
    stale = set(found.to_confirm)
    return [
        TaskLine(
            pk,
            number,
            fields_of(document, document.place(pk))["text"],
            serves.get(pk, []),
            done.get(pk, False),
            pk in stale,
            ticks.get(pk),
            held.get(pk),
        )
        for number, pk in enumerate(found.texts, 1)
    ]


def _line(document: Document, need: Need, tasks: list[TaskLine], waiver: CoverageWaiver | None, offered: str) -> Line:
    served = {
        task.task: "stale" if task.done and not task.fresh else "done" if task.done else "open" for task in need.tasks
    }
    marks = [(mark, MARKS.get(mark, "")) for mark in (served.get(task.id, "") for task in tasks)]
    values = fields_of(document, document.place(need.row))
    text = values.get("text") or values.get("title", "")
    return Line(need, text, marks, WHY.get(need.why, ""), waiver, offered)


@spec_view("POST", action="waive")
def waive(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Says that a requirement needs no task in this version, by name and reason."""
    row, why = number(request.POST.get("requirement")) or 0, request.POST.get("reason", "")
    act = lambda: implementing.waive(spec, by=reader(request), requirement=row, reason=why)  # noqa: E731
    return _done(request, spec, act, _("Waived for this version. Your name and reason stand beside it."), of=row)


@spec_view("POST", action="waive")
def lift(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Takes a waiver back."""
    row = number(request.POST.get("requirement")) or 0
    act = lambda: implementing.lift_waiver(spec, by=reader(request), requirement=row)  # noqa: E731
    return _done(request, spec, act, _("The waiver is taken back: the requirement needs its tasks again."))


@spec_view("POST", action="tick")
def confirm(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Says that ticked tasks are done for the words that are in force now."""
    tasks = [number(one) or 0 for one in request.POST.getlist("task")]
    act = lambda: implementing.confirm(spec, by=reader(request), tasks=tasks)  # noqa: E731
    return _done(request, spec, act, _("Confirmed: done for the words in force now."))


def _done(request: HttpRequest, spec: Spec, act: Callable[[], object], said: str, *, of: int = 0) -> HttpResponse:
    """Does it and says so, or shows the matrix with the refusal: above it, or at the row that it is `of`."""
    try:
        act()
    except Refused as refusal:
        return _page(request, spec, refusal=refusal, of=of, status=422)
    messages.success(request, said)
    return redirect("specs:coverage", key=spec.key)


@spec_view("POST")
def evidence(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Ticks a task with the address of its proof, or unticks it: an editor any, others their own."""
    done, link = request.POST.get("done") == "1", request.POST.get("evidence", "")
    return _of_task(request, spec, lambda task: editing.tick(task, by=reader(request), done=done, evidence=link))


@spec_view("POST", action="assign")
def assign(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Gives a task to a member, or to nobody."""
    typed = request.POST.get("to", "")
    found = [one for one in members(spec) if str(one.pk) == typed]

    def act(task: Row) -> object:
        if typed and not found:
            raise Refused(_("A task is given to members of the team."))
        return assigning.assign(task, by=reader(request), to=found[0] if found else None)

    return _of_task(request, spec, act)


def _of_task(request: HttpRequest, spec: Spec, act: Callable[[Row], object]) -> HttpResponse:
    """Does it to the task that is named, and shows the matrix there, or with the refusal."""
    row = number(request.POST.get("task")) or 0
    task = Row.objects.filter(spec=spec, pk=row, kind="task").select_related("spec__team").first()
    try:
        if task is None:
            raise Refused(_("This task is neither in the text in force nor in the draft."))
        act(task)
    except Refused as refusal:
        return _page(request, spec, refusal=refusal, of=row, status=422)
    return redirect(reverse("specs:coverage", args=[spec.key]) + f"#task-{row}")
