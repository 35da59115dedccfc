"""What a person has seen of a change: one's own marks, which tell nobody else anything and leave no event."""

import re
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from specs import jobs, permissions
from specs.document.comparing.items import END, Item
from specs.models import Job, Revision, Row, SeenMark, Spec, Verdict
from specs.models.seen import KEPT
from specs.services.comparing import compared, of_revision, present

_SHA = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
#: From how many revisions, the newest, a reader is taken to go on; how many marks go at once.
_BASES, _AT_ONCE = 10, 500
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


@jobs.handles("seen")
def tidy(job: Job) -> None:
    """A while after an approval, when nobody goes back over the review any more."""
    prune(Spec.objects.select_related("team", "in_force").get(pk=job.payload["spec"]), before=timezone.now() - KEPT)


def prune(spec: Spec, *, before: datetime) -> int:
    """Takes away marks made before then of what no text of now says any more, whichever known revision it is compared
    with; gives how many went."""
    old = SeenMark.objects.filter(spec=spec, at__lt=before)
    if not old.exists():
        return 0
    known = Revision.objects.filter(spec=spec).order_by("-number")
    read_from = known.filter(Q(pk__in=old.values("since")) | Q(state__in=("approved", "implemented")))[:_BASES]
    now = [present(spec), *map(of_revision, known[:1])]
    pairs = [(base, after) for base in list(map(of_revision, read_from)) or now for after in now]
    said = {(item.row, item.sha) for pair in pairs for item in compared(spec, *pair).items}
    gone = [pk for pk, *seen in old.values_list("pk", "row", "sha") if tuple(seen) not in said]
    for at in range(0, len(gone), _AT_ONCE):
        SeenMark.objects.filter(pk__in=gone[at : at + _AT_ONCE]).delete()
    return len(gone)


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
