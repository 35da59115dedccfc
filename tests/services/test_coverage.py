"""Which requirements a text's finished tasks serve."""

from specs.document.reader import read
from specs.document.rows import Document
from specs.services.coverage import Done, coverage, facts_of


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


def done(found: Document, *words: str) -> dict[int, Done]:
    """The tasks with these words, ticked for what the text says now."""
    tasks = [row.id for row in found.rows if row.kind == "task" and any(word in row.source for word in words)]
    return {pk: Done(True, *facts_of(found, pk)) for pk in tasks if pk}


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


def row_of(found: Document, words: str) -> int:
    return next(row.id for row in found.rows if words in row.source and row.kind in ("task", "requirement") and row.id)


def test_a_gap_says_what_is_missing() -> None:
    found = document(TEXT)
    needs = {need.uid: need.why for need in coverage(found, done(found, "More")).needs}
    assert needs == {"FR-1": "not done", "FR-10": "", "FR-2": "", "FR-2.1": "not done"}
    bare = document("# T\n\n## Functional Requirements\n\n- **FR-1**: a\n")
    assert [need.why for need in coverage(bare, {}).needs] == ["no task"]


def test_a_tick_for_other_words_is_to_be_confirmed() -> None:
    before, after = document(TEXT), document(TEXT.replace("**FR-1**: a", "**FR-1**: a changed"))
    found = coverage(after, done(before, "Do it", "More"))
    assert found.open == ["FR-1"]
    assert [need.why for need in found.needs if need.why] == ["to be confirmed"]
    assert found.to_confirm == [row_of(after, "Do it")]
    other = document(TEXT.replace("Do it (FR-1", "Do it well (FR-1"))
    assert coverage(other, done(before, "Do it", "More")).open == ["FR-1", "FR-2.1"]


def test_a_number_a_box_and_what_stands_elsewhere_are_no_words_of_it() -> None:
    before = document(TEXT)
    after = document(TEXT.replace("- [ ] Do", "- [x] Do").replace("## Plan", "## The Plan").replace("b\n", "bb\n"))
    assert coverage(after, done(before, "Do it")).open == ["FR-10"]


CRITERIA = """\
# T

## Functional Requirements

1. **FR-1**: a
   - **Priority**: Must
   - **Acceptance criteria**:
     - quick
   - **FR-1.1**: child

### FR-2: Titled

Prose of it.

## Plan

### Phase 1: A

- [ ] Do it (FR-1, FR-1.1, FR-2)
- [ ] Sweep the floor
"""


def test_a_requirements_words_are_its_parts_and_criteria_too_but_not_its_children() -> None:
    before = document(CRITERIA)
    ticks = done(before, "Do it")

    def open_after(was: str, now: str) -> list[str]:
        return coverage(document(CRITERIA.replace(was, now)), ticks).open

    assert open_after("quick", "slow") == ["FR-1"]
    assert open_after("Must", "Could") == ["FR-1"]
    assert open_after("Prose of it", "Other prose") == ["FR-2"]
    assert open_after("child", "infant") == ["FR-1.1"]


def test_what_is_waived_is_covered_and_told() -> None:
    found = document(TEXT)
    result = coverage(found, done(found, "Do it"), {row_of(found, "FR-10**")})
    assert result.open == []
    assert [need.uid for need in result.needs if need.waived] == ["FR-10"]


def test_a_task_that_serves_nothing_is_idle() -> None:
    found = document(CRITERIA)
    assert coverage(found, {}).idle == [row_of(found, "Sweep")]
