"""Change sets as CodeMirror 6 makes them: what turns one text into another, as lengths that stay, go, and come.

The JSON form is CodeMirror's: a number is a stretch that stays, `[deleted, line, line ...]` a stretch that gives way to
lines. Places and lengths are UTF-16 units, as in JavaScript, so texts are worked on as strings with one character for
each unit; of a text without characters beyond the basic plane that is the text itself. Mapping and composing follow
@codemirror/state 6.5 section by section, and a test compares them with it.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from specs.document.diff import edits

#: How many sections a change set may have, and how long a text may be, in UTF-16 units.
SECTIONS = 5_000
LONGEST = 200_000
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NEVER = re.compile(r"[\r\0]")


class Malformed(ValueError):
    """No change set of this text: a sender that is broken or hostile, never a person's choice of words."""


class Unwritable(ValueError):
    """A change set that fits, but leads to a text that is not kept: half a character, NUL, or too much."""


def units(text: str) -> str:
    """The text with one character for each UTF-16 unit."""
    return text if text.isascii() else _ASTRAL.sub(_halves, text)


def _halves(found: re.Match[str]) -> str:
    code = ord(found[0]) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def joined(written: str) -> str:
    """The text that these units are; half a character alone stays as it is."""
    if written.isascii() or not _SURROGATE.search(written):
        return written
    return written.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def size(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text) if text.isascii() else len(text) + len(_ASTRAL.findall(text))


@dataclass(slots=True)
class _Builder:
    """Sections put together as CodeMirror's `addSection` does: neighbours of one sort become one."""

    lengths: list[int] = field(default_factory=list)
    inserts: list[str | None] = field(default_factory=list)

    def add(self, length: int, insert: str | None, *, join: bool = False) -> None:
        if not length and not insert:
            return
        if self.lengths and not insert and insert == self.inserts[-1]:
            self.lengths[-1] += length
        elif self.lengths and ((not length and not self.lengths[-1]) or join):
            self.lengths[-1] += length
            self.inserts[-1] = (self.inserts[-1] or "") + (insert or "")
        else:
            self.lengths.append(length)
            self.inserts.append(insert)

    def built(self) -> "Changes":
        return Changes(tuple(self.lengths), tuple(self.inserts))


@dataclass(frozen=True, slots=True)
class Changes:
    """Stretches of the old text in order: `lengths` units each, which stay (None) or give way to `inserts`.

    `length_before` and `length_after` are those of the two texts; `first` and `last` say between which places of the
    old text anything changes.
    """

    lengths: tuple[int, ...]
    inserts: tuple[str | None, ...]
    length_before: int = field(init=False)
    length_after: int = field(init=False)
    first: int = field(init=False)
    last: int = field(init=False)

    def __post_init__(self) -> None:
        before = sum(self.lengths)
        after = sum([n if text is None else len(text) for n, text in zip(self.lengths, self.inserts, strict=True)])
        stays = bool(self.inserts) and self.inserts[0] is None
        rests = bool(self.inserts) and self.inserts[-1] is None
        put = object.__setattr__
        put(self, "length_before", before)
        put(self, "length_after", after)
        put(self, "first", self.lengths[0] if stays else 0)
        put(self, "last", before - self.lengths[-1] if rests else before)

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return all(text is None for text in self.inserts)

    def to_json(self) -> list[Any]:
        out: list[Any] = []
        for length, text in zip(self.lengths, self.inserts, strict=True):
            if text is None:
                out.append(length)
            else:
                out.append([length, *joined(text).split("\n")] if text else [length])
        return out

    def shifted(self, *, ahead: int = 0, behind: int = 0) -> "Changes":
        """These changes where so many more units stay before all of them, or behind; some stay there already."""
        lengths = list(self.lengths)
        lengths[0] += ahead
        lengths[-1] += behind
        return Changes(tuple(lengths), self.inserts)


