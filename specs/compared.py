"""A comparison as its page shows it: sections, items, lines with marks, in two columns or in one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from specs.document import rendering
from specs.document.alignment import Budget
from specs.document.comparing.items import END, Comparison, Item, Part
from specs.document.comparing.marks import NUMBER, WHOLE, Stretch, only, stretches
from specs.document.comparing.rendered import marked, rendered, rendered_pieces, shown
from specs.document.comparing.rows import Entry
from specs.document.diff import Piece, words
from specs.document.fields import ITEM, cell_spans, fields, value_of
from specs.document.rows import Document, Row
from specs.document.template import KINDS
from specs.services.comparing import Moment, name_of
from specs.services.seen import Seen, is_seen

#: What the marks of one page may cost together: a second or two. What it does not cover is marked as replaced whole.
STEPS = 1_000_000
WORDS = {"added": "Added", "removed": "Removed", "changed": "Changed", "moved": "Moved"}
LOOKS = {"added": "new", "removed": "gone", "changed": "chg", "moved": ""}


class Sides(NamedTuple):
    """Safe HTML of the same thing: as it was, as it is, and both in one text."""

    before: SafeString
    after: SafeString
    both: SafeString


@dataclass(eq=False)
class Line:
    """One row of an item: its margin, and its words. `look` is "text", or "sub" for what belongs to another row."""

    margin: Sides
    body: Sides
    look: str = "text"
    op: str = "same"


@dataclass(eq=False)
class Shown:
    """One item. `was` and `now` say what a reader could not see: where it stood, who removed it."""

    row: int
    op: str
    name: str
    lines: list[Line]
    sha: str = ""
    seen: bool = False
    moved: bool = False
    changed: bool = True
    was: str = ""
    now: str = ""
    notes: list[tuple[str, Sides]] = field(default_factory=list)

    @property
    def word(self) -> str:
        return _(WORDS[self.op])

    @property
    def look(self) -> str:
        return LOOKS[self.op]

    @property
    def anchor(self) -> str:
        return f"change-{self.row}"


@dataclass(eq=False)
class Fold:
    """Items in a row that are the same, in one line."""

    words: str
    row: int
    folded: bool = True


@dataclass(eq=False)
class Section:
    """`title` is the heading's words, "" before the first; `heading` the heading itself, where it is shown."""

    title: str
    row: int
    items: list[Shown | Fold]
    heading: Shown | None = None

    @property
    def shown(self) -> list[Shown]:
        found = [item for item in self.items if isinstance(item, Shown)]
        return [self.heading, *found] if self.heading else found

    @property
    def changes(self) -> list[Shown]:
        return [item for item in self.shown if item.changed]


