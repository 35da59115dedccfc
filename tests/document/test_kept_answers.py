"""What is worked out once for a process is what would be worked out each time."""

from specs.document import fields, recognition
from specs.document.checks.placeholders import samples
from specs.document.template import KINDS


def test_the_templates_own_values() -> None:
    found = samples.__wrapped__()
    assert found == samples()
    assert "[Primary objective]" in {value for _where, _kind, _field, value in found}


def test_the_forms_of_captions() -> None:
    pattern = fields.caption.__wrapped__()
    assert pattern == fields.caption()
    assert pattern.match("**Response 200**:")["label"] == "Response 200"


def test_the_patterns_of_each_kind() -> None:
    for name, kind in KINDS.items():
        for layout, patterns in kind.patterns.items():
            tries = recognition._tries.__wrapped__(name, layout)
            assert tries == recognition._tries(name, layout)
            assert {pattern for pattern, _begins, _compiled in tries} == set(patterns)
