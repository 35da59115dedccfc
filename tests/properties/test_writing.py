"""Writing: hostile values are read back as written or refused; nothing else changes, whatever is edited when."""

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from specs.document import outline, writer
from specs.document.changing import changed_values
from specs.document.reader import read
from specs.document.rows import Document
from specs.document.template import KINDS, SECTIONS
from specs.document.writer import Refused, Unconfirmed, Written
from tests.document.writer.samples import SAMPLES, Sample
from tests.properties.promises import nothing_else_changed, prose_beside, reads_as_it_says, subtree_ids
from tests.properties.strategies import PAYLOADS, documents, filled_in, values


def plain(value: str) -> str:
    """A value without its backslashes: all that escaping may add."""
    return value.replace("\\", "")


def reads_back(document: Document, index: int, meant: dict[str, str]) -> None:
    found = outline.values(document, index)
    for name, value in meant.items():
        got = found.get(name, "")
        assert plain(got) == plain(value) or (name == "text" and plain(value).startswith(plain(got))), (
            name,
            got,
            value,
        )


@pytest.mark.parametrize("sample", SAMPLES[::4], ids=[sample.name for sample in SAMPLES[::4]])
@settings(max_examples=5)
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
    reads_back(written.document, index, meant)
    nothing_else_changed(document, written, subtree_ids(document, index))


KIND_SAMPLES = list({(sample.kind, sample.layout): sample for sample in SAMPLES}.values())


@pytest.mark.parametrize("sample", KIND_SAMPLES, ids=[f"{sample.kind} {sample.layout}" for sample in KIND_SAMPLES])
def test_every_payload_in_every_field(sample: Sample) -> None:
    """Each of the hostile strings in each field: changed and inserted, read back or refused."""
    document, index = sample.document, sample.rows[1]
    accepted = 0
    for payload in PAYLOADS:
        for field in KINDS[sample.kind].fields:
            if len(payload) > 5_000 and field.widget == "line":
                continue
            try:
                written = writer.set_fields(document, index, {field.name: payload})
            except Refused:
                continue
            accepted += 1
            reads_as_it_says(written.document)
            nothing_else_changed(document, written, subtree_ids(document, index))
    assert accepted


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
