"""Typing together: how what is typed comes into its row (rules 1 to 7 of shared texts, each by its number)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from specs.document.rows import Document
from specs.document.typed import is_cut
from specs.models import Event, Revision, Row, SharedText, Spec, TextChange
from specs.services import editing, history, typing
from specs.services.checking import findings_of
from specs.services.errors import Blocked, NotAllowed, WrongStatus
from specs.services.exchanging import export, preview_over
from specs.services.reviewing import approve, send, submit
from tests.factories import make_review, make_spec
from tests.services.typists import Typist

pytestmark = pytest.mark.django_db
SECONDS = timedelta(seconds=1)


@pytest.fixture
def overview(spec: Spec) -> Row:
    return overview_of(spec)


def overview_of(spec: Spec) -> Row:
    return spec.rows.get(kind="prose", section="overview")


def state(typist: Typist) -> SharedText:
    return SharedText.objects.get(pk=typist.text)


def ago(typist: Typist, *, touched: float, flushed: float) -> None:
    """As if the last letter, and the last look at it, had been so many seconds before now."""
    now = timezone.now()
    SharedText.objects.filter(pk=typist.text).update(touched=now - touched * SECONDS, flushed=now - flushed * SECONDS)


def frozen(spec: Spec) -> Revision:
    return Revision.objects.get(spec=spec)


def verbs(spec: Spec) -> list[str]:
    return list(Event.objects.filter(spec=spec, number__gt=1).values_list("verb", flat=True))


def test_two_people_type_in_one_paragraph(overview: Row, ana: User, ben: User) -> None:
    first, second = Typist.at(overview, ana), Typist.at(overview, ben)
    first.type(" And soon.")
    second.replace(0, 0, "Good: ")
    second.push()
    first.catch_up()
    assert first.doc == second.doc == "Good: Customers get their money back without writing to us. And soon."
    typing.flush(first.text)
    overview.refresh_from_db()
    assert overview.source == first.doc


# Rule 1


def test_rule_1_a_field_of_a_row_has_one_text_that_is_open(overview: Row, fr1: Row, ana: User, ben: User) -> None:
    assert Typist.at(overview, ana).text == Typist.at(overview, ben).text
    assert Typist.at(fr1, ana).text != Typist.at(overview, ana).text
    text = SharedText.objects.get(row=fr1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SharedText.objects.create(spec=text.spec, row=fr1, field="text")


def test_rule_1_line_ends_are_lf_only(payments: object, ana: User) -> None:
    spec = make_spec(ana.teams.get(), ana, "# A\r\n\r\n## Overview\r\n\r\nOne\r\ntwo\r\n")
    typist = Typist.at(overview_of(spec), ana)
    assert typist.doc == "One\ntwo"
    typist.type("\nthree")
    typing.flush(typist.text)
    assert Spec.objects.get(pk=spec.pk).document().text == "# A\r\n\r\n## Overview\r\n\r\nOne\r\ntwo\r\nthree\r\n"


def test_rule_1_a_field_in_rows_of_its_own_is_typed_in_like_any(spec: Spec, ana: User) -> None:
    question = spec.rows.get(kind="question")
    typist = Typist.at(question, ana, "answer")
    assert typist.doc == ""
    typist.type("They stay valid.")
    typing.flush(typist.text)
    assert spec.rows.get(kind="part", parent=question).text == "They stay valid."
    assert state(typist).stored is None


@pytest.mark.parametrize("field", ["uid", "criteria", "nothing"])
def test_rule_1_other_fields_are_no_texts(fr1: Row, ana: User, field: str) -> None:
    with pytest.raises(typing.Gone):
        Typist.at(fr1, ana, field)


def test_a_text_is_opened_by_editors_in_a_spec_that_is_edited(
    spec: Spec, overview: Row, ana: User, cai: User, ben: User
) -> None:
    with pytest.raises(NotAllowed):
        Typist.at(overview, cai)
    with pytest.raises(typing.Gone) as refused:
        typing.open_text(spec, by=ana, row=0, field="text")
    assert refused.value.why == "gone"
    editing.remove_row(overview, by=ana)
    with pytest.raises(typing.Gone) as refused:
        Typist.at(overview, ana)
    assert refused.value.why == "deleted"
    reviewed = make_review(ana.teams.get(), ana, ben)
    approve(reviewed, by=ben, sha=frozen(reviewed).sha256)
    with pytest.raises(WrongStatus):
        Typist.at(overview_of(reviewed), ana)


# Rules 2 and 3


def test_rule_2_a_push_writes_the_log_alone(spec: Spec, overview: Row, ana: User) -> None:
    before = spec.document()
    Typist.at(overview, ana).type(" More.")
    assert (spec.document(), verbs(spec)) == (before, [])
    assert Spec.objects.get(pk=spec.pk).seq == 1


def test_rule_3_a_flush_moves_the_base_to_the_head(spec: Spec, overview: Row, ana: User) -> None:
    typist = Typist.at(overview, ana)
    typist.write("# Not a heading ")
    typist.push()
    typing.flush(typist.text)
    text = state(typist)
    assert (text.base, text.base_version, text.version) == ("# Not a heading ", 1, 1)
    assert text.stored == overview_of(spec).source == "\\# Not a heading"
    typist.write("Plain")
    typist.push()
    typing.flush(typist.text)
    assert state(typist).stored is None


def test_rule_3_a_flush_done_twice_writes_once(spec: Spec, overview: Row, ana: User) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" More.")
    typing.flush(typist.text)
    typing.flush(typist.text)
    typing.flush(0)
    assert verbs(spec) == ["typed"]


def test_rule_3_letters_that_come_to_nothing_are_no_event(spec: Spec, overview: Row, ana: User) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" ")
    typing.flush(typist.text)
    assert (verbs(spec), state(typist).unwritten) == ([], False)


def test_rule_3_a_flush_that_others_overtake_is_done_under_the_lock(
    spec: Spec, overview: Row, fr1: Row, ana: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" More.")
    between = iter(["One.", "Two."])

    def overtaken(words: str) -> bool:
        if word := next(between, ""):
            row = Row.objects.get(pk=fr1.pk)
            editing.save_row(row, by=ben, values={"text": word}, stamp=row.stamp)
        return is_cut(spec.document(), 0, words)

    monkeypatch.setattr(typing.writing, "is_cut", lambda document, index, words: overtaken(words))
    typing.flush(typist.text)
    assert verbs(spec) == ["edited", "edited", "typed"]
    assert overview_of(spec).source.endswith(" More.")


def test_rule_3_a_text_that_was_written_meanwhile_is_not_written_again(
    spec: Spec, overview: Row, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" More.")
    flush, once = typing.flush, iter([True])

    def meanwhile(document: Document, index: int, words: str) -> bool:
        if next(once, False):
            flush(typist.text)
        return False

    monkeypatch.setattr(typing.writing, "is_cut", meanwhile)
    flush(typist.text)
    assert verbs(spec) == ["typed"]


def test_rule_3_a_text_that_was_closed_meanwhile_is_left_alone(
    spec: Spec, overview: Row, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" More.")
    once = iter([True])

    def meanwhile(document: Document, index: int, words: str) -> bool:
        if next(once, False):
            editing.remove_row(overview, by=ana)
        return False

    monkeypatch.setattr(typing.writing, "is_cut", meanwhile)
    typing.flush(typist.text)
    assert (verbs(spec), state(typist).why) == (["typed", "deleted"], "deleted")


# Rule 4


def test_rule_4_while_people_type_the_shared_text_stays_as_typed(spec: Spec, overview: Row, ana: User) -> None:
    typist = Typist.at(overview, ana)
    typist.write("- [ ] a box")
    typist.push()
    rows = [row.pk for row in spec.rows]
    typing.flush(typist.text)
    assert typist.catch_up().entries == []
    assert [row.pk for row in spec.rows] == rows
    assert (typist.doc, overview_of(spec).source) == ("- [ ] a box", "\\- [ ] a box")
    typing.settle(spec, ana)
    assert spec.rows.get(kind="check").text == "a box"
    assert (state(typist).state, state(typist).why) == ("closed", "split")


def test_rule_4_a_settled_text_that_makes_no_rows_stays_open(spec: Spec, overview: Row, ana: User) -> None:
    typist, other = Typist.at(overview, ana), Typist.at(spec.rows.get(kind="question"), ana, "answer")
    typist.type(" More.")
    other.type("New.")
    typing.settle(spec, ana)
    assert state(typist).is_open
    assert state(other).is_open, "that the part was not there yet is no cut"
    assert overview_of(spec).source == typist.doc


def test_rule_4_settling_is_for_editors(spec: Spec, cai: User) -> None:
    with pytest.raises(NotAllowed):
        typing.settle(spec, cai)


# Rule 5


@pytest.mark.parametrize(
    ("touched", "flushed", "written"),
    [(1.0, 1.0, False), (1.6, 1.7, True), (0.1, 5.9, False), (0.1, 6.1, True), (3.0, 2.0, False), (90.0, 7.0, True)],
)
def test_rule_5_what_is_typed_is_written_in_a_pause_and_at_latest_after_six_seconds(
    spec: Spec, overview: Row, ana: User, touched: float, flushed: float, written: bool
) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" More.")
    ago(typist, touched=touched, flushed=flushed)
    assert typing.sweep() == int(written)
    assert verbs(spec) == ["typed"] * written
    assert state(typist).is_open


def test_rule_5_a_change_of_the_row_writes_the_letters_first(spec: Spec, fr1: Row, ana: User, ben: User) -> None:
    typist = Typist.at(fr1, ana)
    typist.type(" At once.")
    saved = editing.save_row(
        fr1, by=ben, values={"text": "A clerk refunds a payment."}, stamp=1, base={"text": fr1.text}
    )
    assert saved.row.text == "A clerk refunds a payment. At once."
    assert verbs(spec) == ["typed", "edited"]


def test_rule_5_a_change_of_another_row_waits_for_nothing(spec: Spec, fr1: Row, ana: User, ben: User) -> None:
    Typist.at(fr1, ana).type(" At once.")
    other = spec.rows.get(uid="FR-3")
    editing.save_row(other, by=ben, values={"text": "By letter."}, stamp=1)
    assert verbs(spec) == ["edited"]


def test_rule_5_an_export_and_a_preview_have_the_letters(spec: Spec, overview: Row, ana: User) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" One.")
    assert b" One." in export(spec, by=ana).data
    typist.type(" Two.")
    assert b" Two." in export(spec, by=ana, working=True).data
    typist.type(" Three.")
    assert preview_over(spec, by=ana, data=spec.document().text.encode()).began is not None
    assert verbs(spec) == ["typed"] * 3


def test_rule_5_an_export_of_a_frozen_text_waits_for_nothing(ana: User, ben: User) -> None:
    spec = make_review(ana.teams.get(), ana, ben)
    Typist.at(overview_of(spec), ana).type(" One.")
    export(spec, by=ana, revision=1)
    assert "typed" not in verbs(spec)


def test_who_is_typing_just_now_is_named_to_the_others(spec: Spec, overview: Row, ana: User, ben: User) -> None:
    Typist.at(overview, ben).type(" More.")
    assert typing.hands(spec, but=ana) == [ben]
    assert typing.hands(spec, but=ben) == []
    TextChange.objects.update(at=timezone.now() - timedelta(seconds=20))
    assert typing.hands(spec, but=ana) == []


def test_rule_5_submitting_settles(spec: Spec, overview: Row, ana: User, ben: User) -> None:
    typist = Typist.at(overview, ana)
    typist.type("\n\n- [ ] a box")
    typing.settle(spec, ana)
    submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    assert b"\n\n- [ ] a box\n" in bytes(frozen(spec).data)
    assert spec.rows.filter(kind="check").exists()


def test_rule_5_letters_after_the_dialog_are_seen_before_they_are_submitted(
    spec: Spec, overview: Row, ana: User, ben: User
) -> None:
    typist = Typist.at(overview, ben)
    typing.settle(spec, ana)
    typist.type(" Late.")
    with pytest.raises(WrongStatus, match="Ben Cole changed"):
        submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    assert verbs(spec) == [], "a refusal records nothing, and the letters wait"


def test_rule_5_sending_settles(ana: User, ben: User) -> None:
    spec = make_review(ana.teams.get(), ana, ben)
    Typist.at(overview_of(spec), ana).type("\n\n- [ ] a box")
    send(spec, by=ana)
    assert Revision.objects.filter(spec=spec).count() == 2
    assert spec.rows.filter(kind="check").exists()


def test_rule_5_an_approval_is_held_while_letters_are_unsent(ana: User, ben: User) -> None:
    spec = make_review(ana.teams.get(), ana, ben)
    Typist.at(overview_of(spec), ana).type(" More.")
    approve(spec, by=ben, sha=frozen(spec).sha256)
    spec.refresh_from_db()
    assert (spec.status, verbs(spec)[-2:]) == ("review", ["typed", "approved"])


def test_rule_5_a_text_that_nobody_types_in_is_settled_and_closed(
    spec: Spec, overview: Row, fr1: Row, ana: User
) -> None:
    typist, read = Typist.at(overview, ana), Typist.at(fr1, ana)
    typist.type("\n\n- [ ] a box")
    ago(typist, touched=119, flushed=100)
    ago(read, touched=121, flushed=121)
    typing.sweep()
    assert (state(typist).state, state(read).why) == ("open", "idle")
    ago(typist, touched=121, flushed=7)
    typing.sweep()
    assert state(typist).why == "split"
    assert typing.sweep() == 0


def test_rule_5_a_text_that_its_last_person_left_is_settled_and_closed(spec: Spec, overview: Row, ana: User) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" More.")
    typing.leave(typist.text, ana)
    typing.sweep()
    assert (state(typist).why, verbs(spec)) == ("idle", ["typed"])


def test_rule_5_a_text_that_somebody_came_back_to_is_not_left(overview: Row, ana: User) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" More.")
    typing.leave(typist.text, ana)
    typing.come(typist.text)
    typing.sweep()
    assert state(typist).is_open


def test_rule_5_a_text_that_rested_goes_on_as_it_was_typed(spec: Spec, overview: Row, ana: User, ben: User) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" More. ")
    typing.leave(typist.text, ana)
    typing.sweep()
    assert overview_of(spec).source.endswith("More."), "no row ends with a blank"
    again = Typist.at(overview, ana)
    assert again.doc.endswith("More. ")
    again.type("And more.")
    typing.flush(again.text)
    assert overview_of(spec).source.endswith("More. And more.")
    again.type(" ")
    typing.leave(again.text, ana)
    typing.sweep()
    editing.save_row(overview_of(spec), by=ben, values={"text": "Anew."}, stamp=overview_of(spec).stamp)
    assert Typist.at(overview, ana).doc == "Anew.", "unless its row was changed since"


def test_rule_5_a_text_that_somebody_else_types_in_is_not_left(overview: Row, ana: User, ben: User) -> None:
    """In another process, it may be."""
    typist = Typist.at(overview, ana)
    Typist.at(overview, ben).type(" More.")
    typing.leave(typist.text, ana)
    typing.sweep()
    assert state(typist).is_open
    TextChange.objects.update(at=timezone.now() - 7 * SECONDS)
    typing.sweep()
    assert state(typist).why == "idle"


def test_rule_5_a_paragraph_longer_than_a_row_is_settled_at_once(spec: Spec, overview: Row, ana: User) -> None:
    typist = Typist.at(overview, ana)
    typist.write("\n\n".join(["word " * 1_000] * 8))
    typist.push()
    typing.flush(typist.text)
    assert state(typist).why == "split"
    assert spec.rows.filter(kind="prose", section="overview").count() == 2


# Rule 6


def test_leaving_a_row_writes_its_own_texts(spec: Spec, overview: Row, fr1: Row, ana: User) -> None:
    here, there = Typist.at(overview, ana), Typist.at(fr1, ana)
    for typist in (here, there):
        typist.type(" Soon.")
    typing.flush_row(spec, overview.pk)
    assert overview_of(spec).source.endswith(" Soon.")
    assert (state(here).unwritten, state(there).unwritten) == (False, True)
    number = spec.seq
    typing.flush_row(spec, overview.pk)
    assert Spec.objects.get(pk=spec.pk).seq == number


def test_settling_where_nobody_types_does_nothing(spec: Spec, ana: User) -> None:
    number = spec.seq
    typing.settle(spec, ana)
    assert Spec.objects.get(pk=spec.pk).seq == number


def test_rule_6_an_emptied_paragraph_goes_when_it_is_settled(spec: Spec, overview: Row, ana: User) -> None:
    typist = Typist.at(overview, ana)
    typist.write("")
    typist.push()
    typing.flush(typist.text)
    assert (verbs(spec), state(typist).failed, state(typist).is_open) == ([], "", True)
    typing.settle(spec, ana)
    assert (verbs(spec), state(typist).why) == (["typed"], "emptied")
    assert not spec.rows.filter(kind="prose", section="overview").exists()


def test_rule_6_whoever_writes_on_before_that_keeps_the_row(spec: Spec, overview: Row, ana: User) -> None:
    typist = Typist.at(overview, ana)
    typist.write("")
    typist.push()
    typing.flush(typist.text)
    typist.type("Anew.")
    typing.flush(typist.text)
    assert overview_of(spec).pk == overview.pk
    assert overview_of(spec).source == "Anew."


# Rule 7


@pytest.fixture
def stuck(spec: Spec, ana: User) -> Typist:
    """Words that no task can hold."""
    typist = Typist.at(spec.rows.filter(kind="task").first(), ana)
    typist.write("T1 end")
    typist.push()
    typing.flush(typist.text)
    return typist


def test_rule_7_words_that_cannot_be_written_are_a_finding_and_stay_in_the_log(
    spec: Spec, stuck: Typist, ana: User, ben: User
) -> None:
    text = state(stuck)
    assert text.unwritten
    assert text.failed.startswith("Written there, this text would change")
    (finding,) = [finding for finding in findings_of(spec, spec.document()) if finding.id == "typing.failed"]
    assert (finding.level, spec.document().rows[finding.row or 0].id) == ("blocks", stuck.row)
    with pytest.raises(Blocked):
        submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    stuck.write("An end")
    stuck.push()
    typing.flush(stuck.text)
    assert state(stuck).failed == ""
    submit(spec, by=ana, reviewers=[ben], seen=Spec.objects.get(pk=spec.pk).text_hash)


def test_rule_7_they_are_tried_again_now_and_then_and_never_closed_for_idleness(spec: Spec, stuck: Typist) -> None:
    assert typing.sweep() == 0
    ago(stuck, touched=200, flushed=7)
    assert typing.sweep() == 1
    assert (state(stuck).state, verbs(spec)) == ("open", [])
    assert typing.sweep() == 0


def test_rule_7_a_text_that_ends_with_them_keeps_them_in_the_history(spec: Spec, stuck: Typist, ana: User) -> None:
    editing.remove_row(Row.objects.get(pk=stuck.row), by=ana)
    assert verbs(spec) == ["deleted", "kept"]
    event = Event.objects.latest("pk")
    assert event.data == {"row": stuck.row, "field": "text", "kept": "T1 end"}
    assert (event.changes, event.text, event.actor) == ([], False, ana)
    assert [entry.verb for entry in history.events(spec, by=ana, row=stuck.row)][:2] == ["kept", "deleted"]
    assert state(stuck).why == "deleted"


def test_a_fault_in_one_text_keeps_no_other_from_being_written(
    spec: Spec, overview: Row, fr1: Row, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Typist.at(overview, ana), Typist.at(fr1, ana)
    for typist in (first, second):
        typist.type(" More.")
        ago(typist, touched=2, flushed=2)
    TextChange.objects.filter(text=first.text).update(changes="[[1]]")
    assert typing.sweep() == 2
    assert verbs(spec) == ["typed"]
    assert not state(second).unwritten
