"""Checks the proof of a spec against all that the database holds of it: nothing is believed because it stands there.

The records are replayed; the columns beside them, frozen texts, rounds, verdicts, edits and the text of today are
compared with what the records say. Writers are counted again from the edits.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet

from accounts.models import User
from specs import workflow
from specs.document.compare import compare
from specs.models import (
    Event,
    FrozenImage,
    ImageFile,
    Opening,
    Override,
    Record,
    Revision,
    Round,
    Spec,
    Verdict,
)
from specs.services.chain import Link, breaks, canonical, sha256
from specs.services.freezing import text_event
from specs.services.recording import digest_of, instance, written
from specs.services.replay import Frozen, History, replay
from specs.services.retracing import differing, walked
from specs.services.verifying import Evidence, likeness

_WORDS = 6  # bytes between the longest word of a status and the shortest


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not fit, and where: "record 17", "edit 3", "revision 2", "text"."""

    place: str
    message: str


def links_of(spec: Spec) -> list[Link]:
    records = Record.objects.filter(spec=spec).order_by("n")
    return [Link(record.n, record.kind, bytes(record.data), record.hash, record.prev) for record in records]


def faults_of(spec: Spec, *, head: str = "") -> list[Fault]:
    """Everything that does not fit, what the rest hangs on first. `head` is a hash known from elsewhere."""
    return _Audit(spec).faults(head)


