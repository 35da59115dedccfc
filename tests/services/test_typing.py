"""Typing together: the rules of shared texts, each by its number."""

import pytest

from accounts.models import User
from specs.models import Event, Row, SharedText, Spec
from specs.services import typing
from tests.services.typists import Typist

pytestmark = pytest.mark.django_db


@pytest.fixture
def overview(spec: Spec) -> Row:
    return spec.rows.get(kind="prose", section="overview")


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
    event = Event.objects.latest("pk")
    assert (event.verb, event.people, event.text) == ("typed", {ana.pk, ben.pk}, True)
