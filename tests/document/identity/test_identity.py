"""Rule 14: which row is which when a file comes back."""

import random
import time
from collections.abc import Callable

import pytest

from specs.document import identity
from specs.document.identity import COMPARISONS, matched, pairs
from specs.document.reader import read
from specs.document.rows import Document
from tests.proportion import in_proportion

NOUNS = ["invoice", "order", "customer", "report", "backup", "login", "export", "payment", "search", "mail", "ticket"]
VERBS = ["creates", "deletes", "sends", "shows", "archives", "signs", "prints", "checks", "merges", "locks", "copies"]


def sentence(rng: random.Random) -> str:
    """A requirement in words that repeat in its neighbours."""
    return (
        f"The system {rng.choice(VERBS)} the {rng.choice(NOUNS)} when a {rng.choice(NOUNS)} {rng.choice(VERBS)} "
        f"{rng.randrange(1, 90)} {rng.choice(NOUNS)}s within {rng.randrange(1, 60)} seconds"
    )


def listed(texts: list[str]) -> Document:
    """Requirements numbered FR-1, FR-2 ... as a file has them."""
    items = "\n".join(f"{n}. **FR-{n}**: {text}" for n, text in enumerate(texts, 1))
    return read(f"# Orders\n\n## Functional Requirements\n\n{items}\n")


def known(text: str) -> Document:
    document = read(text)
    return document.with_ids(list(range(1, len(document.rows) + 1)))


def ids(old: str, new: str) -> list[int | None]:
    return matched(known(old), read(new)).ids


def test_an_unchanged_file_keeps_every_row() -> None:
    document = listed(["one thing", "another thing"])

    assert pairs(document, document) == [0, 1, 2, 3]


def test_ids_are_those_of_the_old_rows_and_new_rows_have_none() -> None:
    assert ids("# A\n\none\n", "# A\n\none\n\n## B\n\nnew words here\n") == [1, 2, None, None]


