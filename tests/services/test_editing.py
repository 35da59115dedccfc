"""Rows and sections: added, changed, moved, removed, ticked; each one event, each exported as promised."""

import pytest

from accounts.models import Team, User
from specs.document.reader import read
from specs.document.writer import Unconfirmed, Written
from specs.models import Row, Spec
from specs.services import editing, inserting
from specs.services.errors import Conflict, NotAllowed, Refused, WrongStatus
from tests.factories import SAMPLE, make_approved, make_spec

pytestmark = pytest.mark.django_db


def text(spec: Spec) -> str:
    spec.refresh_from_db()
    found = spec.document().text
    again = read(found)
    assert [(r.kind, r.source) for r in again.rows] == [(r.kind, r.source) for r in spec.document().rows]
    return found


def test_only_the_lines_of_the_edited_row_differ(spec: Spec, ana: User, fr1: Row) -> None:
    saved = editing.save_row(fr1, by=ana, values={"text": "In full.", "title": "Whole"}, stamp=fr1.stamp)
    before, after = SAMPLE.split("\n"), text(spec).split("\n")
    assert [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b] == [32]
    assert (saved.row.text, saved.row.title, saved.merged) == ("In full.", "Whole", False)


def test_a_field_is_written_as_typed_in_a_browser(spec: Spec, ana: User) -> None:
    overview = spec.rows.get(section="overview", kind="prose")
    editing.save_row(overview, by=ana, values={"text": "One.\r\n\r\nTwo."}, stamp=overview.stamp)
    assert "## Overview\n\nOne.\n\nTwo.\n\n## Goals" in text(spec)


def test_saving_what_stands_there_is_no_change(spec: Spec, ana: User, fr1: Row) -> None:
    saved = editing.save_row(fr1, by=ana, values={"text": fr1.text}, stamp=fr1.stamp)
    assert saved.row.stamp == fr1.stamp
    assert spec.events.count() == 1


def test_html_is_kept_with_the_row(spec: Spec, ana: User, fr1: Row) -> None:
    saved = editing.save_row(fr1, by=ana, values={"text": "In **full**"}, stamp=fr1.stamp)
    assert "<strong>full</strong>" in saved.row.html
    assert saved.row.html_version > 0


def test_a_requirement_added_to_its_section_gets_the_next_uid(spec: Spec, ana: User) -> None:
    row = editing.add_row(spec, by=ana, kind="requirement", values={"text": "More"}, section="functional")
    assert (row.uid, row.section, row.source) == ("FR-4", "functional", "4. **FR-4**: More")


def test_a_uid_once_given_is_not_given_again(spec: Spec, ana: User) -> None:
    row = editing.add_row(spec, by=ana, kind="requirement", values={"text": "More"}, section="functional")
    editing.remove_row(row, by=ana)
    again = editing.add_row(spec, by=ana, kind="requirement", values={"text": "Other"}, section="functional")
    assert again.uid == "FR-5"


def test_a_uid_changed_away_is_not_given_again(spec: Spec, ana: User) -> None:
    row = editing.add_row(spec, by=ana, kind="requirement", values={"text": "More"}, section="functional")
    editing.save_row(row, by=ana, values={"uid": "FR-3a"}, stamp=row.stamp)
    again = editing.add_row(spec, by=ana, kind="requirement", values={"text": "Other"}, section="functional")
    assert again.uid not in ("FR-4", "FR-3a")


@pytest.mark.parametrize(
    ("lines", "uid"),
    [
        ("- **FR-001**: a\n- **FR-007**: b\n", "FR-008"),
        ("- **R9**: a\n", "R10"),
        ("", "FR-1"),
    ],
)
def test_uids_go_on_in_the_manner_of_the_document(payments: Team, ana: User, lines: str, uid: str) -> None:
    spec = make_spec(payments, ana, f"# T\n\n## Functional Requirements\n\n{lines}")
    assert editing.add_row(spec, by=ana, kind="requirement", values={"text": "x"}, section="functional").uid == uid


def test_below_a_requirement_uids_go_one_level_deeper(payments: Team, ana: User) -> None:
    spec = make_spec(
        payments, ana, "# T\n\n## Requirements\n\n### FR-1: Holds\n- **FR-1.1**: a\n\n### FR-2: Releases\n"
    )
    first = editing.add_row(spec, by=ana, kind="requirement", values={"text": "b"}, parent=spec.rows.get(uid="FR-1"))
    assert first.uid == "FR-1.2"
    second = editing.add_row(spec, by=ana, kind="requirement", values={"text": "c"}, parent=spec.rows.get(uid="FR-2"))
    assert second.uid == "FR-2.1"


