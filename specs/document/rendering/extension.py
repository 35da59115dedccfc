"""The Python-Markdown extension: blocks the CommonMark way, inline markup in one pass, GitHub's heading ids."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from specs.document.rendering.elements import build
from specs.document.rendering.inline_elements import InlineTreeprocessor
from specs.document.rendering.scanner import scan
from specs.document.rendering.slugs import SlugExtension
from specs.document.rendering.targets import Definition

_EOL = re.compile(r"\r\n?|\n")


def lines_of(text: str) -> list[str]:
    """The lines of a text without terminators. `\\n`, `\\r\\n` and `\\r` end a line, nothing else does."""
    lines = _EOL.split(text)
    return lines[:-1] if lines[-1] == "" else lines


class Lines(Preprocessor):
    """Stands in the place of `normalize_whitespace`: cuts the text into lines, leaves tabs and blanks alone."""

    def run(self, lines: list[str]) -> list[str]:
        return lines_of("\n".join(lines))


class CommonMarkParser(BlockParser):
    """Parses documents by the block scanner. `known`, `known_notes`: link definitions and footnotes from elsewhere."""

    def __init__(self, md: Markdown, inlines: InlineTreeprocessor) -> None:
        super().__init__(md)
        self.inlines = inlines
        self.known: dict[str, Definition] = {}
        self.known_notes: dict[str, str] = {}
        self.inline_only = False

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802 - the name is Python-Markdown's
        self.root = Element(self.md.doc_tag)
        self.inlines.blocks = not self.inline_only
        if self.inline_only:
            self.root.text = " ".join(lines).strip(" \t")
            self.inlines.definitions, self.inlines.notes = self.known, self.known_notes
        else:
            scanner = scan(lines)
            own = {label: found for label, (found, _) in scanner.definitions.items()}
            self.inlines.definitions, self.inlines.notes = own | self.known, scanner.notes | self.known_notes
            build(scanner.document, self.root)
        return ElementTree(self.root)


class StashedHtml(Postprocessor):
    """Puts raw HTML back in one pass, without the paragraphs that the stock one adds."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.stash = md.htmlStash

    def run(self, text: str) -> str:
        return HTML_PLACEHOLDER_RE.sub(lambda found: str(self.stash.rawHtmlBlocks[int(found[1])]), text)


class CommonMarkExtension(Extension):
    """`parser` is the parser of the Markdown instance that the extension was given to."""

    parser: CommonMarkParser

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        inlines = InlineTreeprocessor(md)
        self.parser = md.parser = CommonMarkParser(md, inlines)
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(Lines(md), "normalize_whitespace", 30)
        md.treeprocessors.deregister("prettify")
        md.treeprocessors.deregister("unescape")
        md.treeprocessors.register(inlines, "inline", 20)
        md.postprocessors.register(StashedHtml(md), "raw_html", 30)
        SlugExtension().extendMarkdown(md)
