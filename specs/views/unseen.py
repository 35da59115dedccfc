"""Somebody changed what is about to be deleted after the page was made: shown and asked about, once."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from specs.document.diff import words
from specs.models import Row, Spec
from specs.services.errors import Unseen
from specs.views.adding import number
from specs.views.answers import form_answer, page_of
from specs.views.loading import unit
from specs.views.shape import Shape

SHOWN = 5
_BUTTONS = frozenset({"csrfmiddlewaretoken", "act", "save", "next", "direction", "preview", "seen", "anyway"})


@dataclass(frozen=True, slots=True)
class Page:
    """What the page knew from which something is to be deleted; `asked` once the person said to delete it anyway."""

    stamp: int | None
    seen: int | None
    asked: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> "Page":
        anyway = number(request.POST.get("anyway"))
        if anyway is not None:
            return cls(None, anyway, asked=True)
        return cls(number(request.POST.get("stamp")), number(request.POST.get("seen")))


def unseen(request: HttpRequest, spec: Spec, found: Row, question: Unseen) -> HttpResponse:
    """409: who changed it and how; to delete it anyway, or to keep it and what was typed in its form."""
    spec.refresh_from_db()
    section = found.kind == "heading" and found.key != "title"
    line = unit(spec, Shape.of(spec), found.pk)
    texts = list(question.texts.values())
    context: dict[str, Any] = {
        "line": line,
        "place": f"row-{found.pk}",
        "other": question.event.actor.get_short_name(),
        "at": question.event.at,
        "name": found.uid or ("this section" if section else "this row"),
        "changes": [words(before, now) for before, now in texts[:SHOWN]],
        "more": len(texts[SHOWN:]),
        "seen": spec.seq,
        "hidden": _typed(request),
        "keep_action": reverse("specs:section_rename" if section else "specs:row_edit", args=[spec.key, found.pk]),
        "delete_action": reverse("specs:section_delete" if section else "specs:row_delete", args=[spec.key, found.pk]),
        "back": page_of(spec, found.pk),
    }
    heading = "Changed since you opened it"
    return form_answer(request, spec, "specs/rows/unseen.html", context, status=409, heading=heading)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The form as it was sent, to be saved where the row is kept."""
    sent = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    return [(name, value) for name, value in sent if name not in _BUTTONS]
