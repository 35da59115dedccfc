"""Two people save one row: merged by field and by word; what touches is a conflict that loses nothing."""

import pytest

from accounts.models import User
from specs.models import Row, Spec
from specs.services.editing import (
    add_section,
    earlier_values,
    remove_row,
    remove_section,
    rename_section,
    require_all_seen,
    save_row,
    save_source,
)
from specs.services.errors import Conflict, Unseen

pytestmark = pytest.mark.django_db


def test_different_fields_are_both_kept(fr1: Row, ana: User, ben: User) -> None:
    save_row(fr1, by=ben, values={"title": "Whole"}, stamp=fr1.stamp)
    saved = save_row(fr1, by=ana, values={"text": "In full."}, stamp=fr1.stamp)
    assert (saved.row.title, saved.row.text, saved.merged) == ("Whole", "In full.", False)


def test_different_words_of_one_field_are_both_kept(fr1: Row, ana: User, ben: User) -> None:
    save_row(fr1, by=ben, values={"text": "A manager refunds a payment in full."}, stamp=fr1.stamp)
    saved = save_row(fr1, by=ana, values={"text": "A clerk refunds a payment in full, at once."}, stamp=fr1.stamp)
    assert saved.row.text == "A manager refunds a payment in full, at once."
    assert saved.merged


def test_the_same_words_conflict_and_nothing_is_lost(fr1: Row, ana: User, ben: User) -> None:
    save_row(fr1, by=ben, values={"text": "A manager refunds a payment in full."}, stamp=fr1.stamp)
    with pytest.raises(Conflict) as refused:
        save_row(fr1, by=ana, values={"text": "A robot refunds a payment in full.", "title": "Whole"}, stamp=fr1.stamp)
    clash = refused.value.clashes["text"]
    assert clash.base == "A clerk refunds a payment in full."
    assert clash.mine == "A robot refunds a payment in full."
    assert clash.theirs == "A manager refunds a payment in full."
    row = Row.objects.get(pk=fr1.pk)
    assert (row.text, row.title) == ("A manager refunds a payment in full.", "Whole")
    assert refused.value.row.stamp == row.stamp
    assert not refused.value.removed


def test_saved_again_on_the_new_stamp_mine_is_kept(fr1: Row, ana: User, ben: User) -> None:
    save_row(fr1, by=ben, values={"text": "A manager does."}, stamp=fr1.stamp)
    with pytest.raises(Conflict) as refused:
        save_row(fr1, by=ana, values={"text": "A robot does."}, stamp=fr1.stamp)
    saved = save_row(fr1, by=ana, values={"text": "A robot does."}, stamp=refused.value.row.stamp)
    assert saved.row.text == "A robot does."


def test_the_forms_own_base_is_used(fr1: Row, ana: User, ben: User) -> None:
    save_row(fr1, by=ben, values={"text": "A clerk refunds a payment in full\nor in part."}, stamp=fr1.stamp)
    values = {"text": "Any clerk refunds a payment in full."}
    saved = save_row(fr1, by=ana, values=values, stamp=fr1.stamp, base={"text": "A clerk refunds a payment in full."})
    assert saved.row.text.startswith("Any clerk refunds a payment in full")


def test_the_same_change_twice_is_one(fr1: Row, ana: User, ben: User) -> None:
    save_row(fr1, by=ben, values={"text": "Same."}, stamp=fr1.stamp)
    saved = save_row(fr1, by=ana, values={"text": "Same."}, stamp=fr1.stamp)
    assert saved.row.text == "Same."
    assert fr1.spec.events.count() == 2


def test_a_form_that_changed_nothing_overwrites_nothing(fr1: Row, ana: User, ben: User) -> None:
    save_row(fr1, by=ben, values={"text": "Ben's."}, stamp=fr1.stamp)
    saved = save_row(fr1, by=ana, values={"text": fr1.text, "title": ""}, stamp=fr1.stamp)
    assert saved.row.text == "Ben's."


def test_a_part_changed_meanwhile_makes_the_page_stale(spec: Spec, ana: User, ben: User) -> None:
    fr2, part = spec.rows.get(uid="FR-2"), spec.rows.get(kind="part", label="Priority")
    save_row(part, by=ben, values={"text": "Should"}, stamp=part.stamp)
    with pytest.raises(Conflict) as refused:
        save_row(fr2, by=ana, values={"priority": "Could"}, stamp=fr2.stamp, base={"priority": "Must"})
    assert refused.value.clashes["priority"].theirs == "Should"


