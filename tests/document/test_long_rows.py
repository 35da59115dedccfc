"""The longest row that a form takes, 200,000 characters, is rendered and compared in proportion to its length.

Both lengths are timed in one run and in processor time, so that only what the code does is measured.
"""

import gc
import random
import time
from collections.abc import Callable

import pytest

from specs.document.alignment import Budget, changes
from specs.document.diff import words
from specs.document.rendering import render
from specs.document.tokens import tokens

pytestmark = pytest.mark.no_cover

LONGEST = 200_000
Text = Callable[[int], str]


def shuffled(text: str, seed: int) -> str:
    found = text.split(" ")
    random.Random(seed).shuffle(found)
    return " ".join(found)


def prose(length: int) -> str:
    line = "The **system** keeps [each order](https://example.com/a) for `90` days, see <https://example.com>.\n\n"
    return (line * (length // len(line) + 1))[:length]


TEXTS: dict[str, Text] = {
    "prose": prose,
    "one paragraph": lambda n: ("Some *words* of one paragraph, and a [link](x).\n" * (n // 48 + 1))[:n],
    "one line": lambda n: ("word _and_ word " * (n // 16 + 1))[:n],
    "a list": lambda n: ("- an item\n  with two lines\n" * (n // 27 + 1))[:n],
    "a table": lambda n: "| a | b |\n|---|---|\n" + ("| one | *two* |\n" * (n // 16 + 1))[: n - 20],
    "code": lambda n: "```python\n" + ("def f(x): return [x, 'y']\n" * (n // 26 + 1))[:n] + "\n```",
    "quotes": lambda n: ("> " * 50 + "a\n") * (n // 102),
    "emphasis": lambda n: ("*a **b " * (n // 7 + 1))[:n],
    "brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "tags": lambda n: "<div>" * (n // 5),
    "backquotes": lambda n: ("`" * 7 + " " + "`" * 8 + " ") * (n // 17),
    "emoji": lambda n: "😀 " * (n // 2),
}
PAIRS: dict[str, Callable[[int], tuple[str, str]]] = {
    "one word changed": lambda n: (prose(n), prose(n)[: n // 2] + " other " + prose(n)[n // 2 :]),
    "every second word changed": lambda n: ("same old " * (n // 9), "same new " * (n // 9)),
    "another order": lambda n: (shuffled(words_of(n), 1), shuffled(words_of(n), 2)),
    "few words in another order": lambda n: (shuffled("a b c d " * (n // 8), 1), shuffled("a b c d " * (n // 8), 2)),
    "lines in another order": lambda n: (lines_of(n, 1), lines_of(n, 2)),
    "nothing in common": lambda n: ("old words " * (n // 10), "new things " * (n // 11)),
    "one letter": lambda n: ("a" * n, "a" * (n - 1) + "b"),
}


def words_of(length: int) -> str:
    return " ".join(f"word{n}" for n in range(length // 9))


def lines_of(length: int, seed: int) -> str:
    found = [f"line {n} says what item {n % 7} does" for n in range(length // 32)]
    random.Random(seed).shuffle(found)
    return "\n".join(found)


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    begin = time.process_time()
    work()
    return time.process_time() - begin


def in_proportion(work: Callable[[int], Callable[[], object]]) -> bool:
    """Whether the longest takes less than 2.5 times as long as half of it: the best of three tries."""
    small, large = work(LONGEST // 2), work(LONGEST)
    return any(seconds(large) + 0.005 < 2.5 * (seconds(small) + 0.005) for _ in range(3))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_the_longest_row_is_rendered_in_proportion(text: Text) -> None:
    def work(length: int) -> Callable[[], object]:
        made = text(length)
        return lambda: render(made)

    assert LONGEST * 0.9 < len(text(LONGEST)) < LONGEST * 1.1
    assert in_proportion(work)


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_the_longest_row_is_compared_in_proportion(pair: Callable[[int], tuple[str, str]]) -> None:
    def work(length: int) -> Callable[[], object]:
        before, after = pair(length)
        return lambda: words(before, after)

    before, after = pair(LONGEST)
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.op != "added") == before
    assert "".join(piece.text for piece in pieces if piece.op != "removed") == after
    assert in_proportion(work)


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_comparing_takes_no_more_steps_than_its_budget_has(pair: Callable[[int], tuple[str, str]]) -> None:
    before, after = pair(LONGEST)
    budget = Budget()
    changes(tokens(before), tokens(after), budget)
    assert -1_000 < budget.steps <= Budget().steps
