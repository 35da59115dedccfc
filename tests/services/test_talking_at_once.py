"""Two people at once about the same words: nothing that was said is lost, and each decision is made once."""

import pytest

from accounts.models import User
from specs.models import Comment, Event, Row, Spec, Suggestion, Thread
from specs.services import editing, proposals, talking
from specs.services.errors import Conflict, WrongStatus
from specs.services.talking import Place, Words
from tests.factories import make_member, make_spec, make_team
from tests.services.test_racing import at_once, tiling

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
ROUNDS = 5


@pytest.fixture
def people() -> tuple[User, User]:
    team = make_team("PAY")
    return make_member(team, name="Ana"), make_member(team, name="Ben")


def row_of(spec: Spec) -> Row:
    return Row.objects.get(spec=spec, uid="FR-3")


def suggested(spec: Spec, by: User, text: str) -> Suggestion:
    place, words = Place(row=row_of(spec)), Words("text", text)
    return Suggestion.objects.get(comment=talking.open_thread(spec, by=by, body="", place=place, words=words))


def test_an_answer_is_never_lost_in_what_is_resolved(people: tuple[User, User]) -> None:
    ana, ben = people
    spec = make_spec(ana.teams.get(), ana)
    for _round in range(ROUNDS):
        thread = talking.open_thread(spec, by=ana, body="By mail?", place=Place(row=row_of(spec))).thread

        at_once(
            lambda thread=thread: talking.resolve_thread(thread, by=ana),  # type: ignore[misc]
            lambda thread=thread: talking.reply(thread, by=ben, body="And post."),  # type: ignore[misc]
        )

        thread = Thread.objects.get(pk=thread.pk)
        last = Event.objects.filter(spec=spec).latest("number").verb
        assert Comment.objects.filter(thread=thread).count() == 2
        assert (thread.resolved_at is None) == (last == "replied"), "what came last holds"
    tiling(spec)


def test_a_suggestion_is_accepted_once_and_merged_with_an_edit(people: tuple[User, User]) -> None:
    ana, ben = people
    spec = make_spec(ana.teams.get(), ana)
    found = suggested(spec, ana, "The customer is told by post.")
    row = row_of(spec)

    def edit() -> object:
        values = {"text": "The paying customer is told by mail."}
        return editing.save_row(row, by=ana, values=values, stamp=row.stamp, base={"text": row.text})

    results = at_once(lambda: proposals.accept(found, by=ben), edit)
    twice = at_once(*[lambda by=by: proposals.accept(Suggestion.objects.get(pk=found.pk), by=by) for by in people])  # type: ignore[misc]

    assert not [result for result in results if isinstance(result, Conflict)]
    assert row_of(spec).text == "The paying customer is told by post."
    assert [type(result) for result in twice] == [WrongStatus, WrongStatus]
    tiling(spec)


def test_two_who_decide_at_once_decide_once(people: tuple[User, User]) -> None:
    ana, ben = people
    spec = make_spec(ana.teams.get(), ana)
    for at in range(ROUNDS):
        found = suggested(spec, ana, f"The customer is told {at} times.")
        other = Suggestion.objects.get(pk=found.pk)

        results = at_once(
            lambda found=found: proposals.accept(found, by=ben),  # type: ignore[misc]
            lambda other=other: proposals.decline(other, by=ana, word="No."),  # type: ignore[misc]
        )

        found.refresh_from_db()
        assert sum(isinstance(result, WrongStatus) for result in results) == 1
        assert (f"{at} times" in row_of(spec).text) == (found.state == "accepted")
    tiling(spec)
