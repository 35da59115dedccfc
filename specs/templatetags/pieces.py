"""Rows on a page, drawn or kept: `{% piece line %}` includes the line's own template, or marks where it goes."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def piece(context: Context, line: Any) -> SafeString:
    """A line at rest. Where the page is made of kept pieces, the mark at which its piece is put in."""
    keeper = context.get("keeper")
    if keeper is None or line.gone:
        return drawn(context, line)
    return SafeString(keeper.line(line, lambda: drawn(context, line)))


def drawn(context: Context, line: Any) -> SafeString:
    with context.push(line=line):
        return SafeString(_template(context, line.template).render(context))


@register.simple_tag(takes_context=True)
def apart(context: Context, name: str) -> SafeString:
    """A part that depends on the reader: it is never kept."""
    keeper = context.get("keeper")
    return SafeString(_template(context, name).render(context) if keeper is None else keeper.mark(name))


def _template(context: Context, name: str) -> Any:
    return context.template.engine.get_template(name)  # type: ignore[union-attr]
