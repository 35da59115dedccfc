"""What a database says is checked against its records: whatever was changed beside the services is found and named."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from specs.models import Spec, guards
from specs.services.editing import save_row, tick
from specs.services.proving import faults_of
from specs.services.reviewing import approve, implement, reopen, request_changes, revise, send, submit, withdraw
from tests.factories import make_approved

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def approved(payments: Any, ana: User, cai: User) -> Spec:
    return make_approved(payments, ana, cai)


@pytest.fixture
def sql() -> Iterator[Callable[..., None]]:
    """What an operator with a database client does: first the guards away, then whatever."""
    guards.remove(connection)

    def run(statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    yield run
    guards.install(connection)


def said(spec: Spec, **known: str) -> list[str]:
    fresh = Spec.objects.select_related("in_force", "team").get(pk=spec.pk)
    return [f"{fault.place}: {fault.message}" for fault in faults_of(fresh, **known)]


def write(spec: Spec, by: User, text: str) -> None:
    row = spec.rows.get(uid="FR-3")
    save_row(row, by=by, values={"text": text}, stamp=row.stamp)
    spec.refresh_from_db()


def test_a_draft_a_review_and_a_text_in_force_hold(payments: Any, ana: User, ben: User, cai: User, spec: Spec) -> None:
    assert said(spec) == []
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    assert said(spec) == []
    request_changes(spec, by=cai, sha=spec.revisions.latest("number").sha256, comment="Shorter.")
    write(spec, ana, "Mail the customer.")
    send(spec, by=ana)
    assert said(spec) == []
    for person in (cai, ben):
        approve(spec, by=person, sha=spec.revisions.latest("number").sha256)
        spec.refresh_from_db()
        if spec.status == "approved":
            break
    assert said(spec) == []
    for task in spec.rows.filter(kind="task"):
        tick(task, by=ana, done=True)
    implement(spec, by=ana)
    assert said(spec) == []
    reopen(spec, by=ana, reason="A gap.")
    revise(spec, by=ana)
    write(spec, ben, "Write to the customer.")
    assert said(spec) == []
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    withdraw(spec, by=ana, reason="Not yet.")
    submit(spec, by=ana, reviewers=[cai], seen=Spec.objects.get(pk=spec.pk).text_hash)
    assert said(spec) == []
