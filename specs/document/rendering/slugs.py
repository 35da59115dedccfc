"""Ids of headings, as GitHub gives them."""

import re
import unicodedata
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions.toc import TocExtension, TocTreeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from specs.document.rendering.escaping import plain

_HEADING = re.compile(r"h[1-6]\Z")


def slug(heading: str) -> str:
    """The text in lower case, without punctuation, blanks as hyphens."""
    return "".join(filter(_is_kept, heading.strip().lower())).replace(" ", "-")


def _is_kept(char: str) -> bool:
    return char in " -_" or char.isalnum() or unicodedata.category(char)[0] in "MN"


class Slugs:
    """Gives each heading an id of its own: `goals`, `goals-1`, `goals-2`."""

    def __init__(self) -> None:
        self.given: dict[str, int] = {}

    def of(self, heading: str) -> str:
        first = found = slug(heading)
        while found in self.given:
            self.given[first] += 1
            found = f"{first}-{self.given[first]}"
        self.given[found] = 0
        return found


class HeadingIds(TocTreeprocessor):
    """Only the ids of Python-Markdown's table of contents: the table is the page's, and would cost a lot."""

    def run(self, doc: Element) -> None:
        slugs = Slugs()
        before: set[str] = set()
        for element in list(doc.iter()):
            if isinstance(element.tag, str) and _HEADING.match(element.tag):
                text = plain(HTML_PLACEHOLDER_RE.sub("", "".join(_own_text(element))))
                if found := slugs.of(text):
                    element.set("id", found)
                if (words := " ".join(text.split()).casefold()) in before:
                    SubElement(element, "span", {"class": "again"}).text = AtomicString(" again")
                before.add(words)


def _own_text(element: Element) -> Iterator[str]:
    """The text of a heading without what the page adds to it: targets of links, numbers of footnotes."""
    yield element.text or ""
    for child in element:
        if child.tag != "sup" and not child.get("class", "").startswith("target"):
            yield from _own_text(child)
        yield child.tail or ""


class SlugExtension(TocExtension):
    TreeProcessorClass = HeadingIds
