"""Nothing is quadratic: 1,000 requirements in under 0.2 s, and twice the input takes less than 2.5 times as long."""

import gc
import time
from collections.abc import Callable

import pytest

from specs.document import report
from specs.document.reader import read
from tests.proportion import in_proportion

pytestmark = pytest.mark.no_cover

REQUIREMENT = "{0}. **FR-{0}**: The system must do thing number {0} within a second of being asked.\n"


def seconds(work: Callable[[], object], *, runs: int) -> float:
    """The best of several runs, in processor time: others on the machine are not measured."""
    best = float("inf")
    for _ in range(runs):
        gc.collect()
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def requirements(count: int) -> str:
    return "# T\n\n### Functional Requirements\n\n" + "".join(REQUIREMENT.format(i) for i in range(1, count + 1))


def test_a_thousand_requirements_are_read_in_a_fifth_of_a_second() -> None:
    text = requirements(1_000)
    assert sum(row.kind == "requirement" for row in read(text).rows) == 1_000
    assert seconds(lambda: read(text), runs=5) < 0.2


HOSTILE: dict[str, Callable[[int], str]] = {
    "requirements": lambda n: requirements(n // 20),
    "nested quotes": lambda n: "> " * n + "x\n",
    "tight quotes": lambda n: ">" * n * 8,
    "stairs of quotes": lambda n: "".join(">" * (i % 200) + " a\n" for i in range(n // 10)),
    "nested lists": lambda n: "- " * n + "x\n",
    "stairs of lists": lambda n: "".join("  " * (i % 150) + "- a\n" for i in range(n // 10)),
    "numbers": lambda n: "1. " * n,
    "rules that are none": lambda n: "* " * n + "x",
    "brackets": lambda n: "- " + "[" * n * 8,
    "lines of brackets": lambda n: ("- [ ] " + "[" * 900 + "\n") * (n // 10),
    "pipes": lambda n: "|" * n + "\n" + "|-" * n,
    "lines of pipes": lambda n: ("|" * 100 + "\n") * (n // 5),
    "backticks": lambda n: "`" * n * 8,
    "lines of backticks": lambda n: "".join("`" * (i % 300 + 3) + "\n" for i in range(n // 4)),
    "spaces": lambda n: "a" + " " * n * 4 + "b\n# " + " " * n * 4 + "x" + " " * n * 4 + "#",
    "spaces in items": lambda n: "## Security\n" + ("- **a**" + " " * 900 + "b\n") * (n // 10),
    "hashes": lambda n: "# " * n,
    "headings": lambda n: "# a\n" * (n // 4),
    "headings of all levels": lambda n: "".join("#" * (i % 6 + 1) + f" Phase {i}\n" for i in range(n // 4)),
    "cells": lambda n: "## Risks\n|Risk|Impact|\n|-|-|\n" + "|a|b|\n" * n,
    "wide lines": lambda n: (
        "## Risks\n|" + "Risk|" * 1_500 + "\n|" + "-|" * 1_500 + "\n" + ("|a" * 1_500 + "\n") * (n // 60)
    ),
    "delimiters": lambda n: "|a\n|-\n" * n,
    "a paragraph": lambda n: "a\n" * n * 2,
    "a paragraph that becomes a heading": lambda n: "a\n" * n * 2 + "---\n",
    "a paragraph of requirements": lambda n: "**FR-1**: a\n" * n,
    "a paragraph of heads": lambda n: "## API\n" + "`GET /x`\n**Component: x**\n" * (n // 2),
    "metadata": lambda n: "# T\n" + "**Status**: a\n" * n,
    "front matter": lambda n: "---\n" + "a: b\n" * n,
    "dashes": lambda n: "## Metadata\n" + "---\n\n" * (n // 4),
    "dashes and keys": lambda n: "## Metadata\n" + "---\na: b\n" * (n // 4),
    "attributes": lambda n: "<a" + " a" * n * 4,
    "comments": lambda n: "<!-- " * n,
    "fences": lambda n: "```\n" * n * 2,
    "an unclosed fence": lambda n: "```\n" + "a\n\n" * n,
    "backslashes": lambda n: "|" + "\\" * n * 8 + "|\n|-|-|",
    "stars": lambda n: "## Functional Requirements\n" + ("- " + "**" * 2_000 + "\n") * (n // 40),
    "uids": lambda n: "## Functional Requirements\n" + ("- FR" + "-A" * 2_000 + "\n") * (n // 40),
    "labels": lambda n: "## Security\n" + ("- " + "a" * 5_000 + "\n") * (n // 40),
    "tabs": lambda n: "- a\n" + "\t" * n * 4 + "b",
    "carriage returns": lambda n: "\r" * n * 4,
    "blank lines": lambda n: "a\n\n" * n,
    "lazy lines": lambda n: "".join("  " * i + "- a\n" for i in range(90)) + "lazy\n" * n,
    "requirements in requirements": lambda n: "## Functional Requirements\n- FR-1: x\n" + "  - FR-2: y\n" * (n // 4),
    "items that are nothing": lambda n: "- a\n  - b\n    - c\n\n      d\n" * (n // 8),
}


@pytest.mark.parametrize("shape", HOSTILE.values(), ids=HOSTILE.keys())
def test_twice_the_input_takes_less_than_two_and_a_half_times_as_long(shape: Callable[[int], str]) -> None:
    """Both sizes are timed in one run; a small part of a second is added to both, which the clock itself needs."""
    size = 2_000
    small, large = shape(size), shape(2 * size)
    assert read(large).text == large
    for _ in range(3):
        once, twice = seconds(lambda: read(small), runs=3), seconds(lambda: read(large), runs=3)
        if (twice + 0.001) / (once + 0.001) < 2.5:
            return
    pytest.fail(f"{twice:.4f} s against {once:.4f} s, three times")


def test_four_megabytes_take_less_than_two_and_a_half_times_as_long_as_two() -> None:
    """In proportion up to the largest file there may be: 5 MB."""
    small, large = ("".join(map(REQUIREMENT.format, range(size // 91))) for size in (2_000_000, 4_000_000))
    assert 3_900_000 < len(large) < 4_100_000
    ratios = []
    for _ in range(3):
        once, twice = seconds(lambda: read(small), runs=1), seconds(lambda: read(large), runs=1)
        ratios.append(twice / once)
        if ratios[-1] < 2.5:
            return
    pytest.fail(f"times {ratios}")


@pytest.mark.parametrize("shape", [HOSTILE["delimiters"], HOSTILE["an unclosed fence"], HOSTILE["requirements"]])
def test_the_report_is_not_quadratic_either(shape: Callable[[int], str]) -> None:
    small, large = (read(shape(size)) for size in (4_000, 8_000))

    def both(document: object) -> None:
        report.lines(document)  # type: ignore[arg-type]
        report.report("", document)  # type: ignore[arg-type]

    assert in_proportion(lambda: both(small), lambda: both(large))
