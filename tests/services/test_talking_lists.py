"""Threads as pages list them: in the order of the text, what is detached and done apart, only what one may see."""

import pytest

from accounts.models import Team, User
from specs.models import Event, Row, Spec
from specs.services import talking, talking_lists
from specs.services.editing import remove_row, save_row
from specs.services.proposals import accept
from specs.services.talking import Place, Quote, Words
from tests.factories import make_spec

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    return make_spec(team, editor)


def row_of(spec: Spec, uid: str = "FR-3") -> Row:
    return Row.objects.get(spec=spec, uid=uid)


def heading(spec: Spec, key: str) -> Row:
    return Row.objects.get(spec=spec, kind="heading", key=key)


def test_threads_of_a_spec_stand_in_the_order_of_the_text(spec: Spec, editor: User) -> None:
    last = talking.open_thread(spec, by=editor, body="Later", place=Place(row=row_of(spec)))
    first = talking.open_thread(spec, by=editor, body="Sooner", place=Place(row=row_of(spec, "FR-1")))
    whole = talking.open_thread(spec, by=editor, body="All of it")

    found = talking_lists.listed(spec, editor)

    assert [talk.first for talk in found.open] == [whole, first, last]
    assert [talk.name for talk in found.open] == ["the whole spec", "FR-1", "FR-3"]
    assert [talk.place for talk in found.open] == ["spec", str(row_of(spec, "FR-1").pk), str(row_of(spec).pk)]
    assert found.open[0].form == f"thread-{whole.thread_id}"


def test_what_lost_its_row_and_what_is_done_with_stand_apart(spec: Spec, editor: User) -> None:
    gone = talking.open_thread(spec, by=editor, body="Gone", place=Place(row=row_of(spec)))
    quoted = Place(row=row_of(spec, "FR-1"), quote=Quote("a payment"))
    done = [talking.open_thread(spec, by=editor, body=body, place=quoted) for body in ("Done", "Done after")]
    remove_row(row_of(spec), by=editor)
    for comment in done:
        talking.resolve_thread(comment.thread, by=editor)

    found = talking_lists.listed(spec, editor)

    assert found.open == []
    assert [(talk.first, talk.detached) for talk in found.detached] == [(gone, True)]
    assert [(talk.first, talk.resolved) for talk in found.resolved] == [(done[1], True), (done[0], True)]
    assert found.resolved[0].found is not None
    assert found.resolved[0].found.words == "a payment"


def test_a_heading_has_the_threads_of_its_section_too(spec: Spec, editor: User) -> None:
    overview = heading(spec, "overview")
    on_row = talking.open_thread(spec, by=editor, body="On the heading", place=Place(row=overview))
    on_section = talking.open_thread(spec, by=editor, body="On the section", place=Place(section="overview"))

    here = talking_lists.at_place(spec, editor, row=overview)

    assert [talk.first for talk in here] == [on_row, on_section]
    assert [talk.first for talk in talking_lists.at_place(spec, editor, section="overview")] == [on_section]
    assert talking_lists.at_place(spec, editor, row=row_of(spec)) == []
    (mark,) = talking_lists.marks(spec, editor)
    assert (mark.row, mark.count, mark.place) == (overview.pk, 2, str(overview.pk))
    assert mark.words == "2 comments on Overview"


def test_a_section_nobody_wrote_has_its_mark_by_name(spec: Spec, editor: User) -> None:
    talking.open_thread(spec, by=editor, body="Why not?", place=Place(section="rollout"))
    (mark,) = talking_lists.marks(spec, editor)
    assert (mark.row, mark.section, mark.place) == (None, "rollout", "rollout")


def test_without_threads_nothing_is_marked(spec: Spec, editor: User) -> None:
    assert talking_lists.marks(spec, editor) == []


def test_a_draft_is_seen_and_counted_by_its_writer_alone(spec: Spec, editor: User, viewer: User) -> None:
    draft = talking.open_thread(spec, by=viewer, body="Perhaps", place=Place(row=row_of(spec)), draft=True)

    assert [talk.draft for talk in talking_lists.listed(spec, viewer).open] == [True]
    assert talking_lists.listed(spec, editor).open == []
    assert (talking_lists.drafts(spec, viewer), talking_lists.drafts(spec, editor)) == (1, 0)
    assert talking_lists.one(spec, viewer, draft.pk) == draft
    assert talking_lists.one(spec, editor, draft.pk) is None
    assert talking_lists.thread_of(spec, viewer, draft.thread_id) == draft.thread
    assert talking_lists.thread_of(spec, editor, draft.thread_id) is None


def test_the_newest_two_comments_stand_unfolded(spec: Spec, editor: User) -> None:
    first = talking.open_thread(spec, by=editor, body="One\n\n" + "long " * 60)
    for body in ("Two", "Three"):
        talking.reply(first.thread, by=editor, body=body)

    (talk,) = talking_lists.listed(spec, editor).open

    assert [comment.body for comment in talk.unfolded] == ["Two", "Three"]
    assert talk.folded == [first]
    assert talk.said.startswith("One long long")
    assert len(talk.said) == 160


def test_words_alone_are_said_to_be_suggested_and_whose_they_were(spec: Spec, editor: User, viewer: User) -> None:
    row = row_of(spec)
    comment = talking.open_thread(
        spec, by=editor, body="", place=Place(row=row), words=Words("text", "The customer is called.")
    )

    (talk,) = talking_lists.listed(spec, editor).open
    suggestion = talking_lists.suggestion_of(comment)

    assert talk.said == "Other words are suggested."
    assert suggestion is not None
    assert talking_lists.suggestion_of(talking.reply(comment.thread, by=editor, body="Well?")) is None
    accept(suggestion, by=editor)
    told = talking_lists.spoken(Event.objects.filter(spec=spec))
    names = {(said.name, said.suggester) for said in told.values()}
    assert names == {("FR-3", None), ("FR-3", editor)}
    assert talking_lists.spoken([]) == {}


def test_a_row_without_uid_and_title_is_called_by_its_words(spec: Spec, editor: User) -> None:
    prose = Row.objects.get(spec=spec, source__startswith="Customers get")
    assert talking_lists.name_of(prose) == "Customers get their money back without writing to us."
    assert talking_lists.name_of(Row(kind="prose")) == "Text"
    assert talking_lists.name_of(None, "goals") != talking_lists.name_of(None, "")
    save_row(prose, by=editor, values={"text": "Short."}, stamp=prose.stamp)
    assert talking_lists.name_of(Row.objects.get(pk=prose.pk)) == "Short."