def test_where_rows_have_no_uids_a_new_one_gets_none(payments: Team, ana: User) -> None:
    spec = make_spec(payments, ana, "# T\n\n## Functional Requirements\n\n- Users can log in\n")
    row = editing.add_row(spec, by=ana, kind="requirement", values={"text": "And out"}, section="functional")
    assert row.uid == ""
    metric = editing.add_row(spec, by=ana, kind="metric", values={"text": "Fewer letters"}, section="metrics")
    assert metric.uid == ""


def test_what_writes_no_row_adds_none(spec: Spec, ana: User) -> None:
    with pytest.raises(Refused, match="nothing in it"):
        inserting.added(spec, ana, "added", lambda document: Written(document, None))


def test_a_uid_that_was_typed_is_taken(spec: Spec, ana: User) -> None:
    row = editing.add_row(spec, by=ana, kind="requirement", values={"uid": "PAY-9", "text": "x"}, section="functional")
    assert row.uid == "PAY-9"


def test_a_uid_that_another_row_has_or_had_is_refused_with_the_next_free_one(spec: Spec, ana: User, fr1: Row) -> None:
    with pytest.raises(Refused, match=r"FR-2 is taken by “A clerk .*”\. The next free one is FR-4\.") as no:
        editing.save_row(fr1, by=ana, values={"uid": "fr-2 "}, stamp=fr1.stamp)
    assert no.value.field == "uid"
    editing.remove_row(spec.rows.get(uid="FR-3"), by=ana)
    with pytest.raises(Refused, match="FR-3 is taken by a deleted row, “The customer"):
        editing.add_row(spec, by=ana, kind="requirement", values={"uid": "FR-3", "text": "x"}, section="functional")
    assert editing.save_row(fr1, by=ana, values={"uid": "FR-1"}, stamp=fr1.stamp).row.uid == "FR-1"


def test_a_taken_uid_that_ends_in_no_number_has_no_next_one_and_long_words_are_cut(payments: Team, ana: User) -> None:
    lines = f"- **FR-1a**: {'long ' * 20}\n- **FR-1**: x\n"
    spec = make_spec(payments, ana, f"# T\n\n## Functional Requirements\n\n{lines}")
    row = spec.rows.get(uid="FR-1")
    with pytest.raises(Refused, match=r"taken by “long.*…”\.$"):
        editing.save_row(row, by=ana, values={"uid": "FR-1a"}, stamp=row.stamp)


def test_the_uid_offered_is_the_one_that_is_given(spec: Spec, ana: User, fr1: Row) -> None:
    assert editing.offered_uid(spec, kind="requirement", section="functional") == "FR-4"
    assert editing.offered_uid(spec, kind="requirement", after=fr1) == "FR-4"
    assert editing.offered_uid(spec, kind="requirement", parent=fr1) == "FR-1.1"
    assert editing.offered_uid(spec, kind="goal", section="goals") == ""
    task = spec.rows.filter(kind="task").first()
    assert editing.offered_uid(spec, kind="task", after=task) == ""
    editing.remove_row(spec.rows.get(uid="FR-3"), by=ana)
    with pytest.raises(Refused, match="deleted meanwhile"):
        editing.offered_uid(spec, kind="requirement", after=Row.objects.get(spec=spec, uid="FR-3").pk)


def test_the_first_word_in_an_unwritten_section_writes_its_headings(spec: Spec, ana: User) -> None:
    row = editing.add_row(spec, by=ana, kind="layer", values={"label": "Backend", "text": "Go"}, section="stack")
    assert row.section == "stack"
    assert "\n## Architecture\n\n### Technology Stack\n\n- **Backend**: Go\n\n## Implementation Plan\n" in text(spec)


def test_a_row_goes_behind_another_or_below_a_parent(spec: Spec, ana: User) -> None:
    goals = spec.rows.filter(kind="goal")
    row = editing.add_row(spec, by=ana, kind="goal", values={"text": "Between"}, after=goals[0])
    assert "1. Refunds within a day\n2. Between\n3. No letters" in text(spec)
    phase = spec.rows.get(kind="phase")
    task = editing.add_row(spec, by=ana, kind="task", values={"text": "Test it"}, parent=phase.pk)
    assert "- [ ] Send the mail (FR-3)\n- [ ] Test it\n- **Duration**" in text(spec)
    assert task.parent_id == phase.pk
    assert row.place > goals[0].place


