"""What changed since one's last verdict, for the page of a review."""

from dataclasses import dataclass
from typing import Any

from django import template

from accounts.models import User
from specs.compared import Asked, Drawing, Section, Shown, chosen, progress_of, sections
from specs.models import Revision, Spec, Verdict
from specs.services.comparing import compared, of_revision
from specs.services.seen import last_seen, seen_by

register = template.Library()


@dataclass(frozen=True, slots=True)
class Since:
    """The changes from the revision a person knows to the one in review, and how many of them the person has seen."""

    asked: Asked
    verdict: Verdict | None
    changed: list[Section]
    total: int
    seen_count: int

    @property
    def changes(self) -> list[Shown]:
        return [change for section in self.changed for change in section.changes]

    @property
    def next(self) -> Shown | None:
        return next((change for change in self.changes if not change.seen), None)


@register.simple_tag
def since_verdict(spec: Spec, revision: Revision, user: Any) -> Since | None:
    """None for somebody who has not given a verdict on an earlier revision, nor marked anything as seen."""
    if not isinstance(user, User):
        user = User.objects.get(pk=user.pk)
    known, verdict = last_seen(spec, revision, by=user)
    if known is None:
        return None
    asked = Asked(of_revision(known), of_revision(revision), one=True, on="review")
    comparison = compared(spec, asked.before, asked.after)
    marks = seen_by(spec, by=user)
    drawing = Drawing(comparison, seen=marks, removed={})
    return Since(asked, verdict, sections(drawing, chosen(comparison)), **progress_of(comparison, marks))
