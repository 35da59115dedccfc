"""SVG as a picture that only shows: drawn shapes and words. What could act, load or hide is refused, the rest of the
file (comments, an editor's notes) is left out, and the picture is written anew.
"""

import re
from collections.abc import Iterator
from typing import NoReturn
from xml.etree import ElementTree as ET
from xml.parsers import expat

from django.utils.translation import gettext as _

from specs.services.errors import Refused

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
ELEMENTS = frozenset({
    "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer",
    "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow",
    "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode",
    "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence",
    "filter", "g", "line", "linearGradient", "marker", "mask", "path", "pattern", "polygon", "polyline",
    "radialGradient", "rect", "stop", "style", "svg", "switch", "symbol", "text", "textPath", "title", "tspan",
    "use", "view",
})  # fmt: skip
LEFT_OUT = frozenset({"metadata"})
DEEPEST = 100
LARGEST = 5_000  # of a side, where the drawing says how large it is
_MOST = 100_000  # parts, with those that are drawn again by <use>
_REFERENCE = re.compile(r"url\(\s*['\"]?\s*(?!#)", re.I)
_NUMBER = re.compile(r"\s*([0-9]{1,7}(?:\.[0-9]{1,9})?)\s*(?:px)?\s*\Z")


def cleaned(data: bytes) -> tuple[bytes, int, int]:
    """The drawing written anew, its width and its height. Raises Refused."""
    root = _parsed(data)
    if root.tag != f"{{{_SVG}}}svg":
        _refuse(_("It is no SVG: its first element is another."))
    kept = _copied(root)
    _require_drawn_soon(kept)
    width, height = _size(kept)
    return ET.tostring(_named(kept), encoding="utf-8", xml_declaration=False), width, height


def _parsed(data: bytes) -> ET.Element:
    """The tree. Entities cannot be declared without a DOCTYPE, so none can grow."""
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    try:
        parser.Parse(data, True)  # noqa: FBT003 (the parser takes no keyword)
        return builder.tree.close()
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused(_("The SVG is damaged or not whole. Save it again; nothing was kept."), field="file") from error


class _Builder:
    """Builds the tree while it counts: a file of nothing but brackets is given up early."""

    def __init__(self) -> None:
        self.tree = ET.TreeBuilder()
        self.depth = self.count = 0

    def doctype(self, *_facts: object) -> None:
        _refuse(_("It has a DOCTYPE."))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST or self.count > _MOST:
            _refuse(_("It has too many parts."))
        self.tree.start(_clark(name), {_clark(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self.depth -= 1
        self.tree.end(_clark(name))

    def text(self, words: str) -> None:
        self.tree.data(words)


def _clark(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def _copied(element: ET.Element) -> ET.Element:
    """An element of the drawing with what it may have; its tag without the namespace."""
    name = element.tag.removeprefix(f"{{{_SVG}}}")
    if name not in ELEMENTS:
        _refuse(_("It has a part that a picture may not have: <%(name)s>.") % {"name": name[:40]})
    kept = ET.Element(name, dict(_attributes(element)))
    kept.text = element.text
    if name == "style":
        _require_own(element.text or "")
    for child in element:
        if child.tag.removeprefix(f"{{{_SVG}}}") in LEFT_OUT or _is_foreign(child):
            _add_tail(kept, child.tail)
            continue
        kept.append(_copied(child))
        kept[-1].tail = child.tail
    return kept


def _add_tail(parent: ET.Element, words: str | None) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + (words or "")
    else:
        parent.text = (parent.text or "") + (words or "")


def _is_foreign(element: ET.Element) -> bool:
    """An editor's own notes, in a namespace of its own. Pages in pages are refused, not left out."""
    return element.tag.startswith("{") and not element.tag.startswith((f"{{{_SVG}}}", "{http://www.w3.org/1999/xhtml}"))


def _attributes(element: ET.Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name.casefold().startswith("on"):
            _refuse(_("It acts: it has the attribute %(name)s.") % {"name": name[:40]})
        plain = name.removeprefix(f"{{{_XLINK}}}")
        if plain.casefold() == "href":
            if not value.strip().startswith("#"):
                _refuse(_("It loads something from elsewhere: %(value)s") % {"value": value[:60]})
            yield "href", value.strip()
        elif not name.startswith("{"):
            _require_own(value)
            yield name, value
        elif name == f"{{{_XML}}}space":
            yield "xml:space", value


def _require_drawn_soon(root: ET.Element) -> None:
    """A part may be drawn again by <use>, one inside the other: ten times ten times ten is soon a billion."""
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    counted: dict[int, int] = {}

    def parts(element: ET.Element, depth: int) -> int:
        if depth > DEEPEST:
            return _MOST
        if id(element) not in counted:
            again = named.get(element.get("href", "#")[1:]) if element.tag == "use" else None
            inside = sum(parts(child, depth + 1) for child in element)
            counted[id(element)] = 1 + inside + (parts(again, depth + 1) if again is not None else 0)
        return counted[id(element)]

    if parts(root, 0) > _MOST:
        _refuse(_("It repeats its parts too often."))


def _require_own(style: str) -> None:
    """Styles that name nothing outside the file. An escape could spell such a name, so none is taken."""
    if "\\" in style or "@import" in style.casefold() or _REFERENCE.search(style):
        _refuse(_("Its styles load something from elsewhere."))


def _size(root: ET.Element) -> tuple[int, int]:
    """As wide and high as it says, within bounds; else as its view box does."""
    found = [_NUMBER.match(root.get(side, "")) for side in ("width", "height")]
    box = [_NUMBER.match(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    sides = [match or fallback for match, fallback in zip(found, [*box, None, None, None, None][2:4], strict=True)]
    width, height = (max(1, min(LARGEST, round(float(side[1])))) if side else 300 for side in sides)
    return width, height


def _named(root: ET.Element) -> ET.Element:
    """The namespace on the outermost element, plainly."""
    root.set("xmlns", _SVG)
    return root


def _refuse(why: str) -> NoReturn:
    todo = _("Save it as plain SVG or as PNG; nothing was kept.")
    raise Refused(f"{why} {todo}", field="file")