def test_below_an_empty_parent_and_below_one_with_text_only(payments: Team, ana: User) -> None:
    spec = make_spec(payments, ana, "# T\n\n## Plan\n\n### Phase 1: A\n\n### Phase 2: B\n\nWords.\n")
    for phase in spec.rows.filter(kind="phase"):
        editing.add_row(spec, by=ana, kind="task", values={"text": f"of {phase.title}"}, parent=phase)
    assert [row.text for row in spec.rows.filter(kind="task")] == ["of A", "of B"]


def test_a_row_of_a_table(spec: Spec, ana: User) -> None:
    risk = editing.add_row(
        spec, by=ana, kind="risk", values={"title": "Holidays | Sundays", "impact": "Low"}, section="risks"
    )
    assert (risk.title, risk.impact_rank) == ("Holidays | Sundays", 3)
    assert "| Holidays \\| Sundays | Low |" in text(spec)


def test_nothing_typed_adds_nothing(spec: Spec, ana: User) -> None:
    with pytest.raises(Refused):
        editing.add_row(spec, by=ana, kind="goal", values={"text": "  "}, section="goals")
    with pytest.raises(Refused, match="no kind of row"):
        editing.add_row(spec, by=ana, kind="thing", values={}, section="goals")
    assert spec.events.count() == 1


def test_a_place_in_another_spec_is_no_place(spec: Spec, payments: Team, ana: User) -> None:
    foreign = make_spec(payments, ana).rows.get(uid="FR-1")
    with pytest.raises(Refused, match="deleted meanwhile"):
        editing.add_row(spec, by=ana, kind="requirement", values={"text": "x"}, after=foreign)
    with pytest.raises(Refused):
        editing.move_row(spec.rows.get(uid="FR-1"), by=ana, parent=None, after=foreign.pk)


def test_pasted_markdown_is_recognised(spec: Spec, ana: User) -> None:
    fr3 = spec.rows.get(uid="FR-3")
    event = editing.paste_rows(spec, by=ana, text="1. **FR-8**: one\r\n2. **FR-9**: two", after=fr3)
    assert event is not None
    assert [row.uid for row in spec.rows.filter(kind="requirement")] == ["FR-1", "FR-2", "FR-3", "FR-8", "FR-9"]
    assert "5. **FR-9**: two" in text(spec)


def test_a_removed_row_goes_with_all_below_it(spec: Spec, ana: User) -> None:
    fr2 = spec.rows.get(uid="FR-2")
    event = editing.remove_row(fr2, by=ana)
    assert len([item for item in event.changes if item["after"] is None]) == 2
    assert "1. **FR-1**: A clerk refunds a payment in full.\n2. **FR-3**" in text(spec)
    with pytest.raises(Refused, match="deleted meanwhile"):
        editing.remove_row(fr2, by=ana)


def test_up_and_down(spec: Spec, ana: User) -> None:
    fr2 = spec.rows.get(uid="FR-2")
    editing.move_up(fr2, by=ana)
    assert [row.uid for row in spec.rows.filter(kind="requirement")] == ["FR-2", "FR-1", "FR-3"]
    with pytest.raises(Refused, match="first already"):
        editing.move_up(fr2, by=ana)
    editing.move_down(fr2, by=ana)
    assert text(spec) == SAMPLE
    editing.move_down(fr2, by=ana)
    with pytest.raises(Refused, match="last already"):
        editing.move_down(fr2, by=ana)


def test_up_goes_behind_what_stands_before_its_neighbour(payments: Team, ana: User) -> None:
    spec = make_spec(payments, ana, "# T\n\n## Goals\n\nWords first.\n\n1. a\n2. b\n")
    editing.move_up(spec.rows.get(kind="goal", text="b"), by=ana)
    assert text(spec) == "# T\n\n## Goals\n\nWords first.\n\n1. b\n2. a\n"


def test_to_another_section_of_the_same_kind(payments: Team, ana: User) -> None:
    spec = make_spec(payments, ana, "# T\n\n## Security\n\n- **A**: a\n- **B**: b\n\n## Testing\n\n- **C**: c\n")
    row, target = spec.rows.get(label="B"), spec.rows.get(kind="heading", key="testing")
    editing.move_row(row, by=ana, parent=target)
    moved = Row.objects.get(pk=row.pk)
    assert (moved.section, moved.parent_id) == ("testing", target.pk)
    assert text(spec) == "# T\n\n## Security\n\n- **A**: a\n\n## Testing\n\n- **B**: b\n- **C**: c\n"


