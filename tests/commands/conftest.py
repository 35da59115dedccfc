"""A team, and somebody who writes in it."""

import pytest

from accounts.models import Team, User
from tests.factories import make_member, make_team


@pytest.fixture
def team(db: None) -> Team:
    return make_team("PAY")


@pytest.fixture
def ana(team: Team) -> User:
    return make_member(team, name="Ana")
