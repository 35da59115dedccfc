"""What was seen while people wrote, and what must hold of it at the end: the invariants of shared texts, by number."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from specs.document.changesets import apply, stored
from specs.document.reader import read
from specs.models import Comment, Event, Row, SharedText, Spec, TextChange
from specs.services import editing, exchanging, typing
from specs.services.proving import faults_of
from tests.durability.client import WORD, SharedPage


@dataclass
class Witness:
    """`acknowledged`: by text and version, the person, client, number and change that were told as stored."""

    acknowledged: dict[tuple[int, int], tuple[int, str, int, str]] = field(default_factory=dict)
    opened: list[tuple[int, int, str]] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)  # in comments
    taken: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)  # what went wrong at once
    moments: list[float] = field(default_factory=list)  # seconds to "Saved"
    closed: dict[int, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def acknowledge(self, page: SharedPage, said: dict[str, Any], words: set[str]) -> None:
        change = json.dumps(said["ch"], separators=(",", ":"))
        facts = (said["by"], said["c"], said["n"], change)
        if self.acknowledged.setdefault((page.text, said["v"]), facts) != facts:
            self.kept.append(f"1: text {page.text} has two versions {said['v']}")
        self.words |= words

    def open(self, text: int, version: int, doc: str) -> None:
        self.opened.append((text, version, doc))

    def faults(self, spec: Spec, pages: list[SharedPage]) -> list[str]:
        """What does not hold; nothing where all is well."""
        spec = Spec.objects.select_related("team", "in_force").get(pk=spec.pk)
        texts = {text.pk: text for text in SharedText.objects.filter(spec=spec)}
        found = [*self.kept, *self.not_stored()]
        for text in texts.values():
            found += self.not_replayed(text, pages)
        found += self.without_a_place(spec)
        found += self.not_said(spec)
        found += not_the_same_twice(spec)
        spec = Spec.objects.select_related("team", "in_force").get(pk=spec.pk)
        found += [f"history: {fault}" for fault in faults_of(spec)]
        return found

    def not_stored(self) -> Iterator[str]:
        """1."""
        for (text, version), facts in self.acknowledged.items():
            entry = TextChange.objects.filter(text=text, version=version).first()
            stands = entry and (entry.person_id, entry.client, entry.n, entry.changes)
            if stands != facts:
                yield f"1: text {text} version {version} was acknowledged as {facts} and is {stands}"

    def not_replayed(self, text: SharedText, pages: list[SharedPage]) -> Iterator[str]:
        """2, 3 and 8."""
        log = list(TextChange.objects.filter(text=text).order_by("version").values_list("version", "changes"))
        versions = [version for version, _ in log]
        if versions and versions != list(range(versions[0], text.version + 1)):
            yield f"2: text {text.pk} has versions {versions[:3]} to {versions[-3:]}, and is at {text.version}"
        if text.pk in self.closed and self.closed[text.pk] < text.version:
            yield f"8: text {text.pk} was closed at {self.closed[text.pk]}, and is at {text.version}"
        known = sorted(each for each in self.opened if each[0] == text.pk)
        if not known:
            return
        try:
            at = _texts(known[0], log)
        except ValueError as error:
            yield f"2: text {text.pk}: its log does not go on: {error}"
            return
        if text.base_version in at and at[text.base_version] != text.base:
            yield f"2: text {text.pk}: its base is not the text at {text.base_version}"
        seen = [(f"whoever opened it at {version}", version, doc) for _, version, doc in known]
        seen += [(page.client, page.version, page.base) for page in pages if page.text == text.pk]
        for who, version, doc in seen:
            if at.get(version) != doc:
                yield f"3: {who} sees text {text.pk} at {version} otherwise than its log says"

    def without_a_place(self, spec: Spec) -> Iterator[str]:
        """4."""
        kept = [
            json.dumps(data) for data in Event.objects.filter(spec=spec, verb="kept").values_list("data", flat=True)
        ]
        removed = Row.objects.filter(spec=spec, removed_at__isnull=False).values_list("source", flat=True)
        standing = Counter(WORD.findall(spec.rows.text(spec.tail)))
        gone = Counter(WORD.findall("\n".join([*removed, *kept])))
        for word in sorted(self.words - self.taken):
            if not standing[word] + gone[word]:
                yield f"4: {word} was acknowledged, and stands nowhere"
            elif standing[word] > 1:
                yield f"4: {word} stands {standing[word]} times"

    def not_said(self, spec: Spec) -> Iterator[str]:
        """4, of comments."""
        said = Counter(
            WORD.findall("\n".join(Comment.objects.filter(thread__spec=spec).values_list("body", flat=True)))
        )
        yield from (f"4: {word} was said, and stands {said[word]} times" for word in self.said if said[word] != 1)


def _texts(first: tuple[int, int, str], log: list[tuple[int, str]]) -> dict[int, str]:
    """The text at each version from where somebody saw it first. Raises ValueError where the log does not go on."""
    _, start, words = first
    at = {start: words}
    for number, changes in log:
        if number > start:
            at[number] = words = apply(words, stored(json.loads(changes)))
    return at


def not_the_same_twice(spec: Spec) -> Iterator[str]:
    """5 and 7, with what was typed written first."""
    data = [exchanging.exported(spec, working=True).data for _ in range(2)]
    if data[0] != data[1]:
        yield "5: two exports differ"
    text = spec.rows.text(spec.tail)
    document = spec.document()
    if document.text != text:
        yield "5: the rows do not join to the text"
    again = read(text)
    if [(row.kind, row.source) for row in again.rows] != [(row.kind, row.source) for row in document.rows]:
        yield "5: the text is read as other rows"
    before = TextChange.objects.filter(text__spec=spec).count()
    task = spec.rows.filter(kind="task").first()
    if task is not None:
        editing.tick(task, by=spec.changed_by, done=not task.done)
    if TextChange.objects.filter(text__spec=spec).count() != before:
        yield "7: a change elsewhere appended to a text"


def write_all(spec: Spec) -> None:
    typing.flush_spec(spec)
    spec.refresh_from_db()