class _Audit:
    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.links = links_of(spec)

    def faults(self, head: str) -> list[Fault]:
        broken = breaks(self.links, spec=str(self.spec.uuid), instance=instance(), head=head)
        if broken:
            return [Fault(f"record {fault.n}", fault.message) for fault in broken]
        found = list(self.columns())
        if self.history.broken:
            return [*found, Fault(f"record {self.history.broken.n}", self.history.broken.message)]
        checks = (
            self.edits(),
            self.writers(),
            self.revisions(),
            self.images(),
            self.rounds(),
            self.verdicts(),
            self.overrides(),
        )
        found += [fault for check in checks for fault in check]
        return [*found, *self.state(), *self.openings(), *self.text()]

    @cached_property
    def history(self) -> History:
        return replay(self.links)

    @cached_property
    def records(self) -> list[Record]:
        return list(Record.objects.filter(spec=self.spec).order_by("n").select_related("by", "event"))

    @cached_property
    def events(self) -> dict[int, Event]:
        found = Event.objects.filter(spec=self.spec).order_by("number").select_related("actor")
        return {event.number: event for event in found}

    @cached_property
    def frozen(self) -> dict[int, Revision]:
        found = Revision.objects.filter(spec=self.spec).select_related("base")
        return {revision.number: revision for revision in found}

    def columns(self) -> Iterator[Fault]:
        """Number, kind and hashes are compared with the chain itself."""
        for record in self.records:
            inside = json.loads(bytes(record.data))
            if inside.get("at") != written(record.at):
                yield Fault(f"record {record.n}", "the time beside the bytes is another")
            if inside.get("by", {}).get("id") != str(record.by.uuid):
                yield Fault(f"record {record.n}", "the person beside the bytes is another")

    def edits(self) -> Iterator[Fault]:
        for number in range(1, self.spec.seq + 1):
            if number not in self.events:
                yield Fault(f"edit {number}", "it is missing")
        for number in self.events.keys() - set(range(1, self.spec.seq + 1)):
            yield Fault(f"edit {number}", "it is not one that the spec counts")
        for frozen in self.history.revisions.values():
            told = frozen.act.data["events"]
            first, last = told["first"], told["last"]
            if digest_of(self.between(first, last)) != told["sha"]:
                said = f"they are not those that revision {frozen.number} was frozen with"
                yield Fault(f"edits {first} to {last}", said)

    def between(self, first: int, last: int) -> list[Event]:
        return [event for number, event in self.events.items() if first <= number <= last]

    def writers(self) -> Iterator[Fault]:
        """Counted again, from the edits, at each cut and each opening of a round."""
        for frozen in self.history.revisions.values():
            if self.wrote(frozen.base, frozen.act.data["events"]["last"]) != frozen.writers:
                yield Fault(f"revision {frozen.number}", "its record names other writers than its edits")
        for asked in self.history.rounds.values():
            event = self.records[asked.act.n - 1].event
            if event is None or self.wrote(asked.base, event.number) != asked.writers:
                yield Fault(f"round {asked.number}", "its record names other writers than the edits")

    def wrote(self, base: int | None, upto: int) -> frozenset[str]:
        since = self.history.revisions[base].act.data["events"]["last"] if base else 0
        texts = [event for event in self.between(since + 1, upto) if event.text]
        everybody = {person for event in texts for person in event.people}
        names = {pk: str(uuid) for pk, uuid in User.objects.filter(pk__in=everybody).values_list("pk", "uuid")}
        people = workflow.writers([text_event(event) for event in texts], base=since, upto=upto)
        return frozenset(names[person] for person in people)

    def revisions(self) -> Iterator[Fault]:
        told = self.history.revisions
        for number in sorted(told.keys() ^ self.frozen.keys()):
            yield Fault(f"revision {number}", "it is missing" if number in told else "no record tells of it")
        for number in sorted(told.keys() & self.frozen.keys()):
            for message in _differs(told[number], self.frozen[number]):
                yield Fault(f"revision {number}", message)

    def images(self) -> Iterator[Fault]:
        for number in sorted(self.history.revisions.keys() & self.frozen.keys()):
            told = self.history.revisions[number].act.data.get("images", [])
            kept = FrozenImage.objects.filter(revision=self.frozen[number]).values_list("image__file_id", flat=True)
            if sorted(told) != sorted(kept):
                yield Fault(f"revision {number}", "its images are not those of its record")
            for file in ImageFile.objects.filter(pk__in=list(kept)).iterator(chunk_size=1):
                if sha256(bytes(file.data)) != file.sha256:
                    yield Fault(f"image {file.sha256[:12]}", "its bytes are others than those that were frozen")

    def rounds(self) -> Iterator[Fault]:
        kept = {asked.number: asked for asked in self.asked()}
        for number in sorted(self.history.rounds.keys() ^ kept.keys()):
            yield Fault(f"round {number}", "it is missing, or no record tells of it")
        for number in sorted(self.history.rounds.keys() & kept.keys()):
            told, row = self.history.rounds[number], kept[number]
            if frozenset(str(person.uuid) for person in row.reviewers.all()) != told.reviewers:
                yield Fault(f"round {number}", "other people are asked than its record says")
            if self.rules(row.policy) != list(told.rules):
                yield Fault(f"round {number}", "its rules are others than its record says")
            if row.revision.number != told.revision or row.policy["writers_count"] is not told.writers_count:
                yield Fault(f"round {number}", "it asks otherwise than its record says")
            if (row.closed_at is None) is not (self.history.open is told):
                yield Fault(f"round {number}", "it is open, or closed, against what the records say")

    def asked(self) -> list[Round]:
        rounds = Round.objects.filter(spec=self.spec).select_related("revision")
        return list(rounds.prefetch_related("reviewers"))

    def rules(self, policy: dict[str, Any]) -> list[tuple[str, int, frozenset[str]]]:
        """As a record tells them: people by uuid."""
        people = {pk for rule in policy["rules"] for pk in rule["people"]}
        names = {person.pk: str(person.uuid) for person in User.objects.filter(pk__in=people)}
        return [
            (rule["label"], rule["need"], frozenset(names[pk] for pk in rule["people"])) for rule in policy["rules"]
        ]

    def verdicts(self) -> Iterator[Fault]:
        told = [
            (act.data["revision"], act.by, act.data["verdict"], act.data["sha"])
            for act in self.history.acts.values()
            if act.kind == "verdict"
        ]
        rows = Verdict.objects.filter(round__spec=self.spec).select_related("by", "revision").order_by("pk")
        kept = [(row.revision.number, str(row.by.uuid), row.word, row.sha256) for row in rows]
        for position in range(max(len(told), len(kept))):
            if told[position : position + 1] != kept[position : position + 1]:
                yield Fault(f"verdict {position + 1}", "it is not what its record says")
                return

    def overrides(self) -> Iterator[Fault]:
        told = sorted((act.by, act.data["of"]) for act in self.history.acts.values() if act.kind == "override")
        rows = Override.objects.filter(verdict__round__spec=self.spec).select_related("by", "verdict__by")
        kept = sorted((str(row.by.uuid), str(row.verdict.by.uuid)) for row in rows)
        if told != kept:
            yield Fault("overrides", "they are not what the records say")

    def state(self) -> Iterator[Fault]:
        in_force = self.spec.in_force.number if self.spec.in_force else None
        if in_force != self.history.in_force:
            yield Fault("spec", f"revision {in_force} is in force; by the records {self.history.in_force}")
        if (self.spec.working, self.spec.status) != (self.history.working, self.history.status):
            yield Fault("spec", f"it is shown as {self.spec.status}; by the records {self.history.status}")
        if self.links and (self.spec.archived_at is not None) is not self.history.archived:
            yield Fault("spec", "it is archived, or not, against what the records say")

    def openings(self) -> Iterator[Fault]:
        for opening in openings_of(self.links):
            if sha256(opening.salt.encode() + canonical(opening.words)) != opening.commit:
                yield Fault(f"words {opening.commit[:12]}", "they are not those that were recorded")

    def text(self) -> Iterator[Fault]:
        """Each edit begins where the one before it ended, and they lead to every frozen text and to that of today."""
        walk, then = walked(self.events.values(), (kept.upto for kept in self.frozen.values()))
        yield from (Fault(f"edit {number}", "it does not begin where the one before it ended") for number in walk.jumps)
        for number, kept in self.frozen.items():
            if then.get(kept.upto) != ([(row["id"], row["lead"], row["source"]) for row in kept.rows], kept.tail):
                yield Fault(f"revision {number}", "its rows are not what the edits left")
        yield from (Fault("text", message) for message in differing(walk, self.spec))
        if self.history.working == "none" and self.spec.in_force:
            revision = self.spec.in_force
            now = self.spec.document().text.encode()
            if compare(bytes(revision.data), revision.progress, now).kind == "different":
                yield Fault("text", f"it is not the approved text of revision {revision.number}")


