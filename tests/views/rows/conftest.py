"""A spec with a row of each shape, and people who may and may not write in it."""

import json
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Team, User
from specs.document.outline import values
from specs.models import Row, Spec
from specs.services import exchanging
from tests.factories import SAMPLE


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    return exchanging.import_spec(by=editor, team=team, data=SAMPLE.encode(), name="refunds.md")


@pytest.fixture
def requirement(spec: Spec) -> Row:
    return spec.rows.get(uid="FR-1")


@pytest.fixture
def writer(client_of: Callable[[User], Client], editor: User) -> Client:
    return client_of(editor)


class Forms:
    """What a browser sends for a row: the form's own fields, with some of them typed anew."""

    def __init__(self, client: Client, spec: Spec) -> None:
        self.client = client
        self.spec = spec

    def data(self, row: Row, **typed: object) -> dict[str, object]:
        document = self.spec.document()
        now = values(document, document.place(row.pk))
        base = {name: str(value) for name, value in now.items()}
        return {**base, "stamp": row.stamp, "base": json.dumps(base), **typed}

    def save(self, row: Row, *, fragment: bool = True, **typed: object) -> HttpResponse:
        return self.post(f"row/{row.pk}/edit", self.data(row, **typed), fragment=fragment)

    def post(self, path: str, data: dict[str, object] | None = None, *, fragment: bool = True) -> HttpResponse:
        headers = {"HX-Request": "true"} if fragment else {}
        return self.client.post(f"/{self.spec.key}/{path}", data or {}, headers=headers)

    def get(self, path: str, *, fragment: bool = True) -> HttpResponse:
        return self.client.get(f"/{self.spec.key}/{path}", headers={"HX-Request": "true"} if fragment else {})


@pytest.fixture
def forms(writer: Client, spec: Spec) -> Forms:
    return Forms(writer, spec)
