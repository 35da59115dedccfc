"""Nothing is quadratic: twice the document, or twice the hostile value, takes less than 2.5 times as long."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from specs.document import writer
from specs.document.reader import read
from specs.document.rows import Document
from specs.document.writer import Refused
from tests.document.writer.lines import numbered
from tests.proportion import TRIES, in_proportion, seconds

pytestmark = pytest.mark.no_cover


def requirements(count: int) -> Document:
    items = (f"{n}. **FR-{n}**: thing {n}\n   - **Priority**: Must\n" for n in range(1, count + 1))
    return numbered("# T\n\n## Functional Requirements\n\n" + "".join(items))


def refused(document: Document) -> None:
    with pytest.raises(Refused):
        writer.set_source(document, 2, "```\nopen")


EDITS: dict[str, Callable[[Document], object]] = {
    "change": lambda document: writer.set_fields(document, 4, {"text": "changed"}),
    "insert": lambda document: writer.insert(document, "requirement", {"text": "x"}, parent=1, after=None),
    "remove": lambda document: writer.remove(document, 2),
    "move": lambda document: writer.move(document, 2, parent=1, after=100),
    "paste": lambda document: writer.insert_markdown(document, "1. x\n" * len(document.rows), parent=1, after=2),
    "refuse": refused,
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_grows_with_the_document_and_no_faster(name: str) -> None:
    small, large = requirements(400), requirements(800)
    assert in_proportion(lambda: EDITS[name](small), lambda: EDITS[name](large))


HOSTILE: dict[str, Callable[[int], str]] = {
    "pipes": lambda n: "|" * n,
    "backslashes": lambda n: "\\" * n,
    "bullets": lambda n: "- a\n" * n,
    "fences": lambda n: "```\n~~~\n" * n,
    "blank lines": lambda n: "x" + " \n" * n + "x",
    "blanks": lambda n: "x" + " " * n + "x",
    "hashes": lambda n: "# " * n,
    "nesting": lambda n: "".join("  " * min(depth, 300) + "- a\n" for depth in range(n)),
    "comments": lambda n: "<!-- a\n" * n,
    "dashes": lambda n: "-" * n + "x",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_value_grows_with_its_size_and_no_faster(name: str) -> None:
    document = requirements(3)
    risks = numbered("## Risks\n\n| Risk | Impact | Mitigation |\n|---|---|---|\n| a | b | c |\n")
    half, whole = HOSTILE[name](1_000), HOSTILE[name](2_000)

    def tried(value: str) -> None:
        for edit in (
            lambda: writer.set_fields(document, 2, {"text": value}),
            lambda: writer.set_fields(document, 2, {"criteria": value}),
            lambda: writer.set_fields(risks, 2, {"title": value}),
            lambda: writer.insert_in_section(document, "overview", "prose", {"text": value}),
            lambda: writer.insert_markdown(document, value, parent=1, after=2),
        ):
            with suppress(Refused):
                edit()

    assert in_proportion(lambda: tried(half), lambda: tried(whole))


def test_one_edit_in_a_thousand_requirements_takes_less_than_reading_them_all() -> None:
    document = requirements(1_000)

    def edit() -> None:
        writer.set_fields(document, 1_000, {"text": "changed"})

    assert any(seconds(edit) < seconds(lambda: read(document.text)) for _ in range(TRIES))
