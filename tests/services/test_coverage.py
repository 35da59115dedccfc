"""Which requirements a text's finished tasks serve."""

from specs.document.reader import read
from specs.document.rows import Document
from specs.services.coverage import coverage


def document(text: str) -> Document:
    found = read(text)
    return found.with_ids(list(range(1, len(found.rows) + 1)))


TEXT = """\
# T

## Functional Requirements

- **FR-1**: a
- **FR-10**: b
- **FR-2**: c
  - **FR-2.1**: d

## Plan

### Phase 1: A

- [ ] Do it (FR-1, fr-2.1).
- [ ] More for FR-10
"""


def done(found: Document, *words: str) -> dict[int, bool]:
    return {row.id: any(word in row.source for word in words) for row in found.rows if row.kind == "task" and row.id}


def test_a_task_serves_the_uids_it_names_whole() -> None:
    found = document(TEXT)
    assert coverage(found, done(found, "Do it")).open == ["FR-10"]
    assert coverage(found, done(found, "More")).open == ["FR-1", "FR-2.1"]
    assert coverage(found, done(found, "Do it", "More")).open == []


def test_tasks_are_told_by_requirement() -> None:
    found = document(TEXT)
    tasks = coverage(found, {}).tasks
    assert tasks["FR-1"] == tasks["FR-2.1"] != tasks["FR-10"]
    assert tasks["FR-2"] == []


def test_a_requirement_without_a_uid_is_named_by_its_words() -> None:
    found = document("# T\n\n## Functional Requirements\n\n- Users can log in\n")
    assert coverage(found, {}).open == ["Users can log in"]


def test_a_text_without_requirements_has_nothing_open() -> None:
    assert coverage(document("# T\n"), {}).open == []
