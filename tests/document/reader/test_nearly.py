"""Lines that look like a requirement and are not read as one are told, with what to type; others are left in peace."""

import pytest

from specs.document.nearly import near_misses
from specs.document.reader import read
from specs.document.recognition import LONGEST
from specs.document.report import NEAR, report

HEAD = "# T\n\n## Functional Requirements\n\n- **FR-1**: One.\n"

NEARLY = {
    "-**FR-15**: no blank": "- **FR-15**: ",
    "-**FR-15** no blank and no colon": "- **FR-15**: ",
    "+**FR-15**: no blank": "- **FR-15**: ",
    "-FR-15: no blank": "- **FR-15**: ",
    "*FR-15: no blank": "- **FR-15**: ",
    "1.**FR-15**: no blank behind the number": "1. **FR-15**: ",
    "2) *FR-15*: in italics": "1. **FR-15**: ",
    "* *FR-15*: in italics": "- **FR-15**: ",
    "*FR-15*: in italics": "- **FR-15**: ",
    "- _FR-15_: in italics": "- **FR-15**: ",
    "- ** FR-15**: a blank within": "- **FR-15**: ",
    "- **FR 15**: a blank for a hyphen": "- **FR-15**: ",
    "- **FR\u201115**: a hyphen that does not break": "- **FR-15**: ",
    "- \\*\\*FR-15\\*\\*: escaped by an editor": "- **FR-15**: ",
    "• **FR-15**: a bullet that is none": "- **FR-15**: ",
    "-\u00a0**FR-15**: a blank that is none": "- **FR-15**: ",
    "- fr-15: in small letters": "- **FR-15**: ",
    "- FR-15- a hyphen for a colon": "- **FR-15**: ",
}
NOT = [
    "- **FR-15**: read",
    "**FR-15** read",
    "FR-15: read",
    "*FR-15* says nothing of itself",
    "FR-15 states that",
    "FR-15 – FR-17 are gone",
    "-15: a number",
    "-**RFC-2119**: a standard",
    "--FR-15: an option",
    "> -**FR-15**: quoted",
    "```\n-**FR-15**: code\n```",
    "Words.\n\n    -**FR-15**: code",
    "<!--\n-**FR-15**: not shown\n-->",
    "-**FR-15**: " + "x" * LONGEST,
]


@pytest.mark.parametrize("line", NEARLY)
@pytest.mark.parametrize("head", [HEAD, HEAD + "\n", "# T\n\n## Odd\n\n"], ids=["below an item", "apart", "elsewhere"])
def test_what_looks_like_a_requirement_is_told_with_what_to_type(head: str, line: str) -> None:
    at = head.count("\n") + 1
    assert list(near_misses(read(head + line + "\n"))) == [(at, "FR-15", NEARLY[line])]


@pytest.mark.parametrize("line", NEARLY)
def test_what_is_to_be_typed_is_read(line: str) -> None:
    mended = HEAD + "\n" + NEARLY[line] + "Mended.\n"
    assert report(mended, read(mended)).rows["requirement"] == 2
    assert list(near_misses(read(mended))) == []


@pytest.mark.parametrize("line", NOT)
def test_what_is_read_or_no_requirement_is_left_in_peace(line: str) -> None:
    assert list(near_misses(read(HEAD + "\n" + line + "\n"))) == []


def test_code_between_the_lines_does_not_hide_what_follows() -> None:
    text = HEAD + "\n```\n-**FR-2**: code\n```\n-**FR-3**: text\n"
    assert [uid for _, uid, _ in near_misses(read(text))] == ["FR-3"]


def test_the_report_says_so_and_not_without_end() -> None:
    text = HEAD + "".join(f"-**FR-{n}**: a\n" for n in range(2, 60))
    found = report(text, read(text)).questions
    assert len(found) == NEAR
    assert (found[0].line, found[0].missed) == (6, "FR-2")
    assert found[0].text == (
        "This looks like the requirement FR-2, but is not read as one. "
        "Begin the line with “- **FR-2**: ”, blanks included, to have it read."
    )
