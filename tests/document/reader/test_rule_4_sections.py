"""Rule 4: the heading, less number, emoji and note, gives the section's key; sub-headings inherit it."""

import pytest

from specs.document.headings import NAMES, exact_key, folded, section_key
from specs.document.reader import read
from specs.document.template import SECTIONS
from tests.document.reader.reading import kinds, whole


def keys(text: str) -> list[str]:
    return [row.key for row in whole(text).rows if row.kind == "heading"]


def sections(text: str, kind: str) -> list[str]:
    document = whole(text)
    return [document.section(i) for i, row in enumerate(document.rows) if row.kind == kind]


@pytest.mark.parametrize(
    "heading",
    [
        "Goals",
        "goals",
        "GOALS",
        "1. Goals",
        "1.2 Goals",
        "3) Goals",
        "IV. Goals",
        "A. Goals",
        "🎯 Goals",
        "🎯 2. Goals",
        "1️⃣ Goals",
        "**Goals**",
        "Goals:",
        "Goals *(mandatory)*",
        "Goals (optional)",
        "[Goals](#goals)",
        "Section 2: Goals",
        "CHAPTER 3 Goals",
        "§ 2 Goals",
        "一、目标",
        "Ziele",
        "Objectifs",
        "目標",
        "Цели",
        "الأهداف",
        "Goals 🎯",
        "`Goals`",
        "Goals – first draft",
        "Goals (v2)",
    ],
)
def test_rule_4_a_heading_is_known_by_its_words(heading: str) -> None:
    assert section_key(heading) == "goals"
    assert keys(f"# T\n\n## {heading}\n") == ["title", "goals"]


@pytest.mark.parametrize("heading", ["Non functional", "4. NON-FUNCTIONAL", "Nonfunctional"])
def test_rule_4_what_is_not_functional_is_known_without_its_noun(heading: str) -> None:
    assert section_key(heading) == "quality"


@pytest.mark.parametrize("heading", ["", "#", "7", "Our goals for Tuesday", "Goalkeeping", "🎯"])
def test_rule_4_other_headings_have_no_key(heading: str) -> None:
    assert section_key(heading) == ""


def test_rule_4_three_numbers_are_taken_off_a_heading_and_no_more() -> None:
    assert section_key("1. 2. 3. Goals") == "goals"
    assert section_key("1. 2. 3. 4. Goals") == ""


def test_rule_4_every_section_of_the_template_is_known_by_its_own_title() -> None:
    assert {section.key: exact_key(section.title) for section in SECTIONS.values()} == {key: key for key in SECTIONS}


def test_rule_4_no_name_stands_for_two_sections() -> None:
    names = [folded(name) for found in NAMES.values() for name in set(map(folded, found))]
    assert sorted(names) == sorted(set(names))


def test_rule_4_sub_headings_inherit_the_section() -> None:
    text = "## Functional Requirements\n\n### Billing\n\n- The system bills.\n\n#### Refunds\n\n- The system refunds.\n"
    assert sections(text, "requirement") == ["functional", "functional"]


def test_rule_4_below_the_parent_of_the_lists_only_direct_items_are_requirements() -> None:
    assert kinds("## Requirements\n\n- It works.\n\n### Key Words\n\n- **User**: a person\n") == [
        "heading",
        "requirement",
        "heading",
        "prose",
    ]


def test_rule_4_a_section_named_below_a_list_of_requirements_is_a_category() -> None:
    assert kinds("## Non-Functional Requirements\n\n### Security\n\n- encrypted\n") == ["heading", "heading", "quality"]


def test_rule_4_the_same_heading_is_recognised_each_time() -> None:
    assert keys("# T\n\n" + "## Goals\n\n" * 6) == ["title"] + ["goals"] * 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# T\n", ["title"]),
        ("# T\n\n## Goals\n", ["title", "goals"]),
        ("T\n=\n\n## Goals\n", ["title", "goals"]),
        ("## Goals\n\n## Risks\n", ["goals", "risks"]),
        ("## T\n\n### Goals\n\n### Risks\n", ["title", "goals", "risks"]),
        ("## T\n\n## Goals\n", ["", "goals"]),
        ("# Goals\n\n# Risks\n", ["goals", "risks"]),
        ("# Implementation Plan\n\n## Notes\n", ["title", ""]),
        ("text\n", []),
        ("## T\n", [""]),
        ("# A\n\n# B\n", ["title", ""]),
        ("# API: a proposal\n\n## Goals\n", ["title", "goals"]),
    ],
)
def test_rule_4_the_title_is_a_role_of_the_first_heading(text: str, expected: list[str]) -> None:
    assert keys(text) == expected


def test_rule_4_a_title_called_like_a_section_lends_its_name() -> None:
    assert kinds("# Implementation Plan\n\n- [ ] a\n\n## Notes\n\n- [ ] b\n") == ["heading", "task", "heading", "task"]
    assert sections("# Implementation Plan\n\n- [ ] a\n", "task") == ["plan"]
    assert sections("# T\n\n- [ ] a\n", "check") == [""]


def test_rule_4_a_heading_of_several_lines_is_a_heading() -> None:
    rows = read("FR-1: a\nb\n---\n").rows
    assert [(row.kind, row.level) for row in rows] == [("heading", 2)]


def test_rule_4_boxes_are_tasks_anywhere_in_a_plan_and_checks_elsewhere() -> None:
    text = "## Plan\n\n### Testing\n\n- [ ] a\n\n## Testing\n\n- [ ] b\n\n## Phase 2: X\n\n#### Later\n\n- [ ] c\n"
    assert kinds(text) == ["heading", "heading", "task", "heading", "check", "phase", "heading", "task"]


def test_rule_4_names_of_sections_inside_a_row_in_heading_form_are_plain() -> None:
    text = "## Component Design\n\n### Gateway\n\n#### Dependencies\n\n- x\n"
    assert [(row.kind, row.key) for row in read(text).rows] == [
        ("heading", "components"),
        ("component", ""),
        ("heading", ""),
        ("prose", ""),
    ]


def test_rule_4_prose_past_32_kb_is_cut_at_a_blank_line() -> None:
    paragraph = "word " * 200 + "\n\n"
    text = "# T\n\n## History\n\n" + paragraph * 100
    rows = [row for row in whole(text).rows if row.kind == "prose"]
    assert len(rows) > 3
    assert all(len(row.source) <= 33 * 1024 and row.parent == 1 for row in rows)


def test_rule_4_long_prose_is_cut_inside_lists_too_but_never_in_a_fence() -> None:
    item = "- one\n\n" + "  more text\n\n" * 6_000
    assert [row.kind for row in whole(item).rows] == ["prose"] * 3
    fence = "```\n" + "code\n\n" * 10_000 + "```\n"
    assert [row.kind for row in whole(fence).rows] == ["prose"]
    assert [row.kind for row in whole("- a\n\n  " + fence.replace("\n", "\n  ") + "\n").rows] == ["prose"]
