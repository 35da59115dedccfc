"""Which row of a document is which of another version of it, when a file comes back from outside.

The order of the steps is what makes it right: by uid first, a file renumbered outside would hand every requirement
the history of its neighbour.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from specs.document.alignment import changes
from specs.document.fields import fields
from specs.document.rows import Document, Row
from specs.document.tokens import similarity, vocabulary

#: Comparisons of two texts that one match may cost (security.md, section 6).
COMPARISONS = 20_000
SAME_UID = 0.3  # the similarity at which a row with the same uid is still the same row
ALIKE = 0.5  # the similarity at which a row between the same neighbours is

NEAR = 25  # how far from its place a row is looked for between the same neighbours
STRETCH = 1_000  # rows between two neighbours that are looked at
TELLING = 10  # the length from which equal text says something of rows of different kinds
LOST = -1  # the parent of a row whose parent is new
_NO_CONTENT = ("uid", "done")


@dataclass(frozen=True, slots=True)
class Matching:
    """For each row of the new document the id of the old row that it is, and what people should be told."""

    ids: list[int | None]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Face:
    """What is compared of a row; `above` is the text of the row it stands below."""

    kind: str
    uid: str
    text: str
    above: str = ""


def matched(old: Document, new: Document) -> Matching:
    """Gives the rows of `new` the ids of the rows of `old` that they are."""
    found = pairs(old, new)
    ids = [None if i is None else old.rows[i].id for i in found]
    return Matching(ids, renamed(old, new, found))


def pairs(old: Document, new: Document) -> list[int | None]:
    """For each row of `new` the index of the row of `old` that it is, or None."""
    return _Match(old, new).found()


def _faces(document: Document) -> list[_Face]:
    faces = [_face(row) for row in document.rows]
    return [
        face if row.parent is None else replace(face, above=faces[row.parent].text)
        for face, row in zip(faces, document.rows, strict=True)
    ]


def _face(row: Row) -> _Face:
    values = fields(row.kind, row.dialect, row.source)
    text = "\n".join(value for name, value in values.items() if name not in _NO_CONTENT and value)
    return _Face(row.kind, values.get("uid", ""), " ".join((text or row.source).split()))


class _Match:
    """The state of one matching: `of` says for each new row which old one it is, `taken` which old ones are used."""

    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old, new
        self.before, self.after = _faces(old), _faces(new)
        self.weights = _weights([*self.before, *self.after])
        self.of: list[int | None] = [None] * len(self.after)
        self.taken: set[int] = set()
        self.left = COMPARISONS

    def found(self) -> list[int | None]:
        self.by_key(lambda face: (face.kind, face.uid, face.text) if face.uid else None)
        self.in_order(lambda face: (face.kind, face.text, face.above))
        self.in_order(lambda face: (face.kind, face.text))
        self.by_key(lambda face: (face.kind, face.text, face.above))
        self.by_key(lambda face: (face.kind, face.text))
        self.by_key(lambda face: face.text if len(face.text) > TELLING else None)
        self.by_uid()
        self.between_neighbours()
        self.only_ones()
        return self.of

    def take(self, i: int, j: int) -> None:
        self.of[j] = i
        self.taken.add(i)

    def free_old(self) -> Iterator[int]:
        return (i for i in range(len(self.before)) if i not in self.taken)

    def free_new(self) -> Iterator[int]:
        return (j for j, i in enumerate(self.of) if i is None)

    def alike(self, i: int, j: int) -> float:
        """Similarity of two rows, 0 once the budget is spent."""
        if self.left <= 0:
            return 0.0
        self.left -= 1
        return similarity(self.before[i].text, self.after[j].text, self.weights)

    def by_key(self, key: Callable[[_Face], Hashable]) -> None:
        """Rows with the same key, wherever they stand, in order."""
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for i in self.free_old():
            waiting[key(self.before[i])].append(i)
        for j in list(self.free_new()):
            wanted = key(self.after[j])
            if wanted is not None and waiting[wanted]:
                self.take(waiting[wanted].popleft(), j)

    def in_order(self, key: Callable[[_Face], Hashable]) -> None:
        """Rows with the same key in the same order, as in a difference of the two documents."""
        old, new = list(self.free_old()), list(self.free_new())
        at = new_at = 0
        keys = [key(self.before[i]) for i in old]
        new_keys = [key(self.after[j]) for j in new]
        for change in [*changes(keys, new_keys), None]:
            end = change.start if change else len(old)
            for step in range(end - at):
                self.take(old[at + step], new[new_at + step])
            if change:
                at, new_at = change.end, change.new_end

    def by_uid(self) -> None:
        """The same uid, if what it names is still much the same."""
        waiting: dict[str, list[int]] = defaultdict(list)
        for i in self.free_old():
            if self.before[i].uid:
                waiting[self.before[i].uid].append(i)
        for j in list(self.free_new()):
            uid = self.after[j].uid
            if uid in waiting:
                self.take_best(self.near(waiting[uid], 0), j, SAME_UID)

    def near(self, rows: list[int], around: int) -> list[int]:
        """The free ones among some rows, not far from a place in their list."""
        return [i for i in rows[max(0, around - NEAR) : around + NEAR] if i not in self.taken]

    def take_best(self, candidates: list[int], j: int, least: float) -> None:
        scored = [(self.alike(i, j), -i) for i in candidates]
        best = max(scored, default=(0.0, 0))
        if best[0] >= least:
            self.take(-best[1], j)

    def gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """Stretches of free rows of both documents between the same two neighbours."""
        last, waiting = -1, list[int]()
        for j, i in enumerate([*self.of, len(self.before)]):
            if i is None:
                waiting.append(j)
                continue
            between = [k for k in range(last + 1, min(i, last + 1 + STRETCH)) if k not in self.taken] if waiting else []
            if between:
                yield between, waiting
            last, waiting = i, []

    def between_neighbours(self) -> None:
        for between, waiting in self.gaps():
            by_kind: dict[str, list[int]] = defaultdict(list)
            for i in between:
                by_kind[self.before[i].kind].append(i)
            for nth, j in enumerate(waiting):
                own = by_kind[self.after[j].kind]
                found = self.near(own, nth * len(own) // len(waiting))
                self.take_best(found or self.near(between, nth * len(between) // len(waiting)), j, ALIKE)
            if self.left <= 0:
                return

    def only_ones(self) -> None:
        """What is alone of its kind between the same neighbours, or below the same parent, on both sides."""
        for between, waiting in self.gaps():
            self.take_single(
                [(self.before[i].kind, i) for i in between if i not in self.taken],
                [(self.after[j].kind, j) for j in waiting if self.of[j] is None],
            )
        self.take_single(
            [((self.old.rows[i].parent, self.before[i].kind), i) for i in self.free_old()],
            [((parent, self.after[j].kind), j) for j in self.free_new() if (parent := self.parent(j)) != LOST],
        )

    def parent(self, j: int) -> int | None:
        """The old row that the parent of new row `j` is; None at the top, LOST if it is none."""
        parent = self.new.rows[j].parent
        return None if parent is None else LOST if self.of[parent] is None else self.of[parent]

    def take_single(self, old: Sequence[tuple[Hashable, int]], new: Sequence[tuple[Hashable, int]]) -> None:
        often, new_often = Counter(key for key, _ in old), Counter(key for key, _ in new)
        places = dict(old)
        for key, j in new:
            if often[key] == new_often[key] == 1:
                self.take(places[key], j)


def _weights(faces: list[_Face]) -> dict[str, float]:
    """What a word tells: the less, the more rows have it. "The system shall" makes no two requirements alike."""
    often = Counter(word for face in faces for word in vocabulary(face.text))
    return {word: 1 / count for word, count in often.items()}


def renamed(old: Document, new: Document, found: list[int | None]) -> list[str]:
    """What to tell: uids that name another text than before. Uids that stand twice tell nothing."""
    before, after = _single_uids(old), _single_uids(new)
    return [
        f"{uid} now names another text"
        for uid, j in after.items()
        if uid in before and _is_another(old.rows[before[uid]], new.rows[j], same=found[j] == before[uid])
    ]


def _is_another(old: Row, new: Row, *, same: bool) -> bool:
    before, after = _face(old).text, _face(new).text
    return similarity(before, after) < SAME_UID if same else before != after


def _single_uids(document: Document) -> dict[str, int]:
    uids = [(_face(row).uid, index) for index, row in enumerate(document.rows)]
    often = Counter(uid for uid, _ in uids)
    return {uid: index for uid, index in uids if uid and often[uid] == 1}
