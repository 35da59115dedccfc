"""Metadata of a document: written in the form it has it, and the first lines of a new one."""

from collections.abc import Mapping

from specs.document.changing import set_fields
from specs.document.cleaning import cleaned
from specs.document.drafts import Draft, Node
from specs.document.fields import fields
from specs.document.gaps import settle
from specs.document.headings import folded
from specs.document.outline import metadata_row
from specs.document.placing import insert
from specs.document.proof import Terms, Written, proved
from specs.document.rows import Document, Refused
from specs.document.sectioning import section_heading
from specs.document.template import SECTIONS

KEYS = ("version", "author", "created", "status", "target_model")


def set_metadata(document: Document, key: str, value: str) -> Written:
    """Writes a metadata field, in the document's own form; its line, or the section too, where missing."""
    rows = [i for i, row in enumerate(document.rows) if row.kind == "meta"]
    found = metadata_row(document, key)
    if found is None:
        found = next((i for i in rows if folded(_label(document, i)) == folded(key)), None)
    if found is not None:
        return set_fields(document, found, {"text": value})
    if rows:
        last = _last_together(document, rows)
        label = _like_the_others(key, [_label(document, i) for i in rows])
        return insert(document, "meta", {"label": label, "text": value}, parent=document.rows[last].parent, after=last)
    line = cleaned("meta", "meta", "text", value)
    return proved(document, lambda draft, _: _begin(draft, key, line), terms=Terms(whole=True, field=key))


def _label(document: Document, index: int) -> str:
    row = document.rows[index]
    return fields(row.kind, row.dialect, row.source).get("label", "")


def _last_together(document: Document, rows: list[int]) -> int:
    """The last row of the first block of metadata."""
    last = rows[0]
    for row in rows[1:]:
        if row != last + 1 or document.rows[row].parent != document.rows[last].parent:
            break
        last = row
    return last


def _like_the_others(key: str, labels: list[str]) -> str:
    """The key as a label in the manner of the others: `Target model` among `Author` and `Status`."""
    capital = sum(label[:1].isupper() for label in labels) * 2 > len(labels)
    if not capital:
        return key
    words = key.replace("_", " ")
    return words[:1].upper() + words[1:]


def _begin(draft: Draft, key: str, value: str) -> Node:
    """The section of metadata, as the template has it, with its first line."""
    heading = section_heading(draft, SECTIONS["metadata"])
    at = draft.place(heading) + 1
    eol = draft.eol_near(at - 1)
    frame, line, end = (
        Node("prose", "delimiter:", "", "---", heading, fresh=True),
        Node("meta", "meta:{key}: {text}", eol, f"{key}: {value}".rstrip(" "), heading, fresh=True),
        Node("prose", "delimiter:", eol, "---", heading, fresh=True),
    )
    draft.put(at, [frame, line, end])
    settle(draft, at, at + 3)
    frame.lead = eol
    return line


def new_document(title: str, *, template: str = "full", metadata: Mapping[str, str]) -> str:
    """The text a spec begins with: title and metadata. Sections nobody has written in are not in the text.

    `template` is full, short or empty; an empty one has the title alone. Raises Refused.
    """
    if template not in ("full", "short", "empty"):
        raise Refused(f"There is no template “{template}”.")
    line = cleaned("heading", "heading", "title", title)
    if not line:
        raise Refused("A spec needs a title.", field="title")
    text = f"# {line}\n"
    if template == "empty":
        return text
    known = {key: cleaned("meta", "meta", "text", metadata.get(key, "")) for key in KEYS}
    more = {key: cleaned("meta", "meta", "text", value) for key, value in metadata.items() if key not in KEYS}
    lines = [f"{key}: {value}".rstrip(" ") for key, value in {**known, **more}.items()]
    return text + "\n## Metadata\n---\n" + "\n".join(lines) + "\n---\n"
