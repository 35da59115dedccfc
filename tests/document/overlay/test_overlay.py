"""A file that was edited elsewhere, brought back over its document."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.overlay import Overlay, overlay
from specs.document.reader import read
from specs.document.rows import Document

BASE = """# Orders

Taking orders.

## Goals

1. be fast
2. be safe

## Functional Requirements

1. **FR-1**: Users log in by mail
2. **FR-2**: Users see their orders
3. **FR-3**: Admins see all orders
   - **Priority**: Must
4. **FR-4**: Orders are archived

## Open Questions

1. Who pays?
"""


def known(text: str, before: Document | None = None) -> Document:
    """A document as stored: rows that stand in `before` word for word keep its ids, the others are new."""
    document = read(text)
    ids = {row.source: row.id for row in before.rows} if before else {}
    return document.with_ids([ids.get(row.source, 100 * bool(before) + n) for n, row in enumerate(document.rows, 1)])


STORED = known(BASE)


def edited(*changes: tuple[str, str], text: str = BASE) -> str:
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def lay(theirs: str, mine: str, *confirmed: int | str) -> Overlay:
    return overlay(STORED, known(theirs, STORED), read(mine), overwrite=confirmed)


def ops(found: list) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    return [(change.op, change.name) for change in found]


# Nobody else changed anything


def test_the_same_file_changes_nothing() -> None:
    found = lay(BASE, BASE)

    assert found == Overlay(STORED, [], [])


FILES = [
    edited(("by mail", "by phone")),
    edited(("2. **FR-2**: Users see their orders\n", "")),
    edited(("2. be safe\n", "2. be safe\n3. be kind\n")),
    edited(("# Orders\n\n", "")),
    edited(("# Orders", "New words first.\n\n# Orders")),
    edited(("\n## Goals\n\n1. be fast\n2. be safe\n", "")),
    edited(("## Goals\n\n1.", "## Goals\n1.")),
    edited(("Who pays?\n", "Who pays?")),
    BASE.replace("## Goals\n\n1. be fast\n2. be safe\n\n", "") + "\n## Goals\n\n1. be fast\n2. be safe\n",
]


@pytest.mark.parametrize("mine", FILES)
def test_over_an_unchanged_document_the_file_is_taken_as_it_is(mine: str) -> None:
    found = lay(BASE, mine)

    assert found.document.text == mine
    assert found.overwrites == []


@pytest.mark.parametrize("theirs", FILES)
def test_an_unchanged_file_takes_nothing_back(theirs: str) -> None:
    found = lay(theirs, BASE)

    assert found.document.text == theirs
    assert (found.changes, found.overwrites) == ([], [])


@pytest.mark.parametrize("both", FILES)
def test_what_both_did_is_done_once(both: str) -> None:
    found = lay(both, both)

    assert found.document.text == both
    assert found.overwrites == []


def test_changes_name_the_row_and_both_texts() -> None:
    (change,) = lay(BASE, edited(("by mail", "by phone"))).changes

    assert (change.op, change.kind, change.name, change.row) == ("changed", "requirement", "FR-1", 7)
    assert (change.key, change.base) == ("7", "1. **FR-1**: Users log in by mail")
    assert (change.before, change.after) == ("1. **FR-1**: Users log in by mail", "1. **FR-1**: Users log in by phone")


def test_rows_keep_their_ids_and_new_ones_have_none() -> None:
    found = lay(BASE, edited(("2. be safe", "2. be kind\n3. be safe")))

    assert [row.id for row in found.document.rows][3:6] == [4, None, 5]
    assert ops(found.changes) == [("changed", "be safe"), ("added", "be kind")]


def test_moved_rows_are_told_and_keep_their_ids() -> None:
    mine = edited(("1. be fast\n2. be safe", "1. be safe\n2. be fast"))

    found = lay(BASE, mine)

    assert found.document.text == mine
    assert sorted(row.id or 0 for row in found.document.rows) == list(range(1, 14))
    assert {change.op for change in found.changes} == {"changed", "moved"}


# Others changed something since


def test_changes_of_different_rows_stand_side_by_side() -> None:
    found = lay(edited(("by mail", "by phone")), edited(("Who pays?", "Who pays, and when?")))

    assert found.document.text == edited(("by mail", "by phone"), ("Who pays?", "Who pays, and when?"))
    assert ops(found.changes) == [("changed", "Who pays, and when?")]
    assert found.overwrites == []


def test_changes_of_one_row_are_merged_word_by_word() -> None:
    theirs, mine = (
        edited(("Users log in by mail", "People log in by mail")),
        edited(("log in by mail", "log in by phone")),
    )
    stored = known(theirs).with_ids([row.id for row in STORED.rows])

    found = overlay(STORED, stored, read(mine))

    assert "1. **FR-1**: People log in by phone\n" in found.document.text
    assert [(change.op, change.row) for change in found.changes] == [("changed", 7)]


def conflict(*confirmed: int | str) -> Overlay:
    stored = known(edited(("by mail", "by phone"))).with_ids([row.id for row in STORED.rows])
    return overlay(STORED, stored, read(edited(("by mail", "by letter"))), overwrite=confirmed)


def test_a_later_edit_of_the_same_words_stays_until_confirmed() -> None:
    found = conflict()

    assert found.document.text == edited(("by mail", "by phone"))
    assert found.changes == []
    (asked,) = found.overwrites
    assert (asked.op, asked.key, asked.row) == ("changed", "7", 7)
    assert [text.rpartition(" ")[2] for text in (asked.base or "", asked.before, asked.after)] == [
        "mail",
        "phone",
        "letter",
    ]


@pytest.mark.parametrize("key", ["7", 7])
def test_a_confirmed_overwrite_is_made(key: int | str) -> None:
    found = conflict(key)

    assert found.document.text == edited(("by mail", "by letter"))
    assert found.changes == found.overwrites


def test_removing_what_others_changed_since_is_asked() -> None:
    stored = known(edited(("be safe", "be very safe"))).with_ids([row.id for row in STORED.rows])
    mine = read(edited(("2. be safe\n", "")))

    asked = overlay(STORED, stored, mine)
    done = overlay(STORED, stored, mine, overwrite=[5])

    assert ops(asked.overwrites) == [("removed", "be very safe")]
    assert "be very safe" in asked.document.text
    assert "be very safe" not in done.document.text


def test_changing_what_others_removed_is_asked_and_brings_the_row_back_with_its_id() -> None:
    theirs, mine = edited(("2. be safe\n", "")), edited(("be safe", "be very safe"))

    asked, done = lay(theirs, mine), lay(theirs, mine, 5)

    assert asked.document.text == theirs
    assert ops(asked.overwrites) == [("revived", "be very safe")]
    assert done.document.text == mine
    assert [row.id for row in done.document.rows][4] == 5


def test_rows_that_both_sides_added_stand_one_after_the_other_and_are_numbered_through() -> None:
    found = lay(
        edited(("4. **FR-4**", "4. **FR-5**: Theirs is new\n5. **FR-4**")),
        edited(("4. **FR-4**", "4. **FR-6**: Mine is new\n5. **FR-4**")),
    )

    lines = [line for line in found.document.text.split("\n") if "**FR-" in line]
    assert [line.partition(".")[0] for line in lines] == ["1", "2", "3", "4", "5", "6"]
    assert [line.split("**")[1] for line in lines] == ["FR-1", "FR-2", "FR-3", "FR-6", "FR-5", "FR-4"]


def test_what_others_added_below_a_row_stays_below_it() -> None:
    theirs = edited(("   - **Priority**: Must\n", "   - **Priority**: Must\n   - **FR-3.1**: Also those of others\n"))
    mine = edited(
        ("   - **Priority**: Must\n", "   - **Priority**: Must\n4. **FR-9**: Mine\n"), ("4. **FR-4**", "5. **FR-4**")
    )

    document = lay(theirs, mine).document

    names = [row.source.strip().split("**")[1] for row in document.rows if "**" in row.source]
    assert names == ["FR-1", "FR-2", "FR-3", "Priority", "FR-3.1", "FR-9", "FR-4"]
    nested = next(row for row in document.rows if "FR-3.1" in row.source)
    assert nested.parent is not None
    assert "FR-3" in document.rows[nested.parent].source


def test_a_row_that_others_wrote_below_is_not_removed_unasked() -> None:
    theirs = edited(("   - **Priority**: Must\n", "   - **Priority**: Must\n   - **FR-3.1**: Also those of others\n"))
    mine = edited(("3. **FR-3**: Admins see all orders\n   - **Priority**: Must\n", ""))

    asked, done = lay(theirs, mine), lay(theirs, mine, 9)

    assert ("removed", "FR-3") in ops(asked.overwrites)
    assert "3. **FR-3**: Admins see all orders\n   - **FR-3.1**: Also those of others" in asked.document.text
    assert "FR-3" not in done.document.text


def test_what_the_file_adds_below_a_row_that_others_removed_waits_for_its_return() -> None:
    theirs = edited(("3. **FR-3**: Admins see all orders\n   - **Priority**: Must\n", ""))
    mine = edited(
        ("   - **Priority**: Must\n", "   - **Priority**: Must\n   - **FR-3.1**: One more\n   - **FR-3.2**: And more\n")
    )

    asked, done = lay(theirs, mine), lay(theirs, mine, 9)

    assert asked.document.text == theirs
    assert asked.changes == []
    assert ops(asked.overwrites) == [("added", "FR-3.1"), ("revived", "FR-3"), ("added", "FR-3.2")]
    assert {change.key for change in asked.overwrites} == {"9"}
    assert "Admins see all orders\n   - **FR-3.1**: One more\n   - **FR-3.2**: And more" in done.document.text


def test_what_the_file_adds_deep_below_what_others_removed_waits_for_every_row_above() -> None:
    theirs = BASE[: BASE.index("\n## Functional")] + BASE[BASE.index("\n## Open") :]
    mine = edited(("   - **Priority**: Must\n", "   - **Priority**: Must\n   - **FR-3.1**: One more\n"))

    asked, done = lay(theirs, mine), lay(theirs, mine, 6, 9)

    assert asked.document.text == theirs
    assert [(change.op, change.name, change.key) for change in asked.overwrites] == [
        ("added", "FR-3.1", "9"),
        ("revived", "FR-3", "9"),
        ("revived", "Functional Requirements", "6"),
    ]
    assert (
        "## Functional Requirements\n3. **FR-3**: Admins see all orders\n   - **FR-3.1**: One more"
        in done.document.text
    )


def test_where_only_others_moved_rows_their_order_stays() -> None:
    theirs = BASE.replace("## Goals\n\n1. be fast\n2. be safe\n\n", "") + "\n## Goals\n\n1. be fast\n2. be safe\n"

    found = lay(theirs, edited(("by mail", "by phone")))

    assert found.document.text == theirs.replace("by mail", "by phone")
    assert found.notes == []


def test_where_both_moved_rows_the_order_here_is_kept_and_told() -> None:
    theirs = BASE.replace("## Goals\n\n1. be fast\n2. be safe\n\n", "") + "\n## Goals\n\n1. be fast\n2. be safe\n"
    mine = edited(
        ("1. **FR-1**: Users log in by mail\n", ""),
        (
            "2. **FR-2**: Users see their orders\n",
            "1. **FR-2**: Users see their orders\n2. **FR-1**: Users log in by mail\n",
        ),
    )

    found = lay(theirs, mine)

    assert [row.id for row in found.document.rows] == [row.id for row in known(theirs, STORED).rows]
    assert found.notes == ["Rows were moved both here and in the file: their order here was kept"]


def test_paragraphs_that_both_sides_added_do_not_run_together() -> None:
    found = lay(edited(("## Goals\n", "## Goals\nThose of others.\n")), edited(("## Goals\n", "## Goals\nMine.\n")))

    assert "## Goals\nMine.\n\nThose of others.\n\n1. be fast" in found.document.text


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_the_file_added_begins_the_document_when_others_removed_the_top(mark: str) -> None:
    base = known(f"{mark}Intro.\n\n## A\n\nWords.\n")
    stored = known(f"{mark}## A\n\nWords.\n").with_ids([2, 3])

    found = overlay(base, stored, read(f"{mark}Intro.\n\n## New\n\nMore.\n\n## A\n\nWords.\n"))

    assert found.document.text == f"{mark}## New\n\nMore.\n\n## A\n\nWords.\n"


def test_a_uid_that_names_another_text_is_told() -> None:
    mine = edited(("2. **FR-2**: Users see", "2. **FR-2**: Nightly backups run\n3. **FR-5**: Users see"))

    assert lay(BASE, mine).notes == ["FR-2 now names another text"]


# What is not the file's to change


def test_the_files_status_is_never_taken() -> None:
    base = known("# A\n\n**Status**: draft\n\nWords.\n")
    mine = read("# A\n\n**Status**: approved\n\nMore words.\n")

    found = overlay(base, base, mine)

    assert found.document.text == "# A\n\n**Status**: draft\n\nMore words.\n"
    assert len(found.changes) == 1


def test_a_status_of_another_shape_is_left_to_the_merge() -> None:
    base = known("# A\n\nWords.\n")
    mine = read("# A\n\n**Status**: approved\n\nWords.\n")

    assert ops(overlay(base, base, mine).changes) == [("added", "Status")]


def test_a_status_without_a_value_gives_none_to_the_file() -> None:
    table = "## Metadata\n| Field | Value |\n|---|---|\n"
    base = known(f"{table}| Status |\n")

    assert (
        overlay(base, base, read(f"{table}| Status | approved |\n")).document.text == f"{table}| Status | approved |\n"
    )


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_the_line_ends_of_the_document_stay(end: str) -> None:
    base = known(BASE.replace("\n", end))

    found = overlay(base, base, read(edited(("2. be safe\n", "2. be safe\n3. be kind\n"))))

    assert found.document.text == edited(("2. be safe\n", "2. be safe\n3. be kind\n")).replace("\n", end)


def test_a_byte_order_mark_stays_at_the_beginning_and_comes_nowhere_else() -> None:
    base = known("\ufeff# A\n\nWords.\n")
    stored = known("\ufeffFirst.\n\n# A\n\nWords.\n").with_ids([9, 1, 2])

    found = overlay(base, stored, read("\ufeffBefore.\n\n# A\n\nMore words.\n"))

    assert found.document.text.startswith("\ufeff")
    assert found.document.text.count("\ufeff") == 1
    assert overlay(base, base, read("# A\n\nWords.\n")).document.text == "# A\n\nWords.\n"


# Without a base


def test_without_a_base_every_difference_is_asked() -> None:
    stored = known(edited(("by mail", "by phone")))

    found = overlay(None, stored, read(edited(("2. be safe\n", ""), ("Who pays?", "Who pays?\n2. When?"))))

    assert ops(found.overwrites) == [("removed", "be safe"), ("changed", "FR-1")]
    assert ops(found.changes) == [("added", "When?")]
    assert found.document.text == edited(("by mail", "by phone"), ("Who pays?", "Who pays?\n2. When?"))


def test_without_a_base_confirmed_overwrites_are_made() -> None:
    stored = known(edited(("by mail", "by phone")))
    mine = edited(("2. be safe\n", ""), ("Who pays?", "Who pays?\n2. When?"))

    assert overlay(None, stored, read(mine), overwrite=[5, 7]).document.text == mine


def test_without_a_base_the_files_order_is_taken() -> None:
    mine = BASE.replace("## Goals\n\n1. be fast\n2. be safe\n\n", "") + "\n## Goals\n\n1. be fast\n2. be safe\n"

    found = overlay(None, STORED, read(mine))

    assert [row.source for row in found.document.rows] == [row.source for row in read(mine).rows]
    assert found.overwrites == []


def test_rows_without_ids_are_named_by_their_place() -> None:
    found = overlay(None, read("# A\n\nOne.\n\n## B\n"), read("# A\n\n## B\n"))

    assert [change.key for change in found.overwrites] == ["removed-1"]


def test_a_base_without_ids_is_matched_by_what_stands_there() -> None:
    found = overlay(read(BASE), STORED, read(edited(("2. be safe\n", ""))))

    assert found.document.text == edited(("2. be safe\n", ""))
    assert 5 not in [row.id for row in found.document.rows]


@pytest.mark.parametrize(
    ("base", "theirs", "mine"), [("", "", ""), ("", "", "# A\n"), ("# A\n", "# A\n", ""), ("", "# A\n", "")]
)
def test_empty_documents(base: str, theirs: str, mine: str) -> None:
    stored = known(base)

    expected = theirs if mine == base else mine
    assert overlay(stored, known(theirs, stored), read(mine)).document.text == expected


# Laws


def mutated(rng: random.Random, document: Document, mark: str) -> list[tuple[int | None, str, str]]:
    """Rows (id, lead, source) after some edits, removals and additions of leaves."""
    rows = [(row.id, row.lead, row.source) for row in document.rows]
    for _ in range(rng.randrange(4)):
        at = rng.randrange(3, len(rows))
        row_id, lead, source = rows[at]
        if source.startswith("#"):
            continue
        match rng.randrange(3):
            case 0:
                rows[at] = (row_id, lead, f"{source} {mark}{rng.randrange(100)}")
            case 1 if document.rows[at].kind != "requirement" and len(rows) > 8:
                del rows[at]
                document = Document((*document.rows[:at], *document.rows[at + 1 :]), document.tail)
            case _:
                rows.insert(at, (None, lead, f"7. {mark} {rng.randrange(1000)} entirely new"))
                document = Document((*document.rows[:at], document.rows[3], *document.rows[at:]), document.tail)
    return rows


def drawn(rng: random.Random, mark: str) -> Document:
    rows = mutated(rng, STORED, mark)
    document = read("".join(lead + source for _, lead, source in rows) + STORED.tail)
    if len(document.rows) != len(rows):
        return STORED
    fresh = iter(range(200, 300))
    return document.with_ids([row_id if row_id is not None else next(fresh) for row_id, *_ in rows])


@given(st.integers(0, 10**9))
def test_no_later_edit_is_ever_lost_unasked(seed: int) -> None:
    rng = random.Random(seed)
    theirs, mine = drawn(rng, "theirs"), drawn(rng, "mine")

    found = overlay(STORED, theirs, read(mine.text))

    assert "".join(row.lead + row.source for row in found.document.rows) + found.document.tail == found.document.text
    for word in theirs.text.split():
        if word.startswith("theirs"):
            assert word in found.document.text
    asked = "".join(change.after for change in found.overwrites)
    for word in mine.text.split():
        if word.startswith("mine"):
            assert word in found.document.text + asked


@given(st.integers(0, 10**9))
def test_one_sided_overlays_are_exact(seed: int) -> None:
    other = drawn(random.Random(seed), "other")

    assert overlay(STORED, STORED, read(other.text)).document.text == other.text
    assert overlay(STORED, other, read(BASE)).document.text == other.text
    assert overlay(STORED, other, read(BASE)).document.rows == other.rows


@pytest.mark.no_cover
def test_four_hundred_changed_rows_take_little_time() -> None:
    items = [f"- **FR-{n}**: The system keeps value {n * 7919 % 1000} for {n} days\n" for n in range(1, 1_001)]
    text = "## Functional Requirements\n" + "".join(items)
    stored = known(text)
    mine = "## Functional Requirements\n" + "".join(
        item.replace("keeps", "holds") if n % 5 < 2 else item for n, item in enumerate(items)
    )
    begin = time.process_time()

    found = overlay(stored, stored, read(mine))

    assert time.process_time() - begin < 5
    assert len(found.changes) == 400
    assert found.document.text == mine
