"""Hostile text: doubled it takes less than 2.5 times as long, and nothing makes rendering fail."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from specs.document.rendering import render

SHAPES: dict[str, Callable[[int], str]] = {
    "quotes": lambda n: ">" * n + "a",
    "quoted lines": lambda n: "> a\n" * n,
    "nested items": lambda n: "".join("  " * (place % 120) + "- a\n" for place in range(n // 20)),
    "items": lambda n: "- a\n" * n,
    "loose items": lambda n: "- a\n\n" * n,
    "numbers": lambda n: "".join(f"{number}. a\n" for number in range(n)),
    "quotes and items": lambda n: "> - " * n + "a",
    "bullets in a line": lambda n: "- " * n + "a",
    "a lazy paragraph": lambda n: "> " * 90 + "a\n" + "b\n" * n,
    "brackets": lambda n: "[" * n,
    "brackets closed": lambda n: "[" * n + "]" * n,
    "beginnings of links": lambda n: "[a](" * n,
    "pointed targets": lambda n: "[a](<b" * n,
    "titles": lambda n: '[a](b "c' * n,
    "images": lambda n: "![" * n + "](a)" * n,
    "links": lambda n: "[a](http://b.c)" * n,
    "links in open brackets": lambda n: "[" * n + "[a](#b)" * n,
    "emphasis": lambda n: "*a **b " * n + "* **" * n,
    "stars": lambda n: "**a *a " * n + "a* a** " * n,
    "underscores": lambda n: "_a__b" * n,
    "tildes": lambda n: "~~a ~b " * n,
    "ticks": lambda n: "".join("`" * (place % 150) + "a" for place in range(n // 50)),
    "backslashes": lambda n: "\\" * n,
    "blanks in a paragraph": lambda n: "a" + " " * n + "b",
    "blanks in a link": lambda n: "[a](" + " " * n + "b",
    "blanks in a definition": lambda n: "[a]:" + " " * n + "b\nx",
    "blanks at line ends": lambda n: ("a" + " " * 50 + "\n") * (n // 20),
    "blanks in a heading": lambda n: "# a" + " " * n + "b",
    "signs in a heading": lambda n: "# a" + " #" * n + " b",
    "headings": lambda n: "# a\n" * n,
    "headings of one name": lambda n: "# a 1\n# a\n" * n,
    "divisions": lambda n: "<div>" * n,
    "divisions by line": lambda n: "<div>\n\n" * n,
    "emphasis by raw tags": lambda n: "<em>\n\na\n\n" * (n // 20),
    "closing tags": lambda n: "</div>" * n,
    "tags that do not end": lambda n: "<a " * n,
    "attributes that do not end": lambda n: "<a b=\"'" * n,
    "comments that do not end": lambda n: "a <!-- " * n,
    "instructions that do not end": lambda n: "a <?" * n,
    "raw tables": lambda n: "<table><tr><td>a" * n,
    "details": lambda n: "<details>\n\na\n\n" * n,
    "references": lambda n: "&#8203;" * n,
    "cells": lambda n: "|a" * n + "\n" + "|-" * n + "\n",
    "rows": lambda n: "a|b\n-|-\n" + "1|2\n" * n,
    "tables that are none": lambda n: "a\n-|-\n" * n,
    "setext": lambda n: "a\n-\n" * n,
    "definitions": lambda n: "".join(f"[a{place}]: b\n" for place in range(n)) + "\n[a1]",
    "footnotes": lambda n: "".join(f"a[^{place}]\n\n[^{place}]: b\n\n" for place in range(n // 20)),
    "footnotes of one another": lambda n: "".join(f"[^{place}]: a[^{place + 1}]\n" for place in range(n // 20)),
    "footnotes in one another": lambda n: "[^a]: " * n,
    "references to one footnote": lambda n: "[^a]: b\n\n" + "[^a]" * n,
    "references to nothing": lambda n: "[^" * n + "]" * n,
    "a long label": lambda n: "[^" + "a" * n + "]: b [^" + "a" * n + "]",
    "alerts": lambda n: "> [!NOTE]\n> a\n\n" * n,
    "comments": lambda n: "<!-- a -->\n\n" * n,
    "links with titles": lambda n: '[a](http://b.c/d "e") ' * n,
    "definitions that are shown": lambda n: "".join(f"[{place}]: b 'c'\n" for place in range(n)),
    "words of two alphabets": lambda n: "p\u0430y " * n,
    "blanks in code": lambda n: "```\na" + " " * n + "b\n```",
    "blanks at the ends of code": lambda n: "```\n" + ("a" + " " * 60 + "\n") * n + "```",
    "blank lines in code": lambda n: "```\na" + "\n" * n + "b\n```",
    "breaks": lambda n: "<br>" * n,
    "lone returns": lambda n: "a\r" * n,
    "definitions with titles": lambda n: "[a]: b\n'x\n" * n,
    "addresses": lambda n: "http://a.b " * n,
    "parentheses behind an address": lambda n: "http://a.b" + ")" * n,
    "references behind an address": lambda n: "http://a.b" + "&a;" * n,
    "mail addresses": lambda n: "a@" * n,
    "a long name": lambda n: "a" * n + "@",
    "fences": lambda n: "```\na\n" * n,
    "code": lambda n: "```python\n" + "(" * n + "\n```",
    "code in quotes": lambda n: "```js\n" + "'\\`${" * n + "\n```",
    "rules": lambda n: "* " * n + "a",
    "tabs": lambda n: "\t" * n + "a",
    "blank lines": lambda n: "\n" * n,
    "marks": lambda n: "a" + "\u0301" * n,
    "zero width": lambda n: "\u200b" * n,
    "controls": lambda n: "\x02klzzwxh:0001\x03" * n,
    "flags": lambda n: "\U0001f3f4\U000e0067" * n,
}
pytestmark = pytest.mark.no_cover
TIMES = 2.5
SHORTEST = 0.03  # what takes less is repeated, or the clock decides
LENGTHS = (9_000, 24_000)  # the first within what gets inline markup, also when it is doubled


@contextmanager
def uncollected() -> Iterator[None]:
    """The collector's pauses grow with everything the process holds, not with the text."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def seconds(text: str, repeats: int) -> float:
    """Processor time of rendering, whatever else the machine does."""
    with uncollected():
        begin = time.process_time()
        for _ in range(repeats):
            render(text)
        return time.process_time() - begin


