"""Two texts of a spec side by side: the page, the difference as a file, the changelog, and what one has seen of it."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.compared import PAGE, Asked, Drawing, chosen, progress_of, sections
from specs.document.comparing.items import Comparison
from specs.models import Spec
from specs.services import comparing, seen
from specs.services.changelog import changelog_of
from specs.services.comparing import Moment, compared, hands, moment, moments
from specs.views.doors import spec_view

OPS = ("added", "removed", "changed", "moved")


def asked(request: HttpRequest, spec: Spec) -> Asked:
    before, after = _moments(request, spec)
    given = request.GET if request.method != "POST" else request.POST
    op, page = given.get("show", ""), given.get("page", "1")
    return Asked(
        before,
        after,
        op if op in OPS else "",
        given.get("view") == "one",
        bool(given.get("whole")),
        max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        "review" if given.get("on") == "review" else "",
    )


def _moments(request: HttpRequest, spec: Spec) -> tuple[Moment, Moment]:
    given, by = request.GET if request.method != "POST" else request.POST, reader(request)
    try:
        before = moment(spec, given.get("from") or comparing.default_from(spec), by=by)
        return before, moment(spec, given.get("to") or comparing.NOW, by=by)
    except LookupError as missing:
        raise Http404 from missing


@spec_view("GET")
def compare(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Row by row, with marks on words; what is asked for stands in the address."""
    wanted = asked(request, spec)
    comparison = compared(spec, wanted.before, wanted.after)
    items = chosen(comparison, whole=wanted.whole, op=wanted.op)
    marks = seen.seen_by(spec, by=reader(request))
    first = (wanted.page - 1) * PAGE
    drawing = Drawing(comparison, seen=marks, removed=_removed(spec, wanted, comparison))
    context = {
        "spec": spec,
        "asked": wanted,
        "moments": moments(spec),
        "sections": sections(drawing, items[first : first + PAGE]),
        "filters": _filters(wanted, comparison),
        "links": _links(spec, wanted),
        "pages": [(n, wanted.query(page=str(n))) for n in range(1, (len(items) - 1) // PAGE + 2)],
        "unchanged": sum(not part.changes for part in comparison.parts),
        "changed_sections": sum(bool(part.changes) for part in comparison.parts),
        **progress_of(comparison, marks),
    }
    return render(request, "specs/compare/compare.html", context)


def _links(spec: Spec, wanted: Asked) -> dict[str, str]:
    return {
        "side": wanted.query(view=""),
        "one": wanted.query(view="one"),
        "whole": wanted.query(whole="1", show=""),
        "changes": wanted.query(whole=""),
        "swap": wanted.query(**{"from": wanted.after.name, "to": wanted.before.name}),
        "file": f"{reverse('specs:compare_diff', args=[spec.key])}?{_pair(wanted)}",
        "changelog": f"{reverse('specs:changelog', args=[spec.key])}?{_pair(wanted)}",
    }


def _pair(wanted: Asked) -> str:
    return urlencode({"from": wanted.before.name, "to": wanted.after.name})


def _filters(wanted: Asked, comparison: Comparison) -> list[dict[str, Any]]:
    """All, added, removed, changed, moved, each with how many there are; what there is none of is left out."""
    words = {"": _("All"), "added": _("Added"), "removed": _("Removed"), "changed": _("Changed"), "moved": _("Moved")}
    found = []
    for op, word in words.items():
        count = len(chosen(comparison, op=op))
        if count or not op:
            on = op == wanted.op and not wanted.whole
            found.append({"word": word, "count": count, "query": wanted.query(show=op, whole=""), "on": on})
    return found


def _removed(spec: Spec, wanted: Asked, comparison: Comparison) -> dict[int, str]:
    """Who removed a row."""
    gone = {item.row for item in comparison.changes if item.op == "removed"}
    if not gone:
        return {}
    by = hands(spec, wanted.before, wanted.after)
    return {row: _("Removed by {person}").format(person=by[row][0].person) for row in gone if row in by}


@spec_view("GET")
def compare_diff(request: HttpRequest, spec: Spec) -> HttpResponse:
    """The difference as a file for `patch` and `git apply`."""
    before, after = _moments(request, spec)
    text = comparing.markdown_difference(spec, before, after)
    return _file(text, f"{spec.key}-{before.filename}-{after.filename}.diff", "text/x-diff")


def _file(text: str, name: str, kind: str) -> HttpResponse:
    return HttpResponse(
        text.encode(),
        content_type=f"{kind}; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@spec_view("GET")
def changelog(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Who changed which item from one text to another, in words."""
    before, after = _moments(request, spec)
    query = urlencode({"from": before.name, "to": after.name})
    context = {"spec": spec, "log": changelog_of(spec, before, after), "query": query, "moments": moments(spec)}
    return render(request, "specs/compare/changelog.html", context)


@spec_view("GET")
def changelog_file(request: HttpRequest, spec: Spec) -> HttpResponse:
    before, after = _moments(request, spec)
    text = changelog_of(spec, before, after).markdown
    return _file(text, f"{spec.key}-changes-{before.filename}-{after.filename}.md", "text/markdown")


@spec_view("POST")
def mark(request: HttpRequest, spec: Spec) -> HttpResponse:
    """One's own mark that a change was seen, or `unseen` again; the mark is of the words that the page showed."""
    wanted, row, sha = asked(request, spec), request.POST.get("row", ""), request.POST.get("sha", "")
    if not (row.isascii() and row.isdigit() and len(row) < 16):
        raise Http404
    try:
        if request.POST.get("unseen"):
            seen.mark_unseen(spec, by=reader(request), row=int(row), sha=sha)
        else:
            seen.mark_seen(spec, by=reader(request), row=int(row), sha=sha, since=wanted.before.revision)
    except LookupError as missing:
        raise Http404 from missing
    comparison = compared(spec, wanted.before, wanted.after)
    if request.htmx:  # type: ignore[attr-defined]
        return _marked(request, spec, wanted, comparison, int(row), sha)
    return redirect(_on(request, spec, wanted, comparison, int(row)))


def _marked(
    request: HttpRequest, spec: Spec, wanted: Asked, comparison: Comparison, row: int, sha: str
) -> HttpResponse:
    marks = seen.seen_by(spec, by=reader(request))
    item = next((item for item in comparison.changes if item.row == row), None)
    change = {"row": row, "sha": sha, "seen": (row, sha) in marks, "anchor": f"change-{row}"}
    if item is not None and wanted.on:
        shown = Drawing(comparison, seen=marks, removed={}).item(item)
        change |= {"name": shown.name, "op": shown.op, "word": shown.word, "listed": True}
    context = {"spec": spec, "asked": wanted, "change": change, "oob": True, **progress_of(comparison, marks)}
    answer = render(request, "specs/compare/marked.html", context)
    answer.headers["X-Fragment"] = "1"
    return answer


def _on(request: HttpRequest, spec: Spec, wanted: Asked, comparison: Comparison, row: int) -> str:
    """To the next change that was not seen, where the form stood; else back to this one."""
    marks = seen.seen_by(spec, by=reader(request))
    rows = [item.row for item in comparison.changes]
    at = rows.index(row) if row in rows else 0
    later = [item.row for item in comparison.changes[at:] if not seen.is_seen(item, marks)]
    place = f"#change-{later[0] if later else row}"
    if wanted.on == "review":
        return reverse("specs:review", args=[spec.key]) + place
    return f"{reverse('specs:compare', args=[spec.key])}?{wanted.query()}{place}"
