"""What is kept beside a row's source so that it can be asked for and shown: its fields, their ranks, its HTML."""

import re
from collections.abc import Iterator
from typing import Any

from specs.document import rendering
from specs.document.fields import fields
from specs.document.recognition import part_field
from specs.document.rows import Document, Window

TEXTS = ("title", "label", "text", "priority", "method", "path", "lang", "impact", "mitigation", "message")
UID_LENGTH = 80
COLUMNS = (*TEXTS, "uid", "done", "priority_rank", "impact_rank", "section", "html", "html_version")

_WORD = re.compile(r"[^\W_]+'?[^\W_]*")
_PRIORITIES = {
    1: (
        "must",
        "musthave",
        "p0",
        "p1",
        "critical",
        "high",
        "hoch",
        "muss",
        "essential",
        "mandatory",
        "alta",
        "haute",
        "高",
        "必须",
    ),
    2: ("should", "p2", "medium", "mittel", "soll", "important", "media", "média", "moyenne", "中", "应该"),
    3: ("could", "p3", "low", "niedrig", "kann", "nice", "optional", "baja", "baixa", "basse", "低", "可以"),
    4: ("won't", "wont", "won’t", "p4", "later", "nicht"),
}
_IMPACTS = {
    1: (
        "high",
        "critical",
        "severe",
        "hoch",
        "kritisch",
        "alto",
        "alta",
        "élevé",
        "haut",
        "高",
        "высокий",
        "major",
        "h",
    ),
    2: ("medium", "moderate", "mittel", "medio", "media", "médio", "moyen", "中", "средний", "med", "m"),
    3: ("low", "minor", "niedrig", "gering", "bajo", "baja", "baixo", "faible", "低", "низкий", "l"),
}


def _rank(text: str, ranks: dict[int, tuple[str, ...]]) -> int | None:
    """The rank of the first word that has one: `sehr hoch` is high."""
    for word in _WORD.findall(text.casefold()):
        for rank, words in ranks.items():
            if word in words:
                return rank
    return None


def impact_rank(text: str) -> int | None:
    """1 for high, 2 for medium, 3 for low, in the words of several languages."""
    return _rank(text, _IMPACTS)


def definitions_of(document: Document) -> str:
    """The link and footnote definitions on which the HTML of all rows depends. Most documents have none."""
    if isinstance(document, Window):
        return document.definitions
    text = document.text
    return rendering.definitions(text) if "]:" in text else ""


def columns(document: Document, index: int, definitions: str) -> dict[str, Any]:
    """The index columns of a row, by name."""
    row = document.rows[index]
    own = fields(row.kind, row.dialect, row.source)
    values = dict(own)
    if row.kind == "requirement" and "priority" not in values:
        values["priority"] = _priority(document, index)
    out: dict[str, Any] = {name: values.get(name, "") for name in TEXTS}
    out["uid"] = own.get("uid", "")[:UID_LENGTH]
    out["done"] = own["done"] == "x" if "done" in own else None
    out["priority_rank"] = _rank(out["priority"], _PRIORITIES)
    out["impact_rank"] = impact_rank(out["impact"])
    out["section"] = document.section(index)
    out["html"] = html(row.kind, row.dialect, own, definitions)
    out["html_version"] = rendering.VERSION
    return out


def _priority(document: Document, index: int) -> str:
    """A requirement's priority where it stands in a labelled child."""
    for child in below(document, index):
        row = document.rows[child]
        if row.kind == "part" and row.parent == index:
            values = fields(row.kind, row.dialect, row.source)
            if part_field("requirement", values.get("label", "")) == "priority":
                return values.get("text", "")
    return ""


def below(document: Document, index: int) -> Iterator[int]:
    """The indices of the subtree below a row, which stands together behind it."""
    inside = {index}
    for i in range(index + 1, len(document.rows)):
        if document.rows[i].parent not in inside:
            return
        inside.add(i)
        yield i


def html(kind: str, dialect: str, own: dict[str, str], definitions: str) -> str:
    """The HTML of a row's own text; of a row without one, of its name."""
    layout = dialect.partition(":")[0]
    if layout == "fence":
        return rendering.render(_fenced(own.get("lang", ""), own.get("text", "")))
    if kind != "meta" and layout != "cell" and "text" in own:
        return rendering.render(own["text"], definitions=definitions)
    name = own.get("text") if kind == "meta" else own.get("title", own.get("label", own.get("text")))
    return rendering.render_inline(name or "", definitions=definitions)


def _fenced(lang: str, code: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{lang}\n{code}\n{fence}"
