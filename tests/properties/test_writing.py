"""Writing: hostile values are read back as written or refused; nothing else changes, whatever is edited when."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from specs.document import outline, writer
from specs.document.changing import changed_values, cleaned_field
from specs.document.reader import read
from specs.document.rows import Document
from specs.document.template import KINDS, SECTIONS
from specs.document.writer import Refused, Unconfirmed, Written
from tests.document.writer.samples import NEW, SAMPLES, Sample
from tests.properties.promises import nothing_else_changed, prose_beside, reads_as_it_says, subtree_ids
from tests.properties.strategies import PAYLOADS, documents, filled_in, values


def escapes_only(got: str, meant: str) -> bool:
    """Whether what was read is what was meant, but for backslashes that escaping put in."""
    left = iter(meant)
    wanted = next(left, None)
    for char in got:
        if char == wanted:
            wanted = next(left, None)
        elif char != "\\":
            return False
    return wanted is None


def lines(text: str) -> list[str]:
    """The lines of a text that say something, without their indents."""
    return [line.strip(" \t") for line in re.split(r"\r\n|\r|\n", text) if line.strip(" \t")]


def goes_on_below(document: Document, index: int, got: str, meant: str) -> bool:
    """Whether a text that the row holds the beginning of goes on, line by line, in the rows that became of it.

    Those are its children. A paragraph, and prose, end at a blank line whatever is typed behind it: there it is the
    rows that follow at once.
    """
    said, wanted = lines(got), lines(meant)
    end = len(document.rows) if document.rows[index].layout in ("prose", "heading", "para") else document.end(index)
    below = lines("".join(row.lead + row.source for row in document.rows[index + 1 : end]))
    found = [*said, *below[: len(wanted) - len(said)]]
    return len(found) == len(wanted) and all(map(escapes_only, found, wanted))


def reads_back(document: Document, index: int, meant: Mapping[str, str]) -> None:
    """Every field reads as it was meant: whole, or as the beginning of a text whose rest stands below the row."""
    found = outline.values(document, index)
    for name, value in meant.items():
        got = found.get(name, "")
        whole = escapes_only(got, value)
        assert whole or (name == "text" and goes_on_below(document, index, got, value)), (name, got, value)


def test_reading_back_asks_for_every_word() -> None:
    document = read("## Functional Requirements\n\n- **FR-1**: a \\*b\n  - **Priority**: Must\n  - **Note**: x\n")
    must, note = "- **Priority**: Must", "- **Note**: x"
    for text in ("a *b", "a \\*b", f"a *b\n{must}", f"a *b\n\n{must}\n{note}"):
        reads_back(document, 1, {"uid": "FR-1", "text": text, "priority": "Must"})
    for text in ("", "a", "a *b x", f"a *b\n{note}", f"a *b\n{must}\n{note}\n- e", "a \\\\*b", "*a b"):
        with pytest.raises(AssertionError):
            reads_back(document, 1, {"text": text})
    with pytest.raises(AssertionError):
        reads_back(document, 1, {"text": "a *b", "title": "t"})


ALL = settings.get_current_profile_name() == "fuzz"
TRIED = SAMPLES if ALL else SAMPLES[::4]


@pytest.mark.parametrize("sample", TRIED, ids=[sample.name for sample in TRIED])
@settings(max_examples=settings().max_examples // 8)
@given(data=st.data())
def test_a_hostile_value_is_read_back_as_written_or_refused(sample: Sample, data: st.DataObject) -> None:
    document, index = sample.document, sample.rows[1]
    typed = data.draw(filled_in(sample.kind))
    try:
        meant = changed_values(document.rows[index], outline.values(document, index), typed)
        written = writer.set_fields(document, index, typed)
    except Refused:
        return
    reads_as_it_says(written.document)
    if written.index is not None:
        reads_back(written.document, written.index, meant)
    nothing_else_changed(document, written, subtree_ids(document, index))


KIND_SAMPLES = SAMPLES if ALL else list({(sample.kind, sample.layout): sample for sample in SAMPLES}.values())
PATTERNED = {"uid", "method", "priority"}
#: Fields that a paragraph has no place for: its line has none for a label, and a list below it is no child of it.
NOWHERE = {("requirement", "criteria"), ("quality", "label"), ("quality", "target")}
FIELDS = [(sample, field.name) for sample in KIND_SAMPLES for field in KINDS[sample.kind].fields]


def as_meant(written: Written, kind: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, cleaned for the row that it came to stand in."""
    assert written.index is not None
    row = written.document.rows[written.index]
    return {name: cleaned_field(kind, row.layout, name, value) for name, value in typed.items()}


