"""Links that lead nowhere a reader could follow, and definitions that no link uses or that stand twice."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from specs.document.checks.findings import Finding
from specs.document.checks.findings import gettext_noop as _
from specs.document.rendering.alphabets import deceives, mixed_words
from specs.document.rendering.extension import lines_of
from specs.document.rendering.inlines import InlineReader, Token
from specs.document.rendering.links import is_followed
from specs.document.rendering.scanner import scan
from specs.document.rendering.tables import cells
from specs.document.rendering.targets import Definition, definition_at, folded
from specs.document.rendering.tree import Block
from specs.document.rows import Document

_LINKED = re.compile(r"\]\(|\]:|<[A-Za-z]|://|www\.")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST = re.compile(r"https?://([^/?#]*)", re.I)
_CODE = ("sql", "diagram", "payload")
_LONGEST = 80
_DEFINITION = _("A link definition stands twice: {name}"), _("A link definition that nothing uses: {name}")
_NOTE = _("A footnote stands twice: {name}"), _("A footnote that nothing uses: {name}")
_LONGEST_TEXT = 20_000  # what is longer has no inline markup on the page either


@dataclass(slots=True)
class _Use:
    """What the rows define and use. `definitions` and `notes` are pairs of folded label and row."""

    definitions: list[tuple[str, int]] = field(default_factory=list)
    notes: list[tuple[str, int]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    cited: set[str] = field(default_factory=set)


def links(document: Document) -> Iterator[Finding]:
    """Findings for targets by row, then for definitions and footnotes that stand twice or are not used."""
    text = document.text
    if not _LINKED.search(text):
        return
    whole = scan(lines_of(text)) if "]:" in text else None
    known = {label: found for label, (found, _line) in whole.definitions.items()} if whole else {}
    use = _Use()
    for index, row in enumerate(document.rows):
        if row.kind not in _CODE and ("[" in row.source if whole else _LINKED.search(row.source)):
            scanner = scan(lines_of(row.source))
            _note_definitions(scanner.document, index, use)
            for token in _tokens(scanner.document, known, whole.notes if whole else {}, use):
                yield from _target(token, index)
    yield from _definitions(use.definitions, use.used, "definition", "[{}]", *_DEFINITION)
    yield from _definitions(use.notes, use.cited, "note", "[^{}]", *_NOTE)


def _note_definitions(block: Block, index: int, use: _Use) -> None:
    for _line, source in block.defined:
        found = definition_at(source, 0)
        use.definitions += [(found.label, index)] if found else []
    use.notes += [(folded(block.info), index)] if block.kind == "note" else []
    for child in block.children:
        _note_definitions(child, index, use)


def _tokens(block: Block, known: dict[str, Definition], notes: dict[str, str], use: _Use) -> Iterator[Token]:
    """Where links begin, in the texts of a block and of those in it."""
    for text in filter(_may_link, _texts(block)):
        reader = InlineReader(text, known, notes)
        tokens = reader.read()
        use.used |= reader.used
        use.cited |= {folded(token.text) for token in tokens if token.kind == "note"}
        yield from (token for token in tokens if token.kind == "open")
    for child in block.children:
        yield from _tokens(child, known, notes, use)


def _may_link(text: str) -> bool:
    return len(text) <= _LONGEST_TEXT and ("[" in text or _LINKED.search(text) is not None)


def _texts(block: Block) -> Iterable[str]:
    if block.kind in ("paragraph", "heading"):
        return ["\n".join(block.lines)]
    return [cell for line in block.lines for cell in cells(line)] if block.kind == "table" else []


def _target(token: Token, index: int) -> Iterator[Finding]:
    target = token.target
    shown = target if len(target) <= _LONGEST else f"{target[:_LONGEST]}…"
    if not is_followed(target):
        if _SCHEME.match(target):
            message, hint = (
                _("“{target}” is read as a link, and no page may follow it"),
                _("Only http, https and mailto lead out. Take out a tag that was left over, or write it as code."),
            )
            yield Finding("link.scheme", "blocks", message, hint, index, {"target": shown})
        elif target:
            message = _("The link to “{target}” leads nowhere from here")
            hint = _("Beside this text there are no files: write the whole address, or a place in this text (#…).")
            yield Finding("link.relative", "blocks", message, hint, index, {"target": shown})
    elif (host := _HOST.match(target)) and any(deceives(found[0]) for found in mixed_words(host[1])):
        message = _("“{word}” mixes letters of several alphabets")
        hint = _("Letters that look alike are different characters: type it again.")
        yield Finding("link.host", "blocks", message, hint, index, {"word": host[1]})


def _definitions(
    found: list[tuple[str, int]], used: set[str], check: str, form: str, twice: str, unused: str
) -> Iterator[Finding]:
    seen: set[str] = set()
    for label, index in found:
        name = form.format(label if len(label) <= _LONGEST else f"{label[:_LONGEST]}…")
        if label in seen:
            hint = _("Only the first of them counts: give this one another name, or remove it.")
            yield Finding(f"{check}.duplicate", "blocks", twice, hint, index, {"name": name})
        elif label not in used:
            hint = _("Remove it, or refer to it.")
            yield Finding(f"{check}.unused", "blocks", unused, hint, index, {"name": name})
        seen.add(label)
