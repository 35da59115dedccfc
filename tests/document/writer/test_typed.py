"""Texts that people are still typing, written into their rows: rules 4 to 6 of typing together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs.document.reader import read
from specs.document.rows import Document, Refused
from specs.document.typed import is_cut, is_emptied, is_long, value_at, write_draft, write_settled

pytestmark = pytest.mark.no_cover
TEXT = """\
# Refunds

Money goes back.

## Overview

Customers get their money back.

## Functional Requirements

1. **FR-1**: A clerk refunds a payment.

## Implementation Plan

### Phase 1: Ledger

- [ ] Write the ledger

## Open Questions

1. What about gift cards?

## Risks

| Risk | Impact | Mitigation |
|------|--------|------------|
| Bank | High | Queue |
"""


def document() -> Document:
    found = read(TEXT)
    return found.with_ids(list(range(1, len(found.rows) + 1)))


DOCUMENT = document()
OVERVIEW = next(i for i, row in enumerate(DOCUMENT.rows) if row.source.startswith("Customers"))
AT = {row.kind: i for i, row in enumerate(DOCUMENT.rows)}


def ids(document: Document) -> list[int | None]:
    return [row.id for row in document.rows]


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("Plain words.", "Plain words."),
        ("Two\n\nparagraphs", "Two\n\nparagraphs"),
        ("- a list\n- of two", "- a list\n- of two"),
        ("words  \n\n", "words"),
        ("# Heading", "\\# Heading"),
        ("words\n\n## Heading\n\nmore", "words\n\n\\## Heading\n\nmore"),
        ("- [ ] box", "\\- [ ] box"),
        ("FR-9: words", "FR-9\\: words"),
        ("words\n---", "words\n\\---"),
        ("```\nopen", "```\nopen\n```"),
    ],
)
def test_rule_4_while_people_type_every_row_stays(words: str, source: str) -> None:
    written = write_draft(DOCUMENT, OVERVIEW, "text", words)
    assert ids(written.document) == ids(DOCUMENT)
    assert written.document.rows[OVERVIEW].source == source


@pytest.mark.parametrize("words", ["words\n\n## Heading\n\nmore", "- [ ] box", "FR-9: words", "words\n---"])
def test_rule_4_once_they_are_done_rows_come(words: str) -> None:
    written = write_settled(DOCUMENT, OVERVIEW, "text", words)
    assert ids(written.document) != ids(DOCUMENT)
    assert words.replace("\n\n", "\n") in written.document.text.replace("\n\n", "\n")


def test_rule_4_what_cannot_become_rows_is_written_as_a_draft() -> None:
    """Nothing may be read otherwise below a heading that has rows."""
    written = write_settled(DOCUMENT, OVERVIEW, "text", "# Heading")
    assert (ids(written.document), written.document.rows[OVERVIEW].source) == (ids(DOCUMENT), "\\# Heading")


def test_rule_4_blank_lines_are_joined_where_a_row_holds_one_paragraph() -> None:
    found = read("# A\n\n## Functional Requirements\n\nFR-1: One thing.\n\nFR-2: Another.\n")
    found = found.with_ids(list(range(1, len(found.rows) + 1)))
    first = next(i for i, row in enumerate(found.rows) if row.kind == "requirement")
    written = write_draft(found, first, "text", "One thing.\n\nAnd more.")
    assert ids(written.document) == ids(found)
    assert written.document.rows[first].source == "FR-1: One thing.\nAnd more."


def test_rule_7_some_words_cannot_be_written_anyhow() -> None:
    for write in (write_draft, write_settled):
        with pytest.raises(Refused):
            write(DOCUMENT, AT["task"], "text", "T1 end")


def test_a_text_that_the_row_has_already_changes_nothing() -> None:
    assert write_draft(DOCUMENT, OVERVIEW, "text", "Customers get their money back.").document is DOCUMENT


def test_rule_6_an_emptied_paragraph_or_part_would_take_a_row_away() -> None:
    assert is_emptied(DOCUMENT, OVERVIEW, "text", " \n")
    assert is_emptied(DOCUMENT, AT["question"], "answer", "")
    assert not is_emptied(DOCUMENT, AT["requirement"], "text", "")
    assert not is_emptied(DOCUMENT, OVERVIEW, "text", "a")


def test_rule_5_a_paragraph_longer_than_a_row_may_be_is_cut() -> None:
    assert is_cut(DOCUMENT, OVERVIEW, "a" * 32_000)
    assert not is_cut(DOCUMENT, OVERVIEW, "a" * 31_999)
    assert not is_cut(DOCUMENT, AT["requirement"], "a" * 32_000)
    paragraphs = "\n\n".join(["word " * 1_000] * 8)
    written = write_settled(DOCUMENT, OVERVIEW, "text", paragraphs)
    assert len(written.document.rows) > len(DOCUMENT.rows)


def test_rule_1_the_unit_is_a_field_of_several_lines() -> None:
    assert is_long("prose", "prose:", "text")
    assert is_long("requirement", "item:x", "text")
    assert is_long("question", "item:x", "answer")
    assert not is_long("prose", "delimiter:", "text")
    assert not is_long("requirement", "item:x", "uid")
    assert not is_long("requirement", "item:x", "criteria")
    assert not is_long("requirement", "item:x", "none of it")
    assert value_at(DOCUMENT, OVERVIEW, "text") == "Customers get their money back."
    assert value_at(DOCUMENT, AT["question"], "answer") == ""
    assert value_at(DOCUMENT, OVERVIEW, "title") is None


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(["# ", "- ", "[ ] ", "a b", "\n", "\n\n", "**FR-2**: ", "---", "|", "> ", "1. ", "```", "<!--"])
    )
)
def test_rule_4_whatever_is_typed_every_other_row_stays(parts: list[str]) -> None:
    words = "".join(parts)
    for index in (OVERVIEW, AT["requirement"], AT["risk"]):
        name = "mitigation" if index == AT["risk"] else "text"
        try:
            written = write_draft(DOCUMENT, index, name, words)
        except Refused:
            continue
        assert ids(written.document) == ids(DOCUMENT)
        others = [row for i, row in enumerate(written.document.rows) if i != index]
        assert others == [row for i, row in enumerate(DOCUMENT.rows) if i != index]
        again = read(written.document.text)
        assert [row.source for row in again.rows] == [row.source for row in written.document.rows]
