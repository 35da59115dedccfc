"""Markdown in and out: preview and import, import over a spec, download and copy."""

import tempfile
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Team, User
from accounts.reader import reader
from specs import answers, brought, recognised
from specs.brought import Brought
from specs.document import report
from specs.document.images import paths
from specs.intake import BringForm, writable_teams
from specs.models import Revision, Spec
from specs.services import exchanging
from specs.services.errors import Refused, Unreadable
from specs.services.exchanging import Overwrites
from specs.services.images import staged_in
from specs.services.zips import write_zip
from specs.views.doors import refused, spec_view

SHOWN_LINES = 400
IN_MEMORY = 1_000_000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Three steps at one address: the form, the preview of what was brought, the creation of what was previewed."""
    teams = writable_teams(reader(request))
    if not teams:
        if Team.objects.of(request.user).exists():
            raise PermissionDenied("As viewer you may not import specs. Ask an admin of the team.")
        return render(request, "specs/no_team.html")
    if request.method != "POST":
        asked = next((team for team in teams if team.key == request.GET.get("team", "").upper()), teams[0])
        return render(request, "specs/import/bring.html", {"form": BringForm(teams=teams, initial={"team": asked.pk})})
    try:
        return _again(request, teams) if "data" in request.POST else _bring(request, teams)
    except Refused as refusal:
        form = BringForm(teams=teams, initial={"team": teams[0].pk})
        return render(request, "specs/import/bring.html", {"form": form, "refusal": refusal.message}, status=422)


def _bring(request: HttpRequest, teams: list[Team]) -> HttpResponse:
    form = BringForm(request.POST, request.FILES, teams=teams)
    if not form.is_valid():
        return render(request, "specs/import/bring.html", {"form": form}, status=422)
    return _preview(request, form.cleaned_data["team"], brought.from_form(form.cleaned_data, by=reader(request)), teams)


def _again(request: HttpRequest, teams: list[Team]) -> HttpResponse:
    """A form that carries the bytes: create them, or show them otherwise (all lines, another encoding)."""
    team = next((team for team in teams if str(team.pk) == request.POST.get("team")), None)
    if team is None:
        raise Http404
    file = brought.from_preview(request)
    return (
        _create(request, team, file) if request.POST.get("step") == "create" else _preview(request, team, file, teams)
    )


def _preview(request: HttpRequest, team: Team, file: Brought, teams: list[Team]) -> HttpResponse:
    context: dict[str, Any] = {
        "file": file,
        "team": next(known for known in teams if known.pk == team.pk),
        "teams": teams,
    }
    try:
        seen = exchanging.preview(file.data, name=file.name, encoding=file.encoding)
    except Unreadable as problem:
        return render(request, "specs/import/unreadable.html", context | {"problem": problem}, status=422)
    context |= _reading(request, seen) | images_brought(reader(request), seen.text)
    return render(request, "specs/import/preview.html", context)


def images_brought(by: User, text: str) -> dict[str, Any]:
    """How many of the images that a text names came with it, and the names of those that did not."""
    named, staged = paths(text), staged_in(text, by=by)
    return {"images": len(staged), "images_missing": sorted(named - staged)}


def _reading(request: HttpRequest, seen: Any) -> dict[str, Any]:
    lines = report.lines(seen.document, _)
    choices, remarks = answers.choices(seen.document), answers.remarks(seen.document, seen.report.questions)
    shown = lines if request.POST.get("show") == "all" else lines[:SHOWN_LINES]
    return {
        "seen": seen,
        "found": recognised.found(seen.document),
        "prose_headings": recognised.prose_headings(seen.document),
        "choices": choices,
        "remarks": remarks,
        "questions": len(choices) + len(remarks),
        "line_count": len(lines),
        "lines": recognised.readings(shown, seen.document, choices, remarks),
        "more_lines": len(lines) - len(shown),
    }


def _create(request: HttpRequest, team: Team, file: Brought) -> HttpResponse:
    """The bytes as previewed; where an answer was chosen, with that answer in its line."""
    try:
        seen = exchanging.preview(file.data, name=file.name, encoding=file.encoding)
        chosen = {name.removeprefix("answer-"): str(value) for name, value in request.POST.items()}
        document = answers.answered(seen.document, chosen)
        data, encoding = (file.data, file.encoding) if document is seen.document else (document.text.encode(), "utf-8")
        spec = exchanging.import_spec(by=reader(request), team=team, data=data, name=file.name, encoding=encoding)
    except Unreadable as problem:
        raise Refused(problem.message) from problem
    messages.success(request, _("{key} is created as a draft.").format(key=spec.key))
    return redirect("specs:spec", key=spec.key)


@spec_view("GET", "POST", action="import")
def import_over(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Brings a file that was edited elsewhere back over its spec: shows what it would change, then changes it."""
    if request.method != "POST":
        return render(request, "specs/import/over.html", {"spec": spec, "form": BringForm()})
    if "data" in request.POST:
        return _lay_over(request, spec, brought.from_preview(request))
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "specs/import/over.html", {"spec": spec, "form": form}, status=422)
    return _preview_over(request, spec, brought.from_form(form.cleaned_data, by=reader(request)))


