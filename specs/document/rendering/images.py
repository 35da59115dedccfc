"""Which images a piece of Markdown names, found as the page finds them: not in code, not where a bracket is escaped."""

from collections.abc import Iterator
from threading import local
from xml.etree.ElementTree import Element

from markdown import Markdown

from specs.document.rendering.escaping import literal
from specs.document.rendering.inline_elements import LONGEST, InlineTreeprocessor
from specs.document.rendering.inlines import InlineReader, Token
from specs.document.rendering.raw_html import RawTags
from specs.document.rendering.rendering import Renderer


class ImageCollector(InlineTreeprocessor):
    """Stands in the place of what makes elements of inline markup; keeps target and text of each image."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.images: list[tuple[str, str]] = []

    def fill(self, element: Element, text: str, _tags: RawTags) -> None:
        if len(text) <= LONGEST:
            self.images += _images(InlineReader(text, self.definitions).read())
        element.text = literal("")


def _images(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Target and text of the outermost images; one in the text of another is words."""
    depth, target, words = 0, "", ""
    for token in tokens:
        if token.kind == "image":
            target, words = (token.target, "") if depth == 0 else (target, words)
            depth += 1
        elif token.kind == "end":
            depth -= 1
            if depth == 0:
                yield target, words
        elif depth:
            words += token.text


class _Collecting:
    def __init__(self) -> None:
        self.renderer = Renderer()
        self.collector = ImageCollector(self.renderer.markdown)
        self.renderer.markdown.treeprocessors.register(self.collector, "inline", 20)
        self.renderer.extension.parser.inlines = self.collector

    def found(self, text: str, definitions: str) -> list[tuple[str, str]]:
        self.collector.images = []
        self.renderer.convert(text, definitions, inline_only=False)
        return self.collector.images


_threads = local()


def images(text: str, *, definitions: str = "") -> list[tuple[str, str]]:
    """Target and text of every image that `render` shows, as a picture or as words, in their order."""
    if "![" not in text:
        return []
    if not hasattr(_threads, "collecting"):
        _threads.collecting = _Collecting()
    collecting: _Collecting = _threads.collecting
    return collecting.found(text, definitions)