def test_a_box_is_ticked_and_unticked(spec: Spec, ana: User) -> None:
    task = spec.rows.filter(kind="task")[0]
    editing.tick(task, by=ana, done=True)
    assert "- [x] Write the ledger" in text(spec)
    assert Row.objects.get(pk=task.pk).done is True
    assert editing.tick(task, by=ana, done=True) is None
    editing.tick(task, by=ana, done=False)
    assert text(spec) == SAMPLE


def test_a_tick_through_the_form_is_one_too(payments: Team, ana: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai)
    task = spec.rows.filter(kind="task")[0]
    editing.save_row(task, by=ana, values={"done": "x"}, stamp=task.stamp)
    assert "- [x] Write the ledger" in text(spec)


def test_a_box_that_is_no_task_is_text(payments: Team, ana: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai, SAMPLE.replace("- Fewer than", "- [ ] Fewer than"))
    with pytest.raises(WrongStatus):
        editing.tick(spec.rows.get(kind="check"), by=ana, done=True)


def test_a_viewer_ticks_nothing(spec: Spec, cai: User) -> None:
    with pytest.raises(NotAllowed):
        editing.tick(spec.rows.filter(kind="task")[0], by=cai, done=True)


def test_sections_added_renamed_moved_removed(spec: Spec, ana: User) -> None:
    overview = spec.rows.get(kind="heading", key="overview")
    added = editing.add_section(spec, by=ana, title="Glossary", after=overview)
    assert "without writing to us.\n\n## Glossary\n\n## Goals & Non-Goals" in text(spec)
    editing.rename_section(added, by=ana, title="Words")
    editing.move_section(added, by=ana, parent=None, after=spec.rows.get(kind="heading", key="metrics"))
    assert text(spec).endswith("- Fewer than 5 letters a week\n\n## Words\n")
    editing.remove_section(added, by=ana)
    assert text(spec) == SAMPLE


def test_a_section_of_the_template_goes_where_the_template_has_it(spec: Spec, ana: User) -> None:
    row = editing.add_section(spec, by=ana, key="rollout")
    assert row.key == "rollout"
    assert text(spec).index("## Rollout Plan") < text(spec).index("## Open Questions")
    with pytest.raises(Refused, match="already"):
        editing.add_section(spec, by=ana, key="rollout")
    with pytest.raises(Refused, match="no section"):
        editing.add_section(spec, by=ana, key="poems")


def test_below_a_heading_and_at_a_level(spec: Spec, ana: User) -> None:
    parent = spec.rows.get(kind="heading", key="requirements")
    row = editing.add_section(spec, by=ana, title="Assumptions", level=3, parent=parent)
    assert (row.level, row.parent_id) == (3, parent.pk)


def test_a_heading_that_would_be_recognised_no_more_is_confirmed_first(spec: Spec, ana: User) -> None:
    heading = spec.rows.get(kind="heading", key="goals")
    with pytest.raises(Unconfirmed):
        editing.rename_section(heading, by=ana, title="Wishes")
    assert text(spec) == SAMPLE
    editing.rename_section(heading, by=ana, title="Wishes", confirmed=True)
    assert "### Wishes\n" in text(spec)
    assert not spec.rows.filter(section="goals").exists()


def test_rows_below_a_renamed_heading_stand_in_another_section(spec: Spec, ana: User) -> None:
    heading = spec.rows.get(kind="heading", key="metrics")
    editing.rename_section(heading, by=ana, title="Notes", confirmed=True)
    assert spec.rows.filter(section="metrics").count() == 0


def test_metadata_is_written_in_its_line_or_gets_one(spec: Spec, ana: User) -> None:
    editing.set_metadata(spec, by=ana, key="author", value="Ben Cole")
    assert (spec.author, spec.events.latest("number").verb) == ("Ben Cole", "set author")
    assert editing.set_metadata(spec, by=ana, key="author", value="Ben Cole") is None
    line = spec.rows.get(kind="meta", label="target_model")
    editing.remove_row(line, by=ana)
    editing.set_metadata(spec, by=ana, key="target_model", value="GPT-4o")
    assert "status: draft\ntarget_model: GPT-4o\n---" in text(spec)


