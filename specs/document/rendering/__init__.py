"""Markdown as the page shows it: the way GitHub shows it, and safe.

`render` gives the HTML of a piece of Markdown, `render_inline` that of one line without block tags, `words` its bare
words. `render_document` gives that of a whole file but its front matter, which `front_matter` gives. `definitions`
gives a document's link definitions and labels of footnotes, which its pieces need to be rendered alone. All are pure:
the same text gives the same HTML, and nothing is looked up. HTML that is stored carries VERSION and is made anew when
that changes.
"""

from specs.document.rendering.images import images
from specs.document.rendering.links import is_own_image
from specs.document.rendering.rendering import (
    VERSION,
    definitions,
    front_matter,
    render,
    render_document,
    render_inline,
    words,
)
from specs.document.rendering.unfolding import OPENED, unfolded

__all__ = [
    "OPENED",
    "VERSION",
    "definitions",
    "front_matter",
    "images",
    "is_own_image",
    "render",
    "render_document",
    "render_inline",
    "unfolded",
    "words",
]
