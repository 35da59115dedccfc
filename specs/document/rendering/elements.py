"""Turns blocks into the elements that Python-Markdown goes on with.

Text that still holds inline markup is a plain `str`; code is an `AtomicString`; an HTML block is `RawHtml`.
"""

import re
from collections.abc import Callable
from typing import cast
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from specs.document.headings import section_key
from specs.document.rendering.entities import unescaped
from specs.document.rendering.escaping import attribute, literal
from specs.document.rendering.highlighting import highlighted
from specs.document.rendering.invisible import blanks_counted
from specs.document.rendering.links import encoded
from specs.document.rendering.tables import cells
from specs.document.rendering.targets import folded
from specs.document.rendering.tree import Block

_ALERT = re.compile(r"\[!(note|tip|important|warning|caution)\][ \t]*+\Z", re.I)
_META_LINE = re.compile(r"([^\s:][^:]{0,60}):(?:[ \t]+(.*))?\Z")


class RawHtml(AtomicString):
    """An HTML block's source: no inline markup, but tags that may survive."""


def build(document: Block, root: Element) -> None:
    """Appends the elements of a document's blocks to the root."""
    _add_children(document, root)


def _add_children(block: Block, parent: Element, *, tight: bool = False) -> None:
    before: list[Block] = []
    defined: dict[int, list[str]] = {}
    for place, source in block.defined:
        defined.setdefault(place, []).append(source)
    for place, child in enumerate(block.children):
        _add_definitions(defined.get(place), parent)
        if child.kind == "paragraph" and tight:
            _add_tight_text(child, parent)
        elif _is_metadata(child, before):
            _add_metadata(child, parent)
        else:
            _BUILDERS[child.kind](child, parent)
        parent[-1].tail = "\n"
        before = [*before[-1:], child]
    _add_definitions(defined.get(len(block.children)), parent)


def _add_definitions(sources: list[str] | None, parent: Element) -> None:
    """Link definitions as they are written, where they stand: they are part of what is approved."""
    for number, line in enumerate("\n".join(sources).split("\n") if sources else ()):
        if number:
            SubElement(parent[-1], "br").tail = literal("\n" + line)
        else:
            SubElement(parent, "p", {"class": "quiet"}).text = literal(line)
            parent[-1].tail = "\n"


def _inline(lines: list[str]) -> str:
    return "\n".join(lines).rstrip(" \t\n")


def _add_tight_text(paragraph: Block, parent: Element) -> None:
    """A tight list's text stands in its item without a paragraph of its own."""
    _add_nameless(parent).text = _inline(paragraph.lines)


def _add_nameless(parent: Element) -> Element:
    """An element without tag: the serialiser writes only what is in it."""
    element = SubElement(parent, "")
    element.tag = cast("str", None)
    return element


def _add_paragraph(block: Block, parent: Element) -> None:
    SubElement(parent, "p").text = _inline(block.lines)


def _add_heading(block: Block, parent: Element) -> None:
    SubElement(parent, f"h{block.level}").text = _inline(block.lines)


def _add_rule(_block: Block, parent: Element) -> None:
    SubElement(parent, "hr")


def _add_quote(block: Block, parent: Element) -> None:
    kind = _alert(block)
    if not kind:
        _add_children(block, SubElement(parent, "blockquote"))
        return
    alert = SubElement(parent, "div", {"class": f"markdown-alert markdown-alert-{kind}"})
    SubElement(alert, "p", {"class": "markdown-alert-title"}).text = literal(kind.capitalize())
    alert[-1].tail = "\n"
    first = block.children[0]
    del first.lines[0]
    if not first.lines:
        del block.children[0]
    _add_children(block, alert)


def _alert(quote: Block) -> str:
    """The kind of alert a quote is, as on GitHub: `[!NOTE]` alone in its first line, with something below it."""
    first = quote.children[0] if quote.children else quote
    if first.kind != "paragraph" or quote.above.kind != "document" or quote.defined:
        return ""
    found = _ALERT.match(first.lines[0])
    return found[1].lower() if found and (len(first.lines) > 1 or len(quote.children) > 1) else ""


def note_id(kind: str, label: str) -> str:
    """The id of a footnote (`fn`) or of the first reference to it (`ref`). No heading's id holds a colon."""
    return f"{kind}:{folded(label)}"


