"""Rows on a page, drawn or kept: `{% piece line %}` includes the line's own template, or marks where it goes."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from specs.marks import mark

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
def box(context: Context, line: Any) -> SafeString:
    """A task's box: pressed by editors, and by whoever the task is assigned to, who is known where a page is joined."""
    keeper, may = context.get("keeper"), bool(context.get("can_tick"))
    if keeper is not None and not may and line.kind == "task":
        return SafeString(keeper.mark(f"box-{line.row.pk}-{line.done:d}"))
    may = line.row.pk > 0 and (may or line.row.pk in (context.get("own_tasks") or ()))
    with context.push(line=line, may_tick=may):
        return SafeString(_template(context, "specs/rows/_box.html").render(context).strip())


@register.simple_tag(takes_context=True)
def hand(context: Context, line: Any) -> SafeString:
    """Who ticked a task, when and with what proof. Kept pieces have no names in them: there it is put in later."""
    if line.kind != "task" or not line.done:
        return SafeString("")
    keeper = context.get("keeper")
    if keeper is not None:
        return SafeString(keeper.mark(f"hand-{line.row.pk}"))
    return (
        SafeString(render_to_string("specs/rows/_hand.html", {"tick": line.tick}).strip())
        if line.tick
        else SafeString("")
    )


@register.simple_tag(takes_context=True)
def apart(context: Context, name: str) -> SafeString:
    """A part that depends on the reader: it is never kept."""
    keeper = context.get("keeper")
    return SafeString(_template(context, name).render(context) if keeper is None else keeper.mark(name))


@register.simple_tag(takes_context=True)
def still(context: Context, name: str, **given: Any) -> SafeString:
    """A template that knows nothing but what it is given here, words and numbers: it is drawn once for all of them.

    Only the token of its forms is of whoever asks.
    """
    look = get_language(), settings.STORAGES["staticfiles"]["BACKEND"]
    draw = _drawn_once.__wrapped__ if settings.DEBUG else _drawn_once  # not where templates are being written
    html = draw(name, look, tuple(sorted(given.items())))
    token = mark("token")
    return SafeString(html.replace(token, str(context.get("csrf_token"))) if token in html else html)


@lru_cache(maxsize=512)
def _drawn_once(name: str, _look: tuple[str | None, str], given: tuple[tuple[str, Any], ...]) -> str:
    return str(render_to_string(name, {**dict(given), "csrf_token": mark("token")}))


def _template(context: Context, name: str) -> Any:
    return context.template.engine.get_template(name)  # type: ignore[union-attr]