def parse(json: Any, length: int) -> Changes:
    """The change set of a text of `length` units that this JSON says. Raises Malformed, and takes no almosts."""
    if not isinstance(json, list) or len(json) > SECTIONS:
        raise Malformed("no change set")
    builder = _Builder()
    for part in json:
        builder.add(*_section(part))
    changes = builder.built()
    if changes.length_before != length:
        raise Malformed(f"a change set for {changes.length_before} units, where the text has {length}")
    if changes.length_after - length > LONGEST:
        raise Unwritable("too long")
    return changes


def stored(json: list[Any]) -> Changes:
    """A change set that was parsed once, and mapped since, which may have given it more sections."""
    builder = _Builder()
    for part in json:
        builder.add(*_section(part))
    return builder.built()


def _section(part: Any) -> tuple[int, str | None]:
    if type(part) is int and 0 < part <= LONGEST:
        return part, None
    if not isinstance(part, list) or not part or type(part[0]) is not int or not 0 <= part[0] <= LONGEST:
        raise Malformed("no section")
    lines = part[1:]
    if not all(type(line) is str and "\n" not in line for line in lines):
        raise Malformed("no lines")
    text = units("\n".join(lines))
    if not text and not part[0]:
        raise Malformed("nothing of nothing")
    return part[0], text


def apply(text: str, changes: Changes) -> str:
    """The text changed. Raises Malformed where lengths differ, Unwritable where what comes out is not to be kept."""
    old = units(text)
    if len(old) != changes.length_before:
        raise Malformed("lengths differ")
    if changes.length_after > LONGEST:
        raise Unwritable("too long")
    out, at = [], 0
    for length, insert in zip(changes.lengths, changes.inserts, strict=True):
        out.append(old[at : at + length] if insert is None else insert)
        at += length
    new = joined("".join(out))
    if _SURROGATE.search(new):
        raise Unwritable("half a character")
    if any(insert and _NEVER.search(insert) for insert in changes.inserts):
        raise Unwritable("a character that no text has")
    return new


def map_over(own: Changes, other: Changes, *, before: bool = False) -> Changes:
    """`own`, which was made of the same text as `other`, as it applies after it.

    `before`: of two insertions at one place that of `own` stands first. Whoever comes later in the log is mapped
    without it, so that `other` then `map_over(own, other)` gives the same text as `own` then `map_over(other, own,
    before=True)`. Raises Malformed on unequal lengths, on which the walk below would never end.
    """
    if own.length_before != other.length_before:
        raise Malformed("lengths differ")
    grown = other.length_after - other.length_before
    if own.last < other.first:
        return own.shifted(behind=grown)
    if own.first > other.last:
        return own.shifted(ahead=grown)
    return _Mapping(_Walk(own), _Walk(other), before).mapped()


def compose(first: Changes, second: Changes) -> Changes:
    """Both as one, `second` having been made of the text after `first`."""
    if first.length_after != second.length_before:
        raise Malformed("lengths differ")
    return _composed(_Walk(first), _Walk(second))


def invert(changes: Changes, text: str) -> Changes:
    """What turns the changed text back into `text`, of which the changes were made."""
    old = units(text)
    if len(old) != changes.length_before:
        raise Malformed("lengths differ")
    lengths: list[int] = []
    inserts: list[str | None] = []
    at = 0
    for length, insert in zip(changes.lengths, changes.inserts, strict=True):
        lengths.append(length if insert is None else len(insert))
        inserts.append(None if insert is None else old[at : at + length])
        at += length
    return Changes(tuple(lengths), tuple(inserts))


def diff(old: str, new: str) -> Changes:
    """What turns one text into the other, cut at word edges; bounded as `edits` is, with whole stretches beyond it."""
    builder, at = _Builder(), 0
    for edit in edits(old, new):
        builder.add(size(old[at : edit.start]), None)
        builder.add(size(old[edit.start : edit.end]), units(edit.text))
        at = edit.end
    builder.add(size(old[at:]), None)
    return builder.built()


