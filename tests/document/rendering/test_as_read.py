"""Rows as they read: words without marks, for a history of what people wrote."""

import pytest

from specs.document.as_read import as_read

READS = [
    ("requirement", "item:**{uid}**: {text}", "1. **FR-1**: A `clerk` pays *at once*", "A clerk pays at once"),
    ("part", "item:**{label}**: {text}", "   - **Answer**: No; [see](https://a.b)", "No; see"),
    ("task", "item:[{done}] {text}", "- [x] Build it", "☑ Build it"),
    ("task", "item:[{done}] {text}", "- [ ] Build it", "☐ Build it"),
    ("error", "cell:title,mitigation,message", "| Late | Wait<br>a bit | |", "Late · Wait a bit"),
    ("prose", "prose:", "Two **lines**\nof it", "Two lines\nof it"),
    ("prose", "prose:", "Run:\n```\na  *b*\n```", "Run:\n```\na  *b*\n```"),
    ("payload", "fence:{label}:", '```json\n{\n  "a": 1\n}\n```', '```json\n{\n  "a": 1\n}\n```'),
    ("table", "table:", "| A | B |\n|---|---|", "| A | B |\n|---|---|"),
]


@pytest.mark.parametrize(("kind", "dialect", "source", "words"), READS)
def test_a_row_reads_as_its_words(kind: str, dialect: str, source: str, words: str) -> None:
    assert as_read(kind, dialect, source) == words
