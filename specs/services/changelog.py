"""What changed from one text to another, in words and with names, from the comparison and the events between them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from specs.document import rendering
from specs.document.alignment import Budget
from specs.document.comparing.items import END, Comparison, Item
from specs.document.comparing.marks import NUMBER, Stretch, stretches
from specs.document.comparing.rows import Entry
from specs.document.diff import Piece
from specs.document.fields import fields
from specs.document.outline import canonical
from specs.document.rows import Row
from specs.models import Spec
from specs.services.comparing import Hand, Moment, compared, hands, name_of, shortened

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
STEPS = 1_000_000  # what all its comparisons of words may take together
_SHOWN, _LONG, _WORDS_LONG = 3, 200, 60


@dataclass(frozen=True, slots=True)
class Change:
    """One item: what people call it, what happened to it, who did it, and what was said."""

    name: str
    op: str
    people: tuple[str, ...]
    details: tuple[str, ...]
    row: int

    @property
    def words(self) -> str:
        """`FR-3 changed by Ana Ruiz and Ben Cole`."""
        said = {
            "added": _("added by {people}") if self.people else _("added"),
            "removed": _("removed by {people}") if self.people else _("removed"),
            "changed": _("changed by {people}") if self.people else _("changed"),
            "moved": _("moved by {people}") if self.people else _("moved"),
        }
        return said[self.op].format(people=listed(self.people))


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    changes: list[Change]


@dataclass
class Changelog:
    spec: Spec
    before: Moment
    after: Moment
    chapters: list[Chapter] = field(default_factory=list)

    @cached_property
    def count(self) -> int:
        return sum(len(chapter.changes) for chapter in self.chapters)

    @property
    def title(self) -> str:
        return _("{key}: what changed from {before} to {after}").format(
            key=self.spec.key, before=version_of(self.before), after=version_of(self.after)
        )

    @property
    def markdown(self) -> str:
        """As a file: people's words are escaped, so that none of them becomes markup."""
        return "\n".join(
            [f"# {escaped(self.title)}", "", escaped(rendering.words(self.spec.title)), *self._lines(), ""]
        )

    def _lines(self) -> Iterator[str]:
        if not self.chapters:
            yield from ("", _("Nothing changed."))
        for chapter in self.chapters:
            yield from ("", f"## {escaped(chapter.title)}", "")
            for change in chapter.changes:
                details = f": {escaped('; '.join(change.details))}" if change.details else ""
                yield f"- **{escaped(change.name)}** {escaped(change.words)}{details}"


def changelog_of(spec: Spec, before: Moment, after: Moment) -> Changelog:
    """What the second text says otherwise than the first; what was done and taken back in between is left out."""
    comparison = compared(spec, before, after)
    by = hands(spec, before, after)
    log = Changelog(spec, before, after)
    budget = Budget(STEPS)
    for part in comparison.parts:
        changes = [_change(comparison, item, by, budget) for item in part.changes if not _is_version(comparison, item)]
        if changes:
            title = name_of(comparison.difference.row(part.heading.head)) if part.heading else spec.title
            log.chapters.append(Chapter(rendering.words(title), changes))
    return log


def _is_version(comparison: Comparison, item: Item) -> bool:
    """The version's own line says nothing that the title does not."""
    if item.row == END:
        return False
    row = comparison.difference.row(item.head)
    return row.kind == "meta" and canonical(fields(row.kind, row.dialect, row.source).get("label", "")) == "version"


def _change(comparison: Comparison, item: Item, by: dict[int, list[Hand]], budget: Budget) -> Change:
    if item.row == END:
        return Change(_("End of the file"), "changed", (), (), END)
    found = comparison.difference
    rows = {found.row(entry).id for entry in item.entries if entry.op != "same"}
    people = {hand.person.pk: str(hand.person) for row in rows for hand in by.get(row or 0, [])}
    row = found.row(item.head)
    return Change(
        name_of(row), item.op, tuple(sorted(people.values())), tuple(_details(comparison, item, budget)), item.row
    )


def _details(comparison: Comparison, item: Item, budget: Budget) -> Iterator[str]:
    if item.op in ("added", "removed"):
        yield from filter(None, [_text(comparison.difference.row(item.head))])
        return
    if item.op == "changed" and item.moved:
        yield _("moved")
    found = list(dict.fromkeys(detail for entry in item.entries for detail in _of_entry(comparison, entry, budget)))
    yield from found[:_SHOWN]
    more = len(found) - _SHOWN
    if more > 0:
        yield ngettext("{count} more place", "{count} more places", more).format(count=more)
    for label in item.labels:
        yield _("what “{label}” stands for changed").format(label=label)


def _of_entry(comparison: Comparison, entry: Entry, budget: Budget) -> Iterator[str]:
    found = comparison.difference
    if entry.before is None:
        yield _("“{text}” added").format(text=_text(found.row(entry)))
    elif entry.after is None:
        yield _("“{text}” removed").format(text=_text(found.row(entry)))
    else:
        for stretch in stretches(found.old.rows[entry.before], found.new.rows[entry.after], budget):
            if stretch.name != NUMBER:
                yield from _of_stretch(stretch)


def _of_stretch(stretch: Stretch) -> Iterator[str]:
    """`“30” became “20”`, for each place where words were replaced; blanks and markup are told of as such."""
    pieces = [*stretch.pieces, Piece("same", "")]
    last = ""
    for piece, following in pairwise(pieces):
        replaced = last == "removed" and piece.op == "added"
        last = "" if replaced else piece.op
        if replaced or piece.op == "same":
            continue
        both = piece.op == "removed" and following.op == "added"
        yield _told(piece, following.text if both else "")


def _told(piece: Piece, instead: str) -> str:
    if not any(char.isalnum() for char in piece.text + instead):
        return _("blanks or markup")
    if instead:
        return _("“{before}” became “{after}”").format(before=_short(piece.text), after=_short(instead))
    said = _("“{text}” added") if piece.op == "added" else _("“{text}” removed")
    return said.format(text=_short(piece.text))


def _short(text: str) -> str:
    return shortened(text, _WORDS_LONG)


def _text(row: Row) -> str:
    values = fields(row.kind, row.dialect, row.source)
    return shortened(rendering.words(values.get("text") or values.get("title") or row.source), _LONG)


def version_of(one: Moment) -> str:
    """A revision that was approved is known by its version."""
    return one.revision.version if one.revision and one.revision.approved_at else one.words


def listed(people: tuple[str, ...]) -> str:
    if len(people) < 2:
        return "".join(people)
    return _("{first} and {last}").format(first=", ".join(people[:-1]), last=people[-1])


def escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
