"""Metadata: written in the document's own form, with its line or its section where they are missing."""

import pytest

from specs.document import outline, writer
from specs.document.template import SECTIONS
from specs.document.writer import Refused
from tests.document.writer.lines import numbered

FORMS = {
    "the template's block": "# T\n\n## Metadata\n---\nversion: 1.0\nstatus: draft\n---\n\n## Goals\n",
    "front matter": "---\ntitle: T\nversion: 1.0\nstatus: draft\n---\n\n# T\n",
    "bold lines": "# T\n\n**Version**: 1.0\n**Status**: draft\n\n## Goals\n",
    "bold lines with breaks": "# T\n\n**Version:** 1.0  \n**Status:** draft  \n\n## Goals\n",
    "bullets": "# T\n\n- **Version**: 1.0\n- **Status**: draft\n\n## Goals\n",
    "a quote": "# T\n\n> **Version**: 1.0\n> **Status**: draft\n\n## Goals\n",
    "a table": "# T\n\n| Field | Value |\n|---|---|\n| Version | 1.0 |\n| Status | draft |\n\n## Goals\n",
}
NEW_LINES = {
    "the template's block": "author: Ana\n",
    "front matter": "author: Ana\n",
    "bold lines": "**Author**: Ana\n",
    "bold lines with breaks": "**Author:** Ana\n",
    "bullets": "- **Author**: Ana\n",
    "a quote": "> **Author**: Ana\n",
    "a table": "| Author | Ana |\n",
}
every = pytest.mark.parametrize("form", FORMS)


@every
def test_metadata_is_changed_where_it_stands(form: str) -> None:
    document = numbered(FORMS[form])
    written = writer.set_metadata(document, "status", "review")
    assert written.document.text == FORMS[form].replace("draft", "review")
    assert [row.id for row in written.document.rows] == [row.id for row in document.rows]
    assert outline.metadata(written.document)["status"] == "review"


@every
def test_a_missing_line_is_added_in_the_documents_own_form(form: str) -> None:
    document = numbered(FORMS[form])
    written = writer.set_metadata(document, "author", "Ana")
    status = next(line for line in FORMS[form].splitlines(keepends=True) if "draft" in line)
    assert written.document.text == FORMS[form].replace(status, status + NEW_LINES[form])
    assert outline.metadata(written.document)["author"] == "Ana"


@every
def test_the_last_line_can_be_removed_and_written_again(form: str) -> None:
    document = numbered(FORMS[form])
    for key in ("status", "version"):
        index = outline.metadata_row(document, key)
        assert index is not None
        document = writer.remove(document, index).document
    assert "version" not in outline.metadata(document)
    written = writer.set_metadata(document, "version", "2.0")
    assert outline.metadata(written.document)["version"] == "2.0"


def test_without_metadata_the_section_is_written_as_the_template_has_it() -> None:
    document = numbered("# T\n\nSummary.\n\n## Goals\n\n1. a\n")
    written = writer.set_metadata(document, "version", "1.0")
    assert written.document.text == "# T\n\nSummary.\n\n## Metadata\n---\nversion: 1.0\n---\n\n## Goals\n\n1. a\n"
    assert written.index is not None
    assert written.document.rows[written.index].kind == "meta"
    assert writer.set_metadata(numbered(""), "version", "1.0").document.text == "## Metadata\n---\nversion: 1.0\n---\n"


def test_synonyms_are_known_and_other_keys_are_keys() -> None:
    document = numbered("# T\n\n**Owner**: Ana\n**Last updated**: today\n")
    assert (
        writer.set_metadata(document, "author", "Ben").document.text
        == "# T\n\n**Owner**: Ben\n**Last updated**: today\n"
    )
    written = writer.set_metadata(document, "last updated", "now")
    assert written.document.text == "# T\n\n**Owner**: Ana\n**Last updated**: now\n"
    written = writer.set_metadata(document, "target_model", "M")
    assert written.document.text == "# T\n\n**Owner**: Ana\n**Last updated**: today\n**Target model**: M\n"


def test_nested_metadata_is_not_edited_as_a_field() -> None:
    document = numbered("---\nversion: 1\nauthor:\n  - Ana\n  - Ben\n---\n\n# T\n")
    with pytest.raises(Refused, match="Nested metadata"):
        writer.set_metadata(document, "author", "Cai")
    assert writer.set_metadata(document, "version", "2").document.text == document.text.replace("1", "2")


def test_metadata_moves_inside_its_block() -> None:
    document = numbered(FORMS["the template's block"])
    written = writer.move(document, 4, parent=1, after=None)
    assert written.document.text == FORMS["the template's block"].replace(
        "version: 1.0\nstatus: draft", "status: draft\nversion: 1.0"
    )


def test_the_lines_around_metadata_stay() -> None:
    document = numbered(FORMS["the template's block"])
    with pytest.raises(Refused, match="stay as they are"):
        writer.set_fields(document, 2, {"text": "+++"})
    with pytest.raises(Refused):
        writer.remove(document, 2)


# New documents


def test_a_new_document_begins_with_its_title_and_metadata() -> None:
    text = writer.new_document("Pay by\nlink #", metadata={"version": "1.0", "status": "draft", "team": "PAY"})
    assert text == (
        "# Pay by link \\#\n\n## Metadata\n---\nversion: 1.0\nauthor:\ncreated:\n"
        "status: draft\ntarget_model:\nteam: PAY\n---\n"
    )
    assert outline.metadata(numbered(text)) == {
        "version": "1.0",
        "author": "",
        "created": "",
        "status": "draft",
        "target_model": "",
    }


@pytest.mark.parametrize("template", ["full", "short"])
def test_sections_nobody_has_written_in_are_not_in_the_text(template: str) -> None:
    document = numbered(writer.new_document("T", template=template, metadata={}))
    assert {section.key for section in outline.unwritten(document)} == set(SECTIONS) - {"metadata"}


def test_an_empty_document_has_its_title_alone() -> None:
    assert writer.new_document("T", template="empty", metadata={"version": "1"}) == "# T\n"


def test_a_new_document_needs_a_title_and_a_known_template() -> None:
    with pytest.raises(Refused, match="needs a title"):
        writer.new_document(" \n", metadata={})
    with pytest.raises(Refused, match="no template"):
        writer.new_document("T", template="huge", metadata={})


def test_a_line_is_added_to_the_first_of_several_blocks() -> None:
    text = "---\nstatus: draft\n---\n\n# T\n\n**Team**: A\n"
    assert writer.set_metadata(numbered(text), "version", "1").document.text == text.replace(
        "draft", "draft\nversion: 1"
    )