def _differs(told: Frozen, kept: Revision) -> Iterator[str]:
    data = told.act.data
    if sha256(bytes(kept.data)) != told.sha:
        yield "its bytes are others than those that were frozen"
    if (kept.sha256, kept.size, kept.version) != (told.sha, data["size"], told.version):
        yield "hash, size or version beside its bytes are others than its record says"
    if kept.progress != data["progress"]:
        yield "its places of progress are others than its record says"
    if (kept.base.number if kept.base else None, kept.upto) != (told.base, data["events"]["last"]):
        yield "it is counted from other edits than its record says"
    if kept.state != told.state:
        yield f"it is {kept.state}; by the records {told.state}"


def openings_of(links: list[Link]) -> list[Opening]:
    """What opens the commitments of these records, as far as it is kept."""
    commits = {commit for link in links for commit in commitments(json.loads(link.data))}
    return list(Opening.objects.filter(commit__in=commits))


def commitments(inside: Any, name: str = "") -> Iterator[str]:
    """Every commitment in a record: who acted, and what was said."""
    if isinstance(inside, dict):
        for key, value in inside.items():
            yield from commitments(value, key)
    elif isinstance(inside, list):
        for value in inside:
            yield from commitments(value)
    elif name in _COMMITTED and isinstance(inside, str):
        yield inside


_COMMITTED = ("commit", "comment", "reason", "why")


def clocks_of(spec: Spec) -> list[tuple[int, str]]:
    """Records at which the server's clock was behind the record before, and what it said."""
    records = [json.loads(link.data) for link in links_of(spec)]
    return [(record["n"], record["clock"]) for record in records if "clock" in record]


def evidence_of(spec: Spec) -> Evidence:
    """The proof of a spec as this instance itself holds it."""
    found = records_of(spec)
    broken = [f"{fault.place}: {fault.message}" for fault in faults_of(spec)]
    approved = Revision.objects.filter(spec=spec, number__in=found.history.approvals)
    texts = {revision.number: bytes(revision.data) for revision in approved}
    return replace(found, texts=texts, broken=broken, own=True)


def records_of(spec: Spec) -> Evidence:
    """What the records say, with the names behind them; whether they hold together, and nothing beside them."""
    links = links_of(spec)
    words = {opening.commit: opening.words for opening in openings_of(links)}
    history = replay(links)
    faults = [*breaks(links, spec=str(spec.uuid), instance=instance()), *([history.broken] if history.broken else [])]
    broken = [f"record {fault.n}: {fault.message}" for fault in faults]
    return Evidence(f"{spec.key} {spec.title}", links, history, words, {}, broken)


def spec_of(data: bytes, specs: Iterable[Spec]) -> Spec | None:
    """Whose text this is: its very bytes, approved where that can be; else one but for progress; else the nearest."""
    revisions = Revision.objects.filter(spec__in=specs).select_related("spec__team", "spec__in_force")
    once = revisions.filter(approved_at__isnull=False)
    same = revisions.filter(sha256=sha256(data)).order_by(F("approved_at").desc(nulls_last=True)).first()
    found = same or _but_for_progress(data, once) or _nearest(data, once)
    return found.spec if found else None


def _but_for_progress(data: bytes, revisions: QuerySet[Revision]) -> Revision | None:
    reach = len(data) - _WORDS, len(data) + _WORDS
    near = revisions.filter(size__range=reach).order_by("-approved_at")
    kinds = ((compare(bytes(kept.data), kept.progress, data).kind, kept) for kept in near.iterator(chunk_size=10))
    return next((kept for kind, kept in kinds if kind == "progress"), None)


def _nearest(data: bytes, revisions: QuerySet[Revision]) -> Revision | None:
    lines = set(data.splitlines())
    likely = ((likeness(lines, bytes(kept.data)), kept.pk) for kept in revisions.order_by("pk").iterator(chunk_size=10))
    best = max(likely, default=None)
    return revisions.get(pk=best[1]) if best else None
