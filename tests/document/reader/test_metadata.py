"""Metadata in the nine forms that documents have it in."""

import pytest

from specs.document import outline
from tests.document.reader.reading import kinds, tree, values, whole

FIVE = {"version": "1.2", "author": "Ana", "created": "2026-01-02", "status": "draft", "target_model": "any"}
KEYS = ["Version", "Author", "Created", "Status", "Target model"]


def lines(form: str) -> str:
    return "".join(form.format(k=key, v=value) for key, value in zip(KEYS, FIVE.values(), strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + lines("{k}: {v}\n") + "---\n\n# T\n",
        "---\n" + lines("{k}: {v}\n") + "...\n\n# T\n",
        "# T\n\n## Metadata\n---\n" + lines("{k}: {v}\n") + "---\n",
        "# T\n\n## Metadata\n\n---\n\n" + lines("{k}: {v}\n\n") + "---\n",
        "# T\n\n## Metadata\n\n" + lines("{k}: {v}\n"),
        "# T\n\n" + lines("**{k}**: {v}  \n"),
        "# T\n\n" + lines("**{k}:** {v}\\\n"),
        "# T\n\n" + lines("**{k}**: {v}\n\n"),
        "# T\n\n" + lines("- **{k}**: {v}\n"),
        "# T\n\n" + lines("* {k}: {v}\n"),
        "# T\n\n" + lines("> **{k}**: {v}\n"),
        "# T\n\n" + lines("> {k}: {v}\n").replace("> ", "> **").replace(": ", "**: "),
        "# T\n\n| Field | Value |\n|---|---|\n" + lines("| {k} | {v} |\n"),
        "# T\n\n|  |  |\n|---|---|\n" + lines("| **{k}** | {v} |\n"),
        "\ufeff---\r\n" + lines("{k}: {v}\r\n") + "---\r\n",
    ],
)
def test_metadata_is_read_in_every_form(text: str) -> None:
    assert outline.metadata(whole(text)) == FIVE
    assert len(values(text, "meta")) == 5


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("owner", "author"),
        ("Authors", "author"),
        ("Autor", "author"),
        ("Date", "created"),
        ("Erstellt am", "created"),
        ("Created At", "created"),
        ("Datum", "created"),
        ("State", "status"),
        ("状态", "status"),
        ("target_model", "target_model"),
        ("Target-Model", "target_model"),
        ("Document Version", "version"),
    ],
)
def test_synonyms_are_folded(key: str, name: str) -> None:
    assert outline.metadata(whole(f"---\n{key}: x\n---\n")) == {name: "x"}


def test_the_first_of_two_status_lines_is_the_one() -> None:
    document = whole("---\nstatus: draft\n---\n# T\n\n**Status**: final\n")
    assert outline.metadata(document) == {"status": "draft"}
    assert outline.status_row(document) == 1
    assert outline.version_row(document) is None


def test_dashes_and_metadata_lines_are_rows_of_their_own() -> None:
    document = whole("# T\n\n## Metadata\n---\nversion: 1\n---\n")
    assert [(row.kind, row.dialect, row.parent) for row in document.rows[2:]] == [
        ("prose", "delimiter:", 1),
        ("meta", "meta:{key}: {text}", 1),
        ("prose", "delimiter:", 1),
    ]


def test_nested_yaml_is_one_row_and_notes_are_prose() -> None:
    text = "---\n# made by hand\ntitle: T\ntags:\n  - a\n\n  - b\nmore:\n  x: 1\n# note\nend: 2\n---\ntext\n"
    assert values(text, "meta") == [
        {"label": "title", "text": "T"},
        {"label": "tags", "text": "- a\n\n  - b"},
        {"label": "more", "text": "x: 1"},
        {"label": "end", "text": "2"},
    ]
    assert [row.source for row in whole(text).rows if row.layout == "prose"] == ["# made by hand", "# note", "text"]


@pytest.mark.parametrize(
    "text",
    [
        "---\nplain words\n---\n",
        "---\nkey: v\n",
        "--- x\nkey: v\n---\n",
        "text\n---\nkey: v\n---\n",
        "---\n---\n",
    ],
)
def test_a_first_block_without_keys_or_end_is_no_front_matter(text: str) -> None:
    assert "meta" not in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "# T\n\n## Metadata\n\n---\n",
        "# T\n\n## Metadata\n\n---\n\n## Goals\n\n---\n",
        "# T\n\n## Metadata\n\n---\nwords\n\n---\n",
        "# T\n\n## Metadata\n\n***\nwords\n\n***\n",
        "# T\n\n## Metadata\n\n---\n```\nkey: v\n---\nx\n```\n",
    ],
)
def test_dashes_under_metadata_without_keys_or_end_are_prose(text: str) -> None:
    assert "meta" not in kinds(text)


def test_bold_lines_below_the_title_need_a_known_key() -> None:
    assert kinds("# T\n\n**Note**: read this\n") == ["heading", "prose"]
    assert kinds("# T\n\n**Colour**: red\n**Status**: draft\n") == ["heading", "meta", "meta"]


def test_a_line_of_several_pairs_is_prose() -> None:
    assert kinds("# T\n\n**Status**: Draft | **Author**: Ana\n") == ["heading", "prose"]
    assert kinds("# T\n\n> **Status:** Draft · **Author:** Ana\n") == ["heading", "prose"]


def test_a_quote_with_other_lines_is_prose() -> None:
    assert kinds("# T\n\n> **Status**: Draft\n> and words\n") == ["heading", "prose"]
    assert kinds("# T\n\n> **Note**: this\n") == ["heading", "prose"]
    assert tree("# T\n\n> **Status**: Draft\n>\n> **Author**: Ana\n") == [
        "heading: # T",
        "  meta: > **Status**: Draft",
        "  prose: >",
        "  meta: > **Author**: Ana",
    ]


def test_words_between_metadata_lines_belong_to_the_value_above() -> None:
    assert values("# T\n\n**Status**: Draft\nsince May\n**Author**: Ana\n", "meta") == [
        {"label": "Status", "text": "Draft\nsince May"},
        {"label": "Author", "text": "Ana"},
    ]


def test_metadata_ends_with_the_first_section() -> None:
    assert kinds("# T\n\n## Overview\n\n**Status**: unclear\n\n- Author: unknown\n") == ["heading", "heading", "prose"]


def test_words_first_under_metadata_do_not_hide_the_lines_below() -> None:
    assert kinds("# T\n\n## Metadata\n\nAs follows\nversion: 2\n") == ["heading", "heading", "prose", "meta"]
