"""Text on its way through serialiser and sanitiser.

Characters that mean something in HTML travel as noncharacters, which no text holds (`invisible` shows those a text
had), and become character references behind the sanitiser. So nothing that is text is ever read as HTML, and the
sanitiser's parser, whose time grows with the square of the references in one text, meets none.
"""

from markdown.util import AtomicString

_AMPERSAND, _LESS, _GREATER = "\ufdd0", "\ufdd1", "\ufdd2"


def literal(text: str) -> AtomicString:
    """Text that is shown as it is."""
    return AtomicString(text.replace("&", _AMPERSAND).replace("<", _LESS).replace(">", _GREATER))


def attribute(value: str) -> str:
    """An attribute's value; the serialiser would leave what looks like a character reference alone."""
    return value.replace("&", "&amp;")


def arrived(html: str) -> str:
    """Sanitised HTML with its texts' characters as references."""
    return html.replace(_AMPERSAND, "&amp;").replace(_LESS, "&lt;").replace(_GREATER, "&gt;")


def plain(text: str) -> str:
    """What `literal` was given."""
    return text.replace(_AMPERSAND, "&").replace(_LESS, "<").replace(_GREATER, ">")
