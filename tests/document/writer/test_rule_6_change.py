"""Rule 6: a change replaces the spans of its fields; the head is redrawn where a field appears or vanishes."""

import pytest

from specs.document import outline, writer
from specs.document.writer import Refused
from tests.document.writer.lines import at, numbered

REQUIREMENTS = "# Pay\n\n## Functional Requirements\n\n{}\n* __FR-2__: other\n"


def edited(markdown: str, start: str, /, **values: str) -> str:
    document = numbered(markdown)
    return writer.set_fields(document, at(document, start), values).document.text


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ("*   **FR-1:**   pay", {"text": "refund"}, "*   **FR-1:**   refund"),
        ("* **FR-1**: pay", {"title": "Paying"}, "* **FR-1: Paying**: pay"),
        ("* **FR-1: Paying**: pay", {"title": ""}, "* **FR-1**: pay"),
        ("* **FR-1** (Must): pay", {"priority": "Could"}, "* **FR-1** (Could): pay"),
        ("* **FR-1** (Must): pay", {"priority": ""}, "* **FR-1**: pay"),
        ("* **FR-1**: pay", {"uid": ""}, "* pay"),
        ("* pay", {"uid": "FR-1"}, "* **FR-1**: pay"),
        ("* **FR-1**: pay", {"text": ""}, "* **FR-1**:"),
        ("* **FR-1**:", {"text": "pay"}, "* **FR-1**: pay"),
        ("* **FR-1**: one\n  two\n  three", {"text": "one\nzwei\nthree"}, "* **FR-1**: one\n  zwei\n  three"),
        ("* **FR-1**: one\n  two", {"text": "one"}, "* **FR-1**: one"),
        ("* **FR-1**: one\n\n  two", {"text": "one\n\ntwo\n\nthree"}, "* **FR-1**: one\n\n  two\n\n  three"),
        ("* **FR-1**: one\n\ttwo", {"text": "one\n  two\nthree"}, "* **FR-1**: one\n\ttwo\n  three"),
        ("*   **FR-1**: one\n\ttwo", {"text": "one\n2\n3"}, "*   **FR-1**: one\n\t2\n\t3"),
        ("* **FR-1**: one", {"text": "two", "uid": "FR-7", "title": "T"}, "* **FR-7: T**: two"),
        ("* **FR-1**: one\ntwo", {"text": "one\ntwo\nthree"}, "* **FR-1**: one\ntwo\n  three"),
    ],
)
def test_rule_6_items(before: str, values: dict[str, str], after: str) -> None:
    document = numbered(REQUIREMENTS.format(before))
    assert writer.set_fields(document, 2, values).document.text == REQUIREMENTS.format(after)


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ("```\na\n```", {"text": "b"}, "```\nb\n```"),
        ("```\na\n```", {"lang": "mermaid"}, "```mermaid\na\n```"),
        ("```text title=x\na\n```", {"lang": "ascii"}, "```ascii title=x\na\n```"),
        ("```\na\n```", {"text": ""}, "```\n\n```"),
        ("```\n```", {"text": "a"}, "```\na\n```"),
        ("```\na\n```", {"text": "b\n```\nc"}, "````\nb\n```\nc\n````"),
        ("~~~\na\n~~~", {"text": "b\n```\nc"}, "~~~\nb\n```\nc\n~~~"),
        ("```\na\n```", {"text": "~~~\n`````"}, "``````\n~~~\n`````\n``````"),
        ("  ```\n  a\n  ```", {"text": "b\n\nc"}, "  ```\n  b\n\n  c\n  ```"),
    ],
)
def test_rule_6_fences(before: str, values: dict[str, str], after: str) -> None:
    text = "## System Context Diagram\n\n{}\n\n## After\n\nx\n"
    document = numbered(text.format(before))
    assert writer.set_fields(document, 1, values).document.text == text.format(after)


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ("# A #", {"title": "B"}, "# B #"),
        ("A\n=", {"title": "B"}, "B\n="),
        ("A\nB\n===", {"title": "C"}, "C\n==="),
        ("#   A", {"title": "B"}, "#   B"),
        ("# A", {"title": "Head #"}, "# Head \\#"),
        ("# A", {"title": "C#"}, "# C#"),
        ("# A", {"title": " two\nlines "}, "# two lines"),
    ],
)
def test_rule_6_headings(before: str, values: dict[str, str], after: str) -> None:
    assert writer.set_fields(numbered(f"{before}\n\nText.\n"), 0, values).document.text == f"{after}\n\nText.\n"


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ("| a | High | b |", {"title": "x"}, "| x | High | b |"),
        ("|a|High|b|", {"title": "x"}, "|x|High|b|"),
        ("|a||b|", {"impact": "Low"}, "|a| Low |b|"),
        ("| a | High | b |", {"impact": ""}, "| a |  | b |"),
        ("| a | High | b |", {"title": "x|y"}, "| x\\|y | High | b |"),
        ("| a | High | b |", {"title": "x\ny"}, "| x<br>y | High | b |"),
        ("| a | High | b |", {"title": "x\\"}, "| x\\ | High | b |"),
        ("| a | High | b |", {"title": "x\\|y"}, "| x\\|y | High | b |"),
        ("| a |", {"mitigation": "m"}, "| a | | m |"),
        ("a | High", {"mitigation": "m"}, "a | High | m |"),
        ("| a | High | b | surplus |", {"mitigation": "m"}, "| a | High | m | surplus |"),
    ],
)
def test_rule_6_cells(before: str, values: dict[str, str], after: str) -> None:
    text = "## Risks\n\n| Risk | Impact | Mitigation |\n|--|--|--|\n{}\n| z | Low | y |\n"
    document = numbered(text.format(before))
    written = writer.set_fields(document, 2, values)
    assert written.document.text == text.format(after)
    assert outline.values(written.document, 2)["title"]