class Drawing:
    """Draws the items of one comparison."""

    def __init__(
        self, comparison: Comparison, *, seen: Iterable[tuple[int, str]] = (), removed: dict[int, str]
    ) -> None:
        self.comparison = comparison
        self.difference = comparison.difference
        self.known = _definitions(self.difference.old), _definitions(self.difference.new)
        self.seen = frozenset(seen)
        self.removed = removed
        self.said = _("removed"), _("added")
        self.budget = Budget(STEPS)

    def item(self, item: Item) -> Shown:
        if item.row == END:
            return self._end(item)
        lines = [self._line(item, entry) for entry in item.entries]
        seen = (item.row, item.sha) in self.seen
        shown = Shown(item.row, item.op, self.name(item), lines, item.sha, seen, item.moved, item.changed)
        self._tell_place(item, shown)
        shown.notes = [(label, self._definition(label)) for label in item.labels]
        return shown

    def name(self, item: Item) -> str:
        """What people call it: its uid, else its name, else its first words."""
        return _("End of the file") if item.row == END else name_of(self.difference.row(item.head))

    def has_uid(self, item: Item) -> bool:
        row = self.difference.row(item.head)
        return "uid" in fields(row.kind, row.dialect, row.source)

    def _end(self, item: Item) -> Shown:
        pieces = words(self.difference.old.tail, self.difference.new.tail)
        line = Line(_NOTHING, self._sides([("raw", pieces)]))
        return Shown(END, "changed", self.name(item), [line], item.sha, (END, item.sha) in self.seen)

    def _definition(self, label: str) -> Sides:
        before, after = self.comparison.labels[label]
        return self._sides([("raw", words(before, after))])

    # one row

    def _line(self, item: Item, entry: Entry) -> Line:
        was, now = self.difference.row_before(entry), self.difference.row_after(entry)
        look = "text" if entry is item.head else "sub"
        if was is not None and now is not None and (entry.differs or entry.numbered):
            margin, body = self._changed(was, now)
        else:
            row = self.difference.row(entry)
            margin, body = self._whole(row, 0 if entry.after is None else 1)
        lead = self._lead(was, now, entry)
        body = Sides(*(_safe(a + b) for a, b in zip(lead, body, strict=True)))
        if was is None:
            margin, body = _one_sided(margin, 1), _one_sided(body, 1)
        elif now is None:
            margin, body = _one_sided(margin, 0), _one_sided(body, 0)
        return Line(margin, body, look, entry.op)

    def _lead(self, was: Row | None, now: Row | None, entry: Entry) -> Sides:
        """What stands before a row, where it changed, or where it is more than blank lines: a byte order mark."""
        before, after = (row.lead if row else "" for row in (was, now))
        if was is not None and now is not None:
            return self._sides([("raw", words(before, after))]) if entry.gap or after.strip(" \t\r\n") else _NOTHING
        return _alike(_raw(before + after)) if (before + after).strip(" \t\r\n") else _NOTHING

    def _changed(self, was: Row, now: Row) -> tuple[Sides, Sides]:
        """Field by field; what stands between the fields only where it changed."""
        margin: list[Sides] = []
        out: list[Sides] = []
        for stretch in stretches(was, now, self.budget):
            if stretch.name == "uid":
                margin.append(self._sides([("plain", list(stretch.pieces))]))
            elif stretch.name == NUMBER:
                margin += [self._sides([("number", list(stretch.pieces))])] if stretch.changed else []
            elif stretch.name == WHOLE or (not stretch.name and stretch.changed):
                out.append(self._sides([("raw", list(stretch.pieces))]))
            elif not stretch.name and _tells(stretch.after):
                out.append(_alike(_between(stretch.after)))
            elif stretch.name and stretch.pieces:
                out.append(self._field(stretch, was, now))
        return _together(margin[::-1]), _together(out)

    def _field(self, stretch: Stretch, was: Row, now: Row) -> Sides:
        frame = _frame(now, stretch.name, self._column(now, stretch.name, 1))
        if not stretch.changed:
            return _framed(frame, *(3 * [self._value(now, stretch.name, 1)]))
        texts = tuple(_value(row, stretch.name, text) for row, text in ((was, stretch.before), (now, stretch.after)))
        code = now.layout == "fence" and stretch.name == "text"
        if not code and stretch.name != "done":
            pieces = rendered_pieces(
                stretch.pieces, (texts[0], texts[1]), self.known, inline=stretch.name != "text", budget=self.budget
            )
            if pieces is not None:
                return _framed(frame, *(_safe(marked(pieces, side, self.said)) for side in Sides._fields))
        html = self._sides([("code" if code else "plain", list(stretch.pieces))])
        return html if frame[0] == "text" else _framed(frame, *html)

    def _whole(self, row: Row, document: int) -> tuple[Sides, Sides]:
        """A row in which nothing is marked, rendered."""
        cut = [stretch for stretch in only(row) if stretch.pieces and (stretch.name or _tells(stretch.after))]
        if row.layout == "fence" or not cut:
            text = row.source if row.layout == "fence" else ""
            html = _safe(rendered(text, self.known[document], inline=False)) if text else _raw(row.source)
            return _NOTHING, _alike(format_html('<div class="md" hx-disable>{}</div>', html))
        uid = next((stretch.after for stretch in cut if stretch.name == "uid"), "")
        body = [self._unmarked(row, stretch, document) for stretch in cut if stretch.name not in ("uid", NUMBER)]
        return (_alike(SafeString(shown(uid))) if uid else _NOTHING), _together(body)

    def _unmarked(self, row: Row, stretch: Stretch, document: int) -> Sides:
        if stretch.name in ("", WHOLE):
            return _alike(_raw(stretch.after) if stretch.name else _between(stretch.after))
        frame = _frame(row, stretch.name, self._column(row, stretch.name, document))
        return _framed(frame, *(3 * [self._value(row, stretch.name, document)]))

    def _value(self, row: Row, name: str, document: int) -> SafeString:
        text = next(stretch.after for stretch in only(row) if stretch.name == name)
        if row.layout == "fence" or name == "done":
            return _safe(marked([Piece("same", text)], "after", self.said))
        value = _value(row, name, text)
        return _safe(rendered(value, self.known[document], inline=name != "text"))

    def _column(self, row: Row, name: str, document: int) -> str:
        """What a table calls the column of a cell."""
        if row.layout != "cell" or row.parent is None:
            return ""
        table = (self.difference.old, self.difference.new)[document].rows[row.parent]
        head = table.source.split("\n", 1)[0]
        cells = cell_spans(head) if table.kind == "table" else []
        column = int(name)
        return head[slice(*cells[column])] if column < len(cells) else ""

    def _sides(self, cut: Sequence[tuple[str, Sequence[Piece]]]) -> Sides:
        found = []
        for side in Sides._fields:
            html = "".join(_WRAPS[look].format(marked(pieces, side, self.said)) for look, pieces in cut)
            found.append(_safe(html))
        return Sides(*found)

    # what is said of an item

    def _tell_place(self, item: Item, shown: Shown) -> None:
        old, new = self.difference.old, self.difference.new
        head = item.head
        if head.after is None:
            shown.now = self.removed.get(item.row) or _("Not in it any more")
        elif head.before is None:
            shown.was = _("Not in it yet")
        elif item.moved and not item.along:
            shown.was = _place(old, head.before)
            shown.now = _place(new, head.after)


