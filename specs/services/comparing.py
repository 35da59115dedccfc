"""The texts that can be compared: revisions, versions, what is in force, the present, and any moment of the history."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import User
from specs import permissions
from specs.document import rendering
from specs.document.compare import as_published, published
from specs.document.comparing.items import Comparison
from specs.document.comparing.unified import unified
from specs.document.fields import cell_spans, fields
from specs.document.identity import matched
from specs.document.reader import read
from specs.document.rows import Document, Row
from specs.document.template import KINDS
from specs.lately import Lately
from specs.models import Event, EventRow, Revision, Spec
from specs.services.chain import sha256
from specs.services.states import current, state_at, unpacked

_NUMBER = re.compile(r"[0-9]{1,9}\Z", re.ASCII)
_EVENT = re.compile(r"e([0-9]{1,9})\Z", re.ASCII)
NOW, IN_FORCE = "now", "force"


@dataclass(frozen=True, eq=False)
class Moment:
    """A text that can be compared. `name` tells it in an address, `upto` is the number of its last event."""

    name: str
    words: str
    at: datetime
    upto: int
    find: Callable[[], Document]
    revision: Revision | None = None

    @cached_property
    def document(self) -> Document:
        """The rows as they would be published: the word of the status is no difference."""
        return as_published(self.find())

    @cached_property
    def text(self) -> str:
        """The very bytes of a revision; else what a revision cut at that moment would hold."""
        return bytes(self.revision.data).decode() if self.revision else published(self.document).text

    @cached_property
    def sha256(self) -> str:
        return self.revision.sha256 if self.revision else sha256(self.text.encode())

    @property
    def filename(self) -> str:
        return f"r{self.revision.number}" if self.revision else self.name


def moment(spec: Spec, name: str, *, by: User) -> Moment:
    """The text with this name: `now`, `force`, a revision's number, a version, or `e` and the number of an event.

    Raises LookupError where there is none such.
    """
    permissions.require(by, "read", spec)
    if name == NOW:
        return present(spec)
    event = _EVENT.match(name)
    if event:
        return _after_event(spec, int(event[1]))
    revision = _revision(spec, name)
    if revision is None:
        raise LookupError(name)
    return of_revision(revision)


def of_revision(revision: Revision) -> Moment:
    words = _("Revision {number}").format(number=revision.number)
    return Moment(
        str(revision.number),
        f"{words}, {revision.version}" if revision.approved_at else words,
        revision.cut_at,
        revision.upto,
        lambda: _frozen(revision),
        revision,
    )


def _frozen(revision: Revision) -> Document:
    """The rows that were frozen with the text, if they make its very bytes; else the bytes as they are read."""
    kept, data = unpacked(revision.rows, revision.tail), bytes(revision.data)
    if published(kept).data == data:
        return kept
    shown = read(data.decode())
    return shown.with_ids(matched(kept, shown).ids)


def present(spec: Spec) -> Moment:
    """The working text as it is."""
    fresh, document = current(spec)
    return Moment(NOW, _("Now"), fresh.changed_at, fresh.seq, lambda: document)


def _after_event(spec: Spec, number: int) -> Moment:
    event = Event.objects.filter(spec=spec, number=number).first()
    if event is None:
        raise LookupError(number)
    words = _("After change {number}").format(number=number)
    return Moment(f"e{number}", words, event.at, number, lambda: state_at(spec, number))


def _revision(spec: Spec, name: str) -> Revision | None:
    """By number first; a version is the newest revision that has it, one that was approved before others."""
    if name == IN_FORCE:
        return spec.in_force
    found = Revision.objects.filter(spec=spec)
    numbered = found.filter(number=int(name)).first() if _NUMBER.match(name) else None
    if numbered is not None:
        return numbered
    versions = list(found.filter(version=name).order_by("number"))
    return next((one for one in versions if one.approved_at), versions[-1] if versions else None)


def moments(spec: Spec) -> list[Moment]:
    """What can be chosen to compare, the newest first; their texts are not read before they are asked for."""
    known = Revision.objects.filter(spec=spec).order_by("-number").defer("data", "rows", "progress")
    now = Moment(NOW, _("Now"), spec.changed_at, spec.seq, lambda: current(spec)[1])
    return [now, *(of_revision(revision) for revision in known)]


def default_from(spec: Spec) -> str:
    """What the present is compared with if nobody says: what is in force, else the latest revision, else the start."""
    if spec.in_force_id:
        return IN_FORCE
    latest = Revision.objects.filter(spec=spec).order_by("-number").values_list("number", flat=True).first()
    return str(latest) if latest else "e1"


#: By the spec, the rows' ids and the two texts: what a comparison depends on.
_LATELY: Lately[Comparison] = Lately(8)
LONG = 2_000_000


def compared(spec: Spec, before: Moment, after: Moment) -> Comparison:
    """The comparison of two of the spec's texts; one that was made lately is at hand."""
    name = (spec.uuid, *((one.name, one.upto, one.at) for one in (before, after)))
    if len(before.document.text) + len(after.document.text) > LONG:
        return Comparison(before.document, after.document)
    return _LATELY.of(name, lambda: Comparison(before.document, after.document))


def markdown_difference(spec: Spec, before: Moment, after: Moment) -> str:
    """As `patch` reads it."""
    return unified(
        before.text, after.text, names=(f"a/{spec.key}-{before.filename}.md", f"b/{spec.key}-{after.filename}.md")
    )


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changed a row, and when last."""

    person: User
    at: datetime


def hands(spec: Spec, before: Moment, after: Moment) -> dict[int, list[Hand]]:
    """For each row that was changed between two moments who did it, the last first."""
    first, last = sorted((before.upto, after.upto))
    found: dict[int, dict[int, Hand]] = {}
    links = EventRow.objects.filter(event__spec=spec, event__text=True, event__number__gt=first)
    upto = links.filter(event__number__lte=last).select_related("event").defer("event__changes").order_by("-event")
    people = User.objects.in_bulk({person for link in upto for person in link.event.people})
    for link in upto:
        for person in sorted(link.event.people):
            found.setdefault(link.row_id, {}).setdefault(person, Hand(people[person], link.event.at))
    return {row: list(by_person.values()) for row, by_person in found.items()}


NAME = 40


def name_of(row: Row) -> str:
    """What people call a row: its uid, else its name, else its first words."""
    values = fields(row.kind, row.dialect, row.source)
    found = values.get("uid") or values.get("title") or values.get("label") or values.get("text", "")[:400]
    if row.layout == "cell":
        found = values.get("uid") or " ".join(row.source[slice(*span)] for span in cell_spans(row.source)[:1])
    return shortened(rendering.words(found), NAME) or _(KINDS[row.kind].label)


def shortened(text: str, most: int) -> str:
    """At most so many characters, cut between words."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"
