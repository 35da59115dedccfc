"""Makes elements of inline tokens, and is the treeprocessor that does so for every text of a document."""

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from specs.document.rendering.addresses import MAIL, is_mail
from specs.document.rendering.delimiters import Run
from specs.document.rendering.elements import RawHtml, note_id
from specs.document.rendering.escaping import attribute, literal
from specs.document.rendering.inlines import InlineReader, Token
from specs.document.rendering.links import encoded, is_followed, is_own_image, name_of
from specs.document.rendering.raw_html import RawTags
from specs.document.rendering.shown_targets import pieces
from specs.document.rendering.targets import Definition

LONGEST = 20_000
DEPTH = 100


class InlineElements:
    """Fills one element with the tokens of its text."""

    def __init__(self, element: Element, md: Markdown, tags: RawTags, cited: set[str]) -> None:
        self.stack = [element]
        self.md = md
        self.tags = tags
        self.cited = cited  # the footnotes that this text referred to before
        self.text: list[str] = []
        self.links: list[list[str]] = []  # for each link around this place, what its text says so far
        self.too_deep = 0

    @property
    def in_link(self) -> bool:
        return bool(self.links)

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
            self.close_link(token)
        elif token.kind == "note":
            self.add_note(token)
        elif token.kind == "code":
            self.hear(token.text)
            self.leaf("code").text = literal(token.text)
        elif token.kind == "break":
            self.leaf("br")
            self.text.append("\n")
        elif token.text.startswith("<!--"):
            self.span("quiet", token.text)
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
        self.hear(text)
        if "@" in text and not self.in_link:
            for found in filter(lambda found: is_mail(found[0]), MAIL.finditer(text)):
                self.append(literal(text[end : found.start()]))
                SubElement(self.stack[-1], "a", href=attribute("mailto:" + found[0])).text = literal(found[0])
                end = found.end()
        if end < len(text):
            self.append(literal(text[end:]))

    def hear(self, text: str) -> None:
        for heard in self.links[-1:]:
            heard.append(text)

    # Elements

    def span(self, name: str, text: str) -> None:
        element = self.leaf("span")
        element.set("class", name)
        element.text = literal(text)

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
        self.links.append([])
        if is_followed(target):
            self.open("a", href=attribute(encoded(target)))

    def close_link(self, token: Token) -> None:
        self.flush()
        text = "".join(self.links.pop())
        if is_followed(token.target):
            self.close("a")
        self.show_target(token, text)

    def show_target(self, token: Token, text: str) -> None:
        for name, piece in pieces(token.target, token.title, text):
            self.span(name, piece)

    def add_note(self, token: Token) -> None:
        """A reference to a footnote: its label as written, which is the one a reader can look for."""
        self.flush()
        raised = SubElement(self.stack[-1], "sup")
        if token.target not in self.cited:
            raised.set("id", note_id("ref", token.target))
            self.cited.add(token.target)
        if self.in_link:
            raised.text = literal(token.text)
            return
        link = SubElement(raised, "a", href=attribute(encoded("#" + note_id("fn", token.target))))
        link.text = literal(token.text)

    def add_image(self, tokens: list[Token], place: int) -> int:
        """Shows an image: our own as a picture, any other as its text and name, linked. Gives the place behind it."""
        first, depth, alt = tokens[place], 0, []
        while True:
            token = tokens[place]
            depth += (token.kind == "image") - (token.kind == "end")
            alt.append(_words(token))
            if depth and token.kind in ("end", "close"):
                alt += [piece for _, piece in pieces(token.target, token.title, "")]
            place += 1
            if not depth:
                break
        self.show_image(first, "".join(alt))
        return place

    def show_image(self, token: Token, alt: str) -> None:
        if is_own_image(token.target):
            self.show_own_image(token, alt)
            return
        name = name_of(token.target) if is_followed(token.target) else ""
        shown = f"{alt} ({name})" if alt and name else alt or name
        self.hear(shown)
        if self.in_link or not is_followed(token.target):
            self.text.append(shown)
        else:
            link = self.leaf("a")
            link.set("href", attribute(encoded(token.target)))
            link.text = literal(shown)
        self.show_target(token, shown)

    def show_own_image(self, token: Token, alt: str) -> None:
        """The picture, and behind it as words: what it is said to show, which file it is, its title."""
        image = self.leaf("img")
        image.set("src", token.target)
        image.set("alt", attribute(alt))
        title = f' "{token.title}"' if token.title else ""
        if alt.strip():
            self.span("target", f" ({alt}")
            self.span("target rest", f", {token.target}{title}")
            self.span("target", ")")
        else:
            self.span("target rest", f" ({token.target}{title})")


def _words(token: Token) -> str:
    """What a token within an image's text says."""
    if token.run:
        return token.run.char * token.run.left
    return "\n" if token.kind == "break" else token.text


class InlineTreeprocessor(Treeprocessor):
    """Stands in the place of Python-Markdown's own: reads inline markup in one pass, in the order of the document."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.md: Markdown = md
        self.definitions: dict[str, Definition] = {}
        self.notes: dict[str, str] = {}
        self.blocks = True  # whether raw tags of blocks may survive

    def run(self, root: Element) -> None:
        tags = RawTags(blocks=self.blocks)
        self.cited: set[str] = set()
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
        tokens = InlineReader(text, self.definitions, self.notes).read()
        InlineElements(element, self.md, tags, self.cited).fill(tokens)
