"""Rule 10: plain, then with a blank line at the seams, then with backslashes, else refused; nothing else may change."""

import pytest

from specs.document import outline, proof, writer
from specs.document.reader import read
from specs.document.rows import Document
from specs.document.writer import Refused
from tests.document.writer.lines import at, numbered


def rewritten(markdown: str, start: str, /, **values: str) -> Document:
    document = numbered(markdown)
    return writer.set_fields(document, at(document, start), values).document


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("## Goals\n\n1. one\n2. two\n", "# no heading", "1. # no heading"),
        ("## Goals\n\n1. one\n2. two\n", "a\n# b", "1. a\n   # b"),
        ("## Goals\n\n1. one\n2. two\n", "a\n```\nb", "1. a\n   ```\n   b"),
        ("## Data Flow\n\n1. one\n2. two\n", "User: clicks", "1. User\\: clicks"),
        ("## Security\n\n- one\n- two\n", "**A**: b", "- \\**A**: b"),
        ("## Functional Requirements\n\n- one\n- two\n", "FR-7: x", "- FR-7\\: x"),
        ("## Success Metrics\n\n- one\n- two\n", "SC-1 – x", "- SC\\-1 – x"),
    ],
)
def test_rule_10_a_value_that_would_be_read_otherwise_is_escaped(text: str, value: str, written: str) -> None:
    document = rewritten(text, "one", text=value)
    assert written + "\n" in document.text
    assert len(document.rows) == 3


def test_rule_10_a_heading_typed_into_prose_is_escaped_where_rows_stand_below() -> None:
    text = "## Goals\n\nWhy we do it.\n\n1. one\n"
    assert rewritten(text, "Why", text="Why.\n\n## Notes").text == "## Goals\n\nWhy.\n\n\\## Notes\n\n1. one\n"


def test_rule_10_prose_may_become_any_rows_where_nothing_stands_below() -> None:
    document = rewritten("# T\n\n## Notes\n\nText.\n\n## Goals\n\n1. one\n", "Text", text="More.\n\n### Deeper\n\n- a")
    assert [row.kind for row in document.rows] == ["heading", "heading", "prose", "heading", "prose", "heading", "goal"]
    assert [row.id for row in document.rows] == [1, 2, 3, None, None, 4, 5]


def test_rule_10_bullets_typed_into_an_item_become_its_children() -> None:
    text = "## Functional Requirements\n\n1. **FR-1**: one\n   - **FR-1.1**: kept\n2. **FR-2**: two\n"
    document = rewritten(text, "FR-1", text="one\n- **FR-1.2**: new")
    assert document.text == text.replace("one\n", "one\n   - **FR-1.2**: new\n")
    assert [(row.kind, row.id, row.parent) for row in document.rows] == [
        ("heading", 1, None),
        ("requirement", 2, 0),
        ("requirement", None, 1),
        ("requirement", 3, 1),
        ("requirement", 4, 0),
    ]


def test_rule_10_a_label_typed_into_a_text_does_not_change_another_field() -> None:
    text = "## Functional Requirements\n\n1. **FR-1**: one\n   - **Priority**: Must\n"
    document = rewritten(text, "FR-1", text="one\n- **Priority**: Could")
    assert outline.values(document, 1)["priority"] == "Must"
    assert "\\- **Priority**: Could" in document.text


def test_rule_10_a_paragraph_beside_another_is_parted_by_a_blank_line() -> None:
    document = numbered("## API\n\n**Endpoint**: `GET /a`\nText.\n\n## After\n")
    written = writer.insert(document, "endpoint", {"method": "GET", "path": "/b"}, parent=0, after=1)
    assert "**Endpoint**: `GET /a`\nText.\n\n**Endpoint**: `GET /b`\n\n## After" in written.document.text


def test_rule_10_behind_an_open_fence_nothing_can_be_written() -> None:
    document = numbered("# T\n\n## Notes\n\n```\nopen\n")
    with pytest.raises(Refused, match="fence that is never closed"):
        writer.insert_in_section(document, "goals", "goal", {"text": "x"})


