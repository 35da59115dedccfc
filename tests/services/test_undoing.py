"""One's own changes, taken back and done again one by one; never those of others."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from specs.document.reader import read
from specs.models import Event, Row, Spec
from specs.services import editing
from specs.services.errors import Refused
from specs.services.reviewing import submit, withdraw
from specs.services.undoing import own_stacks, redo_own, stacks, undo_own
from tests.factories import SAMPLE, make_member, make_spec, make_team

pytestmark = pytest.mark.django_db


def text(spec: Spec) -> str:
    found = Spec.objects.get(pk=spec.pk).document()
    assert [(r.kind, r.source) for r in read(found.text).rows] == [(r.kind, r.source) for r in found.rows]
    return found.text


def save(spec: Spec, by: User, uid: str, words: str) -> None:
    row = spec.rows.get(uid=uid)
    editing.save_row(row, by=by, values={"text": words}, stamp=row.stamp)


def walk(spec: Spec, by: User) -> list[str]:
    """The texts on the way back to where nothing is left to take back."""
    texts = [text(spec)]
    while own_stacks(spec, by)[0]:
        undo_own(spec, by=by)
        texts.append(text(spec))
    return texts


def test_stacks_are_read_from_the_events() -> None:
    assert stacks([]) == ([], [])
    made: list[tuple[int, dict[str, int]]] = [(2, {}), (3, {}), (4, {"undoes": 3}), (6, {"undoes": 2})]
    assert stacks(made) == ([], [4, 6])
    assert stacks([*made, (7, {"undoes": 6})]) == ([7], [4])
    assert stacks([*made, (7, {"undoes": 6}), (8, {})]) == ([7, 8], [])
    assert stacks([*made, (9, {"undoes": 5})]) == ([9], [])  # somebody else's, taken back by hand: a change as any


def test_back_step_by_step_and_forth_again_to_the_byte(spec: Spec, ana: User, fr1: Row) -> None:
    seen = [text(spec)]
    editing.tick(spec.rows.filter(kind="task").first(), by=ana, done=True)
    seen.append(text(spec))
    save(spec, ana, "FR-1", "A manager does.")
    seen.append(text(spec))
    save(spec, ana, "FR-1", "A manager does it twice.")
    seen.append(text(spec))
    editing.add_row(spec, by=ana, kind="requirement", values={"text": "New"}, after=fr1)
    seen.append(text(spec))
    editing.move_down(spec.rows.get(text="New"), by=ana)
    seen.append(text(spec))
    editing.paste_rows(spec, by=ana, text="4. **FR-9**: One\n5. **FR-10**: Two\n", after=spec.rows.get(uid="FR-3"))
    seen.append(text(spec))
    editing.remove_row(spec.rows.get(uid="FR-2"), by=ana)
    seen.append(text(spec))
    editing.remove_section(spec.rows.get(kind="heading", key="risks"), by=ana)
    seen.append(text(spec))
    assert walk(spec, ana) == seen[::-1]
    with pytest.raises(Refused, match="nothing of yours left"):
        undo_own(spec, by=ana)
    for expected in seen[1:]:
        redo_own(spec, by=ana)
        assert text(spec) == expected
    with pytest.raises(Refused, match="nothing to do again"):
        redo_own(spec, by=ana)
    assert walk(spec, ana) == seen[::-1]
    assert set(spec.events.filter(data__has_key="undoes").values_list("verb", flat=True)) == {"undid", "redid"}


def test_a_new_change_clears_what_could_be_done_again(spec: Spec, ana: User) -> None:
    save(spec, ana, "FR-1", "One.")
    undo_own(spec, by=ana)
    save(spec, ana, "FR-2", "Two.")
    assert own_stacks(spec, ana)[1] == []
    assert len(own_stacks(spec, ana)[0]) == 1


def test_bringing_a_row_back_by_its_own_button_is_a_step_of_the_walk(spec: Spec, ana: User, fr1: Row) -> None:
    save(spec, ana, "FR-2", "Two.")
    editing.remove_row(fr1, by=ana)
    without = text(spec)
    editing.restore_row(spec, by=ana, row_id=fr1.pk)
    assert [len(stack) for stack in own_stacks(spec, ana)] == [1, 1]
    redo_own(spec, by=ana)
    assert text(spec) == without


def test_what_others_wrote_stays_and_what_they_wrote_over_is_refused(spec: Spec, ana: User, ben: User) -> None:
    save(spec, ana, "FR-1", "A clerk refunds a payment in full within a day.")
    save(spec, ben, "FR-2", "Ben's row.")
    save(spec, ben, "FR-1", "A manager refunds a payment in full within a day.")
    undo_own(spec, by=ana)
    assert spec.rows.get(uid="FR-1").text == "A manager refunds a payment in full."
    assert spec.rows.get(uid="FR-2").text == "Ben's row."
    redo_own(spec, by=ana)
    save(spec, ben, "FR-1", "Something else altogether.")
    before = text(spec)
    with pytest.raises(Refused, match="Later changes stand in its way"):
        undo_own(spec, by=ana)
    assert text(spec) == before
    assert own_stacks(spec, ben)[0] == list(spec.events.filter(actor=ben).values_list("number", flat=True))


def test_what_others_have_taken_back_already_does_not_stop_the_walk(spec: Spec, ana: User, ben: User) -> None:
    save(spec, ana, "FR-2", "First.")
    save(spec, ana, "FR-1", "Second.")
    editing.undo(Event.objects.get(spec=spec, number=3), by=ben)
    step = undo_own(spec, by=ana)
    assert step is not None
    assert step.changes == []
    undo_own(spec, by=ana)
    assert text(spec) == SAMPLE
    redo_own(spec, by=ana)
    assert spec.rows.get(uid="FR-2").text == "First."
    redo_own(spec, by=ana)
    assert [len(stack) for stack in own_stacks(spec, ana)] == [2, 0]
    undo_own(spec, by=ana)
    undo_own(spec, by=ana)
    assert text(spec) == SAMPLE


def test_acts_of_the_review_are_not_walked_over(spec: Spec, ana: User, ben: User) -> None:
    save(spec, ana, "FR-1", "Ready.")
    spec.refresh_from_db()
    submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    withdraw(spec, by=ana, reason="Not yet.")
    assert own_stacks(spec, ana) == ([2], [])


STEP = st.sampled_from(["save", "save", "other", "add", "remove", "move", "tick", "undo", "redo"])


@pytest.mark.no_cover
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(STEP, st.integers(0, 5)), min_size=3, max_size=9))
def test_all_undos_give_the_first_text_less_what_others_wrote_and_all_redos_the_last(
    steps: list[tuple[str, int]],
) -> None:
    spec, mine, other = _written(steps)
    last = text(spec)
    redone = own_stacks(spec, mine)[1]
    try:
        texts = walk(spec, mine)
    except Refused:
        assert spec.events.filter(actor=other).exists()  # only others' words can stand in the way
        return
    assert texts[-1] == _without_mine(spec)
    while len(own_stacks(spec, mine)[1]) > len(redone):
        redo_own(spec, by=mine)
    assert text(spec) == last


def _written(steps: list[tuple[str, int]]) -> tuple[Spec, User, User]:
    team = make_team()
    mine, other = make_member(team), make_member(team)
    spec = make_spec(team, mine)
    for n, (step, at) in enumerate(steps):
        rows = list(spec.rows.filter(kind="requirement"))
        row = rows[at % len(rows)] if rows else None
        try:
            _take(spec, mine, other, step, row, n)
        except Refused:
            continue
    return spec, mine, other


def _take(spec: Spec, mine: User, other: User, step: str, row: Row | None, n: int) -> None:
    if step == "undo":
        undo_own(spec, by=mine)
    elif step == "redo":
        redo_own(spec, by=mine)
    elif step == "tick":
        task = spec.rows.filter(kind="task").order_by("-done").first()
        editing.tick(task, by=mine, done=not task.done)
    elif step == "other":
        goal = spec.rows.filter(kind="goal").first()
        editing.save_row(goal, by=other, values={"text": f"Other {n}"}, stamp=goal.stamp)
    elif step == "add" or row is None:
        editing.add_row(spec, by=mine, kind="requirement", values={"text": f"New {n}"}, section="functional")
    elif step == "save":
        editing.save_row(row, by=mine, values={"text": f"Mine {n}"}, stamp=row.stamp)
    elif step == "remove":
        editing.remove_row(row, by=mine)
    else:
        editing.move_down(row, by=mine)


def _without_mine(spec: Spec) -> str:
    """The sample with the other person's newest words in its first goal."""
    goal = spec.rows.filter(kind="goal").first()
    assert goal is not None
    return SAMPLE.replace("1. Refunds within a day", f"1. {goal.text}")
