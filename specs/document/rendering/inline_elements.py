"""Makes elements of inline tokens, and is the treeprocessor that does so for every text of a document."""

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from specs.document.rendering.addresses import MAIL, is_mail
from specs.document.rendering.delimiters import Run
from specs.document.rendering.elements import RawHtml
from specs.document.rendering.escaping import attribute, literal
from specs.document.rendering.inlines import InlineReader, Token
from specs.document.rendering.links import encoded, is_followed, is_own_image, name_of
from specs.document.rendering.raw_html import RawTags
from specs.document.rendering.targets import Definition

LONGEST = 20_000
DEPTH = 100


class InlineElements:
    """Fills one element with the tokens of its text."""

    def __init__(self, element: Element, md: Markdown, tags: RawTags) -> None:
        self.stack = [element]
        self.md = md
        self.tags = tags
        self.text: list[str] = []
        self.in_link = 0
        self.too_deep = 0

    def fill(self, tokens: list[Token]) -> None:
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.kind == "image":
                place = self.add_image(tokens, place)
            else:
                self.add(token)
                place += 1
        self.flush()

    def add(self, token: Token) -> None:
        if token.kind == "text":
            self.text.append(token.text)
        elif token.run is not None:
            self.add_run(token.run)
        elif token.kind == "open":
            self.open_link(token.target)
        elif token.kind == "close":
            self.close_link(token.target)
        elif token.kind == "code":
            self.leaf("code").text = literal(token.text)
        elif token.kind == "break":
            self.leaf("br")
            self.text.append("\n")
        else:
            self.flush()
            self.append(self.md.htmlStash.store(self.tags.shown(token.text)))

    def add_run(self, run: Run) -> None:
        for tag in run.closes:
            self.close(tag)
        self.text.append(run.char * run.left)
        for tag in reversed(run.opens):
            self.open(tag)

    # Text

    def append(self, text: str) -> None:
        """Adds to the text at the end of the innermost element."""
        parent = self.stack[-1]
        if len(parent):
            parent[-1].tail = AtomicString((parent[-1].tail or "") + text)
        else:
            parent.text = AtomicString((parent.text or "") + text)

    def flush(self) -> None:
        """Writes the text read so far, with its mail addresses as links."""
        text = "".join(self.text)
        self.text.clear()
        end = 0
        if "@" in text and not self.in_link:
            for found in filter(lambda found: is_mail(found[0]), MAIL.finditer(text)):
                self.append(literal(text[end : found.start()]))
                SubElement(self.stack[-1], "a", href=attribute("mailto:" + found[0])).text = literal(found[0])
                end = found.end()
        if end < len(text):
            self.append(literal(text[end:]))

    # Elements

    def leaf(self, tag: str) -> Element:
        self.flush()
        return SubElement(self.stack[-1], tag)

    def open(self, tag: str, **attributes: str) -> None:
        self.flush()
        if self.too_deep or len(self.stack) > DEPTH:
            self.too_deep += 1
        else:
            self.stack.append(SubElement(self.stack[-1], tag, attributes))

    def close(self, _tag: str) -> None:
        self.flush()
        if self.too_deep:
            self.too_deep -= 1
        else:
            self.stack.pop()

    def open_link(self, target: str) -> None:
        self.flush()
        self.in_link += 1
        if is_followed(target):
            self.open("a", href=attribute(encoded(target)))

    def close_link(self, target: str) -> None:
        self.flush()
        self.in_link -= 1
        if is_followed(target):
            self.close("a")
        elif target:
            self.text.append(f" ({target})")

    def add_image(self, tokens: list[Token], place: int) -> int:
        """Shows an image: our own as a picture, any other as its text and name, linked. Gives the place behind it."""
        target, depth, alt = tokens[place].target, 0, []
        while True:
            token = tokens[place]
            depth += (token.kind == "image") - (token.kind == "end")
            alt.append(token.run.char * token.run.left if token.run else "\n" if token.kind == "break" else token.text)
            place += 1
            if not depth:
                break
        self.show_image(target, "".join(alt))
        return place

    def show_image(self, target: str, alt: str) -> None:
        if is_own_image(target):
            image = self.leaf("img")
            image.set("src", target)
            image.set("alt", attribute(alt))
            return
        name = name_of(target)
        shown = f"{alt} ({name})" if alt and name else alt or name
        if self.in_link or not is_followed(target):
            self.text.append(shown)
            return
        link = self.leaf("a")
        link.set("href", attribute(encoded(target)))
        link.text = literal(shown)


class InlineTreeprocessor(Treeprocessor):
    """Stands in the place of Python-Markdown's own: reads inline markup in one pass, in the order of the document."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.md: Markdown = md
        self.definitions: dict[str, Definition] = {}
        self.blocks = True  # whether raw tags of blocks may survive

    def run(self, root: Element) -> None:
        tags = RawTags(blocks=self.blocks)
        for element in list(root.iter()):
            text = element.text
            if isinstance(text, RawHtml):
                element.text = AtomicString(self.md.htmlStash.store(tags.block(text)))
            elif text and not isinstance(text, AtomicString):
                self.fill(element, text, tags)

    def fill(self, element: Element, text: str, tags: RawTags) -> None:
        if len(text) > LONGEST:
            element.text = literal(text)
            return
        element.text = None
        InlineElements(element, self.md, tags).fill(InlineReader(text, self.definitions).read())
