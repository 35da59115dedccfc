"""From Markdown to safe HTML: rendered, sanitised, what is invisible made visible, the whole bounded."""

import html
from functools import lru_cache
from importlib import metadata
from threading import local
from zlib import crc32

from markdown import Markdown

from specs.document.reader import read
from specs.document.rendering.escaping import arrived
from specs.document.rendering.extension import CommonMarkExtension, lines_of
from specs.document.rendering.inlines import InlineReader, Token
from specs.document.rendering.invisible import controls_shown, invisible_marked, invisible_shown, returns_shown
from specs.document.rendering.raw_html import RawTags
from specs.document.rendering.sanitising import sanitised
from specs.document.rendering.scanner import scan
from specs.document.rendering.targets import Definition

_OWN = 3  # to be raised with every change of what this package makes of a text
_LIBRARIES = ("Markdown", "nh3", "Pygments")
FACTOR, ALLOWANCE = 10, 64 * 1024  # HTML may be ten times as long as its source, and this
_BOM = "\ufeff"


def version() -> int:
    """The number that stored HTML carries: of our own making and of each library that takes part in it.

    The same on every machine with the same packages, and fit for a positive 32-bit column.
    """
    parts = [f"specroom {_OWN}", *(f"{name} {metadata.version(name)}" for name in _LIBRARIES)]
    return crc32("\n".join(parts).encode()) & 0x7FFFFFFF


VERSION = version()


class Renderer:
    """A Markdown instance set up as the page needs it. It holds state while it converts, so each thread has its own."""

    def __init__(self) -> None:
        self.extension = CommonMarkExtension()
        self.markdown = Markdown(extensions=[self.extension], output_format="html")

    def convert(self, text: str, known: str, *, inline_only: bool) -> str:
        parser = self.extension.parser
        parser.known, parser.known_notes = _known(known)
        parser.inline_only = inline_only
        return self.markdown.reset().convert(text)


_threads = local()


def _renderer() -> Renderer:
    if not hasattr(_threads, "renderer"):
        _threads.renderer = Renderer()
    renderer: Renderer = _threads.renderer
    return renderer


@lru_cache(maxsize=64)
def _known(text: str) -> tuple[dict[str, Definition], dict[str, str]]:
    scanner = scan(lines_of(controls_shown(text)))
    return {label: found for label, (found, _) in scanner.definitions.items()}, scanner.notes


def _rendered(text: str, known: str, *, inline_only: bool) -> str:
    shown = controls_shown(text.removeprefix(_BOM))
    found = invisible_shown(arrived(sanitised(_renderer().convert(shown, known, inline_only=inline_only))))
    if len(found) <= FACTOR * len(text) + ALLOWANCE:
        return found
    plain = invisible_shown(html.escape(shown, quote=False))
    return plain if inline_only else f"<pre>{plain}</pre>"


def render(text: str, *, definitions: str = "") -> str:
    """The safe HTML of a piece of Markdown. `definitions`: the definitions of the document it stands in."""
    return _rendered(returns_shown(text), definitions, inline_only=False)


def render_inline(text: str, *, definitions: str = "") -> str:
    """The safe HTML of one line, without block tags; line ends become blanks."""
    return _rendered(returns_shown(text), definitions, inline_only=True)


def words(text: str) -> str:
    """What a line says to those who hear it, or see it in an outline: its text without markup, targets and notes."""
    tokens = InlineReader(controls_shown(" ".join(lines_of(text))), {}).read()
    return " ".join(invisible_marked("".join(map(_said, tokens))).split())


def _said(token: Token) -> str:
    if token.run:
        return token.run.char * token.run.left
    return "" if token.kind == "html" and RawTags(blocks=False).shows(token.text) else token.text


def render_document(text: str) -> str:
    """The safe HTML of a whole file. Front matter is left out where the reader takes every line of it for metadata."""
    body = text[_front_end(text) :]
    return _rendered(returns_shown(body) if "\n" in text else body, "", inline_only=False)


def front_matter(text: str) -> str:
    """What `render_document` leaves out, as text: every line of it, with what is invisible marked."""
    front = text[: _front_end(text)].removeprefix(_BOM)
    return invisible_marked(returns_shown(front))


def _front_end(text: str) -> int:
    """Where the front matter ends; 0 if there is none."""
    if not text.removeprefix(_BOM).startswith("---"):
        return 0
    rows = read(text).rows
    end = next((at for at, row in enumerate(rows[1:], 1) if row.kind != "meta"), 0)
    if end < 2 or rows[0].dialect != _DELIMITER or rows[end].dialect != _DELIMITER:
        return 0
    return sum(len(row.lead) + len(row.source) for row in rows[: end + 1])


_DELIMITER = "delimiter:"


def definitions(text: str) -> str:
    """The link definitions of a document as Markdown, the first of each label, and the labels of its footnotes.

    A footnote's words are shown where it stands, so those who refer to it need no more than that there is one.
    """
    scanner = scan(lines_of(controls_shown(text)))
    links = [source for _, source in scanner.definitions.values()]
    return "\n".join([*links, *(f"[^{label}]:" for label in scanner.notes.values())])
