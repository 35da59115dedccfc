"""What a person has seen of a change: one's own marks, which tell nobody else anything and leave no event."""

import re

from django.utils import timezone

from accounts.models import User
from specs import permissions
from specs.document.comparing.items import END, Item
from specs.models import Revision, Row, SeenMark, Spec, Verdict

_SHA = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
Seen = frozenset[tuple[int, str]]


def mark_seen(spec: Spec, *, by: User, row: int, sha: str, since: Revision | None = None) -> None:
    """Notes that the person saw what the row says; twice is once. Raises LookupError for what is no row of the spec."""
    _require(spec, by, row, sha)
    mark = SeenMark(user=by, spec=spec, row=row, sha=sha, since=since, at=timezone.now())
    SeenMark.objects.bulk_create([mark], ignore_conflicts=True)


def mark_unseen(spec: Spec, *, by: User, row: int, sha: str) -> None:
    """Takes the mark away."""
    _require(spec, by, row, sha)
    SeenMark.objects.filter(user=by, spec=spec, row=row, sha=sha).delete()


def _require(spec: Spec, by: User, row: int, sha: str) -> None:
    permissions.require(by, "read", spec)
    if not _SHA.match(sha) or not (row == END or Row.objects.filter(spec=spec, pk=row).exists()):
        raise LookupError(row)


def seen_by(spec: Spec, *, by: User) -> Seen:
    """All marks the person has in a spec: rows, and hashes of what they said."""
    permissions.require(by, "read", spec)
    return frozenset(SeenMark.objects.filter(user=by, spec=spec).values_list("row", "sha"))


def is_seen(item: Item, seen: Seen) -> bool:
    return (item.row, item.sha) in seen


def last_seen(spec: Spec, revision: Revision, *, by: User) -> tuple[Revision | None, Verdict | None]:
    """The revision that the person knows, older than this one, and the verdict given on it.

    It is that of the last verdict; without one, the oldest that marks were made against: whoever marked some of its
    changes has the others still to see.
    """
    verdicts = Verdict.objects.filter(revision__spec=spec, by=by).select_related("revision").order_by("-pk")
    verdict = verdicts.first()
    if verdict is not None:
        return (verdict.revision, verdict) if verdict.revision.number < revision.number else (None, verdict)
    marks = SeenMark.objects.filter(user=by, spec=spec, since__number__lt=revision.number)
    mark = marks.select_related("since").order_by("since__number").first()
    return (mark.since if mark else None), None