def test_a_row_deleted_meanwhile_gives_back_what_was_typed(fr1: Row, ana: User, ben: User) -> None:
    remove_row(fr1, by=ben)
    with pytest.raises(Conflict, match="Deleted meanwhile") as refused:
        save_row(fr1, by=ana, values={"text": "Mine"}, stamp=fr1.stamp, base={"text": "Before"})
    assert refused.value.removed
    assert (refused.value.clashes["text"].base, refused.value.clashes["text"].mine) == ("Before", "Mine")
    with pytest.raises(Conflict):
        save_source(fr1, by=ana, source="1. **FR-1**: Mine", stamp=fr1.stamp)


def test_raw_markdown_is_merged_by_word_too(fr1: Row, ana: User, ben: User) -> None:
    save_row(fr1, by=ben, values={"text": "A manager refunds a payment in full."}, stamp=fr1.stamp)
    mine = "1. **FR-1**: A clerk refunds a payment in full, at once."
    saved = save_source(fr1, by=ana, source=mine, stamp=fr1.stamp)
    assert saved.merged
    assert saved.row.text == "A manager refunds a payment in full, at once."


def test_raw_markdown_that_touches_conflicts(fr1: Row, ana: User, ben: User) -> None:
    save_row(fr1, by=ben, values={"text": "A manager refunds a payment in full."}, stamp=fr1.stamp)
    with pytest.raises(Conflict) as refused:
        save_source(fr1, by=ana, source="1. **FR-1**: A robot refunds a payment in full.", stamp=fr1.stamp)
    assert refused.value.clashes["source"].theirs == "1. **FR-1**: A manager refunds a payment in full."
    with pytest.raises(Conflict):
        save_source(fr1, by=ana, source="1. **FR-1**: A robot does.", stamp=fr1.stamp, whole=True)


def test_values_of_every_earlier_stamp_are_known(fr1: Row, ana: User) -> None:
    for text in ("two", "three"):
        row = Row.objects.get(pk=fr1.pk)
        save_row(row, by=ana, values={"text": text}, stamp=row.stamp)
    assert [earlier_values(fr1, stamp)["text"] for stamp in (1, 2, 3)] == [fr1.text, "two", "three"]


def test_a_change_of_a_part_is_none_of_the_rows_own_fields(spec: Spec, ana: User) -> None:
    fr2, part = spec.rows.get(uid="FR-2"), spec.rows.get(kind="part", label="Priority")
    save_row(part, by=ana, values={"text": "Should"}, stamp=part.stamp)
    row = Row.objects.get(pk=fr2.pk)
    save_row(row, by=ana, values={"text": "Other"}, stamp=row.stamp)
    assert [earlier_values(fr2, stamp)["text"] for stamp in (1, 2, 3)] == [fr2.text, fr2.text, "Other"]


@pytest.mark.parametrize("kind", ["prose", "goal", "quality", "task", "error", "risk", "question", "metric", "phase"])
def test_merging_works_in_every_kind(spec: Spec, ana: User, ben: User, kind: str) -> None:
    row = spec.rows.filter(kind=kind).last()
    assert row is not None
    name = "mitigation" if kind in ("error", "risk") else "title" if kind == "phase" else "text"
    value = getattr(row, name)
    save_row(row, by=ben, values={name: f"Soon {value}"}, stamp=row.stamp)
    saved = save_row(row, by=ana, values={name: f"{value} too"}, stamp=row.stamp)
    assert getattr(saved.row, name) == f"Soon {value} too"


def glossary(spec: Spec, by: User) -> Row:
    return add_section(spec, by=by, title="Glossary", after=spec.rows.get(kind="heading", key="metrics"))


def renamed(section: Row, by: User, title: str, **seen: object) -> None:
    rename_section(section, by=by, title=title, **seen)  # type: ignore[arg-type]


def test_a_stale_name_of_a_section_replaces_no_newer_one(spec: Spec, ana: User, ben: User) -> None:
    section = glossary(spec, ana)
    renamed(section, ben, "Words of Ben")
    with pytest.raises(Conflict) as refused:
        renamed(section, ana, "Words of Ana", stamp=section.stamp)
    clash = refused.value.clashes["title"]
    assert (clash.base, clash.mine, clash.theirs) == ("Glossary", "Words of Ana", "Words of Ben")
    assert Row.objects.get(pk=section.pk).title == "Words of Ben"
    renamed(section, ana, "Words of Ana", stamp=refused.value.row.stamp)
    assert Row.objects.get(pk=section.pk).title == "Words of Ana"