_WRAPS = {
    "plain": "{}",
    "number": '<span class="number">{}</span>',
    "raw": '<code class="raw">{}</code>',
    "code": '<pre class="code">{}</pre>',
}
_MARKUP = frozenset(" \t\r\n*_`:|–—-.,()[]#>+=")
_EMPTY = SafeString("")
_NOTHING = Sides(_EMPTY, _EMPTY, _EMPTY)


def _definitions(document: Document) -> str:
    """The definitions that its pieces are rendered with; looking for them takes time, where there are none in vain."""
    text = document.text
    return rendering.definitions(text) if "]:" in text else ""


def _safe(html: str) -> SafeString:
    """What the renderer sanitised or `shown` escaped."""
    return SafeString(rendering.unfolded(html, _("Folded in the file")))


def _alike(html: SafeString) -> Sides:
    return Sides(html, html, html)


def _one_sided(sides: Sides, side: int) -> Sides:
    return Sides(*(html if number in (side, 2) else _EMPTY for number, html in enumerate(sides)))


def _together(found: list[Sides]) -> Sides:
    return Sides(*(_safe("".join(one[number] for one in found)) for number in range(3)))


def _tells(between: str) -> bool:
    """Whether what stands between fields says something: more than the marks of a list, a table and of emphasis."""
    return not _MARKUP.issuperset(ITEM.sub("", between, count=1))


def _between(text: str) -> SafeString:
    """What stands between fields, less the markup at its ends: `### Phase 1: ` is read as `Phase 1:`."""
    return format_html('<span class="runin">{}</span> ', _safe(shown(text.strip(" \t\r\n*_`|#>[]()"))))


def _raw(text: str) -> SafeString:
    return _safe(_WRAPS["raw"].format(marked([Piece("same", text)], "after", ("", ""))))


def _value(row: Row, name: str, raw: str) -> str:
    """The Markdown of a field as it is read: less its indentation, pipes unescaped."""
    if row.layout == "cell":
        return raw.replace("\\|", "|")
    if name == "text" and row.layout not in ("prose", "fence"):
        place = row.source.find(raw)
        return value_of(row.dialect, row.source, name, (place, place + len(raw))) if place >= 0 else raw
    return raw


