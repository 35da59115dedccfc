"""Values nobody has answered: `[words]`, `<words>`, `{{NAME}}`, "needs clarification", the template's own samples."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from specs.document.checks.findings import Finding, Term
from specs.document.checks.findings import gettext_noop as _
from specs.document.fields import fields
from specs.document.outline import canonical, status_row, version_row
from specs.document.reader import read
from specs.document.rows import Document, Row
from specs.document.template import KINDS

TEMPLATE = Path(__file__).parents[1] / "technical-spec-template.md"

#: Letters of a value that its finding quotes, so that two of them in a list are told apart.
SHOWN = 40

_BRACKETS = re.compile(r"\[(?![ xX]\]|\^|\[|TOC\]|toc\])[^\[\]]*+\]")  # [TOC] is where other programs put the contents
_NAME = re.compile(r"(?<![$\\])\{\{[A-Z][A-Z0-9_]*+\}\}", re.ASCII)
_ANGLES = re.compile(r"<(?P<first>[^\W_][^\s<>=@:/.]*)(?P<more>(?:\s+[^\s<>=]+){0,40}+)\s*>")
_UNCLEAR = "[NEEDS CLARIFICATION"
_FENCED = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*\1[ \t]*$|\Z)", re.M | re.S)
_SPAN = re.compile(r"(?<!`)(`++)[^`]*+(?:(?!\1(?!`))`++[^`]*+)*+\1(?!`)")
_DEFINED = re.compile(r"^[ \t]{0,3}\[([^\]\n]{1,200})\]:", re.M)

#: The template's value in these is a good answer: a uid, an actor or label, an impact, the type of an error.
_ANSWERED = {("error", "title")}
#: Elements that people write in Markdown, and what may stand in one without a value.
_HTML = re.compile(
    r"a|abbr|b|blockquote|br|center|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|img|input|ins|kbd|li|mark|ol|p|pre"
    r"|q|s|samp|script|section|small|span|strike|strong|style|su[bp]|summary|table|tbody|td|tfoot|th|thead|tr|tt|u|ul"
    r"|var|video|wbr",
    re.I,
)
_BARE = frozenset({"/", "open", "checked", "disabled", "hidden", "controls", "reversed", "nowrap", "noshade"})
_CODE = ("sql", "diagram", "payload", "endpoint")
_ANSWERED_NAMES = ("uid", "label", "impact", "done", "lang", "method", "priority")


def placeholders(document: Document) -> list[Finding]:
    """One finding for each field that holds nothing but a placeholder. Version and status are the workflow's."""
    defined = {label.casefold() for label in _DEFINED.findall(document.text)}
    skipped = {version_row(document), status_row(document)}
    return [
        _finding(row, name, value, index)
        for index, row in enumerate(document.rows)
        if index not in skipped
        for name, value in _answers(row)
        if _is_open(value, row, name, _where(document, index), defined)
    ]


def _finding(row: Row, name: str, value: str, index: int) -> Finding:
    labels = {field.name: field.label for field in KINDS[row.kind].fields}
    label = labels.get(name, name.capitalize())
    return Finding(
        f"placeholder.{name}",
        "blocks",
        _("{field} is still a placeholder: {value}"),
        _("Write the answer, or remove the row."),
        index,
        {"field": Term(label), "value": _shortened(value)},
    )


def _shortened(value: str) -> str:
    """A value on one line, as long as a list of findings can show."""
    line = " ".join(value.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def _answers(row: Row) -> Iterator[tuple[str, str]]:
    """The fields whose value can be a placeholder. Lists such as `tags: [a, b]` are metadata's own."""
    values = fields(row.kind, row.dialect, row.source)
    if row.kind == "meta" and not canonical(values.get("label", "")):
        return
    for name, value in values.items():
        if name not in _ANSWERED_NAMES and (row.kind, name) not in _ANSWERED:
            yield name, value


def _where(document: Document, index: int) -> str:
    """Where a sample counts: in its section; of metadata, which has many forms, in the field of that key."""
    row = document.rows[index]
    if row.kind == "meta":
        return canonical(fields(row.kind, row.dialect, row.source).get("label", ""))
    return document.section(index)


def _is_open(value: str, row: Row, name: str, where: str, defined: set[str]) -> bool:
    text = value.strip()
    if not text:
        return False
    if _BRACKETS.fullmatch(text) and text[1:-1].casefold() not in defined:
        return True
    if (where, row.kind, name, text) in samples() or (row.kind not in _CODE and _is_angled(text)):
        return True
    written = text if row.kind in _CODE else _SPAN.sub("", _FENCED.sub("", text))
    return _UNCLEAR in written or _NAME.search(written) is not None


def _is_angled(text: str) -> bool:
    """`<describe the behavior>`, which a page would take for HTML and not show; an element of HTML is none."""
    found = _ANGLES.fullmatch(text)
    if found is None:
        return False
    more = found["more"].split()
    return not (more[-1:] == ["/"] or (_HTML.fullmatch(found["first"]) and _BARE.issuperset(more)))


@lru_cache(maxsize=1)
def samples() -> frozenset[tuple[str, str, str, str]]:
    """The template's own values: place, kind, field and value. Headings count only as the title."""
    template = read(TEMPLATE.read_text(encoding="utf-8"))
    return frozenset(
        (_where(template, index), row.kind, name, value.strip())
        for index, row in enumerate(template.rows)
        if row.kind != "heading" or row.key == "title"
        for name, value in _answers(row)
    )
