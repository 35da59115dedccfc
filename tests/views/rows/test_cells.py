"""Cells pasted into a table on the page, and on a page of their own without scripts."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from specs.models import Row, Spec
from specs.services import editing
from tests.views.rows.conftest import Forms


@pytest.fixture
def auth(spec: Spec) -> Row:
    return spec.rows.get(kind="error", title="Auth")


def test_cells_fill_the_table_and_what_was_typed_goes_along(forms: Forms, spec: Spec, auth: Row) -> None:
    data = forms.data(auth, title="Log-in", column="1", cells='Wait\t"a ""b"""\nAsk\tWho?\n')
    answer = forms.post(f"row/{auth.pk}/cells", data)
    assert answer.status_code == 200
    assert answer["HX-Retarget"].startswith("#section-")
    assert '| Log-in | Wait | a "b" |\n|  | Ask | Who? |' in spec.document().text
    assert spec.events.count() == 2


def test_what_does_not_fit_is_said_and_nothing_is_written(forms: Forms, spec: Spec, auth: Row) -> None:
    before = spec.document().text
    answer = forms.post(f"row/{auth.pk}/cells", {"column": "2", "cells": "a\tb"})
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#notice")
    assert "has 3 columns" in answer.content.decode()
    long = forms.data(auth, title="x" * 201, column="0", cells="a\tb")
    assert "200 are possible" in forms.post(f"row/{auth.pk}/cells", long).content.decode()
    assert spec.document().text == before


def test_without_scripts_cells_are_pasted_on_a_page(forms: Forms, spec: Spec, auth: Row) -> None:
    page = forms.get(f"row/{auth.pk}/cells", fragment=False).content.decode()
    assert '<option value="2">User Message</option>' in page
    refused = forms.post(f"row/{auth.pk}/cells", {"column": "1", "cells": "a\tb\tc"}, fragment=False)
    assert refused.status_code == 422
    assert "a\tb\tc" in refused.content.decode()
    assert forms.post(f"row/{auth.pk}/cells", {"column": "9", "cells": "a"}, fragment=False).status_code == 422
    done = forms.post(f"row/{auth.pk}/cells", {"column": "0", "cells": "Seen", "below": "1"}, fragment=False)
    assert done["Location"].endswith(f"#row-{auth.pk}")
    assert '"Log in first" |\n| Seen |' in spec.document().text


def test_words_changed_by_somebody_else_are_asked_about(forms: Forms, spec: Spec, auth: Row, writer: Client) -> None:
    data = forms.data(auth, title="Mine", column="1", cells="a\tb")
    editing.save_row(auth, by=auth.spec.changed_by, values={"title": "Theirs"}, stamp=auth.stamp)
    answer = forms.post(f"row/{auth.pk}/cells", data)
    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()


def test_only_a_tables_line_takes_cells(forms: Forms, spec: Spec) -> None:
    goal = spec.rows.filter(kind="goal").first()
    assert goal
    answer = forms.post(f"row/{goal.pk}/cells", {"column": "0", "cells": "a"})
    assert answer.status_code == 422


def test_a_risk_without_mitigation_asks_those_who_may_write(
    spec: Spec, writer: Client, viewer: User, client_of: Callable[[User], Client]
) -> None:
    risk = spec.rows.filter(kind="risk").first()
    assert risk
    asked = "How do you make it less likely, or less bad?"
    assert asked not in writer.get("/PAY-1/").content.decode()
    editing.save_row(risk, by=spec.changed_by, values={"mitigation": ""}, stamp=risk.stamp)
    assert writer.get("/PAY-1/").content.decode().count(asked) == 1
    assert asked not in client_of(viewer).get("/PAY-1/").content.decode()
