"""One kind is declared in one place; the system check names what elsewhere does not follow."""

from dataclasses import replace

import pytest

from specs import declarations
from specs.declarations import declarations_agree, disagreements
from specs.document.kinds import Field, Kind
from specs.document.template import KINDS
from specs.models import Row

COLUMNS = {field.name for field in Row._meta.fields}


def test_everything_agrees() -> None:
    assert declarations_agree() == []


def test_a_kind_without_model_columns_or_template_is_named() -> None:
    odd = Kind("odd", "Odd", (Field("shape", "Shape"), Field("text", "Text")), {"cloud": ("{text}",)}, "", ("nothing",))
    found = set(disagreements({**KINDS, "odd": odd}, COLUMNS))
    assert found == {
        "no model is named for the kind odd",
        "odd.shape has no column and is no part",
        "below odd stands nothing, which is no kind",
        "there is no template for cloud rows",
    }


def test_a_column_that_went_is_missed() -> None:
    assert "requirement.title has no column and is no part" in set(disagreements(KINDS, COLUMNS - {"title"}))


def test_a_kind_that_went_leaves_its_model_and_section_behind() -> None:
    fewer = {name: replace(kind, children=()) for name, kind in KINDS.items() if name != "goal"}
    assert set(disagreements(fewer, COLUMNS)) == {
        "the model Goal is of no kind",
        "section goals holds goal, which is no kind",
    }


def test_the_check_stops_a_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declarations, "KINDS", {})
    assert {error.id for error in declarations_agree()} == {"specs.E001"}
