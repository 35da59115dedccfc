"""Rule 13: headings go in behind their parent's own rows, and move among equal levels only."""

import pytest

from specs.document import writer
from specs.document.template import SECTIONS
from specs.document.writer import Refused, Unconfirmed
from tests.document.writer.lines import at, numbered

TEXT = "# T\n\nIntro.\n\n## A\n\na\n\n### A1\n\na1\n\n### A2\n\na2\n\n## B\n\nb\n"


def test_rule_13_a_new_heading_stands_behind_its_parents_own_rows() -> None:
    document = numbered(TEXT)
    written = writer.add_heading(document, "New", 3, parent=at(document, "A"), after=None)
    assert written.document.text == TEXT.replace("a\n\n### A1", "a\n\n### New\n\n### A1", 1)
    assert written.index is not None
    assert written.document.rows[written.index].source == "### New"


def test_rule_13_a_new_heading_stands_behind_the_section_it_follows() -> None:
    document = numbered(TEXT)
    written = writer.add_heading(document, "New", 2, parent=0, after=at(document, "A"))
    assert written.document.text == TEXT.replace("## B", "## New\n\n## B")
    written = writer.add_heading(document, "Last", 2, parent=0, after=at(document, "B"))
    assert written.document.text == TEXT + "\n## Last\n"


def test_rule_13_a_heading_in_an_empty_document() -> None:
    assert writer.add_heading(numbered(""), "T", 1, parent=None, after=None).document.text == "# T\n"
    assert writer.add_heading(numbered("\ufeff"), "T", 1, parent=None, after=None).document.text == "\ufeff# T\n"
    assert writer.add_heading(numbered("Text."), "T", 1, parent=None, after=None).document.text == "Text.\n\n# T"


@pytest.mark.parametrize(
    ("title", "level", "parent"), [("New", 2, "A"), ("New", 7, "A"), ("New", 0, None), (" ", 3, "A")]
)
def test_rule_13_levels_that_do_not_fit_are_refused(title: str, level: int, parent: str | None) -> None:
    document = numbered(TEXT)
    with pytest.raises(Refused):
        writer.add_heading(document, title, level, parent=at(document, parent) if parent else None, after=None)


def test_rule_13_a_heading_that_would_take_sections_along_is_refused() -> None:
    document = numbered(TEXT)
    with pytest.raises(Refused, match="take the sections behind it along"):
        writer.add_heading(document, "New", 1, parent=None, after=None)


def test_rule_13_sections_move_among_their_equals() -> None:
    document = numbered(TEXT)
    written = writer.move(document, at(document, "A"), parent=0, after=at(document, "B"))
    assert written.document.text == "# T\n\nIntro.\n\n## B\n\nb\n\n## A\n\na\n\n### A1\n\na1\n\n### A2\n\na2\n"
    assert [row.id for row in written.document.rows] == [1, 2, 9, 10, 3, 4, 5, 6, 7, 8]
    back = writer.move(written.document, at(written.document, "A"), parent=0, after=None)
    assert back.document == document


def test_rule_13_a_section_moves_to_another_parent_of_its_level() -> None:
    document = numbered(TEXT)
    written = writer.move(document, at(document, "A1"), parent=at(document, "B"), after=None)
    assert written.document.text == "# T\n\nIntro.\n\n## A\n\na\n\n### A2\n\na2\n\n## B\n\nb\n\n### A1\n\na1\n"


def test_rule_13_a_section_never_moves_to_another_level() -> None:
    document = numbered(TEXT)
    with pytest.raises(Refused, match="own level"):
        writer.move(document, at(document, "A"), parent=at(document, "B"), after=None)
    with pytest.raises(Refused):
        writer.move(document, at(document, "A1"), parent=0, after=at(document, "A"))


def test_rule_13_phases_move_with_their_tasks() -> None:
    text = "## Plan\n\n### Phase 1: A\n- [ ] a\n\n### Phase 2: B\n- [ ] b\n"
    document = numbered(text)
    written = writer.move(document, at(document, "Phase 2"), parent=0, after=None)
    assert written.document.text == "## Plan\n\n### Phase 2: B\n- [ ] b\n\n### Phase 1: A\n- [ ] a\n"


def test_rule_13_a_section_is_removed_with_all_below_it() -> None:
    document = numbered(TEXT)
    written = writer.remove(document, at(document, "A"))
    assert written.document.text == "# T\n\nIntro.\n\n## B\n\nb\n"


# Renaming


def test_rule_13_renaming_changes_the_title_only() -> None:
    document = numbered("# T\n\n## 3. Goals ##\n\n1. a\n")
    written = writer.rename_heading(document, 1, "Objectives")
    assert written.document.text == "# T\n\n## Objectives ##\n\n1. a\n"
    assert written.document.rows[1].key == "goals"
    assert [row.id for row in written.document.rows] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "title", "consequence"),
    [
        ("## Goals\n\n1. a\n2. b\n", "Notes", "2 goals become prose"),
        ("## Goals\n\n1. a\n", "Notes", "1 goal becomes prose"),
        ("## Goals\n\n1. a\n2. b\n", "Non-Goals", "2 goals become non-goals"),
        ("## Security\n\n- a\n- b\n", "Notes", "2 entries become prose"),
        ("## Plan\n\n- [ ] a\n- [ ] b\n", "Notes", "2 tasks become checkboxes"),
        ("## Acceptance Criteria\n\n- a\n- b\n", "Notes", "2 acceptance criteria become prose"),
    ],
)
def test_rule_13_renaming_that_costs_rows_is_confirmed_first(text: str, title: str, consequence: str) -> None:
    document = numbered("# T\n\n" + text + "\n## After\n\nx\n")
    with pytest.raises(Unconfirmed) as asked:
        writer.rename_heading(document, 1, title)
    assert asked.value.consequence == consequence
    written = writer.rename_heading(document, 1, title, confirmed=True)
    assert written.document.rows[1].source == f"## {title}"
    assert written.document.rows[1].id == 2
    assert [row.id for row in written.document.rows[-2:]] == [row.id for row in document.rows[-2:]]
    with pytest.raises(Refused, match=consequence):
        writer.set_fields(document, 1, {"title": title})


