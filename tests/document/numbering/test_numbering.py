"""Uids go on in the document's own manner, and none comes twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.numbering import following, prefix_of, sample
from specs.document.reader import read

PREFIXES = st.sampled_from(["FR-", "REQ_", "T", "SC-", "FR-1.", "1.", "Ä-", ""])


@pytest.mark.parametrize(
    ("uid", "used", "next_one"),
    [
        ("FR-002", ["FR-001", "FR-002"], "FR-003"),
        ("FR-999", ["FR-999"], "FR-1000"),
        ("REQ_7", [], "REQ_8"),
        ("FR-2", ["FR-11", "FR-3a", "FR-2.40", "XFR-90"], "FR-12"),
        ("FR-1.0", ["FR-1.3"], "FR-1.4"),
        ("NFR", ["NFR"], ""),
        ("T００１", [], ""),
        ("X-1234567890", [], "X-1234567891"),
    ],
)
def test_the_next_of_a_series_is_behind_all_of_it(uid: str, used: list[str], next_one: str) -> None:
    assert following(uid, used) == next_one


@given(PREFIXES, st.integers(0, 99_999), st.integers(1, 5), st.lists(st.integers(0, 99_999), max_size=20))
def test_the_next_one_is_new_in_the_same_series_and_as_wide(
    prefix: str, number: int, width: int, numbers: list[int]
) -> None:
    uid = f"{prefix}{number:0{width}}"
    used = [f"{prefix}{other:0{width}}" for other in numbers]
    found = following(uid, used)
    assert found not in {*used, uid}
    assert prefix_of(found) == prefix_of(uid)
    assert len(found) >= len(uid)


NESTED = """# T

## Functional Requirements

- **FR-1**: a
  - **FR-1{0}1**: b
- **FR-2**: c
  - **FR-2{0}1**: d
- **FR-3**: e
"""


@pytest.mark.parametrize("between", [".", "-", "_"])
def test_what_parts_a_number_from_its_parents_is_the_documents_own(between: str) -> None:
    document = read(NESTED.format(between))
    third = next(i for i, row in enumerate(document.rows) if "FR-3" in row.source)
    assert sample(document, "requirement", parent=third) == f"FR-3{between}0"


@pytest.mark.parametrize("between", ["a", ".2."])
def test_where_it_is_no_mark_of_its_own_a_dot_parts_them(between: str) -> None:
    document = read(NESTED.format(between))
    third = next(i for i, row in enumerate(document.rows) if "FR-3" in row.source)
    assert sample(document, "requirement", parent=third) == "FR-3.0"


MIXED = "# T\n\n## Functional Requirements\n\n- **FR-1**: a\n- **FR-2**: b\n- **SEC-1**: c\n- **Named**: d\n"


@pytest.mark.parametrize(("after", "uid"), [(None, "SEC-1"), (2, "FR-1"), (3, "FR-2"), (5, "SEC-1"), (0, "FR-1")])
def test_the_nearest_sibling_leads(after: int | None, uid: str) -> None:
    document = read(MIXED)
    assert [row.kind for row in document.rows] == ["heading", "heading", *["requirement"] * 4]
    assert sample(document, "requirement", parent=1, after=after) == uid


def test_below_a_row_without_a_uid_and_where_none_has_one_there_is_none() -> None:
    bare = read("# T\n\n## Functional Requirements\n\n- Log in\n\n## Plan\n\n### Phase 1: A\n\n- [ ] Do it\n")
    assert sample(bare, "requirement", parent=1) == ""
    assert sample(bare, "requirement", parent=2) == ""
    assert sample(bare, "task", parent=None) == ""
    assert sample(bare, "metric", parent=None) == ""


def test_other_sections_lead_where_a_section_is_empty() -> None:
    document = read("# T\n\n## Plan\n\n### Phase 1: A\n\n- [ ] **T001**: Do\n- [ ] **T002**: Go\n\n### Phase 2: B\n")
    assert sample(document, "task", parent=5) == "T002"
    assert sample(read("# T\n"), "requirement", parent=None) == "FR-0"