def test_rule_10_behind_an_open_comment_nothing_can_be_written() -> None:
    document = numbered("# T\n\n## Notes\n\n<!-- open\n\ntext\n")
    with pytest.raises(Refused, match="comment that is never closed"):
        writer.insert_in_section(document, "goals", "goal", {"text": "x"})


def test_rule_10_pasting_is_never_escaped() -> None:
    document = numbered("# T\n\n## Goals\n\n1. one\n2. two\n")
    with pytest.raises(Refused, match="would change how the lines around it are read"):
        writer.insert_markdown(document, "# Not here", parent=1, after=2)


def test_rule_10_an_edit_reads_a_window_not_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    items = "".join(f"{n}. **FR-{n}**: thing {n}\n" for n in range(1, 1001))
    document = numbered(f"# T\n\n## Functional Requirements\n\n{items}\n## After\n\nText.\n")
    longest = 0

    def measured(text: str) -> Document:
        nonlocal longest
        longest = max(longest, len(text))
        return read(text)

    monkeypatch.setattr(proof, "read", measured)
    written = writer.set_fields(document, 500, {"text": "changed"})
    assert written.document == read_with_ids(written.document)
    assert 0 < longest < 500


def read_with_ids(document: Document) -> Document:
    return read(document.text).with_ids([row.id for row in document.rows])


def test_rule_10_a_window_that_reads_otherwise_is_not_trusted() -> None:
    text = "- a\n\n## Goals\n\n1. one\n\n       deep\n2. two\n"
    document = numbered(text)
    written = writer.set_fields(document, at(document, "two"), {"text": "zwei"})
    assert written.document == read_with_ids(written.document)


def test_rule_10_a_table_whose_ids_no_longer_are_ids_is_refused() -> None:
    text = "## Notes\n\n| ID | Requirement |\n|---|---|\n| FR-1 | a |\n| FR-2 | b |\n"
    document = numbered(text)
    with pytest.raises(Refused) as refused:
        writer.set_fields(document, 2, {"uid": "first"})
    assert refused.value.field == "uid"
    assert writer.set_fields(document, 2, {"uid": "FR-7"}).document.text == text.replace("FR-1", "FR-7")


def test_rule_10_a_refusal_leaves_the_document_alone() -> None:
    document = numbered("## Goals\n\n1. one\n")
    before = document.text
    with pytest.raises(Refused):
        writer.set_fields(document, 1, {"text": "a\0b"})
    assert document.text == before


def test_rule_10_long_prose_that_is_cut_stays_cut() -> None:
    paragraph = "word " * 2_000
    text = "# T\n\n" + "\n\n".join([paragraph.strip()] * 5) + "\n"
    document = numbered(text)
    assert [row.kind for row in document.rows] == ["heading", "prose", "prose"]
    written = writer.set_fields(document, 2, {"text": "short"})
    assert written.document == read_with_ids(written.document)
    assert written.document.text.endswith("short\n")


def test_rule_10_a_row_with_many_below_it_is_read_with_the_whole() -> None:
    nested = "".join(f"  - **FR-1.{n}**: thing {n}\n" for n in range(1, 100))
    document = numbered(f"# T\n\n## Functional Requirements\n\n- **FR-1**: one\n{nested}- **FR-2**: two\n")
    written = writer.set_fields(document, 2, {"text": "changed"})
    assert written.document == read_with_ids(written.document)


def test_rule_10_an_edit_that_takes_a_rows_parent_away_is_refused() -> None:
    document = numbered("# T\n\n## Notes\n\nText.\n\n### Deeper\n\ntext\n")
    with pytest.raises(Refused):
        writer.set_source(document, 1, "plain words")
    with pytest.raises(Refused):
        writer.set_source(document, 3, "plain words")


def test_rule_10_a_document_without_headings_has_windows_too() -> None:
    document = numbered("1. **FR-1**: a\n2. **FR-2**: b\n3. **FR-3**: c\n")
    assert writer.set_fields(document, 1, {"text": "x"}).document.text == document.text.replace("b", "x")
