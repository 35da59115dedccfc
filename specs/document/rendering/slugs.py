"""Ids of headings, as GitHub gives them."""

import re
import unicodedata
from xml.etree.ElementTree import Element

from markdown.extensions.toc import TocExtension, TocTreeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

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
        for element in doc.iter():
            if isinstance(element.tag, str) and _HEADING.match(element.tag):
                text = HTML_PLACEHOLDER_RE.sub("", "".join(element.itertext()))
                if found := slugs.of(plain(text)):
                    element.set("id", found)


class SlugExtension(TocExtension):
    TreeProcessorClass = HeadingIds