@pytest.mark.parametrize(
    ("before", "start", "values", "after"),
    [
        ("### Phase 1: Base", "Phase", {"title": "Ground"}, "### Phase 1: Ground"),
        ("### Sprint 3 - Base", "Sprint", {"title": ""}, "### Sprint 3"),
        ("### Phase 2", "Phase", {"title": "Ground"}, "### Phase 2: Ground"),
        ("### Phase 1: Base ###", "Phase", {"title": "Ground"}, "### Phase 1: Ground ###"),
    ],
)
def test_rule_6_number_and_word_of_a_phase_stay(before: str, start: str, values: dict[str, str], after: str) -> None:
    text = "## Implementation Plan\n\n{}\n\n- [ ] task\n"
    assert edited(text.format(before), start, **values) == text.format(after)


def test_rule_6_a_caption_appears_and_goes() -> None:
    text = "## API Design\n\n**Endpoint**: `GET /x`\n\n{}```json\n{{}}\n```\n"
    plain, captioned = numbered(text.format("")), numbered(text.format("Request:\n"))
    assert writer.set_fields(plain, 2, {"label": "Request"}).document.text == captioned.text
    assert writer.set_fields(captioned, 2, {"label": ""}).document.text == plain.text


def test_rule_6_prose_keeps_the_lines_that_stay() -> None:
    text = "# T\r\n\r\none\r\ntwo\nthree\r\n"
    assert edited(text, "one", text="one\ntwo\nthree\nfour") == "# T\r\n\r\none\r\ntwo\nthree\nfour\r\n"


def test_rule_6_new_text_ends_its_lines_as_its_neighbours() -> None:
    text = "# T\n\n## Goals\r\n\r\n1. one\r\n2. two\r\n"
    assert edited(text, "one", text="a\nb") == "# T\n\n## Goals\r\n\r\n1. a\r\n   b\r\n2. two\r\n"


def test_rule_6_nothing_changed_is_nothing_written() -> None:
    document = numbered("# T\n\n## Goals\n\n1. one  \n2. two\n")
    written = writer.set_fields(document, at(document, "one"), {"text": "one"})
    assert written.document is document


def test_rule_6_emptied_prose_goes() -> None:
    assert edited("# T\n\nSummary.\n\n## Goals\n\n1. one\n", "Summary", text=" \n") == "# T\n\n## Goals\n\n1. one\n"


def test_rule_6_an_unknown_field_is_refused() -> None:
    document = numbered("## Goals\n\n1. one\n")
    with pytest.raises(Refused, match="no field"):
        writer.set_fields(document, 1, {"priority": "Must"})


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("```", "a", "```\na"),
        ("```\nx\n", "a\n```\nb", "````\na\n```\nb\n"),
        ("```\nx\n", "~~~", "```\n~~~\n"),
    ],
)
def test_rule_6_an_open_fence_at_the_end_is_written_as_it_stands(before: str, value: str, after: str) -> None:
    document = numbered("## Data Model\n\n" + before)
    assert writer.set_fields(document, 1, {"text": value}).document.text == "## Data Model\n\n" + after


def test_rule_6_an_empty_item_gets_its_head() -> None:
    text = "## Functional Requirements\n\n-\n- **FR-2**: b\n"
    document = numbered(text)
    assert writer.set_fields(document, 1, {"uid": "FR-1"}).document.text == text.replace("-\n", "- **FR-1**:\n", 1)


def test_rule_6_lines_that_stay_keep_their_own_ends() -> None:
    text = "# T\n\none\r\ntwo\rthree\nfour\r\nfive\n"
    assert edited(text, "one", text="one\ntwo\nnew\nfour\nfive") == text.replace("three", "new")
    assert edited(text, "one", text="one\nfive") == "# T\n\none\r\nfive\n"


def test_rule_6_a_fence_with_one_blank_line_has_room_for_its_code() -> None:
    document = numbered("## Data Model\n\n```\n\n```\n")
    assert writer.set_fields(document, 1, {"text": "a"}).document.text == "## Data Model\n\n```\na\n```\n"