def changed_to(sample: Sample, name: str, payload: str) -> None:
    document, index = sample.document, sample.rows[1]
    meant = changed_values(document.rows[index], outline.values(document, index), {name: payload})
    written = writer.set_fields(document, index, {name: payload})
    reads_as_it_says(written.document)
    nothing_else_changed(document, written, subtree_ids(document, index))
    if written.index is not None:
        reads_back(written.document, written.index, meant)


def inserted_with(sample: Sample, name: str, payload: str) -> None:
    """A row like the second one, behind it, with one value that is hostile."""
    document, index = sample.document, sample.rows[1]
    own = {other: NEW[other] for other in outline.own_values(document, index) if other in NEW}
    typed = {**own, name: payload}
    written = writer.insert(document, sample.kind, typed, parent=document.rows[index].parent, after=index)
    reads_as_it_says(written.document)
    nothing_else_changed(document, written, prose_beside(document, document.end(index)))
    reads_back(written.document, written.index or 0, as_meant(written, sample.kind, typed))


@pytest.mark.parametrize(("sample", "name"), FIELDS, ids=[f"{sample.name} {name}" for sample, name in FIELDS])
def test_every_payload_in_every_field(sample: Sample, name: str) -> None:
    """Each of the hostile strings in each field, changed and inserted: it is read back, or refused.

    Every field takes some of them, but for those that have a pattern, and those that the row has no place for.
    """
    accepted = dict.fromkeys((changed_to, inserted_with), 0)
    homeless = sample.layout == "para" and (sample.kind, name) in NOWHERE
    short = homeless or KINDS[sample.kind].field(name).widget == "line"
    for payload in PAYLOADS:
        if short and len(payload) > 5_000 and not ALL:  # refused, slowly
            continue
        for write in accepted:
            try:
                write(sample, name, payload)
            except Refused:
                continue
            accepted[write] += 1
    if homeless or name in PATTERNED or (sample.layout == "cell" and name not in sample.pattern.split(",")):
        return
    assert accepted[inserted_with]
    assert accepted[changed_to] or (sample.kind, name) == ("part", "label")