def _frame(row: Row, name: str, column: str) -> tuple[str, str]:
    """How a field stands among the others: the look, and what is said before it."""
    if row.layout == "cell":
        return "cell", column
    if name == "done":
        return "box", ""
    if name in ("title", "label", "bold") or (row.layout == "heading" and name == "text"):
        return "runin", ""
    if name == "text":
        return "text", ""
    known = {field.name: field.label for field in KINDS[row.kind].fields}
    return "field", _(known[name]) if name in known else name


def _framed(frame: tuple[str, str], *html: SafeString) -> Sides:
    look, label = frame
    if look == "runin":
        return Sides(*(format_html('<span class="runin">{}</span> ', one) for one in html))
    if look == "box":
        return Sides(*(format_html('<span class="box">[{}]</span> ', one) for one in html))
    if look == "text":
        return Sides(*(format_html('<div class="md" hx-disable>{}</div>', one) for one in html))
    field = '<span class="cmp-field {}"><span class="q">{}</span> {}</span>'
    return Sides(*(format_html(field, look, label, one) for one in html))


def _place(document: Document, index: int) -> str:
    """Behind which row of its own section a row stands."""
    row = document.rows[index]
    siblings = document.children(row.parent)
    at = siblings.index(index)
    if at:
        return _("after {name}").format(name=name_of(document.rows[siblings[at - 1]]))
    if row.parent is None:
        return _("at the beginning")
    return _("first in {name}").format(name=name_of(document.rows[row.parent]))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    before: Moment
    after: Moment
    op: str = ""
    one: bool = False
    whole: bool = False
    page: int = 1
    on: str = ""

    def query(self, **other: str) -> str:
        """The address with something else in it; "" takes a part away."""
        parts = {
            "from": self.before.name,
            "to": self.after.name,
            "view": "one" if self.one else "",
            "show": self.op,
            "whole": "1" if self.whole else "",
        } | other
        return urlencode({name: value for name, value in parts.items() if value})


PAGE = 500


def chosen(comparison: Comparison, *, whole: bool = False, op: str = "") -> list[Item]:
    """The items to show: all, or the changes, or those of one kind."""
    if whole:
        return comparison.items
    return [item for item in comparison.changes if not op or item.op == op or (op == "moved" and item.moved)]


def sections(drawing: Drawing, items: Sequence[Item]) -> list[Section]:
    """The sections in which these items stand, drawn; what is the same between them is folded."""
    wanted = {id(item) for item in items}
    found = (_section(drawing, part, wanted) for part in drawing.comparison.parts)
    return [section for section in found if section.shown]


def _section(drawing: Drawing, part: Part, wanted: set[int]) -> Section:
    heading = part.heading if part.heading and id(part.heading) in wanted else None
    drawn = drawing.item(heading) if heading else None
    items: list[Shown | Fold] = []
    same: list[Item] = []
    for item in part.items:
        if id(item) in wanted:
            items += [*_folded(drawing, same), drawing.item(item)]
            same = []
        elif not item.changed:
            same.append(item)
    items += _folded(drawing, same) if items else []
    title = drawing.name(part.heading) if part.heading else ""
    return Section(title, part.heading.row if part.heading else END, items, drawn)


def _folded(drawing: Drawing, same: list[Item]) -> list[Shown | Fold]:
    """`FR-4 and FR-5 are the same`, `FR-7 to FR-9 are the same, but for their numbers in the list`."""
    if not same:
        return []
    said = _same_words(drawing, same)
    if any(item.numbered for item in same):
        said = _("{said}, but for numbers in a list").format(said=said)
    return [Fold(said, same[0].row)]


def _same_words(drawing: Drawing, same: list[Item]) -> str:
    first, last, count = drawing.name(same[0]), drawing.name(same[-1]), len(same)
    if not all(drawing.has_uid(item) for item in same):
        return ngettext("{count} row is the same", "{count} rows are the same", count).format(count=count)
    if count == 1:
        return _("{name} is the same").format(name=first)
    if count == 2:
        return _("{first} and {last} are the same").format(first=first, last=last)
    return _("{first} to {last} are the same").format(first=first, last=last)


def progress_of(comparison: Comparison, marks: Seen) -> dict[str, int]:
    """`9 of 14 changes seen`."""
    changes = comparison.changes
    return {"total": len(changes), "seen_count": sum(is_seen(item, marks) for item in changes)}
