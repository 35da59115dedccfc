"""The floors: what the same answer costs where nothing has to be found out."""

import json
import os
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone

from specs.models import Event, Notice, Record, Row, Spec, Verdict
from specs.services.chain import digest


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


@login_required
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes the rows of the last verdict once more, in one transaction, and leads where a verdict leads."""
    with transaction.atomic():
        spec = Spec.objects.select_for_update().get(pk=pk)
        event = Event.objects.filter(spec=spec).latest("number")
        record, said = (
            Record.objects.filter(spec=spec).latest("n"),
            Verdict.objects.filter(round__spec=spec).latest("pk"),
        )
        notices = list(Notice.objects.filter(event=event))
        for row in (event, record, said, *notices):
            row.pk = None
        spec.seq = event.number = said.number = spec.seq + 1
        spec.save()
        said.save()
        event.save()
        record.n, record.prev, record.hash = (
            record.n + 1,
            record.hash,
            digest(bytes(record.data) + b" " * (record.n + 1)),
        )
        record.event = event
        record.save()
        for notice in notices:
            notice.event = event
        Notice.objects.bulk_create(notices)
    return redirect("specs:spec", key=spec.key)


urlpatterns = [
    path("bench/page/<str:name>", page),
    path("bench/save/<int:pk>", save),
    path("bench/verdict/<int:pk>", verdict),
    path("", include("config.urls")),
]

handler400 = "specs.views.errors.bad_request"
handler403 = "specs.views.errors.permission_denied"
handler404 = "specs.views.errors.page_not_found"
handler500 = "specs.views.errors.server_error"
