"""A team with a draft, and the people around it."""

from collections.abc import Iterator

import pytest

from accounts.models import Role, Team, User
from specs.models import Row, Spec
from specs.services.proving import faults_of
from tests.factories import make_member, make_spec, make_team


@pytest.fixture
def payments(db: None) -> Team:
    return make_team("PAY")


@pytest.fixture
def ana(payments: Team) -> User:
    return make_member(payments, name="Ana Ruiz")


@pytest.fixture
def ben(payments: Team) -> User:
    return make_member(payments, name="Ben Cole")


@pytest.fixture
def cai(payments: Team) -> User:
    return make_member(payments, Role.VIEWER, name="Cai Lin")


@pytest.fixture
def ada(payments: Team) -> User:
    return make_member(payments, Role.ADMIN, name="Ada Admin")


@pytest.fixture
def spec(payments: Team, ana: User) -> Spec:
    return make_spec(payments, ana)


@pytest.fixture
def fr1(spec: Spec) -> Row:
    return Row.objects.get(spec=spec, uid="FR-1")


#: What happens in these is replayed: what the database says after each test is what the records and edits come to.
PROVED = {"test_implementing", "test_reviewing", "test_undoing", "test_workflow"}


@pytest.fixture(autouse=True)
def _every_chain_holds(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.module.__name__.rpartition(".")[2] not in PROVED:
        yield
        return
    request.getfixturevalue("db")
    yield
    for spec in Spec.objects.select_related("team", "in_force"):
        assert faults_of(spec) == []
