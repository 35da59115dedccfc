"""The history beside a spec: short, whatever the length of what was edited."""

import pytest
from django.test import Client

from accounts.models import Team, User
from specs.services import exchanging
from tests.views.rows.conftest import Forms


@pytest.mark.django_db
def test_an_edit_of_a_long_text_shows_what_changed_and_not_the_text(writer: Client, team: Team, editor: User) -> None:
    long = "A sentence that nobody touched. " * 60
    text = f"# Long\n\n## Overview\n\n{long}Old end.\n"
    spec = exchanging.import_spec(by=editor, team=team, data=text.encode(), name="long.md")
    forms, row = Forms(writer, spec), spec.rows.get(kind="prose")
    forms.save(row, text=f"{long}New end.")
    page = writer.get(f"/{spec.key}/").content.decode()
    panel = page[page.index('id="history"') :]
    assert "New" in panel
    assert panel.count("nobody touched") < 5