def _preview_over(
    request: HttpRequest, spec: Spec, file: Brought, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    """`base` is the export that the file began as, where the person named it."""
    context = {"spec": spec, "file": file, "refusal": refusal}
    base = request.POST.get("base") or None
    try:
        over = exchanging.preview_over(spec, by=reader(request), data=file.data, base=base, encoding=file.encoding)
    except Unreadable as problem:
        return render(request, "specs/import/unreadable.html", context | {"problem": problem}, status=422)
    context |= images_brought(reader(request), over.preview.text) | {
        "over": over,
        "changes": [recognised.change(change) for change in over.changes],
        "asked": [recognised.change(change) for change in over.overwrites],
        "confirmed": request.POST.getlist("overwrite"),
    }
    return render(request, "specs/import/over_preview.html", context, status=status)


def _lay_over(request: HttpRequest, spec: Spec, file: Brought) -> HttpResponse:
    if request.POST.get("step") != "change":
        return _preview_over(request, spec, file)
    confirmed, base = frozenset(request.POST.getlist("overwrite")), request.POST.get("base") or None
    try:
        exchanging.import_over(
            spec,
            by=reader(request),
            data=file.data,
            base=base,
            sha256=file.sha256,
            encoding=file.encoding,
            overwrite=confirmed,
        )
    except Overwrites as asked:
        return _preview_over(request, spec, file, status=409, refusal=asked.message)
    except Unreadable as problem:
        return refused(request, spec, problem.message, status=422)
    messages.success(
        request, _("{name} is brought over {key}. History has what it changed.").format(name=file.name, key=spec.key)
    )
    return redirect("specs:spec", key=spec.key)


@spec_view("GET", action="export")
def export(request: HttpRequest, spec: Spec) -> HttpResponse:
    """The file: the text in force as approved, else the working text. `working` and `revision` ask for one by name,
    `progress` for the boxes and the status as they are now."""
    file = exported(request, spec)
    if "zip" in request.GET:
        return _zipped(spec, file)
    return HttpResponse(
        file.data,
        content_type="text/markdown; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.filename),
            "X-Content-SHA256": file.sha256,
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _zipped(spec: Spec, file: exchanging.Exported) -> HttpResponse:
    """The same bytes with the images that they name beside them."""
    packed = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    write_zip(spec, file, packed)
    packed.seek(0)
    name = f"{file.filename.removesuffix('.md')}.zip"
    answer = FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")
    answer.headers["X-Content-SHA256"] = file.sha256
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return cast("HttpResponse", answer)


def exported(request: HttpRequest, spec: Spec) -> exchanging.Exported:
    number = request.GET.get("revision", "")
    if not number:
        working, progress = "working" in request.GET, "progress" in request.GET
        return exchanging.export(spec, by=reader(request), working=working, progress=progress)
    known = number.isascii() and number.isdigit() and len(number) < 10
    if not known or not Revision.objects.filter(spec=spec, number=int(number)).exists():
        raise Http404
    return exchanging.export(spec, by=reader(request), revision=int(number))
