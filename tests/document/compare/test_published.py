"""The bytes that are frozen, and where progress may show in them."""

import pytest

from specs.document.checks.placeholders import TEMPLATE
from specs.document.compare import published
from specs.document.reader import read

TEXT = """# Login

## Metadata
---
version: 1.0
status: draft
---

## Implementation Plan

### Phase 1: Start
- [ ] Write it
  - [x] Prove it
- **Duration**: two days

## Overview
- [ ] a box that is no task

```
- [ ] text in a fence
```
"""

TABLE = "## Metadata\n| Field | Value |\n|---|---|\n"


def marked(text: str) -> list[tuple[str, str]]:
    found = published(read(text))
    lines = found.data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return [(lines[line - 1][start:end].decode(), kind) for line, start, end, kind in found.progress]


def test_the_status_is_written_approved_and_nothing_else_changes() -> None:
    found = published(read(TEXT))

    assert found.text == TEXT.replace("status: draft", "status: approved")
    assert found.data == found.text.encode()


def test_progress_are_the_status_and_the_boxes_of_tasks_only() -> None:
    assert marked(TEXT) == [("approved", "status"), (" ", "task"), ("x", "task")]


def test_lines_count_from_one_and_places_are_bytes() -> None:
    found = published(read("# Prüfung\n\n## Plan\n\n### Phase 1: Ä\n- [x] Größe\n"))

    assert found.progress == [[6, 3, 4, "task"]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# A\n\n**Status**: Draft\n", "# A\n\n**Status**: approved\n"),
        ("# A\n\n> **Status:** In Review\n", "# A\n\n> **Status:** approved\n"),
        ("---\ntitle: A\nstatus: [draft | review]\n---\n\n# A\n", "---\ntitle: A\nstatus: approved\n---\n\n# A\n"),
        (f"{TABLE}| Status | Draft |\n", f"{TABLE}| Status | approved |\n"),
        ("---\ntitle: A\nstatus:\n---\n", "---\ntitle: A\nstatus: approved\n---\n"),
        ("---\ntitle: A\nstatus: \n---\n", "---\ntitle: A\nstatus: approved\n---\n"),
    ],
)  # fmt: skip
def test_the_status_is_found_in_every_form_of_metadata(before: str, after: str) -> None:
    assert published(read(before)).text == after
    assert marked(before) == [("approved", "status")]


def test_without_a_status_none_is_written() -> None:
    text = "# A\n\n## Plan\n\n- [ ] one\n"

    assert published(read(text)).text == text


def test_only_the_first_status_is_the_workflows() -> None:
    text = "---\nstatus: draft\n---\n\n# A\n\n**Status**: draft\n"

    assert published(read(text)).text == text.replace("status: draft", "status: approved", 1)


def test_a_status_of_several_lines_is_left_alone() -> None:
    text = "---\ntitle: A\nstatus:\n  - draft\n  - review\n---\n"

    assert published(read(text)).text == text
    assert marked(text) == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_by_all_three_line_ends(end: str) -> None:
    assert marked(TEXT.replace("\n", end)) == marked(TEXT)


def test_the_template_publishes_its_status_and_its_four_tasks() -> None:
    found = published(read(TEMPLATE.read_text()))

    assert [kind for *_, kind in found.progress] == ["status", "task", "task", "task", "task"]


def test_an_empty_document_is_published_empty() -> None:
    assert published(read("")).data == b""
