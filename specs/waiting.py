"""What waits for a person: verdicts asked of them, changes asked of what they submitted, what was said to them and is
not read, findings on their drafts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Team
from specs.models import Notice, Round, Row, Spec, Verdict
from specs.services import wording

MOST, DRAFTS = 30, 5


@dataclass(frozen=True, slots=True)
class Wait:
    """One line: why it waits, since when, and the button that does it."""

    spec: Spec
    icon: str
    tone: str
    words: str
    at: datetime
    href: str
    act: str


def waits(user: Any) -> list[Wait]:
    """The latest first."""
    found = [*_verdicts(user), *_changes(user), *_words(user), *_findings(user)]
    return sorted(found, key=lambda wait: wait.at, reverse=True)[:MOST]


def _open_rounds(user: Any) -> Any:
    mine = Round.objects.filter(closed_at=None, spec__archived_at=None, spec__team__in=Team.objects.of(user))
    return mine.select_related("spec__team", "revision", "opened_by")


def _verdicts(user: Any) -> Iterator[Wait]:
    """Open reviews in which this person is asked and has said nothing yet about the latest revision."""
    asked = list(_open_rounds(user).filter(reviewers=user).exclude(revision__verdicts__by=user)[:MOST])
    specs = [one.spec_id for one in asked]
    before = set(Verdict.objects.filter(by=user, round__spec__in=specs).values_list("round__spec_id", flat=True))
    rows = Row.objects.filter(spec__in=specs, kind="requirement", removed_at=None).order_by().values_list("spec_id")
    requirements: dict[int, int] = dict(rows.annotate(many=Count("pk")))
    for one in asked:
        words = _asks(one, first=one.spec_id not in before, requirements=requirements.get(one.spec_id, 0))
        href = reverse("specs:review", args=[one.spec.key])
        yield Wait(one.spec, "status-review", "st review", words, one.opened_at, href, _("Review"))


def _asks(one: Round, *, first: bool, requirements: int) -> str:
    name, number = one.opened_by.get_short_name(), one.revision.number
    if not first:
        return _("{name} asks for your verdict on revision {number}").format(name=name, number=number)
    said = _("{name} asks for your first verdict, on revision {number}").format(name=name, number=number)
    if not requirements:
        return said
    many = ngettext("{count} requirement", "{count} requirements", requirements).format(count=requirements)
    return f"{said}; {many}"


def _changes(user: Any) -> Iterator[Wait]:
    """Reviews this person opened in which somebody's last word about the latest revision asks for changes."""
    opened = {one.revision_id: one for one in _open_rounds(user).filter(opened_by=user)}
    last: dict[tuple[int, int], Verdict] = {}
    for verdict in Verdict.objects.filter(Q(revision__in=opened)).select_related("by").order_by("pk"):
        last[verdict.revision_id, verdict.by_id] = verdict
    for (revision, _person), verdict in last.items():
        if verdict.word == "request":
            spec = opened[revision].spec
            words = _("{name} asks for changes: “{comment}”").format(
                name=verdict.by.get_short_name(), comment=_short(verdict.comment)
            )
            href = reverse("specs:review", args=[spec.key])
            yield Wait(spec, "pencil", "bad", words, verdict.at, href, _("Open"))


def _words(user: Any) -> Iterator[Wait]:
    """Mentions, replies and reminders that were not read; what asks for a verdict stands here already."""
    mine = Notice.objects.filter(
        user=user, read_at=None, kind__in=("mentioned", "replied", "unsent", "left", "assigned")
    )
    mine = mine.filter(spec__in=Spec.objects.visible_to(user).current())
    for notice in mine.select_related("spec__team", "event__actor").order_by("-pk")[:MOST]:
        href = reverse("specs:notice", args=[notice.pk])
        yield Wait(notice.spec, "bell", "q", wording.said(notice), notice.at, href, _("Open"))


def _findings(user: Any) -> Iterator[Wait]:
    """Drafts in whose text this person wrote and in which something stands in the way of a submit."""
    drafts = Spec.objects.visible_to(user).current().written_by(user).filter(status="draft", blocking__gt=0)
    for spec in drafts.select_related("team").order_by("-changed_at")[:DRAFTS]:
        many = spec.blocking or 0
        said = ngettext("{count} finding blocks submitting", "{count} findings block submitting", many)
        words = _("Your draft: {findings}").format(findings=said.format(count=many))
        yield Wait(spec, "octagon-alert", "bad", words, spec.changed_at, _page(spec), _("Open"))


def _page(spec: Spec) -> str:
    return reverse("specs:spec", args=[spec.key])


def _short(text: str, most: int = 90) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[: words.rfind(" ", 0, most)] + " …"