def renumbered(rng: random.Random, texts: list[str]) -> tuple[list[str], list[int | None]]:
    """Texts after an edit outside, and which old one each is: some removed, added, reworded, moved; all renumbered."""
    of = list(range(len(texts)))
    out = [(text, n) for n, text in zip(of, texts, strict=True) if rng.random() > 0.04]
    for _ in range(len(texts) // 15):
        at = rng.randrange(len(out))
        text, n = out[at]
        words = text.split()
        words[rng.randrange(len(words))] = "quickly"
        out[at] = (" ".join(words), n)
    moved = out.pop(rng.randrange(len(out)))
    out.insert(rng.randrange(len(out)), moved)
    new: list[tuple[str, int | None]] = list(out)
    for _ in range(len(texts) // 20):
        new.insert(rng.randrange(len(new)), (sentence(rng), None))
    return [text for text, _ in new], [n for _, n in new]


def test_rule_14_renumbering_outside_gives_next_to_no_wrong_identity() -> None:
    rng = random.Random(14)
    wrong = total = lost = 0
    for _ in range(30):
        texts = [sentence(rng) for _ in range(120)]
        changed, truth = renumbered(rng, texts)
        found = pairs(listed(texts), listed(changed))[2:]
        total += len(found)
        wrong += sum(i is not None and t is not None and i - 2 != t for i, t in zip(found, truth, strict=True))
        lost += sum(i is None and t is not None for i, t in zip(found, truth, strict=True))

    assert wrong / total < 0.002
    assert lost / total < 0.01


def test_rule_14_uid_and_text_come_first_wherever_the_row_went() -> None:
    old = "## Functional Requirements\n- **FR-1**: same words\n- **FR-2**: same words\n"
    new = "## Functional Requirements\n- **FR-2**: same words\n- **FR-1**: same words\n"

    assert ids(old, new) == [1, 3, 2]


def test_rule_14_text_goes_before_uid() -> None:
    old = "## Functional Requirements\n- **FR-1**: users log in by mail\n- **FR-2**: admins see all orders\n"
    new = (
        "## Functional Requirements\n- **FR-1**: brand new wish\n- **FR-2**: users log in by mail\n"
        "- **FR-3**: admins see all orders\n"
    )

    found = matched(known(old), read(new))

    assert found.ids == [1, None, 2, 3]
    assert found.notes == ["FR-1 now names another text", "FR-2 now names another text"]


def test_rule_14_equal_texts_are_matched_in_their_order() -> None:
    old = "## Goals\n1. be fast\n2. be safe\n3. be fast\n"
    new = "## Goals\n1. be safe\n2. be fast\n"

    assert ids(old, new) == [1, 3, 4]


def test_rule_14_equal_text_is_found_anywhere() -> None:
    old = "## Goals\n1. never lose a word\n2. be fast\n\n## Non-Goals\n- mobile apps\n"
    new = "## Goals\n1. be fast\n\n## Non-Goals\n- mobile apps\n- never lose a word\n"

    assert ids(old, new) == [1, 3, 4, 5, 2]


def test_rule_14_the_same_uid_counts_only_with_some_similarity() -> None:
    old = "## Functional Requirements\n- **FR-1**: users log in by mail\n- **FR-2**: admins see orders\n- other words\n"
    alike = old.replace("users log in by mail", "people log in by phone").replace("- **FR-2**", "- new\n- **FR-2**")
    foreign = old.replace("users log in by mail", "nightly backups").replace("- **FR-2**", "- new\n- **FR-2**")

    assert ids(old, alike) == [1, 2, None, 3, 4]
    assert ids(old, foreign) == [1, None, None, 3, 4]


def test_rule_14_similar_text_between_the_same_neighbours_is_the_same_row() -> None:
    old = "# A\n\nfirst words\n\n## B\n\n- one goal to reach by May\n- two other things\n\n## C\n"
    new = "# A\n\nfirst words\n\n## B\n\n- one goal to reach by June\n- and a third\n- two other things\n\n## C\n"
    old, new = old.replace("## B", "## Goals"), new.replace("## B", "## Goals")

    assert ids(old, new) == [1, 2, 3, 4, None, 5, 6]


def test_rule_14_what_is_alone_between_the_same_neighbours_is_the_same_row_whatever_it_says() -> None:
    assert ids("# A\n\nold words\n\n## B\n", "# A\n\nwholly different\n\n## B\n") == [1, 2, 3]


def test_rule_14_what_is_alone_of_its_kind_below_the_same_parent_is_the_same_row() -> None:
    old = "## Goals\n1. old aim\n\nold note\n\n## B\n"
    new = "## Goals\n\nother remark\n\n1. wholly new\n\n## B\n"

    assert sorted(i for i in ids(old, new) if i) == [1, 2, 3, 4]


def test_rule_14_a_detail_stays_with_the_phase_it_belongs_to() -> None:
    old = "## Plan\n\n### Phase 1: A\n- **Duration**: 2 days\n\n### Phase 2: B\n- **Duration**: 2 days\n"
    new = "## Plan\n\n### Phase 2: B\n- **Duration**: 2 days\n\n### Phase 1: A\n- **Duration**: 2 days\n"

    found = ids(old, new)

    assert dict(zip(found[1::2], found[2::2], strict=True)) == {2: 3, 4: 5}


def test_rule_14_ticking_a_task_makes_no_other_row_of_it() -> None:
    old = "## Plan\n- [ ] write it\n- [ ] test it\n"

    assert ids(old, old.replace("[ ] write", "[x] write")) == [1, 2, 3]


def test_rule_14_a_row_may_become_another_kind() -> None:
    old = "# A\n\n## Functional Requirements\n- **FR-1**: users log in by mail and password\n"
    new = "# A\n\n## Notes\n- users log in by mail and password\n"

    assert ids(old, new)[2] == 3


def test_rule_14_a_uid_that_stands_twice_tells_nothing() -> None:
    old = "## Functional Requirements\n- **FR-1**: one\n- **FR-1**: two\n"

    assert matched(known(old), read(old.replace("one", "three"))).notes == []


def test_rule_14_the_same_uid_of_a_row_reworded_beyond_recognition_is_told() -> None:
    old = "## Functional Requirements\n- **FR-1**: users log in\n"
    new = "## Functional Requirements\n- **FR-1**: nightly backups run\n"

    found = matched(known(old), read(new))

    assert (found.ids, found.notes) == ([1, 2], ["FR-1 now names another text"])


def test_rule_14_a_small_change_of_wording_is_not_told() -> None:
    old = "## Functional Requirements\n- **FR-1**: users log in by mail\n"

    assert matched(known(old), read(old.replace("mail", "phone"))).notes == []


@pytest.mark.parametrize(("old", "new"), [("", ""), ("", "# A\n"), ("# A\n", "")])
def test_empty_documents_have_no_rows_to_match(old: str, new: str) -> None:
    assert ids(old, new) == [None] * len(read(new).rows)


def rewritten(size: int) -> tuple[Document, Document]:
    """Two versions without a common sentence; half of the uids stand many times."""
    rng = random.Random(size)
    items = [[f"- **FR-{n % (size // 2)}**: {sentence(rng)} {n}\n" for n in range(size)] for _ in range(2)]
    first, second = (read("## Functional Requirements\n" + "".join(version)) for version in items)
    return first, second


def swapped(size: int) -> tuple[Document, Document]:
    """Rows that change places far away, with new ones between them."""
    old = [f"- kept sentence number {n}\n- lost words {n * 7}\n" for n in range(size)]
    new = [
        f"- kept sentence number {n // 2 if n % 2 else size - 1 - n // 2}\n- other text {n * 3}\n" for n in range(size)
    ]
    return read("## Goals\n" + "".join(old)), read("## Goals\n" + "".join(new))


def seconds(old: Document, new: Document) -> float:
    begin = time.process_time()
    pairs(old, new)
    return time.process_time() - begin


@pytest.mark.no_cover
@pytest.mark.parametrize("made", [rewritten, swapped])
def test_doubled_documents_take_less_than_two_and_a_half_times_as_long(
    made: Callable[[int], tuple[Document, Document]],
) -> None:
    small, large = made(1_000), made(2_000)

    assert in_proportion(lambda: pairs(*small), lambda: pairs(*large))


@pytest.mark.no_cover
def test_a_uid_on_thousands_of_rows_costs_no_more_than_others() -> None:
    old = read("## Goals\n" + "".join(f"- **FR-1**: one {n}\n" for n in range(2_000)))
    new = read("## Goals\n" + "".join(f"- **FR-1**: two {n * n}\n" for n in range(2_000)))

    assert seconds(old, new) < 5
    assert COMPARISONS == 20_000


def test_once_the_budget_is_spent_only_what_is_plain_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = swapped(40)
    all_of_it = sum(i is not None for i in pairs(old, new))
    monkeypatch.setattr(identity, "COMPARISONS", 3)
    few = sum(i is not None for i in pairs(old, new))
    assert 20 <= few < all_of_it
