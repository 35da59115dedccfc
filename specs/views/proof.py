"""What proves an approval: the page of signatures beside the text, and the bundle to check it by elsewhere."""

import tempfile
from typing import cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from specs.models import Revision, Spec
from specs.services.bundles import bundle_name, write_bundle
from specs.services.proving import records_of
from specs.services.signatures import signatures as signatures_of
from specs.services.verifying import Evidence
from specs.views.doors import spec_view

IN_MEMORY = 1_000_000


@spec_view("GET")
def signatures(request: HttpRequest, spec: Spec, number: int) -> HttpResponse:
    """Who put which name under which bytes, with what was allowed for it."""
    revision, evidence = _approved(spec, number)
    context = {"spec": spec, "revision": revision, "broken": evidence.broken}
    if not evidence.broken:
        context["found"] = signatures_of(evidence, number)
    return render(request, "specs/proof/signatures.html", context)


@spec_view("GET", action="export")
def evidence(request: HttpRequest, spec: Spec, number: int) -> HttpResponse:
    """The approved text with its records, what opens them, and a script that checks both."""
    revision, found = _approved(spec, number)
    if found.broken:
        context = {"spec": spec, "revision": revision, "broken": found.broken}
        return render(request, "specs/proof/signatures.html", context, status=409)
    packed = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    write_bundle(spec, revision, packed)
    packed.seek(0)
    name = bundle_name(spec, revision)
    answer = FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return cast("HttpResponse", answer)


def _approved(spec: Spec, number: int) -> tuple[Revision, Evidence]:
    """A revision that was approved, whatever became of it since; every other is not found."""
    revision = Revision.objects.filter(spec=spec, number=number, approved_at__isnull=False).first()
    if revision is None:
        raise Http404
    found = records_of(spec)
    if not found.broken and number not in found.history.approvals:
        raise Http404
    return revision, found
