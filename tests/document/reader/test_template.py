"""The template itself: every section and every row of it is recognised."""

import re
from collections import Counter
from pathlib import Path

import specs.document
from specs.document import outline
from specs.document.fields import spans
from specs.document.kinds import Kind
from specs.document.patterns import FIELDS, compiled, filled, names
from specs.document.template import KINDS, PARTS, SECTIONS
from tests.document.reader.reading import whole

TEMPLATE = (Path(specs.document.__file__).parent / "technical-spec-template.md").read_bytes().decode()


def test_every_section_of_the_template_is_recognised() -> None:
    document = whole(TEMPLATE)
    assert list(outline.written(document)) == list(SECTIONS)
    assert outline.unwritten(document) == []
    assert outline.title(document) == "Technical Specification Template"
    assert outline.summary(document) == "Detailed technical design document for features or systems."


def test_every_row_of_the_template_has_the_kind_of_its_section() -> None:
    document = whole(TEMPLATE)
    assert Counter(row.kind for row in document.rows) == {
        "heading": 27,
        "prose": 5,
        "meta": 5,
        "goal": 3,
        "nongoal": 2,
        "requirement": 2,
        "quality": 5,
        "diagram": 1,
        "component": 1,
        "part": 5,
        "sql": 1,
        "endpoint": 1,
        "payload": 2,
        "layer": 5,
        "phase": 2,
        "task": 4,
        "step": 6,
        "labelled": 12,
        "table": 2,
        "error": 3,
        "stage": 5,
        "question": 2,
        "risk": 1,
        "metric": 3,
        "reference": 3,
    }
    assert [document.section(i) for i, row in enumerate(document.rows) if row.layout == "prose"] == [
        "",
        "overview",
        "problem",
    ]


def test_the_templates_form_is_the_first_pattern_of_its_kind() -> None:
    for row in whole(TEMPLATE).rows:
        if row.layout in ("item", "para", "heading", "fence", "meta") and "text" not in row.dialect.partition(":")[2]:
            assert row.dialect.partition(":")[2] == KINDS[row.kind].patterns[row.layout][0]


def test_fields_of_the_template() -> None:
    document = whole(TEMPLATE)
    assert outline.metadata(document)["target_model"] == "[OpenAI GPT-4o, Claude Sonnet, etc.]"
    endpoint = next(i for i, row in enumerate(document.rows) if row.kind == "endpoint")
    assert outline.values(document, endpoint)["response"] == '{\n  "id": 123,\n  "status": "success"\n}'


def values_for(kind: Kind, pattern: str) -> dict[str, str]:
    samples = {
        "uid": "1.2" if "{number}" in pattern or kind.name == "task" else "FR-1",
        "priority": "P1",
        "label": "Label",
        "title": "Title",
        "method": "GET",
        "path": "/x",
        "done": "x",
        "text": "some text",
    }
    return {name: samples[name] for name in names(pattern)}


def test_every_pattern_reads_what_it_writes() -> None:
    """A pattern filled in and read by itself gives the same fields; `{n}` and `{word}` are put in by hand."""
    for kind in KINDS.values():
        for layout, patterns in kind.patterns.items():
            for pattern in patterns:
                if layout in ("fence", "table", "cell"):
                    continue
                wanted = values_for(kind, pattern)
                line = filled(pattern.replace("{n}", "1").replace("{word}", "Phase"), wanted)
                marked = {"item": "- ", "heading": "## "}.get(layout, "") + line
                found = spans(kind.name, f"{layout}:{pattern}", marked)
                assert {name: marked[slice(*span)] for name, span in found.items()} == wanted, (kind.name, pattern)


def test_every_placeholder_is_declared_and_stored_as_a_field_of_its_kind() -> None:
    for kind in KINDS.values():
        allowed = {field.name for field in kind.fields} | {"lang"}
        for layout, patterns in kind.patterns.items():
            for pattern in patterns:
                assert set(re.findall(r"\{(\w+)\}", pattern)) <= set(FIELDS)
                if layout not in ("cell", "fence"):
                    assert names(pattern) <= allowed, (kind.name, pattern)
                    compiled(pattern)


def test_the_declarations_name_each_other_rightly() -> None:
    for section in SECTIONS.values():
        assert not section.parent or section.parent in SECTIONS
        assert section.kind in KINDS or section.kind == ""
        assert section.title.casefold() in section.names or section.key == "metadata"
    for kind in KINDS.values():
        assert set(kind.children) <= set(KINDS)
        assert {kind.field(field.name) for field in kind.fields} == set(kind.fields)
        assert {field.name for field in kind.fields if field.part} <= set(PARTS)
        assert set(kind.columns or {}) <= {field.name for field in kind.fields}
        assert kind.layout in ("item", "para", "heading", "fence", "meta", "cell", "table", "prose")
