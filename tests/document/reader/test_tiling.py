"""Rules 1 and 2: the rows join to the text, whatever the text is, and only blanks stand between them."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings

from specs.document.fields import spans
from specs.document.reader import read
from specs.document.rows import Row
from specs.document.template import KINDS
from tests.document.reader.grammar import TEXTS

BLANK = re.compile(r"\ufeff?[ \t\r\n]*\Z")

ODD = {
    "nothing": "",
    "one line end": "\n",
    "blanks": "  \n\t\n",
    "a byte order mark": "\ufeff",
    "a byte order mark and a title": "\ufeff# T\n",
    "no final newline": "# T\n\ntext",
    "CRLF": "# T\r\n\r\n- [ ] a\r\n- [ ] b\r\n",
    "CR": "# T\r\r## Goals\r1. a\r2. b\r",
    "mixed line ends": "# T\n\r\n## Goals\r1. a\n2. b\r\n\r3. c",
    "tabs": "# T\n\n## Goals\n-\ta\n\n\tmore\n\t- b\n",
    "form feed": "# T\n\x0c\n## Goals\n1. a\x0cb\n\x0c\n",
    "line separators": "# T\n\na\u2028b\u2029c\x85d\x0be\n- [ ] x\u2028- [ ] y\n",
    "control characters": "# T\x01\n\n\x1b[31mred\x7f\n",
    "right to left": "# \u200fכותרת\n\n\u202eabc\u202c\n- \u200f[ ] x\n",
    "no title": "text\n\n- FR-1: x\n",
    "a heading six times": "# T\n\n" + "## Goals\n\n1. a\n\n" * 6,
    "a heading in a fence": "# T\n\n```\n# no heading\n- [ ] no task\n```\n## Goals\n1. a\n",
    "an unclosed fence": "# T\n\n```\n## Goals\n1. a\n",
    "an unclosed comment": "# T\n\n<!--\n## Goals\n1. a\n",
    "a fence in an item": "## Goals\n\n1. a\n   ```\n   # x\n   ```\n   b\n2. c\n",
    "a fence that ends with its item": "## Goals\n\n- a\n  ```\n  x\n- b\n",
    "a ragged table": "## Risks\n\n| Risk | Impact | Mitigation |\n|---|---|---|\n| a |\n| a | b | c | d |\n|\n",
    "a table without pipes": "## Risks\n\nRisk | Impact\n--- | ---\na | b\nc | d\n",
    "the same uid twice": "## Functional Requirements\n\n- FR-1: a\n- FR-1: b\n",
    "comments between items": "## Goals\n\n1. a\n<!-- why -->\n2. b\n",
    "front matter": "---\ntitle: T\ntags:\n  - a\n\n  - b\n# note\nversion: 2\n---\n\n# T\n",
    "front matter of nothing": "---\n---\ntext\n",
    "front matter that never ends": "---\ntitle: T\n",
    "a rule and text": "---\nsome text\n---\nmore\n",
    "nested markers on a line": "- - - [ ] x\n- # h\n- ```\n  x\n  ```\n1. > q\n",
    "deep": "".join("  " * i + "- a\n" for i in range(120)),
    "an empty item": "## Goals\n\n-\n- \n1.\n\n   later\n",
    "trailing blanks": "# T   \n\ntext   \n   \n\n## Goals\t\n1. a\t\n",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_rule_2_odd_but_legal_text_joins_to_itself(text: str) -> None:
    assert read(text).text == text


def shape(text: str) -> list[tuple[str, str, int | None]]:
    return [(row.kind, row.dialect, row.parent) for row in read(text).rows]


def check_row(row: Row, *, first: bool) -> None:
    lead = BLANK.match(row.lead)
    assert lead, row
    assert first or "\ufeff" not in row.lead
    assert row.source.strip(" \t\r\n"), row
    assert not re.search(r"[\r\n][ \t]*\Z", row.source), "the source ends with its last line that is not blank"
    assert row.kind in KINDS
    assert first or re.search(r"[\r\n]\Z", row.lead), "a row begins with its line"


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_rule_2_rows_and_tail_join_to_the_text(text: str) -> None:
    document = read(text)
    assert document.text == text
    assert BLANK.match(document.tail)
    for i, row in enumerate(document.rows):
        check_row(row, first=i == 0)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_rule_5_the_fields_of_every_row_stand_in_it(text: str) -> None:
    for row in read(text).rows:
        found = spans(row.kind, row.dialect, row.source)
        assert all(0 <= start <= end <= len(row.source) for start, end in found.values())
        if row.layout not in ("table", "delimiter", "cell") and row.dialect != "heading:{word} {n}":
            assert found, row


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_rule_2_a_parent_stands_before_its_children_and_subtrees_together(text: str) -> None:
    document = read(text)
    for i, row in enumerate(document.rows):
        assert row.parent is None or 0 <= row.parent < i
        end = document.end(i)
        inside = {i}
        for below in range(i + 1, len(document.rows)):
            if document.rows[below].parent in inside:
                inside.add(below)
        assert inside == set(range(i, end))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_rule_4_adjacent_prose_under_one_parent_is_one_row(text: str) -> None:
    rows = read(text).rows
    for above, below in pairwise(rows):
        if above.kind == below.kind == "prose":
            assert (above.dialect, above.parent) != (below.dialect, below.parent) or above.layout == "delimiter"


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_rule_1_reading_is_the_same_whatever_ends_the_lines(text: str) -> None:
    """Kinds do not depend on line ends, unless a lone CR or a blank CRLF pair was two ends."""
    unix = re.sub(r"\r\n|\r", "\n", text)
    dos = unix.replace("\n", "\r\n")
    assert shape(unix) == shape(dos)
