"""Line ends: a line that an edit leaves as it is keeps its own, in documents that mix them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document import outline, writer
from specs.document.drafts import with_ends_of
from tests.document.expected import FOLDER
from tests.document.writer.lines import at, numbered

MIXED = (FOLDER / "newlines-mixed.md").read_bytes().decode()
LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
TEXTS = {
    "```": ("## Data Model\n\n```sql\n{}\n```\n", "", 1),
    "": ("## Overview\n\n{}\n", "", 0),
    "1.": ("## Goals\n\n1. {}\n", "   ", 0),
}


def pieces(source: str) -> list[tuple[str, str]]:
    """Each line, less indent and marker, with its end."""
    found = [(line.strip(" ").removeprefix("1. "), end) for line, end in LINE.findall(source)]
    return found[: len(re.split(r"\r\n|\n|\r", source))]


@pytest.mark.parametrize(
    ("start", "before", "after"),
    [
        ("```sql", "CREATE TABLE door (", "CREATE TABLE gate ("),
        ("```sql", "  id INT", "  id BIGINT"),
        ("```sql", ");", ") STRICT;"),
        ("FR-1", "The door opens", "The gate opens"),
        ("FR-1", "with a card", "with a key"),
        ("Opens", "Opens doors.", "Opens gates."),
    ],
)
def test_editing_a_line_changes_that_line_only(start: str, before: str, after: str) -> None:
    document = numbered(MIXED)
    index = at(document, start)
    value = outline.values(document, index)["text"].replace(before, after)
    assert writer.set_fields(document, index, {"text": value}).document.text == MIXED.replace(before, after)
    typed = document.rows[index].source.replace("\r\n", "\n").replace("\r", "\n").replace(before, after)
    assert writer.set_source(document, index, typed).document.text == MIXED.replace(before, after)


def test_a_whole_table_keeps_the_ends_of_its_other_lines() -> None:
    document = numbered(MIXED)
    typed = "| Dependency/Risk | Effect | Mitigation |\n|---|---|---|\n| Power | High | Battery |"
    written = writer.set_source(document, at(document, "| Dep"), typed, whole=True)
    assert written.document.text == MIXED.replace("Impact", "Effect")


@pytest.mark.parametrize(
    ("old", "new", "ended"),
    [
        ("a\r\nb\rc", "a\nx\nc", "a\r\nx\rc"),
        ("a\r\nb\rc", "x\na\nb\nc", "x\r\na\r\nb\rc"),
        ("a\r\nb\rc", "a\nx\nb\nc", "a\r\nx\r\nb\rc"),
        ("a\r\nb\rc", "a\nb\nc\nx", "a\r\nb\rc\nx"),
        ("a\r\nb\rc", "a\nc", "a\r\nc"),
        ("a\r\nb\rc", "x\ny\nz\nc", "x\r\ny\rz\rc"),
        ("a\r\nb\rc", "c", "c"),
        ("a", "x\na", "x\na"),
    ],
)
def test_a_new_line_ends_like_the_one_in_its_place_or_above(old: str, new: str, ended: str) -> None:
    assert with_ends_of(old, new, "\n") == ended


@given(data=st.data())
def test_lines_that_stay_keep_their_ends(data: st.DataObject) -> None:
    text, indent, first = TEXTS[data.draw(st.sampled_from(sorted(TEXTS)))]
    said = data.draw(st.lists(st.text("abcd", min_size=1, max_size=3), min_size=2, max_size=6, unique=True))
    ends = data.draw(st.lists(st.sampled_from(["\r\n", "\n", "\r"]), min_size=len(said) - 1, max_size=len(said) - 1))
    body = "".join(line + end + indent for line, end in zip(said, ends, strict=False)) + said[-1]
    document = numbered(text.format(body))
    place = data.draw(st.integers(0, len(said) - 1))
    gone, come = data.draw(st.sampled_from([(1, ["New"]), (0, ["New"]), (1, []), (1, ["New", "Newer"])]))
    typed = [*said[:place], *come, *said[place + gone :]]
    if data.draw(st.booleans()):
        written = writer.set_fields(document, 1, {"text": "\n".join(typed)})
    else:
        between = f"\n{indent}"
        head, foot = document.rows[1].source.split(body)
        written = writer.set_source(document, 1, f"{head}{between.join(typed)}{foot}")
    before, after = pieces(document.rows[1].source), pieces(written.document.rows[1].source)
    kept = first + place
    behind = before[first + place + gone :]
    assert [line for line, _ in after[:kept]] == [line for line, _ in before[:kept]]
    # the last line of a text ends as what it stands in goes on: with the row, or with the line of the closing fence
    inner = kept if place < len(typed) else kept - 1
    assert [end for _, end in after[:inner]] == [end for _, end in before[:inner]]
    # a line that comes to stand behind the number of its item is not the line it was
    stays = behind[1:] if indent and not place and not come else behind
    assert after[len(after) - len(stays) :] == stays
    assert len(after) == len(before) - gone + len(come)