def test_the_status_is_the_workflows_and_versions_have_their_form(spec: Spec, ana: User) -> None:
    with pytest.raises(Refused, match="status"):
        editing.set_metadata(spec, by=ana, key="status", value="approved")
    with pytest.raises(Refused, match="version"):
        editing.set_metadata(spec, by=ana, key="version", value="1 / 2")
    assert text(spec) == SAMPLE


def test_a_metadata_line_changed_since_is_not_overwritten(spec: Spec, ana: User, ben: User) -> None:
    stamp = spec.rows.get(kind="meta", label="author").stamp
    editing.set_metadata(spec, by=ben, key="author", value="Ben")
    with pytest.raises(Conflict) as refused:
        editing.set_metadata(spec, by=ana, key="author", value="Ana", stamp=stamp)
    clash = refused.value.clashes["author"]
    assert (clash.base, clash.mine, clash.theirs) == ("Ana Ruiz", "Ana", "Ben")
    now = spec.rows.get(kind="meta", label="author").stamp
    editing.set_metadata(spec, by=ana, key="author", value="Ana", stamp=now)
    spec.refresh_from_db()
    assert spec.author == "Ana"


def test_raw_markdown_is_recognised_again(spec: Spec, ana: User, fr1: Row) -> None:
    saved = editing.save_source(
        fr1, by=ana, source="1. **FR-1** (Must): In full.\r\n   - **Priority**: Should", stamp=fr1.stamp
    )
    assert saved.row.pk == fr1.pk
    assert "   - **Priority**: Should" in text(spec)
    saved = editing.save_source(saved.row, by=ana, source=saved.row.source, stamp=saved.row.stamp)
    assert not saved.merged


def test_the_markdown_of_a_whole_subtree(spec: Spec, ana: User) -> None:
    fr2 = spec.rows.get(uid="FR-2")
    document = spec.document()
    whole = editing.markdown_of(document, document.place(fr2.pk))
    assert whole == "2. **FR-2**: A clerk refunds a part of a payment.\n   - **Priority**: Must"
    editing.save_source(fr2, by=ana, source=whole.replace("Must", "Could"), stamp=fr2.stamp, whole=True)
    assert Row.objects.get(pk=fr2.pk).priority == "Could"


def test_a_nul_or_a_lone_surrogate_is_refused(spec: Spec, ana: User, fr1: Row) -> None:
    for bad in ("a\0b", "a\ud800b"):
        with pytest.raises(Refused):
            editing.save_row(fr1, by=ana, values={"text": bad}, stamp=fr1.stamp)
        with pytest.raises(Refused):
            editing.add_row(spec, by=ana, kind="goal", values={"text": bad}, section="goals")
        with pytest.raises(Refused):
            editing.save_source(fr1, by=ana, source=f"1. **FR-1**: {bad}", stamp=fr1.stamp)
        with pytest.raises(Refused):
            editing.paste_rows(spec, by=ana, text=bad, after=fr1)
        with pytest.raises(Refused):
            editing.set_metadata(spec, by=ana, key="author", value=bad)
        with pytest.raises(Refused):
            editing.add_section(spec, by=ana, title=bad)
    assert text(spec) == SAMPLE


def test_a_saved_row_is_read_when_it_is_asked_for_and_stands_until_it_is_emptied(spec: Spec, ana: User) -> None:
    prose = Row.objects.get(spec=spec, source__startswith="Customers get")
    same = editing.save_row(prose, by=ana, values={"text": prose.source}, stamp=prose.stamp)
    assert (same.event, same.standing, same.row) == (None, True, prose)
    other = editing.save_row(prose, by=ana, values={"text": "Short."}, stamp=prose.stamp)
    assert (other.standing, other.row.source) == (True, "Short.")
    gone = editing.save_row(other.row, by=ana, values={"text": ""}, stamp=other.row.stamp)
    assert not gone.standing


def test_a_table_is_edited_with_its_lines(spec: Spec) -> None:
    assert editing.is_whole(Row.objects.filter(spec=spec, kind="table").first())
    assert not editing.is_whole(Row.objects.get(spec=spec, uid="FR-1"))


def test_markdown_that_says_what_another_made_of_it_meanwhile_changes_nothing(spec: Spec, ana: User, ben: User) -> None:
    row = Row.objects.get(spec=spec, uid="FR-1")
    before = row.source
    changed = editing.save_source(row, by=ben, source=before.replace("in full", "twice"), stamp=row.stamp)
    assert changed.event is not None
    again = editing.save_source(row, by=ana, source=before, stamp=row.stamp)
    assert again.event is None
    assert "twice" in Row.objects.get(pk=row.pk).source
