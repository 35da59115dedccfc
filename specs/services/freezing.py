"""Cuts revisions: the exact bytes as they will be published, and whether the working text still says the same."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from specs import workflow
from specs.document.compare import compare, published
from specs.document.fields import spans
from specs.document.outline import metadata, status_row, version_row
from specs.document.rows import Document
from specs.document.rows import Row as TextRow
from specs.models import Event, Record, Revision, Spec
from specs.services import recording
from specs.services.chain import sha256
from specs.services.change import Recorder
from specs.services.errors import Refused
from specs.services.images import freeze_images
from specs.services.states import packed, unpacked

Waived = Callable[[Revision], list[dict[str, str]]]
_APPROVED_ONCE = ("approved", "implemented", "superseded", "revoked")


def latest(spec: Spec) -> Revision | None:
    return Revision.objects.filter(spec=spec).order_by("number").last()


def base_of(spec: Spec) -> Revision | None:
    """From which revision writers are counted."""
    if spec.in_force:
        return spec.in_force
    revisions = Revision.objects.filter(spec=spec)
    number = workflow.base(revisions.values_list("number", "state"), None)
    return None if number is None else revisions.get(number=number)


def settled(spec: Spec) -> int:
    """The number of the event that settled the version before: it was approved, or its draft abandoned."""
    last = Record.objects.filter(spec=spec, kind__in=("approved", "abandon")).order_by("n").last()
    return last.event.number if last and last.event else 0


def writers_of(spec: Spec, *, upto: int) -> frozenset[int]:
    """Ids of the people who wrote what the revision in force has not."""
    base = base_of(spec)
    events = Event.objects.filter(spec=spec, text=True, number__lte=upto).order_by("number")
    since = base.upto if base else 0
    found = [text_event(event) for event in events.filter(number__gt=since)]
    return workflow.writers(found, base=since, upto=upto)


def text_event(event: Event) -> workflow.TextEvent:
    """An edit as writers are counted by: rows that only got another place or number are nobody's writing."""
    rows = {
        item["row"] or 0: (item["before"], item["after"])
        for item in event.changes
        if not item.get("placed") and not item.get("renumbered")
    }
    restores, revives = event.data.get("restores"), event.data.get("undoes")
    return workflow.TextEvent(event.number, event.people, rows, restores, revives)


def is_unsent(revision: Revision, document: Document) -> bool:
    """Whether the working text differs from the revision in more than progress, or in the identity of its rows."""
    frozen = unpacked(revision.rows, revision.tail)
    if [row.id for row in frozen.rows] != [row.id for row in document.rows]:
        return True
    now = published(document).data
    return compare(bytes(revision.data), revision.progress, now).kind == "different"


def says_the_same(revision: Revision, document: Document) -> bool:
    """Whether nothing was changed since but the version line and progress."""
    return _essence(unpacked(revision.rows, revision.tail)) == _essence(document)


def _essence(document: Document) -> list[Any]:
    aside = {version_row(document), status_row(document)}
    return [
        (row.id, row.kind) if i in aside else (row.id, row.kind, row.lead, unticked(row))
        for i, row in enumerate(document.rows)
    ] + [document.tail]


def unticked(row: TextRow) -> str:
    return with_box(row, " ")


def with_box(row: TextRow, box: str) -> str:
    """A task's source with this in its box; of any other row, its source."""
    if row.kind != "task":
        return row.source
    start, end = spans(row.kind, row.dialect, row.source)["done"]
    return row.source[:start] + box + row.source[end:]


def box_of(row: TextRow) -> str:
    start, end = spans(row.kind, row.dialect, row.source)["done"]
    return row.source[start:end]


def version_for(spec: Spec, document: Document) -> str:
    """The version a revision of this text has: as written, else counted on. Refused if it is taken or no version."""
    written = metadata(document).get("version", "")
    taken = set(Revision.objects.filter(spec=spec, state__in=_APPROVED_ONCE).values_list("version", flat=True))
    if not written:
        return free_version(spec.in_force.version if spec.in_force else "", taken)
    if not workflow.is_version(written):
        raise Refused(
            _("The version “{written}” must be made of letters, digits, dots, plus and minus signs.").format(
                written=written[:40]
            ),
            field="version",
        )
    if written in taken:
        raise Refused(_("{written} is taken; choose another version.").format(written=written), field="version")
    return written


def free_version(version: str, taken: set[str]) -> str:
    """The next version that no approved revision has; 1.0 is the first of all."""
    found = workflow.next_version(version) if version else "1.0"
    while found in taken:
        found = workflow.next_version(found)
    return found


def next_free_version(spec: Spec, version: str, *, major: bool = False) -> str:
    """The version after this one that nothing approved has; with `major` the next whole one."""
    taken = set(Revision.objects.filter(spec=spec, state__in=_APPROVED_ONCE).values_list("version", flat=True))
    wanted = workflow.next_major(version) if major else ""
    return wanted if wanted and wanted not in taken else free_version(wanted or version, taken)


def cut(recorder: Recorder, writers: frozenset[int], waived: Waived) -> Revision:
    """A revision of the text as it stands; the latest again if it has this text and these rows already.

    `waived` stores the findings let pass with the revision, and says what the record says of them.
    """
    spec, document = recorder.spec, recorder.document
    version, last = version_for(spec, document), latest(spec)
    if last and last.state == "frozen" and last.version == version and not is_unsent(last, document):
        return last
    text = published(document)
    revision = Revision.objects.create(
        spec=spec,
        number=last.number + 1 if last else 1,
        version=version,
        data=text.data,
        sha256=sha256(text.data),
        size=len(text.data),
        progress=text.progress,
        rows=packed(document),
        tail=document.tail,
        upto=recorder.number,
        base=base_of(spec),
        cut_by=recorder.by,
        cut_at=recorder.at,
    )
    images, let = freeze_images(revision, document.text), waived(revision)
    recorder.record("revision", lambda: {**_facts(spec, revision, writers), "images": images, "waived": let})
    return revision


def _facts(spec: Spec, revision: Revision, writers: frozenset[int]) -> dict[str, Any]:
    first = revision.base.upto + 1 if revision.base else 1
    events = {"first": first, "last": revision.upto, "sha": recording.events_digest(spec, first, revision.upto)}
    return {
        "revision": revision.number,
        "sha": revision.sha256,
        "size": revision.size,
        "progress": revision.progress,
        "version": revision.version,
        "base": revision.base.number if revision.base else None,
        "writers": uuids(writers),
        "events": events,
    }


def uuids(people: frozenset[int]) -> list[str]:
    return sorted(str(uuid) for uuid in User.objects.filter(pk__in=people).values_list("uuid", flat=True))


def back_to(revision: Revision, document: Document, boxes: Mapping[int, bool]) -> Document:
    """The revision's rows as they were, with the status word as it is now, and boxes too: those of tasks that are not
    in the text as `boxes` tells them."""
    now = {row.id: row for row in document.rows}
    frozen = unpacked(revision.rows, revision.tail)
    status = status_row(frozen)
    rows = []
    for i, row in enumerate(frozen.rows):
        current = now.get(row.id)
        if row.kind == "task":
            rows.append(replace(row, source=with_box(row, _box_now(row, current, boxes))))
        elif current and i == status:
            rows.append(replace(row, source=current.source))
        else:
            rows.append(row)
    return Document(tuple(rows), frozen.tail)


def _box_now(row: TextRow, current: TextRow | None, boxes: Mapping[int, bool]) -> str:
    if current and current.kind == "task":
        return box_of(current)
    done = boxes.get(row.id) if row.id is not None else None
    return box_of(row) if done is None else "x" if done else " "