class _Walk:
    """Goes along the sections of a change set, in pieces; after the last `length` is 0 and it is `done`."""

    __slots__ = ("at", "changes", "done", "insert", "length", "off")

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.at = 0
        self.next()

    def next(self) -> None:
        self.off = 0
        self.done = self.at >= len(self.changes.lengths)
        self.length = 0 if self.done else self.changes.lengths[self.at]
        self.insert = None if self.done else self.changes.inserts[self.at]
        self.at += 1

    @property
    def stays(self) -> bool:
        return self.insert is None and not self.done

    def forward(self, length: int) -> None:
        """Along the old text."""
        if length == self.length:
            self.next()
        else:
            self.length -= length
            self.off += length

    @property
    def length_after(self) -> int:
        """What is left of the section in the new text."""
        return self.length if self.insert is None else len(self.insert) - self.off

    def forward_after(self, length: int) -> None:
        """Along the new text."""
        if self.insert is None:
            self.forward(length)
        elif length == len(self.insert) - self.off:
            self.next()
        else:
            self.off += length


class _Mapping:
    """CodeMirror's `mapSet`. `told` is the section of `a` whose words were put in already."""

    def __init__(self, a: _Walk, b: _Walk, before: bool) -> None:  # noqa: FBT001 (a private walk)
        self.a, self.b, self.before = a, b, before
        self.told = -1
        self.builder = _Builder()

    def mapped(self) -> Changes:
        a, b = self.a, self.b
        while not (a.done and b.done):
            if a.stays and b.stays:
                length = min(a.length, b.length)
                self.builder.add(length, None)
                a.forward(length)
                b.forward(length)
            elif b.insert is not None and self.other_first():
                self.pass_other()
            else:
                self.put_own()
        return self.builder.built()

    def other_first(self) -> bool:
        """Changes stand in order of where they begin, then of how much they take away, then as `before` says."""
        a, b = self.a, self.b
        if a.insert is None or self.told == a.at:
            return True
        return a.off == 0 and (b.length < a.length or (b.length == a.length and not self.before))

    def pass_other(self) -> None:
        """Over a change of the other, with what it covers of ours."""
        a, b = self.a, self.b
        left = b.length
        self.builder.add(len(b.insert or ""), None)
        while left:
            piece = min(a.length, left)
            if a.insert is not None and self.told < a.at and a.length <= piece:
                self.builder.add(0, a.insert)
                self.told = a.at
            a.forward(piece)
            left -= piece
        b.next()

    def put_own(self) -> None:
        """A change of ours up to where the next of the other begins that is no mere deletion inside it."""
        a, b = self.a, self.b
        length, left = 0, a.length
        while left:
            if b.stays:
                piece = min(left, b.length)
                length += piece
                left -= piece
                b.forward(piece)
            elif b.insert == "" and b.length < left:
                left -= b.length
                b.next()
            else:
                break
        self.builder.add(length, a.insert if self.told < a.at else "")
        self.told = a.at
        a.forward(a.length - left)


def _composed(a: _Walk, b: _Walk) -> Changes:
    """CodeMirror's `composeSets`. `join`: the section goes on what the last one began."""
    builder, join = _Builder(), False
    while not (a.done and b.done):
        if a.insert == "":
            builder.add(a.length, "", join=join)
            a.next()
        elif b.length == 0 and not b.done:
            builder.add(0, b.insert, join=join)
            b.next()
        else:
            length, sections = min(a.length_after, b.length), len(builder.lengths)
            taken = a.length if a.insert is None else 0 if a.off else a.length
            if a.insert is None:
                builder.add(length, None if b.insert is None else "" if b.off else b.insert, join=join)
            elif b.insert is None:
                builder.add(taken, a.insert[a.off : a.off + length], join=join)
            else:
                builder.add(taken, "" if b.off else b.insert, join=join)
            more = (a.insert is not None and len(a.insert) - a.off > length) or (
                b.insert is not None and b.length > length
            )
            join = more and (join or len(builder.lengths) > sections)
            a.forward_after(length)
            b.forward(length)
    return builder.built()
