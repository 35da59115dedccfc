"""Two documents as people write them: one after a template of many dialects, one in German with CRLF and setext."""

from pathlib import Path

import pytest

from specs.document import outline
from specs.document.limits import decode
from specs.document.reader import read
from tests.document.expected import expected

FOLDER = Path(__file__).parent / "documents"


@pytest.mark.parametrize("name", ["night-transfers", "brueckenwaage"])
def test_a_document_is_read_as_the_file_beside_it_says(name: str) -> None:
    data = (FOLDER / f"{name}.md").read_bytes()
    document = read(decode(data))
    assert document.text.encode() == data
    assert expected(document) == (FOLDER / f"{name}.rows").read_text(encoding="utf-8")


def test_what_the_documents_say_about_themselves() -> None:
    night = read((FOLDER / "night-transfers.md").read_bytes().decode())
    scales = read((FOLDER / "brueckenwaage.md").read_bytes().decode())
    assert outline.title(night) == "🌙 Night transfers"
    assert outline.metadata(night) == {
        "status": "In Review   # since Monday",
        "version": "0.7.2",
        "created": "2026-03-09",
        "author": "Logistics, *Ines Albrecht*",
    }
    assert outline.metadata(scales) == {"version": "3", "author": "J. Nowak", "status": "Entwurf"}
    assert list(outline.written(scales)) == [
        "overview",
        "requirements",
        "architecture",
        "components",
        "api",
        "data_model",
        "errors",
        "questions",
        "rollout",
        "references",
    ]
