"""Tables: columns are known by the words of the header, in any order; a table of unknown words is prose."""

import pytest

from tests.document.reader.reading import ABOVE, kinds, tree, values, whole

RISKS = ABOVE["risks"]


def columns(text: str) -> list[str]:
    return [row.dialect.partition(":")[2] for row in whole(text).rows if row.layout == "cell"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("| Dependency/Risk | Impact | Mitigation |", "title,impact,mitigation"),
        ("| Mitigation | Risk | Impact |", "mitigation,title,impact"),
        ("| # | Risk | Likelihood | Impact | Mitigation | Owner |", ",title,,impact,mitigation,"),
        ("| Risk | Impact |", "title,impact"),
        ("| Risiko | Auswirkung | Gegenmaßnahme |", "title,impact,mitigation"),
        ("| **Risk** | Impact (H/M/L) | Mitigation [plan] |", "title,impact,mitigation"),
        ("| Risk | Description | Impact |", "title,,impact"),
        ("Risk | Impact", "title,impact"),
        ("| 风险 | 影响 | 缓解措施 |", "title,impact,mitigation"),
    ],
)
def test_columns_are_found_in_any_order(header: str, expected: str) -> None:
    count = header.strip("|").count("|") + 1
    lines = [header, "|".join(["---"] * count), "|".join(["x"] * count)]
    assert columns(RISKS + "\n".join(lines) + "\n") == [expected]


def test_a_table_owns_header_and_delimiter_and_its_lines_are_rows_below_it() -> None:
    assert tree(RISKS + "| Risk | Impact |\n|---|---|\n| a | High |\n| b | Low |\n\ntext\n") == [
        "heading: ## Dependencies & Risks",
        "  table: | Risk | Impact |",
        "    risk: | a | High |",
        "    risk: | b | Low |",
        "  prose: text",
    ]


def test_ragged_lines_have_the_fields_they_have() -> None:
    text = RISKS + "| Risk | Impact | Mitigation |\n|---|---|---|\n| a |\n| a | High | c | d |\na | Low\n|\n"
    assert values(text, "risk") == [
        {"title": "a"},
        {"title": "a", "impact": "High", "mitigation": "c"},
        {"title": "a", "impact": "Low"},
        {"title": ""},
    ]


def test_escaped_pipes_are_no_borders() -> None:
    assert values(RISKS + "| Risk | Impact |\n|---|---|\n| a \\| b \\\\ | c\\\\|\n", "risk") == [
        {"title": "a | b \\\\", "impact": "c\\\\"}
    ]


def test_empty_cells_are_empty_values() -> None:
    assert values(RISKS + "| Risk | Impact |\n|---|---|\n|  |  |\n||x|\n", "risk") == [
        {"title": "", "impact": ""},
        {"title": "", "impact": "x"},
    ]


def test_a_table_that_its_section_does_not_know_is_prose() -> None:
    assert kinds(RISKS + "| Colour | Size |\n|---|---|\n| red | 1 |\n") == ["heading", "prose"]
    assert kinds(RISKS + "| Risk |\n|---|\n| a |\n") == ["heading", "prose"]


def test_uids_in_a_table_are_requirements_in_any_section() -> None:
    table = "| ID | Description |\n|---|---|\n| {} | a |\n| `FR-2` | b |\n"
    assert values("## History\n\n" + table.format("FR-1"), "requirement") == [
        {"uid": "FR-1", "text": "a"},
        {"uid": "FR-2", "text": "b"},
    ]
    assert kinds("## History\n\n" + table.format("TC-1")) == ["heading", "prose"]
    assert kinds("## History\n\n| ID | Description |\n|---|---|\n") == ["heading", "prose"]
    assert kinds("# T\n\n" + table.format("FR-1"))[1:] == ["table", "requirement", "requirement"]


def test_below_the_title_a_table_of_known_keys_is_metadata() -> None:
    assert values("# T\n\n| Who | Ana |\n|---|---|\n| Status | Draft |\n", "meta") == [
        {"label": "Status", "text": "Draft"}
    ]
    assert kinds("# T\n\n| Who | Ana |\n|---|---|\n| Colour | red |\n") == ["heading", "prose"]


def test_a_table_of_a_thousand_columns_is_prose_and_a_long_line_in_one_too() -> None:
    assert kinds(RISKS + "| Risk" * 2_000 + "\n" + "|-" * 2_000 + "\n") == ["heading", "prose"]
    long = RISKS + "| Risk | Impact |\n|---|---|\n| " + "a" * 10_000 + " | b |\n| c | d |\n"
    assert kinds(long) == ["heading", "table", "prose", "risk"]
    assert kinds("# T\n\n| Who | Ana |\n|---|---|\n| " + "a" * 10_000 + " | b |\n| Status | Draft |\n")[2:] == [
        "prose",
        "meta",
    ]
