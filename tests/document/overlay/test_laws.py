"""What holds whatever two people did to a document: the laws of import over, tried on every document there is."""

import random
from dataclasses import replace
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from specs.document.identity import matched
from specs.document.outline import status_row
from specs.document.overlay import overlay
from specs.document.reader import read
from specs.document.rows import Document, Row
from tests.document.expected import documents, text_of

DOCUMENTS = [path for path in documents() if path.stat().st_size < 20_000]
BEGINNINGS = ("- ", "1. ", "", "## ", "- **FR-77**: ", "  - ", "| ", "```\n")


def mutated(rng: random.Random, document: Document, mark: str) -> str:
    """The text after a few edits: words added, rows removed, written, moved."""
    rows = list(document.rows)
    for number in range(rng.randrange(5)):
        at = rng.randrange(len(rows) + 1)
        match rng.randrange(5):
            case 0 | 1 if at < len(rows):
                rows[at] = replace(rows[at], source=f"{rows[at].source} {mark}{number}x{rng.randrange(10**6)}")
            case 2 if at < len(rows):
                del rows[at]
            case 3 if at < len(rows):
                rows.insert(rng.randrange(len(rows)), rows.pop(at))
            case _:
                words = f"{rng.choice(BEGINNINGS)}{mark}{number}x{rng.randrange(10**6)} new"
                rows.insert(at, Row("prose", "prose:", "\n", words))
    return "".join(row.lead + row.source for row in rows) + document.tail


def status(document: Document) -> str:
    index = status_row(document)
    return "" if index is None else document.rows[index].source


def three_versions(seed: int) -> tuple[Document, Document, Document]:
    """A document as it was exported, as it is now, and as the file says; none of them with another status."""
    rng = random.Random(seed)
    read_base = read(text_of(rng.choice(DOCUMENTS)))
    base = read_base.with_ids([*range(1, len(read_base.rows) + 1)])
    theirs, mine = read(mutated(rng, base, "theirs")), read(mutated(rng, base, "mine"))
    if len({status(version) for version in (base, theirs, mine)}) > 1:
        return base, base, base
    fresh = count(100_000)
    ids = [known if known is not None else next(fresh) for known in matched(base, theirs).ids]
    return base, theirs.with_ids(ids), mine


def marks(text: str, word: str) -> set[str]:
    return {token for token in text.replace("|", " ").split() if token.startswith(word)}


@given(st.integers(0, 10**12))
def test_nothing_anybody_wrote_since_is_lost_unasked(seed: int) -> None:
    base, theirs, mine = three_versions(seed)

    found = overlay(base, theirs, mine)

    asked = " ".join(change.after for change in found.overwrites)
    assert marks(theirs.text, "theirs") <= marks(found.document.text, "theirs")
    assert marks(mine.text, "mine") <= marks(f"{found.document.text} {asked}", "mine")


@given(st.integers(0, 10**12))
def test_the_result_is_a_document_that_was_read_and_names_no_row_twice(seed: int) -> None:
    base, theirs, mine = three_versions(seed)

    found = overlay(base, theirs, mine).document

    assert [row.source for row in read(found.text).rows] == [row.source for row in found.rows]
    known = [row.id for row in found.rows if row.id is not None]
    assert len(known) == len(set(known))


@given(st.integers(0, 10**12))
def test_where_one_side_changed_nothing_the_other_is_taken_as_it_is(seed: int) -> None:
    base, theirs, mine = three_versions(seed)
    ends = {end for end in ("\r\n", "\n", "\r") if end in base.text.replace("\r\n", "" if end != "\r\n" else "\r\n")}

    assert overlay(base, theirs, read(base.text)).document == theirs
    if len(ends) != 1 or "\n" in ends:
        assert overlay(base, base, mine).document.text == mine.text


@given(st.integers(0, 10**12))
def test_confirming_everything_leaves_nothing_to_ask(seed: int) -> None:
    base, theirs, mine = three_versions(seed)
    asked = overlay(base, theirs, mine).overwrites

    done = overlay(base, theirs, mine, overwrite=[change.key for change in asked])

    assert marks(mine.text, "mine") <= marks(done.document.text, "mine")
    assert {change.key for change in done.overwrites} <= {change.key for change in asked}
