"""The Python-Markdown extension: blocks the CommonMark way, inline markup in one pass, GitHub's heading ids."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.util import HTML_PLACEHOLDER, HTML_PLACEHOLDER_RE

from specs.document.rendering.elements import build
from specs.document.rendering.inline_elements import InlineTreeprocessor
from specs.document.rendering.scanner import scan
from specs.document.rendering.slugs import SlugExtension
from specs.document.rendering.targets import Definition

_EOL = re.compile(r"\r\n?|\n")
__all__ = ["HTML_PLACEHOLDER", "SpecMarkdown"]


class Lines(Preprocessor):
    """Cuts the text into lines at `\\n`, `\\r\\n` and `\\r` and nowhere else. Tabs stay."""

    def run(self, lines: list[str]) -> list[str]:
        found = _EOL.split("\n".join(lines))
        return found[:-1] if found[-1] == "" else found


class CommonMarkParser(BlockParser):
    """Parses documents by the block scanner. `inline_only`: the whole text is one line."""

    inline_only = False
    known: dict[str, Definition] = {}  # noqa: RUF012 - replaced for each text, never changed

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802 - the name is Python-Markdown's
        self.root = Element(self.md.doc_tag)
        processor = self.md.treeprocessors["inline"]
        assert isinstance(processor, InlineTreeprocessor)
        processor.inline_only = self.inline_only
        if self.inline_only:
            self.root.text = " ".join(lines).strip(" \t")
            processor.definitions = self.known
            return ElementTree(self.root)
        scanner = scan(lines)
        processor.definitions = {label: found for label, (found, _) in scanner.definitions.items()} | self.known
        build(scanner.document, self.root)
        return ElementTree(self.root)


class StashedHtml(Postprocessor):
    """Puts the raw HTML back, in one pass and without the paragraphs that the stock one adds."""

    def run(self, text: str) -> str:
        assert self.md is not None
        stash = self.md.htmlStash.rawHtmlBlocks
        return HTML_PLACEHOLDER_RE.sub(lambda found: str(stash[int(found[1])]), text) if stash else text


class CommonMarkExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(Lines(md), "normalize_whitespace", 30)
        md.parser = CommonMarkParser(md)
        md.treeprocessors.deregister("prettify")
        md.treeprocessors.deregister("unescape")
        md.treeprocessors.register(InlineTreeprocessor(md), "inline", 20)
        md.postprocessors.register(StashedHtml(md), "raw_html", 30)
        SlugExtension().extendMarkdown(md)