def _add_note(block: Block, parent: Element) -> None:
    """A footnote where it stands, with the label that references show, and the way back."""
    notes = parent[-1] if len(parent) and parent[-1].get("class") == "footnotes" else None
    if notes is None:
        notes = SubElement(parent, "ul", {"class": "footnotes"})
    item = SubElement(notes, "li", id=note_id("fn", block.info))
    SubElement(item, "sup").text = literal(block.info)
    item[-1].tail = "\n"
    _add_children(block, item)
    last = item[-1] if item[-1].tag == "p" and not item[-1].get("class") else SubElement(item, "p")
    back = attribute(encoded("#" + note_id("ref", block.info)))
    if last.text:
        _add_nameless(last).text, last.text = last.text, None
        last[-1].tail = AtomicString(" ")
    SubElement(last, "a", href=back).text = literal("↩")


def _add_list(block: Block, parent: Element) -> None:
    ordered = block.marker in ".)"
    element = SubElement(parent, "ol" if ordered else "ul")
    if ordered and block.start != 1:
        element.set("start", str(block.start))
    number = block.start
    for child in block.children:
        item = SubElement(element, "li")
        if ordered and child.start != number:
            item.set("value", str(child.start))
        number = child.start + 1
        if child.task:
            _add_box(child, item)
        _add_children(child, item, tight=block.tight)


def _add_box(item: Block, parent: Element) -> None:
    box = SubElement(parent, "input", type="checkbox", disabled="disabled")
    if item.task == "x":
        box.set("checked", "checked")
    box.tail = " "


def _add_code(block: Block, parent: Element) -> None:
    code = SubElement(SubElement(parent, "pre"), "code")
    code.text = literal(blanks_counted("\n".join(block.lines) + "\n"))


def _add_fence(block: Block, parent: Element) -> None:
    """A fenced block: what stands behind the fence is its caption, its first word the language."""
    info = unescaped(block.info)
    pre = SubElement(parent, "pre")
    if info:
        caption = SubElement(pre, "span", {"class": "info"})
        caption.text, caption.tail = literal(info), "\n"
    code = SubElement(pre, "code")
    text = blanks_counted("".join(f"{line}\n" for line in block.lines))
    for name, piece in highlighted(text, info.split()[0] if info else ""):
        if name:
            SubElement(code, "span", {"class": name}).text = literal(piece)
        elif len(code):
            code[-1].tail = AtomicString((code[-1].tail or "") + literal(piece))
        else:
            code.text = AtomicString((code.text or "") + literal(piece))


def _add_html(block: Block, parent: Element) -> None:
    _add_nameless(parent).text = RawHtml("\n".join(block.lines).rstrip(" \t\n"))


def _add_table(block: Block, parent: Element) -> None:
    table = SubElement(parent, "table")
    header, *rows = block.lines
    _add_row(SubElement(table, "thead"), "th", cells(header), block.columns)
    if not rows:
        return
    body, surplus = SubElement(table, "tbody"), []
    for line in rows:
        found = cells(line)
        _add_row(body, "td", found, block.columns)
        surplus += [cell for cell in found[len(block.columns) :] if cell]
    if surplus:
        note = SubElement(parent, "p", {"class": "surplus"})
        note.text = literal(" | ".join(surplus))


def _add_row(parent: Element, tag: str, found: list[str], columns: list[str]) -> None:
    row = SubElement(parent, "tr")
    for place, align in enumerate(columns):
        cell = SubElement(row, tag, {"align": align} if align else {})
        cell.text = found[place] if place < len(found) else ""


def _is_metadata(block: Block, before: list[Block]) -> bool:
    """Whether this is the template's metadata between rules, below its heading. GitHub takes it for a heading."""
    if block.kind != "heading" or [other.kind for other in before] != ["heading", "rule"]:
        return False
    return all(map(_META_LINE.match, block.lines)) and section_key("\n".join(before[0].lines)) == "metadata"


def _add_metadata(block: Block, parent: Element) -> None:
    body = SubElement(SubElement(parent, "table"), "tbody")
    for line in block.lines:
        found = _META_LINE.match(line)
        row = SubElement(body, "tr")
        SubElement(row, "th").text = literal(found[1] if found else "")
        SubElement(row, "td").text = literal((found[2] if found else "") or "")


_BUILDERS: dict[str, Callable[[Block, Element], None]] = {
    "paragraph": _add_paragraph,
    "heading": _add_heading,
    "rule": _add_rule,
    "quote": _add_quote,
    "note": _add_note,
    "list": _add_list,
    "code": _add_code,
    "fence": _add_fence,
    "html": _add_html,
    "table": _add_table,
}