class Editing(RuleBasedStateMachine):
    """A random document under random edits. After each, the text reads as the rows that the writer gave."""

    def __init__(self) -> None:
        super().__init__()
        self.document = Document(())
        self.next_id = 1

    @initialize(text=documents())
    def begin(self, text: str) -> None:
        self.document = read(text.replace("\x00", ""))
        self.number()

    def number(self) -> None:
        ids = []
        for row in self.document.rows:
            ids.append(row.id or self.next_id)
            self.next_id += not row.id
        self.document = self.document.with_ids(ids)

    def take(self, written: Written, allowed: set[int | None]) -> None:
        reads_as_it_says(written.document)
        nothing_else_changed(self.document, written, allowed)
        self.document = written.document
        self.number()

    def row(self, data: st.DataObject) -> int:
        assume(self.document.rows)
        return data.draw(st.integers(0, len(self.document.rows) - 1), label="row")

    def place(self, data: st.DataObject) -> tuple[int | None, int | None]:
        parent = self.document.rows[self.row(data)].parent
        after = data.draw(st.sampled_from([None, *self.document.children(parent)]), label="after")
        return parent, after

    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        index = self.row(data)
        kind = self.document.rows[index].kind
        assume(KINDS[kind].fields)
        typed = data.draw(filled_in(kind))
        allowed = subtree_ids(self.document, index) | prose_beside(self.document, index)
        try:
            self.take(writer.set_fields(self.document, index, typed), allowed)
        except Refused as refused:
            note(refused.message)

    @rule(data=st.data())
    def insert(self, data: st.DataObject) -> None:
        parent, after = self.place(data)
        kind = data.draw(st.sampled_from(sorted(KINDS)))
        assume(KINDS[kind].fields)
        typed = data.draw(filled_in(kind))
        at = (-1 if parent is None else parent) + 1 if after is None else self.document.end(after)
        try:
            written = writer.insert(self.document, kind, typed, parent=parent, after=after)
        except Refused as refused:
            note(refused.message)
        else:
            self.take(written, prose_beside(self.document, at))

    @rule(data=st.data())
    def insert_in_section(self, data: st.DataObject) -> None:
        section = data.draw(st.sampled_from([section for section in SECTIONS.values() if section.kind]))
        typed = data.draw(filled_in(section.kind))
        prose = {row.id for row in self.document.rows if row.kind == "prose"} if section.kind == "prose" else set()
        try:
            self.take(writer.insert_in_section(self.document, section.key, section.kind, typed), prose)
        except Refused as refused:
            note(refused.message)

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        index = self.row(data)
        end = self.document.end(index)
        gone = subtree_ids(self.document, index) | prose_beside(self.document, index, end)
        parent = self.document.rows[index].parent
        if parent is not None and self.document.rows[parent].kind == "table":
            gone.add(self.document.rows[parent].id)
        try:
            self.take(writer.remove(self.document, index), gone)
        except Refused as refused:
            note(refused.message)

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        index = self.row(data)
        parent, after = self.place(data)
        to = (-1 if parent is None else parent) + 1 if after is None else self.document.end(after)
        allowed = subtree_ids(self.document, index) | prose_beside(self.document, index, self.document.end(index), to)
        try:
            self.take(writer.move(self.document, index, parent=parent, after=after), allowed)
        except Refused as refused:
            note(refused.message)

    @rule(data=st.data(), text=values())
    def paste(self, data: st.DataObject, text: str) -> None:
        parent, after = self.place(data)
        at = (-1 if parent is None else parent) + 1 if after is None else self.document.end(after)
        try:
            written = writer.insert_markdown(self.document, text, parent=parent, after=after)
        except Refused as refused:
            note(refused.message)
        else:
            prose = {row.id for row in self.document.rows[at:] if row.kind == "prose"}
            self.take(written, prose_beside(self.document, at) | prose)

    @rule(data=st.data(), text=values(), whole=st.booleans())
    def rewrite(self, data: st.DataObject, text: str, *, whole: bool) -> None:
        index = self.row(data)
        allowed = subtree_ids(self.document, index) | prose_beside(self.document, index, self.document.end(index))
        try:
            self.take(writer.set_source(self.document, index, text, whole=whole), allowed)
        except Refused as refused:
            note(refused.message)

    @rule(data=st.data(), title=values(), confirmed=st.booleans())
    def rename(self, data: st.DataObject, title: str, *, confirmed: bool) -> None:
        index = self.row(data)
        try:
            written = writer.rename_heading(self.document, index, title, confirmed=confirmed)
        except (Refused, Unconfirmed) as refused:
            note(str(refused))
        else:
            self.take(written, subtree_ids(self.document, index))

    @rule(data=st.data(), title=values(), level=st.integers(1, 6))
    def add_heading(self, data: st.DataObject, title: str, level: int) -> None:
        parent, after = self.place(data)
        try:
            self.take(writer.add_heading(self.document, title, level, parent=parent, after=after), set())
        except Refused as refused:
            note(refused.message)

    @rule(key=st.sampled_from(("version", "author", "status", "target_model")), value=values())
    def describe(self, key: str, value: str) -> None:
        metadata = {row.id for row in self.document.rows if row.kind == "meta"}
        try:
            self.take(writer.set_metadata(self.document, key, value), metadata)
        except Refused as refused:
            note(refused.message)

    @invariant()
    def rows_tile_the_text(self) -> None:
        assert read(self.document.text).text == self.document.text


Editing.TestCase.settings = settings(
    max_examples=settings().max_examples, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
TestEditing = Editing.TestCase
