"""The whole document as Markdown: to look at and to copy, and for those who may, to write in.

A page without a script posts the form and gets a page; the script asks for JSON and goes on writing meanwhile.
"""

from bisect import bisect_right
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.reader import reader
from specs import answers, recognised
from specs.document import reader as engine
from specs.document import report
from specs.document.rows import Document
from specs.models import Event, Spec
from specs.services.errors import Refused, Unreadable, WrongStatus
from specs.services.exchanging import Over, Overwrites
from specs.services.whole import Opened, open_whole, preview_whole, save_whole
from specs.views.answers import page_of
from specs.views.doors import spec_view
from specs.views.exchange import exported
from specs.views.page import is_asked

#: Lines whose reading a page shows without a script; the script shows all.
SHOWN_LINES = 2_000


@spec_view("GET", "POST", action="export")
def markdown(request: HttpRequest, spec: Spec) -> HttpResponse:
    """`row` jumps to a row's line, `line` leads back to the row that stands there."""
    if request.method == "POST":
        return _write(request, spec)
    if not _writable(request, spec):
        return _to_copy(request, spec)
    if line := _number(request.GET.get("line")):
        return HttpResponseRedirect(page_of(spec, _row_at(spec.document(), line)))
    opened = open_whole(spec, by=reader(request))
    at = _line_of(opened.document, _number(request.GET.get("row")))
    return _page(request, spec, opened, {"at": at})


def _writable(request: HttpRequest, spec: Spec) -> bool:
    """Whether the page shows the working text to somebody who may write in it."""
    working = "working" in request.GET or spec.in_force is None
    return working and "revision" not in request.GET and spec.allows(request.user, "import")


def _to_copy(request: HttpRequest, spec: Spec) -> HttpResponse:
    file = exported(request, spec)
    which = next((name for name in ("working", "progress") if name in request.GET), "")
    context = {"spec": spec, "file": file, "text": file.data.decode("utf-8"), "which": which}
    return render(request, "specs/markdown.html", context)


def _page(request: HttpRequest, spec: Spec, opened: Opened, said: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The editor. What was typed, and the text that it began as, come back with whatever is said of it."""
    text, base = request.POST.get("text"), request.POST.get("base")
    context = {
        "spec": spec,
        "text": opened.text if text is None else _plain(text),
        "base": base or opened.base,
        "page": reverse("specs:spec", args=[spec.key]),
        "lines": opened.text.count("\n") + 1,
        "asked_too": is_asked(spec, request.user.pk),
        **said,
    }
    return render(request, "specs/whole.html", context, status=status)


def _write(request: HttpRequest, spec: Spec) -> HttpResponse:
    try:
        return _step(request, spec)
    except Overwrites as asked:
        return _asked(request, spec, asked.over, asked.items)
    except WrongStatus as refusal:
        return _refused(request, spec, refusal.message, 409)
    except (Refused, Unreadable) as refusal:
        return _refused(request, spec, refusal.message, 422)


def _step(request: HttpRequest, spec: Spec) -> HttpResponse:
    step = request.POST.get("step")
    text, base = request.POST.get("text", ""), request.POST.get("base", "")
    if step == "lines":
        return _lines(request, spec, _plain(text))
    if step == "changes":
        return _changes(request, spec, preview_whole(spec, by=reader(request), text=text, base=base))
    chosen = {name.removeprefix("choice-"): value for name, value in request.POST.items() if name[:7] == "choice-"}
    event = save_whole(
        spec,
        by=reader(request),
        text=text,
        base=base,
        overwrite=frozenset(key for key, value in chosen.items() if value == "mine"),
        leave=frozenset(key for key, value in chosen.items() if value == "theirs"),
    )
    return _saved(request, spec, event, _plain(text))


def _saved(request: HttpRequest, spec: Spec, event: Event | None, text: str) -> HttpResponse:
    spec.refresh_from_db()
    if not _for_script(request):
        line = _number(request.POST.get("at")) or 1
        return HttpResponseRedirect(page_of(spec, _row_at(spec.document(), line) if event else None))
    now = open_whole(spec, by=reader(request))
    count = len({item["row"] for item in event.changes}) if event else 0
    said = ngettext("Saved. {count} row changed.", "Saved. {count} rows changed.", count).format(count=count)
    answer: dict[str, Any] = {"said": said if event else _("It changes nothing."), "base": now.base}
    if _plain(now.text) != text:
        answer["text"] = _plain(now.text)
    if event:
        answer["undo"] = reverse("specs:undo", args=[spec.key, event.number])
    return JsonResponse(answer)


def _asked(request: HttpRequest, spec: Spec, over: Over, items: list[Any]) -> HttpResponse:
    """Somebody else changed the same words: of each row it is said which words stay."""
    said = {"asked": [recognised.change(item) for item in items], "notes": over.overlay.notes}
    if _for_script(request):
        return JsonResponse({"html": render_to_string("specs/whole/asked.html", said, request)}, status=409)
    return _page(request, spec, open_whole(spec, by=reader(request)), said, status=409)


def _refused(request: HttpRequest, spec: Spec, message: str, status: int) -> HttpResponse:
    if _for_script(request):
        return JsonResponse({"said": message}, status=status)
    return _page(request, spec, open_whole(spec, by=reader(request)), {"refusal": message}, status=status)


def _changes(request: HttpRequest, spec: Spec, over: Over) -> HttpResponse:
    said = {
        "previewed": True,
        "changes": [recognised.change(change) for change in over.changes],
        "overwrites": [recognised.change(change) for change in over.overwrites],
        "notes": over.overlay.notes,
    }
    if _for_script(request):
        return JsonResponse({"html": render_to_string("specs/whole/changes.html", said, request)})
    return _page(request, spec, open_whole(spec, by=reader(request)), said)


def _lines(request: HttpRequest, spec: Spec, text: str) -> HttpResponse:
    """What each line is read as, in words, at the first line of each row."""
    document = engine.read(text)
    read = report.lines(document, _)
    shown = read if _for_script(request) else read[:SHOWN_LINES]
    remarks = answers.remarks(document, report.report(text, document).questions)
    readings = recognised.readings(shown, document, [], remarks)
    if _for_script(request):
        return JsonResponse({"read_as": [reading.read_as for reading in readings]})
    said = {"readings": readings, "more_lines": len(read) - len(shown)}
    return _page(request, spec, open_whole(spec, by=reader(request)), said)


def _for_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _plain(text: str) -> str:
    """With the line ends of a browser's field."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 19 else 0


def _line_of(document: Document, row: int) -> int:
    """The line at which a row begins, or 0 if it is not in the text."""
    index = next((i for i, found in enumerate(document.rows) if found.id == row), None) if row else None
    return 0 if index is None else report.line_numbers(document)[index]


def _row_at(document: Document, line: int) -> int | None:
    """The row that stands at a line, else the one above it."""
    index = bisect_right(report.line_numbers(document), line) - 1
    return document.rows[index].id if index >= 0 else None
