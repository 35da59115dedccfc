"""What stands beside a row's text: ranks, columns, HTML, and that they follow what they depend on."""

import pytest

from accounts.models import Team, User
from specs.document import rendering
from specs.models import Row, Spec
from specs.services import editing
from specs.services.reading import html_of
from specs.views.lines import tree
from tests.factories import make_spec

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "rank"),
    [
        ("Must", 1),
        ("P1", 1),
        ("muss", 1),
        ("Should", 2),
        ("could have", 3),
        ("Won't", 4),
        ("whatever", None),
        ("sehr hoch", 1),
    ],
)
def test_priorities_are_kept_as_written_and_ranked(payments: Team, ana: User, written: str, rank: int | None) -> None:
    spec = make_spec(
        payments,
        ana,
        f"# T\n\n## Functional Requirements\n\n- **FR-1** ({written}): a\n- **FR-2**: b\n  - **Priority**: {written}\n",
    )
    second = spec.rows.get(uid="FR-2")
    assert (second.priority, second.priority_rank) == (written, rank)


@pytest.mark.parametrize(
    ("written", "rank"),
    [("High", 1), ("sehr hoch", 1), ("**Medium**", 2), ("niedrig", 3), ("高", 1), ("?", None), ("", None)],
)
def test_impacts_are_kept_as_written_and_ranked(payments: Team, ana: User, written: str, rank: int | None) -> None:
    text = f"# T\n\n## Risks\n\n| Risk | Impact | Mitigation |\n|---|---|---|\n| a | {written} | b |\n"
    risk = make_spec(payments, ana, text).rows.get(kind="risk")
    assert (risk.impact, risk.impact_rank) == (written, rank)


def test_code_is_shown_as_code_whatever_is_in_it(payments: Team, ana: User) -> None:
    spec = make_spec(payments, ana, "# T\n\n## Data Model\n\n````sql\n```\nSELECT '<b>'\n````\n")
    row = spec.rows.get(kind="sql")
    assert "<pre" in row.html
    assert "<b>" not in row.html
    assert row.html.count("`") == 3


def test_names_are_rendered_inline_and_texts_as_blocks(spec: Spec) -> None:
    assert "<p>" not in spec.rows.get(kind="phase").html
    assert "<p>" in spec.rows.get(uid="FR-1").html
    assert "Ana Ruiz" in spec.rows.get(kind="meta", label="author").html
    assert "Bank is down" in spec.rows.get(kind="risk").html


def test_a_changed_definition_renders_its_users_anew(payments: Team, ana: User) -> None:
    text = (
        "# T\n\n## Overview\n\nSee [bank][b].\n\n## Goals\n\n1. Ask [bank][b]\n2. Other\n\n[b]: https://old.example/\n"
    )
    spec = make_spec(payments, ana, text)
    goal = spec.rows.get(kind="goal", text="Ask [bank][b]")
    assert "https://old.example/" in goal.html
    holder = spec.rows.get(source__contains="[b]: https://old")
    editing.save_source(holder, by=ana, source=holder.source.replace("old", "new"), stamp=holder.stamp)
    after = Row.objects.get(pk=goal.pk)
    assert "https://new.example/" in after.html
    assert after.stamp == goal.stamp


def test_rows_of_an_older_renderer_are_shown_by_the_new_one(spec: Spec, ana: User) -> None:
    row = spec.rows.get(kind="risk")
    assert html_of(row, "") == row.html
    Row.objects.filter(spec=spec).update(html="ZQX of an older renderer", html_version=rendering.VERSION - 1)
    shown = [line.html for line in tree(spec.rows, "")]
    assert len(shown) == spec.rows.count()
    assert not any("ZQX" in html for html in shown)
    row = spec.rows.get(kind="goal", text="Refunds within a day")
    editing.save_row(row, by=ana, values={"text": "Refunds within an hour"}, stamp=row.stamp)
    row.refresh_from_db()
    assert (row.html, row.html_version) == ("<p>Refunds within an hour</p>", rendering.VERSION)


def test_a_subtree_that_leaves_a_requirement_takes_its_priority(payments: Team, ana: User) -> None:
    text = "# T\n\n## Functional Requirements\n\n- **FR-1**: a\n  - **Priority**: Must\n  - **Note**: x\n"
    spec = make_spec(payments, ana, text)
    editing.remove_row(spec.rows.get(kind="part", label="Priority"), by=ana)
    fr1 = spec.rows.get(uid="FR-1")
    assert (fr1.priority, fr1.priority_rank, fr1.stamp) == ("", None, 2)


def test_a_criterion_counts_as_a_change_of_its_requirement(payments: Team, ana: User) -> None:
    text = "# T\n\n## Functional Requirements\n\n- **FR-1**: a\n  - **Acceptance criteria**:\n    - one\n    - two\n"
    spec = make_spec(payments, ana, text)
    criteria = spec.rows.filter(kind="criterion")
    editing.save_row(criteria[0], by=ana, values={"text": "uno"}, stamp=criteria[0].stamp)
    editing.remove_row(criteria[1], by=ana)
    assert spec.rows.get(uid="FR-1").stamp == 3
