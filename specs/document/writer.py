"""Writes changes into a document by splicing, and proves each by reading it again (rules 5 to 13 of markdown.md).

Every function takes a Document and gives `Written`, or raises Refused and leaves everything as it was. Rows that an
edit does not touch keep their bytes and their ids; in ordered lists only numbers, and the indents they need, follow.
"""

from collections.abc import Mapping
from dataclasses import replace

from specs.document import changing
from specs.document.describing import new_document, set_metadata
from specs.document.drafts import Draft, Node, with_ends_of
from specs.document.identity import matched
from specs.document.moving import move, remove
from specs.document.placing import insert, insert_markdown, insert_rows, trimmed
from specs.document.proof import Terms, Written, proved
from specs.document.reader import read
from specs.document.rows import Document, Refused
from specs.document.sectioning import Unconfirmed, add_heading, insert_in_section, insert_section, rename_heading

__all__ = [
    "Refused",
    "Unconfirmed",
    "Written",
    "add_heading",
    "insert",
    "insert_in_section",
    "insert_markdown",
    "insert_rows",
    "insert_section",
    "move",
    "new_document",
    "remove",
    "rename_heading",
    "replace_all",
    "set_fields",
    "set_metadata",
    "set_source",
]


def set_fields(document: Document, index: int, values: Mapping[str, str]) -> Written:
    """Writes other values of a row's fields, those in its labelled children too; fields not named stay as they are.

    Raises Refused, with the field's name where one is to blame; also where a heading's new title would make rows
    below it something else (`rename_heading` asks instead).
    """
    if document.rows[index].kind != "heading" or "title" not in values:
        return changing.set_fields(document, index, values)
    try:
        return rename_heading(document, index, values["title"])
    except Unconfirmed as unconfirmed:
        raise Refused(f"{unconfirmed.consequence}.", field="title") from unconfirmed


def set_source(document: Document, index: int, source: str, *, whole: bool = False) -> Written:
    """Writes a row's Markdown as typed, and recognises it again; with `whole` that of all rows below it too.

    Rows outside keep what they are, or it is refused. Nothing typed: the row goes.
    """
    row = document.rows[index]
    body = _with_first_indent(source, row.source)
    if not body:
        return remove(document, index)
    before = _excerpt(document, index).text[len(row.lead) :] if whole else row.source

    def write(draft: Draft, _escape: int) -> Node:
        node = draft.nodes[index]
        if whole:
            end = draft.end(index)
            del draft.nodes[index + 1 : end]
        node.source = with_ends_of(before, body, draft.eol_near(index))
        node.fresh = True
        draft.touch(index, index + 1)
        return node

    if body == row.source and not whole:
        return Written(document, index)
    written = proved(document, write, terms=Terms(escapes=False, whole=True))
    return _with_known_ids(document, index, written) if whole else written


def _with_first_indent(source: str, before: str) -> str:
    """Markdown as typed, less blank lines around; the first line's indent is the row's, where none was typed."""
    body = trimmed(source)
    indent = before[: len(before) - len(before.lstrip(" \t"))]
    return indent + body if body and body[0] not in " \t" else body


def _with_known_ids(before: Document, index: int, written: Written) -> Written:
    """Gives the rows of a rewritten subtree the ids of those they still are."""
    old = _excerpt(before, index)
    new = _excerpt(written.document, index)
    ids = [row.id for row in written.document.rows]
    ids[index : index + len(new.rows)] = matched(old, new).ids
    if ids[index] is None and before.rows[index].id not in ids:
        ids[index] = before.rows[index].id
    return replace(written, document=written.document.with_ids(ids))


def _excerpt(document: Document, index: int) -> Document:
    first, *below = document.rows[index : document.end(index)]
    rows = [replace(row, parent=row.parent - index) for row in below if row.parent is not None]
    return Document((replace(first, parent=None), *rows))


def replace_all(document: Document, text: str) -> Written:
    """The whole document as another text; its rows keep the ids of those they still are (rule 14)."""
    new = read(text)
    return Written(new.with_ids(matched(document, new).ids), None)