def test_rule_13_renaming_to_nothing_or_of_other_rows_is_refused() -> None:
    document = numbered("# T\n\n## Goals\n\n1. a\n")
    with pytest.raises(Refused, match="needs a title"):
        writer.rename_heading(document, 1, "  ")
    with pytest.raises(Refused, match="fields of its own"):
        writer.rename_heading(document, 2, "x")
    assert writer.rename_heading(document, 1, " Goals ").document is document


# Sections of the template


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("# T\n", "overview", "# T\n\n## Overview\nx\n"),
        (
            "# T\n\n## Overview\n\na\n\n## Open Questions\n\n1. b\n",
            "problem",
            "# T\n\n## Overview\n\na\n\n## Problem Statement\n\nx\n\n## Open Questions\n\n1. b\n",
        ),
        ("# T\n\n## Open Questions\n\n1. b\n", "overview", "# T\n\n## Overview\n\nx\n\n## Open Questions\n\n1. b\n"),
        ("## Overview\n\na\n", "problem", "## Overview\n\na\n\n## Problem Statement\n\nx\n"),
        ("# T\n\n# Overview\n\na\n", "problem", "# T\n\n# Overview\n\na\n\n# Problem Statement\n\nx\n"),
        ("### T\n\ntext\n\n#### More\n\ny\n", "overview", "### T\n\ntext\n\n#### More\n\ny\n\n#### Overview\n\nx\n"),
        ("Text.\n", "overview", "Text.\n\n## Overview\nx\n"),
    ],
)
def test_rule_13_a_section_is_written_where_the_template_has_it(text: str, key: str, expected: str) -> None:
    written = writer.insert_in_section(numbered(text), key, SECTIONS[key].kind, {"text": "x"})
    assert written.document.text == expected
    assert written.index is not None
    assert written.document.section(written.index) == key


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        (
            "# T\n\n## Goals & Non-Goals\n\n## After\n",
            "goals",
            "# T\n\n## Goals & Non-Goals\n\n### Goals\n1. x\n\n## After\n",
        ),
        ("# T\n\n## Non-Goals\n\n- a\n", "goals", "# T\n\n## Goals\n\n1. x\n\n## Non-Goals\n\n- a\n"),
        (
            "# T\n\n## Goals & Non-Goals\n\n### Non-Goals\n\n- a\n",
            "goals",
            "# T\n\n## Goals & Non-Goals\n\n### Goals\n\n1. x\n\n### Non-Goals\n\n- a\n",
        ),
        (
            "# T\n\n## Goals & Non-Goals\n\n### Goals\n\n1. a\n",
            "nongoals",
            "# T\n\n## Goals & Non-Goals\n\n### Goals\n\n1. a\n\n### Non-Goals\n\n- x\n",
        ),
    ],
)
def test_rule_13_parents_are_written_and_used(text: str, key: str, expected: str) -> None:
    written = writer.insert_in_section(numbered(text), key, SECTIONS[key].kind, {"text": "x"})
    assert written.document.text == expected


@pytest.mark.parametrize("longest", ["x" * 200, "😀" * 200])
def test_a_title_has_at_most_two_hundred_characters(longest: str) -> None:
    document = numbered(TEXT)
    place = at(document, "A")
    for title, fits in ((longest, True), (f"{longest}\r\n", True), ("x" + longest, False)):
        for write in (
            lambda title=title: writer.add_heading(document, title, 3, parent=place, after=None),
            lambda title=title: writer.rename_heading(document, place, title),
            lambda title=title: writer.set_fields(document, place, {"title": title}),
            lambda title=title: writer.set_fields(document, 0, {"title": title}),
            lambda title=title: writer.insert(document, "heading", {"title": title}, parent=0, after=place),
        ):
            if fits:
                assert longest in write().document.text
            else:
                with pytest.raises(Refused, match="at most 200 characters") as refused:
                    write()
                assert refused.value.field == "title"


def test_what_escaping_adds_to_a_title_does_not_count() -> None:
    document = numbered(TEXT)
    title = "x" * 198 + " #"
    written = writer.rename_heading(document, at(document, "A"), title)
    assert f"## {title[:-1]}\\#\n" in written.document.text


def test_a_document_that_came_with_a_longer_title_keeps_it() -> None:
    title = "word " * 60 + "end"
    document = numbered(f"# {title}\n\nIntro.\n\n## {title}\n\n- **FR-1**: a\n")
    assert writer.set_fields(document, 0, {"title": title}).document == document
    heading = next(i for i, row in enumerate(document.rows) if row.level == 2)
    assert writer.rename_heading(document, heading, title).document == document
    written = writer.set_fields(document, heading + 1, {"text": "b"})
    assert written.document.text == document.text.replace("FR-1**: a", "FR-1**: b")
    assert writer.set_fields(document, heading, {"title": "Short"}).document.text.count(title) == 1
