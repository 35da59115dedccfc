"""Every kind of row, in every dialect its declaration lists: edited, inserted, deleted, moved."""

from specs.document import outline, writer
from specs.document.reader import read
from specs.document.template import KINDS
from specs.document.writer import Written
from tests.document.writer.lines import changed, numberless, subtree
from tests.document.writer.samples import HEADINGS, SAMPLES, Sample, declared
from tests.each import each

#: Patterns whose lines are always read by another one: they are written where a document has them, never read.
READ_OTHERWISE = {
    "meta para -__{key}__: {text}",
    "meta para -__{key}:__ {text}",
    "requirement heading -{uid} ({priority})",
    "requirement heading -Requirement {uid}: {title}",
    "phase heading -フェーズ{n}: {title}",
}
every = each(SAMPLES, lambda sample: sample.name)


def reads_back(written: Written, sample: Sample) -> None:
    """The written text is read as the rows that the writer says, and every old row kept its id."""
    document = written.document
    again = read(document.text)
    assert again.with_ids([row.id for row in document.rows]) == document
    known = [row.id for row in document.rows if row.id is not None]
    assert len(known) == len(set(known))
    assert set(known) <= {row.id for row in sample.document.rows}


def test_every_pattern_of_every_kind_has_its_document() -> None:
    assert {sample.name for sample in declared()} - {sample.name for sample in SAMPLES} <= READ_OTHERWISE
    assert {sample.kind for sample in SAMPLES} == set(HEADINGS)
    assert set(KINDS) - set(HEADINGS) == {"heading", "prose", "table"}


@every
def test_rule_6_an_edit_changes_the_rows_own_lines_only(sample: Sample) -> None:
    document, index = sample.document, sample.rows[1]
    own = document.rows[index].source.splitlines()
    for name, value in sample.fields.items():
        if sample.kind == "part" and name == "label":
            continue
        written = writer.set_fields(document, index, {name: value})

        reads_back(written, sample)
        assert written.index == index
        assert written.document.rows[index].id == document.rows[index].id
        assert outline.values(written.document, index)[name] == value
        gone, come = changed(document.text, written.document.text)
        assert len(gone) == len(come) == 1
        assert gone[0] in own


@every
def test_rule_7_a_new_row_is_drawn_like_its_neighbour(sample: Sample) -> None:
    document, index = sample.document, sample.rows[1]
    values = sample.fields
    if sample.kind == "part":
        values["label"] = "Interfaces"
    parent = document.rows[index].parent
    written = writer.insert(document, sample.kind, values, parent=parent, after=index)

    reads_back(written, sample)
    assert written.index is not None
    row = written.document.rows[written.index]
    assert (row.kind, row.dialect, row.parent, row.id) == (sample.kind, document.rows[index].dialect, parent, None)
    found = outline.values(written.document, written.index)
    assert {name: found[name] for name in values} == values
    gone, come = changed(document.text, written.document.text)
    assert sorted(map(numberless, gone)) == sorted(map(numberless, come[-len(gone) :] if gone else []))
    assert {written.document.rows[i].id for i in written.renumbered} <= {row.id for row in document.rows[index:]}


@every
def test_rule_11_a_deleted_row_takes_its_lines_and_its_gap_along(sample: Sample) -> None:
    document, index = sample.document, sample.rows[1]
    written = writer.remove(document, index)

    reads_back(written, sample)
    assert [row.id for row in written.document.rows] == [
        row.id for i, row in enumerate(document.rows) if not index <= i < document.end(index)
    ]
    gone, come = changed(document.text, written.document.text)
    assert len(written.document.text.splitlines()) < len(document.text.splitlines())
    assert sorted(map(numberless, come)) == sorted(map(numberless, gone[len(gone) - len(come) :]))


@every
def test_rule_11_a_moved_row_keeps_its_words_and_its_id(sample: Sample) -> None:
    document, rows = sample.document, sample.rows
    parent = document.rows[rows[2]].parent
    written = writer.move(document, rows[2], parent=parent, after=rows[0])

    reads_back(written, sample)
    moved = [row.id for row in written.document.rows if row.kind == sample.kind and row.layout == sample.layout]
    assert moved == [document.rows[i].id for i in (rows[0], rows[2], rows[1])]
    assert written.index is not None
    assert written.document.rows[written.index].id == document.rows[rows[2]].id
    assert outline.values(written.document, written.index) == outline.values(document, rows[2])
    assert len(written.document.text) == len(document.text)


@every
def test_rule_12_the_first_row_can_be_deleted_and_come_back(sample: Sample) -> None:
    document, index = sample.document, sample.rows[0]
    parent = document.rows[index].parent
    siblings = document.children(parent)
    after = siblings[siblings.index(index) - 1] if siblings.index(index) else None
    without = writer.remove(document, index).document
    written = writer.insert_rows(without, subtree(document, index), parent=parent, after=after)

    assert written.document == document
