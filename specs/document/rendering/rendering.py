"""From Markdown to safe HTML: controls made visible, rendered, sanitised, invisible characters made visible, bounded."""

import html
import re
from functools import lru_cache
from threading import local

from markdown import Markdown

from specs.document.rendering.extension import CommonMarkExtension, CommonMarkParser
from specs.document.rendering.invisible import controls_shown, invisible_shown
from specs.document.rendering.sanitising import sanitised
from specs.document.rendering.scanner import scan
from specs.document.rendering.targets import Definition

VERSION = 1
ALLOWANCE, FACTOR = 64 * 1024, 10
_EOL = re.compile(r"\r\n?|\n")
_threads = local()


def _markdown() -> Markdown:
    """This thread's own instance: one costs a fifth of a millisecond, and none can be shared."""
    if not hasattr(_threads, "markdown"):
        _threads.markdown = Markdown(extensions=[CommonMarkExtension()], output_format="html")
    instance: Markdown = _threads.markdown
    return instance.reset()


@lru_cache(maxsize=64)
def _known(text: str) -> dict[str, Definition]:
    return {label: found for label, (found, _) in scan(_EOL.split(controls_shown(text))).definitions.items()}


def _rendered(text: str, known: str, *, inline_only: bool) -> str:
    shown = controls_shown(text.removeprefix("\ufeff"))
    if not shown.strip():
        return ""
    instance = _markdown()
    parser = instance.parser
    assert isinstance(parser, CommonMarkParser)
    parser.known, parser.inline_only = _known(known) if known else {}, inline_only
    found = invisible_shown(sanitised(instance.convert(shown)))
    if len(found) > FACTOR * len(text) + ALLOWANCE:
        found = invisible_shown(html.escape(shown, quote=False))
        return found if inline_only else f"<pre>{found}</pre>"
    return found


def render(text: str, *, definitions: str = "") -> str:
    """The safe HTML of a piece of Markdown. `definitions`: the link definitions of the document it stands in."""
    return _rendered(text, definitions, inline_only=False)


def render_inline(text: str, *, definitions: str = "") -> str:
    """The safe HTML of one line, without block tags; line ends become blanks."""
    return _rendered(text, definitions, inline_only=True)


def render_document(text: str) -> str:
    """The safe HTML of a whole file. Front matter is left out where the reader takes it for metadata."""
    return render(text)


def definitions(text: str) -> str:
    """The link definitions of a document as Markdown, one a line, the first of each label."""
    return "\n".join(source for _, source in scan(_EOL.split(controls_shown(text))).definitions.values())
