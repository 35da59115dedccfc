"""What stands above a task tells how far it is: its phases and its section, the nearest first."""

import pytest

from accounts.models import Team, User
from specs.services.counting import above
from tests.factories import make_spec

PLAN = """# T

## Plan

### Phase 1: A

- [x] One
  - [ ] **T2**: Inner
- [ ] Three

### Phase 2: B

- [ ] Four
"""


@pytest.mark.parametrize(
    ("text", "words", "counted"),
    [
        (PLAN, "Inner", [("A", 1, 3), ("Plan", 1, 4)]),
        (PLAN, "Four", [("B", 0, 1), ("Plan", 1, 4)]),
        ("# T\n\n## Overview\n\n- [ ] Go\n", "Go", []),
        ("- [ ] Go\n", "Go", []),
    ],
)
def test_phases_and_sections_count_the_tasks_below_them(
    payments: Team, ana: User, text: str, words: str, counted: list[tuple[str, int, int]]
) -> None:
    task = make_spec(payments, ana, text).rows.get(kind__in=("task", "check"), text=words)
    assert [(found.row.title, found.done, found.total) for found in above(task)] == counted
