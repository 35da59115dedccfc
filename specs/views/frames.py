"""What is shown beside code while it is written: the frame that draws diagrams, the tables of a schema."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from specs.document import tables_of_sql
from specs.models import Spec
from specs.views.answers import fragment, row_view

#: The one page with inline styles (Mermaid measures text by them). The sandbox holds when it is opened by itself too.
POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)


@require_safe
@xframe_options_exempt
def frame(request: HttpRequest) -> HttpResponse:
    """The same empty page for everybody, with no origin and nothing to read.

    Source comes in by message, a picture goes out by message.
    """
    response = render(request, "specs/frame.html")
    response.headers["Content-Security-Policy"] = POLICY
    return response


@row_view("POST")
def tables(request: HttpRequest, spec: Spec) -> HttpResponse:
    """The list of tables as it will stand below the schema that somebody is writing."""
    found = tables_of_sql.tables(request.POST.get("text", ""))
    return fragment(request, "specs/rows/_tables.html", {"tables": found})
