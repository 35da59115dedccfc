"""An example team with people and specs in each status, made through the same services that people use."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from accounts.models import Membership, Role, Team, User
from specs.models import Row, Spec
from specs.services.editing import add_row, save_row, tick
from specs.services.exchanging import import_spec
from specs.services.reviewing import approve, implement, request_changes, send, submit
from specs.services.talking import Place, Words, open_thread, reply, resolve_thread

FOLDER = Path(__file__).parents[1] / "demo"
KEY, NAME = "PAY", "Payments"
PASSWORD = "payments-demo"  # noqa: S105 (known on purpose; refused in production)


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str
    role: str


PEOPLE = (
    Person("ana@payments.example", "Ana Ruiz", Role.ADMIN),
    Person("ben@payments.example", "Ben Cole", Role.EDITOR),
    Person("cai@payments.example", "Cai Lin", Role.EDITOR),
    Person("dana@payments.example", "Dana Novak", Role.VIEWER),
)


class TeamTaken(Exception):
    """There is a team with the example's key that is not the example."""


def add_example_team(user: User) -> Team:
    """The example, with `user` as one of its admins. Nobody can log in as its people: they have no password."""
    return _build(user, password=None)


def make_demo() -> Team:
    """The example with people whose password is known. Done again, it adds only what is missing."""
    return _build(None, password=PASSWORD)


@transaction.atomic
def _build(user: User | None, *, password: str | None) -> Team:
    people = [_person(person, password) for person in PEOPLE]
    team = _team(people)
    if user is not None:
        Membership.objects.get_or_create(team=team, user=user, defaults={"role": Role.ADMIN})
    ana, ben, cai, dana = people
    _card_retries(team, ana, ben, cai, dana)
    _decline_codes(team, ana, ben)
    _refunds(team, ana, ben, cai, dana)
    _sepa_mandates(team, ana, ben)
    _payout_holds(team, ana, ben, cai)
    return team


def _person(person: Person, password: str | None) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, password, name=person.name, is_demo=password is not None)
    elif password is not None and not user.is_demo:
        user.set_password(password)
        user.is_demo = True
        user.save()
    return user


def _team(people: list[User]) -> Team:
    team, made = Team.objects.get_or_create(key=KEY, defaults={"name": NAME})
    if not made and not team.memberships.filter(user=people[0]).exists():
        raise TeamTaken(f"There is a team {KEY} already, and it is not the example.")
    for user, person in zip(people, PEOPLE, strict=True):
        Membership.objects.get_or_create(team=team, user=user, defaults={"role": person.role})
    return team


def _spec(team: Team, by: User, name: str, title: str) -> Spec | None:
    """The new spec, or None where it stands already."""
    if Spec.objects.filter(team=team, title=title).exists():
        return None
    return import_spec(by=by, team=team, data=(FOLDER / name).read_bytes(), name=name)


def _row(spec: Spec, **wanted: str) -> Row:
    return Row.objects.get(spec=spec, removed_at=None, **wanted)


def _card_retries(team: Team, ana: User, ben: User, cai: User, dana: User) -> None:
    """In review, with a request for changes and an edit that was not sent."""
    spec = _spec(team, ana, "card-retries.md", "Retry of declined card payments")
    if spec is None:
        return
    row = _row(spec, uid="FR-6")
    save_row(row, by=ben, values={"text": f"{row.text[:-1]}, from the first to the twenty-eighth."}, stamp=row.stamp)
    add_row(
        spec,
        by=ben,
        kind="metric",
        section="metrics",
        values={"text": "Nobody gets more than three messages for one charge"},
    )
    spec.refresh_from_db()
    submit(spec, by=ana, reviewers=[cai, dana], seen=spec.text_hash)
    said = "FR-8: a stop by support should end by itself. Otherwise we forget it, and the charge is never tried again."
    request_changes(spec, by=cai, sha=spec.revisions.latest("number").sha256, comment=said)
    row = _row(spec, uid="FR-8")
    text = "Support can stop the retries of one charge with a reason, for at most 30 days."
    save_row(row, by=ana, values={"text": text}, stamp=row.stamp)


def _decline_codes(team: Team, ana: User, ben: User) -> None:
    """Implemented."""
    spec = _spec(team, ben, "decline-codes.md", "Decline codes in the charge events")
    if spec is None:
        return
    _approve(spec, ben, ana)
    implement(spec, by=ben)


def _refunds(team: Team, ana: User, ben: User, cai: User, dana: User) -> None:
    """Approved by two, after a third approved a revision that another replaced; and being built."""
    spec = _spec(team, cai, "refunds.md", "Refunds without a letter")
    if spec is None:
        return
    submit(spec, by=cai, reviewers=[ana, ben, dana], seen=spec.text_hash, quorum=2)
    approve(spec, by=dana, sha=spec.revisions.latest("number").sha256)
    row = _row(spec, uid="FR-4")
    text = "The customer is told by mail when the refund starts, when it arrives, and if it fails."
    save_row(row, by=cai, values={"text": text}, stamp=row.stamp)
    send(spec, by=cai)
    for reviewer in (ben, ana):
        approve(spec, by=reviewer, sha=spec.revisions.latest("number").sha256)
    tick(_row(spec, kind="task", text="Second person for large amounts (FR-3)"), by=cai, done=True)


def _payout_holds(team: Team, ana: User, ben: User, cai: User) -> None:
    """A draft that people talk about."""
    spec = _spec(team, ana, "payout-holds.md", "Payout holds for new sellers")
    if spec is None:
        return
    first, second = _row(spec, uid="FR-1.2"), _row(spec, uid="FR-2.1")
    asked = open_thread(spec, by=cai, body="Where does the seller see it, in whose words?", place=Place(row=first))
    reply(asked.thread, by=ana, body="On the page of payouts. @Ben Cole, do you have the words of the old flow?")
    words = Words("text", "A member of the risk team can release a hold, with a reason that the seller is told")
    open_thread(spec, by=ben, body="Support is asked for it every day.", place=Place(row=second), words=words)
    done = open_thread(spec, by=ben, body="Is the title right? It was about holds of all payouts.")
    resolve_thread(done.thread, by=ana)


def _approve(spec: Spec, by: User, reviewer: User) -> None:
    submit(spec, by=by, reviewers=[reviewer], seen=spec.text_hash)
    approve(spec, by=reviewer, sha=spec.revisions.latest("number").sha256)


def _sepa_mandates(team: Team, ana: User, ben: User) -> None:
    """A draft that two people write."""
    spec = _spec(team, ben, "sepa-mandates.md", "Direct debit: mandates on paper and online")
    if spec is None:
        return
    row = _row(spec, uid="FR-3")
    text = "A mandate that was not used for 36 months ends, a debit with it is refused, and the clerk is told why."
    save_row(row, by=ana, values={"text": text}, stamp=row.stamp)
    question = _row(spec, kind="question", text="Does a scan without the date of signature count as proof?")
    save_row(
        question,
        by=ana,
        values={"answer": "No; the bank of the largest debtor refused two of three."},
        stamp=question.stamp,
    )
