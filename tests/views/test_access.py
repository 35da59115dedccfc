"""Every address, for everybody, with the right method and a wrong one.

A place is furnished once for all addresses of a stage: what a request changes in it is taken back.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from accounts.models import Invitation, Membership, Role, Team, User
from accounts.services import invite
from specs.models import Spec
from specs.services import creating, editing, images, mailing, notifying, reviewing, talking
from tests.factories import make_approved, make_review, make_spec, png
from tests.views.access import PEOPLE, TABLE, Line

ONE_LINE_EACH = list({line.name: line for line in TABLE}.values())
STAGES = list(dict.fromkeys(line.stage for line in TABLE))


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The name of every address; of one without a name, its path."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield space + (pattern.name or str(pattern.pattern))


def test_every_address_stands_in_the_table() -> None:
    assert {line.name for line in TABLE} == set(addresses(get_resolver().url_patterns))


def address_of(line: Line, place: SimpleNamespace) -> str:
    return reverse(line.name, kwargs=line.where(place)) if line.name != "healthz" else "/healthz"


def taken(line: Line, place: SimpleNamespace) -> set[str]:
    """The methods that the address takes, as its refusal of another says; where it refuses nobody's, as its view has.

    Not those that the framework gives to every view, and not PUT, which the library's forms take for POST.
    """
    address = address_of(line, place)
    for who in (place.admin, None):
        refused = client_of(who).delete(address)
        if refused.status_code == 405:
            return set(refused.headers["Allow"].split(", ")) - {"HEAD", "OPTIONS", "PUT"}
    view = resolve(address).func.view_class
    return {method.upper() for method in ("get", "post", "patch", "delete") if hasattr(view, method)}


@pytest.mark.django_db
@pytest.mark.parametrize("stage", STAGES)
def test_every_method_of_an_address_stands_in_the_table(stage: str, place: SimpleNamespace) -> None:
    furnished(place, stage)
    lines = [line for line in ONE_LINE_EACH if line.stage == stage]

    listed = {line.name: {other.method for other in TABLE if other.name == line.name} for line in lines}

    assert listed == {line.name: taken(line, place) for line in lines}


@pytest.fixture
def place(team: Team, viewer: User, editor: User, admin: User, stranger: User, person: Any) -> SimpleNamespace:
    removed = person("Rex Removed")
    Membership.objects.create(team=team, user=removed, role=Role.EDITOR).delete()
    other = person("Otto Other")
    membership = Membership.objects.create(team=team, user=other, role=Role.VIEWER)
    invite(team, by=admin, email="asked@example.com", role=Role.VIEWER)
    return SimpleNamespace(
        team=team,
        viewer=viewer,
        editor=editor,
        admin=admin,
        stranger=stranger,
        removed=removed,
        anonymous=None,
        membership=membership,
        invitation=Invitation.objects.get(),
    )


def staged(place: SimpleNamespace, stage: str) -> Spec:
    """A spec of the editor's that has come this far, read by the viewer."""
    if stage in {"approved", "next", "done", "implemented"}:
        spec = make_approved(place.team, place.editor, place.viewer)
        if stage == "next":
            reviewing.revise(spec, by=place.editor)
        if stage in {"done", "implemented"}:
            for task in spec.rows.filter(kind="task"):
                editing.tick(task, by=place.editor, done=True)
        if stage == "implemented":
            reviewing.implement(spec, by=place.editor)
    elif stage in {"review", "requested", "unsent"}:
        spec = make_review(place.team, place.editor, place.viewer)
        if stage == "requested":
            sha = spec.revisions.get().sha256
            reviewing.request_changes(spec, by=place.viewer, sha=sha, comment="Say how long a clerk waits.")
        if stage == "unsent":
            editing.remove_row(spec.rows.get(uid="FR-3"), by=place.editor)
    else:
        spec = make_spec(place.team, place.editor)
        if stage == "archived":
            creating.archive_spec(spec, by=place.editor)
    return Spec.objects.get(pk=spec.pk)


def furnished(place: SimpleNamespace, stage: str) -> None:
    """The spec and those of its rows that addresses name."""
    place.spec = staged(place, stage)
    if stage != "draft":
        return
    place.first_event = place.spec.seq
    gone = place.spec.rows.get(uid="FR-3")
    place.event = editing.remove_row(gone, by=place.editor).number
    gone.refresh_from_db()
    place.spec.refresh_from_db()
    place.gone, place.requirement = gone, place.spec.rows.get(uid="FR-1")
    notifying.deliver(place.spec.events.latest("number"), {place.viewer.pk: ("asked", {"revision": 1})})
    place.notice, place.token = place.viewer.notices.get().pk, mailing.token(place.viewer, "asked")
    place.image = images.add_image(place.spec, by=place.editor, data=png((9, 9)))
    place.line = place.spec.rows.get(kind="risk")
    spot = talking.Place(row=place.requirement)
    place.comment = talking.open_thread(place.spec, by=place.viewer, body="By whom?", place=spot)
    place.thread = place.comment.thread
    words = talking.Words("text", "A clerk gives money back.")
    place.suggested = talking.open_thread(place.spec, by=place.editor, body="", place=spot, words=words)
    place.task, place.section = place.spec.rows.filter(kind="task").first(), place.spec.rows.get(key="overview")


def client_of(who: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if who is not None:
        client.force_login(who, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def answer(who: User | None, line: Line, method: str, place: SimpleNamespace) -> int:
    """The status, with everything that the request changed taken back, its count for the limits too."""
    cache.clear()
    client, address = client_of(who), address_of(line, place)
    with transaction.atomic():
        point = transaction.savepoint()
        data = line.sent(place) if method == "POST" else {}
        status = getattr(client, method.lower())(address, data).status_code
        transaction.savepoint_rollback(point)
    return int(status)


def answers(line: Line, method: str, place: SimpleNamespace) -> tuple[int, ...]:
    return tuple(answer(getattr(place, who), line, method, place) for who in PEOPLE)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("stage", STAGES)
def test_each_address_answers_each_person_as_the_table_says(stage: str, place: SimpleNamespace) -> None:
    furnished(place, stage)
    lines = {f"{at}: {line.method} {line.name}": line for at, line in enumerate(TABLE) if line.stage == stage}

    found = {title: answers(line, line.method, place) for title, line in lines.items()}

    assert found == {title: line.right for title, line in lines.items()}, PEOPLE


@pytest.mark.django_db
@pytest.mark.parametrize("stage", STAGES)
def test_a_wrong_method_is_refused(stage: str, place: SimpleNamespace) -> None:
    furnished(place, stage)
    lines = {line.name: line for line in ONE_LINE_EACH if line.stage == stage}

    found = {name: answers(line, line.wrong_method, place) for name, line in lines.items()}

    assert found == {name: line.wrong for name, line in lines.items()}, PEOPLE
