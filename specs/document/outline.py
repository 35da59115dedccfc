"""What a document says about itself: its title, its metadata, its sections, and all fields of a row."""

import re
from collections.abc import Iterator

from specs.document import fields as reading
from specs.document.headings import exact_key
from specs.document.kinds import Field, Section
from specs.document.recognition import is_criteria, metadata_name, part_field
from specs.document.rows import Document
from specs.document.template import KINDS, METADATA_KEYS, SECTIONS

_COMMENTS = re.compile(r"\A(?:[ \t\r\n]*+<!--(?:(?!-->).)*+-->)++[ \t\r\n]*+", re.S)
#: Kinds whose section is one of a group.
_GROUPED = frozenset(section.kind for section in SECTIONS.values() if section.parent)
_CANONICAL = {name: key for key, names in METADATA_KEYS.items() for name in names}


def own_values(document: Document, index: int) -> dict[str, str]:
    """The fields that stand in the row's own lines."""
    row = document.rows[index]
    return reading.fields(row.kind, row.dialect, row.source)


def values(document: Document, index: int) -> dict[str, str]:
    """All fields of a row, also those that stand in its children: labelled parts, criteria, payloads.

    The first child that holds a field wins; a field nobody wrote is missing.
    """
    found = own_values(document, index)
    for field in KINDS[document.rows[index].kind].fields:
        if field.part and not found.get(field.name):
            value = _part_value(document, index, field)
            if value is not None:
                found[field.name] = value
        elif field.name == "text" and document.rows[index].layout == "heading" and "text" not in found:
            found |= _text_below(document, index)
    return found


def _text_below(document: Document, index: int) -> dict[str, str]:
    """The text of a row in heading form: the first prose below it, which is a row of its own."""
    for child in document.children(index):
        if document.rows[child].dialect == "prose:":
            return {"text": own_values(document, child)["text"]}
    return {}


def _part_value(document: Document, index: int, field: Field) -> str | None:
    if field.name == "criteria":
        return _criteria(document, index)
    part = part_of(document, index, field.name)
    return None if part is None else own_values(document, part)["text"]


def part_of(document: Document, index: int, name: str) -> int | None:
    """The child of a row that holds the field of this name: a labelled part or a payload with that label."""
    kind = document.rows[index].kind
    for child in document.children(index):
        if document.rows[child].kind == "part":
            label = own_values(document, child).get("label", "")
        elif document.rows[child].kind == "payload":
            label = own_values(document, child).get("label", "").partition(" ")[0]
        else:
            continue
        if part_field(kind, label) == name or (name == "criteria" and is_criteria(label)):
            return child
    return None


def criteria_of(document: Document, index: int) -> list[int]:
    """The acceptance criteria anywhere below a row, not those of the requirements in it."""
    found = []
    for child in document.children(index):
        kind = document.rows[child].kind
        if kind in ("criterion", "check"):
            found.append(child)
        if kind in ("part", "heading", "criterion", "check"):
            found += criteria_of(document, child)
    return found


def _criteria(document: Document, index: int) -> str | None:
    lines = [own_values(document, child)["text"] for child in criteria_of(document, index)]
    part = part_of(document, index, "criteria")
    if part is not None and (text := own_values(document, part)["text"]):
        lines.insert(0, text)
    return "\n".join(lines) if lines else None


def title(document: Document) -> str:
    """The title: the heading with that role, else a `title` in the metadata, else nothing."""
    index = title_row(document)
    if index is not None:
        return own_values(document, index)["title"]
    return next((value for key, value in _entries(document) if key in ("title", "name")), "").strip("\"'")


def title_row(document: Document) -> int | None:
    headings = [i for i, row in enumerate(document.rows) if row.kind == "heading"]
    named = next((i for i in headings if document.rows[i].key == "title"), None)
    if named is None and headings and document.rows[headings[0]].level == 1:
        return headings[0]
    return named


def summary(document: Document) -> str:
    """The prose right below the title, less the comments of tools such as `<!-- toc -->` before it, or ""."""
    index = title_row(document)
    if index is None or index + 1 >= len(document.rows):
        return ""
    below = document.rows[index + 1]
    if below.dialect != "prose:" or below.parent != index:
        return ""
    return _COMMENTS.sub("", own_values(document, index + 1)["text"])


def _meta_rows(document: Document) -> Iterator[tuple[int, str, str]]:
    for index, row in enumerate(document.rows):
        if row.kind == "meta":
            found = own_values(document, index)
            if found.get("label"):
                yield index, metadata_name(found["label"]), found.get("text", "")


def _entries(document: Document) -> list[tuple[str, str]]:
    return [(key, value) for _, key, value in _meta_rows(document)]


def metadata_row(document: Document, key: str) -> int | None:
    """The one row that holds a key of the template's metadata: the first, whatever it is called there."""
    return next((index for index, name, _ in _meta_rows(document) if _CANONICAL.get(name) == key), None)


def canonical(label: str) -> str:
    """The template's key for a metadata label, or ""."""
    return _CANONICAL.get(metadata_name(label), "")


def metadata(document: Document) -> dict[str, str]:
    """The template's five keys as far as the document has them, with the values as written."""
    found: dict[str, str] = {}
    for _, name, value in _meta_rows(document):
        if name in _CANONICAL:
            found.setdefault(_CANONICAL[name], value)
    return found


def version_row(document: Document) -> int | None:
    return metadata_row(document, "version")


def status_row(document: Document) -> int | None:
    return metadata_row(document, "status")


def written(document: Document) -> dict[str, list[int]]:
    """The headings that stand for each section of the template, in the document's order."""
    found: dict[str, list[int]] = {}
    for index, row in enumerate(document.rows):
        key = exact_key(own_values(document, index)["title"]) if row.key == "title" else row.key
        if key:
            found.setdefault(key, []).append(index)
    return found


def unwritten(document: Document) -> list[Section]:
    """The template's sections that no heading stands for, and whose rows stand in no group of theirs either.

    Requirements right below "Requirements" are the functional ones: nobody asks for them once more.
    """
    found = written(document)
    there = {(row.kind, document.section(row.parent)) for row in document.rows if row.kind in _GROUPED}
    return [s for key, s in SECTIONS.items() if key not in found and (s.kind, s.parent) not in there]
