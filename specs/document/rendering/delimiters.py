"""Emphasis, strong emphasis and strikethrough: which runs of `*`, `_` and `~` open and close them.

The algorithm is CommonMark's (0.31, appendix "process emphasis"), with GitHub's rule for `~`: one or two, equally long.
"""

import unicodedata
from dataclasses import dataclass, field
from functools import cache

_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ASCII_SPACE = frozenset(" \t\n\f\r\v")


@cache
def is_space(char: str) -> bool:
    return char in _ASCII_SPACE or unicodedata.category(char) == "Zs"


@cache
def is_punctuation(char: str) -> bool:
    return char in _ASCII_PUNCTUATION or unicodedata.category(char)[0] == "P"


@dataclass(slots=True, eq=False)
class Run:
    """A run of one delimiter. `closes` and `opens` are the tags written instead of its used characters."""

    char: str
    length: int
    can_open: bool
    can_close: bool
    left: int  # characters not used yet
    place: int = 0  # its number in the text
    closes: list[str] = field(default_factory=list)
    opens: list[str] = field(default_factory=list)  # innermost first
    previous: "Run | None" = None
    next: "Run | None" = None


def run_of(char: str, length: int, before: str, after: str) -> Run:
    """The run between these two characters ("" at the text's ends), by the flanking rules."""
    before_space, after_space = not before or is_space(before), not after or is_space(after)
    before_punct, after_punct = bool(before) and is_punctuation(before), bool(after) and is_punctuation(after)
    left = not after_space and (not after_punct or before_space or before_punct)
    right = not before_space and (not before_punct or after_space or after_punct)
    if char == "_":
        left, right = left and (not right or before_punct), right and (not left or after_punct)
    return Run(char, length, left, right, length)


class Runs:
    """The runs that may still open or close something, in their order."""

    def __init__(self) -> None:
        self.last: Run | None = None
        self.pushed = 0

    def push(self, run: Run) -> None:
        self.pushed += 1
        run.place, run.previous = self.pushed, self.last
        if self.last is not None:
            self.last.next = run
        self.last = run

    def remove(self, run: Run) -> None:
        if run.previous is not None:
            run.previous.next = run.next
        if run.next is not None:
            run.next.previous = run.previous
        else:
            self.last = run.previous

    def cut(self, bottom: Run | None) -> None:
        """Forgets every run above `bottom`."""
        self.last = bottom
        if bottom is not None:
            bottom.next = None

    def match(self, bottom: Run | None) -> None:
        """Pairs closing runs with opening ones above `bottom`, then forgets them all."""
        floors: dict[tuple[str, bool, int], int] = {}
        ground = bottom.place if bottom else 0
        closer = self._first_above(bottom)
        while closer is not None:
            closer = self._match_closer(closer, ground, floors) if closer.can_close else closer.next
        self.cut(bottom)

    def _first_above(self, bottom: Run | None) -> Run | None:
        run = self.last
        if run is bottom:
            return None
        while run is not None and run.previous is not bottom:
            run = run.previous
        return run

    def _match_closer(self, closer: Run, ground: int, floors: dict[tuple[str, bool, int], int]) -> Run | None:
        key = (closer.char, closer.can_open, closer.length % 3)
        floor = floors.get(key, ground)  # below it nothing was found before
        opener = closer.previous
        while opener is not None and opener.place > floor and not _fit(opener, closer):
            opener = opener.previous
        if opener is None or opener.place <= floor:
            floors[key] = closer.place - 1
            following = closer.next
            if not closer.can_open:
                self.remove(closer)
            return following
        if closer.char == "~":
            return self._strike(opener, closer)
        return self._emphasise(opener, closer)

    def _strike(self, opener: Run, closer: Run) -> Run | None:
        if opener.length == closer.length:
            opener.opens.append("del")
            closer.closes.append("del")
            opener.left = closer.left = 0
        following = closer.next
        self._remove_between(opener, closer)
        self.remove(opener)
        self.remove(closer)
        return following

    def _emphasise(self, opener: Run, closer: Run) -> Run | None:
        used = 2 if opener.left >= 2 and closer.left >= 2 else 1
        tag = "strong" if used == 2 else "em"
        opener.opens.append(tag)
        closer.closes.append(tag)
        opener.left -= used
        closer.left -= used
        self._remove_between(opener, closer)
        if not opener.left:
            self.remove(opener)
        if closer.left:
            return closer
        following = closer.next
        self.remove(closer)
        return following

    @staticmethod
    def _remove_between(opener: Run, closer: Run) -> None:
        opener.next, closer.previous = closer, opener


def _fit(opener: Run, closer: Run) -> bool:
    """The rule of three keeps `**a*b**` from closing early."""
    if opener.char != closer.char or not opener.can_open:
        return False
    inside = closer.can_open or opener.can_close
    return not (inside and closer.length % 3 and (opener.length + closer.length) % 3 == 0)