def ratio(shape: Callable[[int], str], length: int) -> float:
    """How much longer a text of about this length takes when it is doubled; the best of up to five tries."""
    size = max(1, length * 1_000 // len(shape(1_000)))
    repeats = 1 + int(SHORTEST / max(seconds(shape(size), 1), SHORTEST / 50))
    best = 2 * TIMES
    for _ in range(5):
        best = min(best, seconds(shape(2 * size), repeats) / seconds(shape(size), repeats))
        if best < TIMES:
            break
    return best


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("name", SHAPES)
def test_doubled_text_takes_less_than_two_and_a_half_times_as_long(name: str, length: int) -> None:
    assert ratio(SHAPES[name], length) < TIMES


def test_ten_thousand_quotes() -> None:
    assert render("> " * 10_000 + "a").count("<blockquote>") == 100


def test_ten_thousand_footnotes_and_a_ring_of_them() -> None:
    words = "what a note says " * 4
    html = render("".join(f"a[^{place}]\n\n[^{place}]: {words}\n\n" for place in range(10_000)))
    assert html.count("<li id=") == html.count("<sup id=") == 10_000
    ring = "".join(f"[^{place}]: {words}[^{(place + 1) % 10_000}]\n" for place in range(10_000))
    assert render(ring).count("<sup id=") == 10_000
    assert render("[^1]: a[^1]").count("<sup id=") == 1
    assert render("[^a]: " * 10_000).count("<li id=") == 100


def test_a_hundred_thousand_brackets() -> None:
    assert render("[" * 100_000).count("[") == 100_000
    assert render("[" * 100_000 + "]" * 100_000).count("]") == 100_000


def test_a_hundred_thousand_divisions() -> None:
    assert render("<div>" * 100_000).count("&lt;div&gt;") == 99_900


def test_a_list_of_four_megabytes() -> None:
    line = "- " + "a " * 500 + "\n"
    html = render(line * (4_000_000 // len(line)))
    assert html.count("<li>") == 4_000_000 // len(line)


def test_a_line_of_four_megabytes() -> None:
    assert render("*a* <b> " * 500_000).count("*a*") == 500_000
