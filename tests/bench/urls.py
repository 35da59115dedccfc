"""The floors: what the same answer costs where nothing has to be found out."""

import json
import os
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from specs.models import Event, Row, Spec


@login_required
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A constant page for whoever is logged in."""
    return HttpResponse(_bytes(name))


@lru_cache
def _bytes(name: str) -> bytes:
    return Path(os.environ["SPECROOM_VAR"], name).read_bytes()


@login_required
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Reads a row, writes it and one row of history in one transaction, renders one row."""
    with transaction.atomic():
        row = Row.objects.select_for_update().get(pk=pk)
        before, row.text = row.text, request.POST["text"]
        row.save(update_fields=["text"])
        number = (Event.objects.filter(spec=row.spec_id).order_by("-number").values_list("number", flat=True)[:1])[0]
        Event.objects.create(
            spec_id=row.spec_id,
            number=number + 1,
            actor=request.user,
            verb="edited",
            at=timezone.now(),
            changes=[{"row": pk, "before": before, "after": row.text}],
        )
        Spec.objects.filter(pk=row.spec_id).update(seq=number + 1)
    return render(request, "bench_row.html", {"row": row, "told": json.dumps({"row": pk})})


urlpatterns = [
    path("bench/page/<str:name>", page),
    path("bench/save/<int:pk>", save),
    path("", include("config.urls")),
]

handler400 = "specs.views.errors.bad_request"
handler403 = "specs.views.errors.permission_denied"
handler404 = "specs.views.errors.page_not_found"
handler500 = "specs.views.errors.server_error"