def test_the_name_a_form_began_with_is_not_written_back(spec: Spec, ana: User, ben: User) -> None:
    section = glossary(spec, ana)
    renamed(section, ben, "Words of Ben")
    renamed(section, ana, "Glossary", stamp=section.stamp, base="Glossary")
    assert Row.objects.get(pk=section.pk).title == "Words of Ben"


def test_a_heading_that_changed_and_is_called_the_same_is_renamed(spec: Spec, ana: User, ben: User) -> None:
    section = glossary(spec, ana)
    renamed(section, ben, "Words of Ben")
    renamed(section, ben, "Glossary")
    renamed(section, ana, "Words of Ana", stamp=section.stamp, base="Glossary")
    assert Row.objects.get(pk=section.pk).title == "Words of Ana"


def rewritten(row: Row, by: User, text: str) -> None:
    now = Row.objects.get(pk=row.pk)
    save_row(now, by=by, values={"text": text}, stamp=now.stamp)


def test_a_row_somebody_rewrote_is_not_deleted_unseen(fr1: Row, ana: User, ben: User) -> None:
    was, seen = fr1.source, fr1.spec.seq
    rewritten(fr1, ben, "A manager does.")
    for known in ({"stamp": fr1.stamp}, {"seen": seen}, {"stamp": fr1.stamp, "seen": seen}):
        with pytest.raises(Unseen, match="Ben Cole changed it") as asked:
            remove_row(fr1, by=ana, **known)
        assert asked.value.texts == {fr1.pk: (was, "1. **FR-1**: A manager does.")}
        with pytest.raises(Unseen, match="Ben Cole changed it"):
            require_all_seen(fr1, by=ana, **known)
    assert Row.objects.get(pk=fr1.pk).removed_at is None
    remove_row(fr1, by=ana, seen=asked.value.event.number)
    assert Row.objects.get(pk=fr1.pk).removed_at


def test_one_save_that_touched_several_rows_is_told_row_by_row(fr1: Row, ana: User, ben: User) -> None:
    was, seen = fr1.source, fr1.spec.seq
    save_row(fr1, by=ben, values={"text": "A manager does.", "priority": "Could"}, stamp=fr1.stamp)
    part = Row.objects.get(parent=fr1, label="Priority", removed_at=None)
    with pytest.raises(Unseen) as asked:
        remove_row(fr1, by=ana, seen=seen)
    assert asked.value.texts[fr1.pk] == (was, "1. **FR-1**: A manager does.")
    assert asked.value.texts[part.pk][1] == part.source


def test_ones_own_change_is_no_surprise(fr1: Row, ana: User) -> None:
    seen = fr1.spec.seq
    rewritten(fr1, ana, "A manager does.")
    remove_row(fr1, by=ana, stamp=fr1.stamp, seen=seen)
    assert Row.objects.get(pk=fr1.pk).removed_at


def test_another_row_that_changed_asks_nothing(fr1: Row, spec: Spec, ana: User, ben: User) -> None:
    seen = spec.seq
    rewritten(spec.rows.get(uid="FR-2"), ben, "Other words.")
    remove_row(fr1, by=ana, stamp=fr1.stamp, seen=seen)
    assert Row.objects.get(pk=fr1.pk).removed_at


@pytest.mark.parametrize("whole", ["phase", "section"])
def test_what_somebody_rewrote_below_is_not_deleted_unseen(spec: Spec, ana: User, ben: User, whole: str) -> None:
    above = spec.rows.get(kind="phase") if whole == "phase" else spec.rows.get(kind="heading", key="plan")
    remove = remove_row if whole == "phase" else remove_section
    task, seen = spec.rows.filter(kind="task")[0], spec.seq
    rewritten(task, ben, "Write two ledgers")
    with pytest.raises(Unseen) as asked:
        remove(above, by=ana, stamp=above.stamp, seen=seen)
    assert asked.value.texts == {task.pk: (task.source, "- [ ] Write two ledgers")}
    remove(above, by=ana, seen=asked.value.event.number)
    assert Row.objects.get(pk=task.pk).removed_at
