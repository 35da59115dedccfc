"""Link definitions and footnotes of a document, and who uses them: whoever does has changed with them.

It looks at the text alone, so that it finds too many users rather than too few: a label in code counts as well.
"""

import re
from collections.abc import Iterator

from specs.document.rendering.targets import folded
from specs.document.rows import Document

_LABEL = r"\[((?:[^\\\[\]]|\\.){1,999}+)\]"
_BEGINS = re.compile(rf"^[ \t>]*+(?:[-*+][ \t]++)?{_LABEL}:", re.M)
_USED = re.compile(_LABEL)
_ENDS = re.compile(r"\n[ \t]*+\r?\n(?! {4}|\t|[ \t]*+\r?\n)")  # a blank line, and what follows is not indented
_FURTHER = re.compile(r"(?: {4}|\t)")


def definitions(document: Document) -> dict[str, str]:
    """Each label, folded, with everything that is written where it is defined."""
    found: dict[str, str] = {}
    for label, text in _defined(document):
        found[label] = f"{found[label]}\n{text}" if label in found else text
    return found


def _defined(document: Document) -> Iterator[tuple[str, str]]:
    last: tuple[str, str] | None = None
    for row in document.rows:
        begins = list(_BEGINS.finditer(row.source)) if "]:" in row.source else []
        if last and not begins and _FURTHER.match(row.source):
            last = last[0], last[1] + row.lead + _own(row.source)
            continue
        if last:
            yield last
        ends = [*(found.start() for found in begins[1:]), len(row.source)]
        cut = [
            (folded(found[1]), _own(row.source[found.start() : end])) for found, end in zip(begins, ends, strict=False)
        ]
        yield from cut[:-1]
        last = cut[-1] if cut else None
    if last:
        yield last


def _own(text: str) -> str:
    """A definition without the paragraphs behind it that are none of it."""
    found = _ENDS.search(text)
    return text[: found.start()].rstrip() if found else text.rstrip()


def changed_labels(old: dict[str, str], new: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The labels that mean something else now, each with what stood there before and after, "" for nothing."""
    return {
        label: (old.get(label, ""), new.get(label, ""))
        for label in [*new, *(label for label in old if label not in new)]
        if old.get(label) != new.get(label)
    }


def labels_in(text: str) -> list[str]:
    """What stands in square brackets in a text, folded, each once, in order."""
    return list(dict.fromkeys(folded(found[1]) for found in _USED.finditer(text))) if "[" in text else []
