"""The frozen text as a review shows it: by rows, marked where it is another than the text one knows, or as it reads.

The rows are those that join to the very bytes of the revision; where they did not, the text is shown from its bytes.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from accounts.reader import reader
from specs.compared import PAGE, Asked, Drawing, Section, Shown, chosen, progress_of, sections
from specs.document.compare import published
from specs.models import Revision, Spec, Verdict
from specs.services import seen
from specs.services.comparing import Moment, compared, of_revision


@dataclass(frozen=True, slots=True)
class Text:
    """`rows`: the sections drawn, none where the text is shown as it reads. `since`: what it is compared with, if
    with anything; `verdict` one's own on that. `tail` is what stands behind the last row."""

    asked: Asked
    since: Moment | None
    verdict: Verdict | None
    rows: list[Section]
    changed: list[Section]
    total: int
    seen_count: int
    by_rows: bool
    tail: str = ""

    @property
    def sections(self) -> list[Section]:
        return self.changed

    @property
    def changes(self) -> list[Shown]:
        return [change for section in self.changed for change in section.changes]


def text_of(request: HttpRequest, spec: Spec, revision: Revision) -> Text:
    """Compared with the revision of one's last verdict, else with the text in force."""
    after = of_revision(revision)
    known, verdict = seen.last_seen(spec, revision, by=reader(request))
    known = known or (spec.in_force if spec.in_force_id != revision.pk else None)
    before = of_revision(known) if known else None
    asked = Asked(before or after, after, one=True, on="review")
    comparison = compared(spec, asked.before, after)
    marks = seen.seen_by(spec, by=reader(request))
    drawing = Drawing(comparison, seen=marks, removed={})
    whole = chosen(comparison, whole=True)
    by_rows = len(whole) <= PAGE and joins(after)
    clean = request.GET.get("text") == "clean" or not by_rows
    drawn = [] if clean else sections(drawing, whole)
    return Text(
        asked,
        before,
        verdict,
        drawn,
        drawn or sections(drawing, chosen(comparison)),
        **progress_of(comparison, marks),
        by_rows=by_rows,
        tail="" if clean or not after.document.tail.strip() else after.document.tail,
    )


def joins(after: Moment) -> bool:
    """Whether the rows that are drawn make the very bytes of the revision."""
    return after.revision is not None and published(after.document).text.encode() == bytes(after.revision.data)


def text_context(request: HttpRequest, spec: Spec, revision: Revision) -> dict[str, Any]:
    text = text_of(request, spec, revision)
    return {"text": text, "asked": text.asked, "total": text.total, "seen_count": text.seen_count}
