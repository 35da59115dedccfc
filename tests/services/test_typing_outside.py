"""Typing together: changes from outside, ends, and who wrote (rules 13 to 18 and 20 of shared texts)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from specs.models import Event, EventPerson, Revision, Row, SharedText, Spec, TextChange
from specs.services import editing, history, typing
from specs.services.creating import archive_spec
from specs.services.errors import Conflict, NotAllowed
from specs.services.exchanging import export, import_over
from specs.services.freezing import writers_of
from specs.services.history import events
from specs.services.proving import faults_of
from specs.services.reviewing import abandon, approve, discard, revise
from tests.factories import make_approved, make_review
from tests.services.typists import Typist

pytestmark = pytest.mark.django_db


@pytest.fixture
def overview(spec: Spec) -> Row:
    return overview_of(spec)


def overview_of(spec: Spec) -> Row:
    return spec.rows.get(kind="prose", section="overview")


def state(typist: Typist) -> SharedText:
    return SharedText.objects.get(pk=typist.text)


def outside(typist: Typist) -> list[int]:
    found = TextChange.objects.filter(text=typist.text, client="outside")
    return list(found.values_list("version", flat=True))


# Rule 13


def test_rule_13_a_form_is_followed(spec: Spec, overview: Row, ana: User, ben: User) -> None:
    typist = Typist.at(overview, ana)
    typist.add(" Soon.")
    editing.save_row(overview, by=ben, values={"text": "Customers get their money back by mail."}, stamp=1)
    typist.push()
    assert typist.doc == "Customers get their money back by mail. Soon."
    entry = TextChange.objects.get(text=typist.text, client="outside")
    assert (entry.person, entry.version) == (ben, 1)
    typing.flush(typist.text)
    assert overview_of(spec).source == typist.doc


def test_rule_13_a_change_in_a_window_is_followed(spec: Spec, fr1: Row, ana: User, ben: User) -> None:
    typist, besides = Typist.at(fr1, ana), Typist.at(spec.rows.get(kind="question"), ana)
    editing.save_row(fr1, by=ben, values={"text": "Other words."}, stamp=1)
    typist.catch_up()
    assert typist.doc == "Other words."
    assert (outside(typist), outside(besides), state(besides).is_open) == ([1], [], True)


def test_rule_13_an_import_an_undo_and_a_restore_are_followed(spec: Spec, overview: Row, ana: User, ben: User) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" Soon.")
    exported = export(spec, by=ben)
    event = import_over(spec, by=ben, data=exported.data.replace(b"Soon.", b"Soon, we hope."), base=exported.sha256)
    typist.catch_up()
    assert typist.doc.endswith(" Soon, we hope.")
    assert event is not None
    editing.undo(event, by=ben)
    typist.catch_up()
    assert typist.doc.endswith(" Soon.")
    editing.restore_version(overview, by=ben, event=1)
    typist.catch_up()
    assert typist.doc == overview.source
    assert state(typist).base == typist.doc


def test_rule_13_a_row_that_goes_ends_its_text_with_the_last_letters_in_the_history(
    spec: Spec, overview: Row, ana: User, ben: User
) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" Soon.")
    editing.remove_row(overview, by=ben)
    assert (state(typist).state, state(typist).why) == ("closed", "deleted")
    last = Event.objects.latest("pk")
    assert last.changes[0]["before"]["source"].endswith(" Soon.")
    assert typist.catch_up().why == "deleted"


def test_rule_13_all_texts_are_locked_in_one_statement_in_the_order_of_their_ids(
    spec: Spec, overview: Row, fr1: Row, ana: User, ben: User
) -> None:
    Typist.at(fr1, ana)
    Typist.at(overview, ana)
    with CaptureQueriesContext(connection) as queries:
        editing.save_row(fr1, by=ben, values={"text": "Other words."}, stamp=1)
    reads = [query["sql"] for query in queries if 'FROM "specs_sharedtext"' in query["sql"]]
    assert len(reads) == 1
    assert reads[0].split("ORDER BY")[1].split()[0] == '"specs_sharedtext"."id"'


def test_invariant_7_a_change_with_nothing_outside_appends_nothing(
    spec: Spec, overview: Row, fr1: Row, ana: User, ben: User
) -> None:
    typist = Typist.at(overview, ana)
    typist.type(" - soon")
    typing.flush(typist.text)
    typing.settle(spec, ana)
    editing.save_row(fr1, by=ben, values={"text": "Other words."}, stamp=1)
    editing.tick(spec.rows.filter(kind="task").first(), by=ben, done=True)
    assert (outside(typist), state(typist).version) == ([], 1)


# Rule 14


def test_rule_14_with_letters_that_wait_the_base_stays(spec: Spec, ana: User, ben: User) -> None:
    """They wait because they cannot be written."""
    task = spec.rows.filter(kind="task").first()
    assert task is not None
    typist = Typist.at(task, ana)
    typist.write("T1 end")
    typist.push()
    editing.save_row(task, by=ben, values={"text": "Write the ledger (FR-1, FR-2) soon"}, stamp=1)
    text = state(typist)
    assert (text.base, text.base_version, text.stored) == (task.text, 0, "Write the ledger (FR-1, FR-2) soon")
    typist.catch_up()
    assert typist.doc == "T1 end soon"
    editing.save_row(task, by=ben, values={"text": "Write it soon"}, stamp=2)
    typist.catch_up()
    assert typist.doc.startswith("T1 end")
    assert typist.doc.endswith("soon")
    assert state(typist).base_version == 0


def test_rule_14_without_them_the_base_moves_along(spec: Spec, overview: Row, ana: User, ben: User) -> None:
    typist = Typist.at(overview, ana)
    typist.write("# Not a heading")
    typist.push()
    typing.flush(typist.text)
    editing.save_row(overview, by=ben, values={"text": "\\# Not a heading at all"}, stamp=2)
    text = state(typist)
    assert (text.base, text.base_version, text.version) == ("# Not a heading at all", 2, 2)
    assert text.stored == "\\# Not a heading at all"
    editing.save_row(overview_of(spec), by=ben, values={"text": "Words"}, stamp=3)
    assert state(typist).stored is None


def test_rule_14_both_together_are_no_longer_than_a_text_may_be(spec: Spec, ana: User, ben: User) -> None:
    task = spec.rows.filter(kind="task").first()
    assert task is not None
    typist = Typist.at(task, ana)
    typist.write("T1 end" + "\n" * 199_990)
    typist.push()
    editing.save_row(task, by=ben, values={"text": "Write the ledger (FR-1, FR-2) soon"}, stamp=1)
    typist.catch_up()
    assert typist.doc == "Write the ledger (FR-1, FR-2) soon"


# Rule 15


def test_rule_15_a_form_opened_before_is_merged_with_what_was_typed_since(
    spec: Spec, fr1: Row, ana: User, ben: User
) -> None:
    typist = Typist.at(fr1, ana)
    typist.type(" At once.")
    typing.flush(typist.text)
    base = {"text": "A clerk refunds a payment in full."}
    editing.save_row(fr1, by=ben, values={"text": "A nurse refunds a payment in full."}, stamp=1, base=base)
    typist.catch_up()
    assert typist.doc == "A nurse refunds a payment in full. At once."


def test_rule_15_the_same_words_are_a_conflict_with_both_texts(spec: Spec, fr1: Row, ana: User, ben: User) -> None:
    typist = Typist.at(fr1, ana)
    typist.replace(2, 7, "nurse")
    typist.push()
    base = {"text": "A clerk refunds a payment in full."}
    with pytest.raises(Conflict) as conflict:
        editing.save_row(fr1, by=ben, values={"text": "A baker refunds a payment in full."}, stamp=1, base=base)
    clash = conflict.value.clashes["text"]
    assert (clash.mine, clash.theirs) == ("A baker refunds a payment in full.", "A nurse refunds a payment in full.")


# Rule 16


def approved(spec: Spec, by: User) -> None:
    approve(spec, by=by, sha=Revision.objects.filter(spec=spec).latest("number").sha256)


def test_rule_16_an_approval_ends_all_typing(ana: User, ben: User) -> None:
    spec = make_review(ana.teams.get(), ana, ben)
    typist, other = Typist.at(overview_of(spec), ana), Typist.at(spec.rows.get(uid="FR-1"), ana)
    typist.add(" Late.")
    approved(spec, ben)
    assert [state(each).why for each in (typist, other)] == ["approved", "approved"]
    assert Spec.objects.get(pk=spec.pk).epoch == 1
    assert typist.push() == typing.Refused(typist.text, 1, "closed")


def test_rule_16_abandoning_and_archiving_end_it(ana: User, ben: User) -> None:
    spec = make_approved(ana.teams.get(), ana, ben)
    revise(spec, by=ana)
    typist = Typist.at(overview_of(spec), ana)
    typist.type(" Late.")
    abandon(spec, by=ana, reason="No more.")
    assert state(typist).why == "abandoned"
    assert "typed" in Event.objects.filter(spec=spec).values_list("verb", flat=True)
    assert not overview_of(spec).source.endswith("Late.")
    revise(spec, by=ana)
    again = Typist.at(overview_of(spec), ana)
    assert again.epoch == state(typist).epoch + 1
    archive_spec(spec, by=ana)
    assert state(again).why == "archived"
    assert faults_of(Spec.objects.get(pk=spec.pk)) == []


def test_rule_16_discarding_is_followed_and_ends_nothing(ana: User, ben: User) -> None:
    spec = make_review(ana.teams.get(), ana, ben)
    typist = Typist.at(overview_of(spec), ana)
    before = typist.doc
    typist.type(" Late.")
    discard(spec, by=ana)
    typist.catch_up()
    assert (typist.doc, state(typist).is_open) == (before, True)


def test_invariant_6_between_approval_and_revise_the_export_never_changes(ana: User, ben: User) -> None:
    spec = make_review(ana.teams.get(), ana, ben)
    typist = Typist.at(overview_of(spec), ana)
    approved(spec, ben)
    before = export(spec, by=ana).data
    typist.type(" Late.")
    typing.flush(typist.text)
    typing.sweep()
    assert export(spec, by=ana).data == export(spec, by=ana, working=True).data == before


# Rules 17 and 18


def test_rule_17_whoever_comes_back_gets_every_entry_since(overview: Row, ana: User, ben: User) -> None:
    typist, other = Typist.at(overview, ana), Typist.at(overview, ben)
    typist.to_send()
    other.type(" One.")
    other.type(" Two.")
    typist.add(" Three.")
    since = typist.catch_up()
    assert ([entry.v for entry in since.entries], since.state) == ([1, 2], "open")
    typist.push()
    assert typist.doc.endswith(" One. Two. Three.")


def test_rule_17_what_was_unconfirmed_is_carried_into_the_next_text(spec: Spec, overview: Row, ana: User) -> None:
    typist = Typist.at(overview, ana)
    typist.type("\n\n- [ ] a box")
    typist.replace(0, 9, "People")
    typing.settle(spec, ana)
    assert typist.push() == typing.Refused(typist.text, 2, "closed")
    typist.catch_up()
    typist.lose_line()
    old = typist.text
    typist.open(carry=old)
    assert typist.text != old
    typist.push()
    typing.flush(typist.text)
    assert overview_of(spec).source == "People get their money back without writing to us."


def test_rule_18_nothing_is_carried_by_itself_into_another_epoch(ana: User, ben: User) -> None:
    spec = make_review(ana.teams.get(), ana, ben)
    old = Typist.at(overview_of(spec), ana)
    approved(spec, ben)
    revise(spec, by=ana)
    opened = typing.open_text(spec, by=ana, row=old.row, field="text", carry=str(old.text))
    assert (opened.carry, opened.old_epoch, opened.epoch) == (None, 0, 1)


@pytest.mark.parametrize("carry", [10**6, "0", "x", "٣", None])
def test_rule_18_nor_from_a_text_that_is_not_there(overview: Row, ana: User, carry: int | str | None) -> None:
    opened = typing.open_text(overview.spec, by=ana, row=overview.pk, field="text", carry=carry)
    assert (opened.carry, opened.old_epoch) == (None, None)


def test_rule_18_a_version_that_the_server_does_not_have_is_lost(overview: Row, ana: User) -> None:
    """It was set back to an earlier state."""
    typist = Typist.at(overview, ana)
    typist.type(" One.")
    TextChange.objects.all().delete()
    SharedText.objects.update(version=0)
    assert typist.catch_up().state == "lost"
    typist.add(" Two.")
    assert typist.push() == typing.Refused(typist.text, 2, "ahead")


def test_rule_18_whoever_lost_the_role_opens_nothing(overview: Row, ana: User) -> None:
    Typist.at(overview, ana)
    Membership.objects.filter(user=ana).update(role="viewer")
    with pytest.raises(NotAllowed):
        Typist.at(overview, ana)


# Rule 20


def test_rule_20_everybody_who_typed_is_an_actor_and_a_writer(spec: Spec, overview: Row, ana: User, ben: User) -> None:
    first, second = Typist.at(overview, ben), Typist.at(overview, ana)
    first.type(" One.")
    second.catch_up()
    second.type(" Two.")
    typing.flush(first.text)
    event = Event.objects.latest("pk")
    assert (event.actor, event.people, event.data["people"]) == (ben, {ana.pk, ben.pk}, sorted([ana.pk, ben.pk]))
    assert list(EventPerson.objects.values_list("person", flat=True)) == [ana.pk]
    assert writers_of(spec, upto=event.number) >= {ana.pk, ben.pk}
    assert history.events(spec, by=ana).entries[0].people == [ben, ana]
    assert set(Spec.objects.written_by(ana)) == set(Spec.objects.written_by(ben)) == {spec}
    assert next(iter(events(spec, by=ana))).number == event.number


def test_rule_20_only_who_typed_since_the_last_write(spec: Spec, overview: Row, ana: User, ben: User) -> None:
    first, second = Typist.at(overview, ana), Typist.at(overview, ben)
    first.type(" One.")
    typing.flush(first.text)
    second.catch_up()
    second.type(" Two.")
    typing.flush(first.text)
    assert [event.people for event in Event.objects.filter(verb="typed")] == [{ana.pk}, {ben.pk}]


def test_rule_20_whoever_changed_it_from_outside_typed_nothing(spec: Spec, ana: User, ben: User, ada: User) -> None:
    task = spec.rows.filter(kind="task").first()
    assert task is not None
    typist = Typist.at(task, ana)
    typist.write("T1 end")
    typist.push()
    editing.save_row(task, by=ben, values={"text": "Write the ledger (FR-1, FR-2) soon"}, stamp=1)
    typist.catch_up()
    typist.replace(0, 2, "An")
    typist.push()
    typing.flush(typist.text)
    assert Event.objects.latest("pk").people == {ana.pk}


def test_rule_20_settling_without_new_letters_is_of_those_who_typed_since_it_was_opened(
    spec: Spec, overview: Row, ana: User, ben: User, ada: User
) -> None:
    typist = Typist.at(overview, ana)
    typist.type("\n\n- [ ] a box")
    typing.flush(typist.text)
    typing.settle(spec, ada)
    assert [event.people for event in Event.objects.filter(verb="typed")] == [{ana.pk}, {ana.pk}]


def test_rule_20_both_are_writers_of_the_revision_and_it_can_be_proved(
    spec: Spec, overview: Row, ada: User, ben: User, ana: User
) -> None:
    """Scenario 8: they type one paragraph, and one of them has it written."""
    first, second = Typist.at(overview, ada), Typist.at(overview, ben)
    first.type(" One.")
    second.catch_up()
    second.type(" Two.")
    typing.settle(spec, ana)
    event = Event.objects.latest("pk")
    assert writers_of(spec, upto=event.number) == {ana.pk, ada.pk, ben.pk}
    assert faults_of(spec) == []


def test_with_nothing_open_a_change_costs_one_query_more(spec: Spec, fr1: Row, ana: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        editing.save_row(fr1, by=ana, values={"text": "Other words."}, stamp=1)
    assert sum("specs_sharedtext" in query["sql"] for query in queries) == 1
