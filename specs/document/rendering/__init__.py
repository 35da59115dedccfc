"""Markdown as the page shows it: the way GitHub shows it, and safe.

`render` gives the HTML of a piece of Markdown, `render_inline` that of one line without block tags, `render_document`
that of a whole file. `definitions` gives a document's link definitions, which its pieces need to be rendered alone. All
four are pure: the same text gives the same HTML, and nothing is looked up. HTML that is stored carries VERSION and is
made anew when that changes.
"""

from specs.document.rendering.images import images
from specs.document.rendering.links import is_own_image
from specs.document.rendering.rendering import VERSION, definitions, render, render_document, render_inline

__all__ = ["VERSION", "definitions", "images", "is_own_image", "render", "render_document", "render_inline"]
