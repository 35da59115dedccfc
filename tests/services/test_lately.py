"""What is kept in memory for a while: found once, and not too much of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from specs.lately import Lately
from specs.models import Row, Spec
from specs.services import states
from specs.services.editing import save_row
from specs.services.exchanging import export


def test_it_is_found_once_and_the_oldest_go() -> None:
    asked: list[str] = []

    def find(name: str) -> str:
        asked.append(name)
        return name.upper()

    lately: Lately[str] = Lately(2)
    for name in ("a", "a", "b", "c", "c", "a"):
        assert lately.of(name, lambda name=name: find(name)) == name.upper()  # type: ignore[misc]
    assert asked == ["a", "b", "c", "a"]
    assert lately.get("b") is None
    assert lately.get("c") == "C"


@pytest.mark.django_db
def test_a_text_that_left_lately_is_not_read_again(
    spec: Spec, ana: User, fr1: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    def left() -> tuple[bytes, bool]:
        with CaptureQueriesContext(connection) as asked:
            data = export(Spec.objects.get(pk=spec.pk), by=ana, working=True).data
        return data, any('FROM "specs_row"' in query["sql"] for query in asked)

    first, read = left()
    assert read
    assert left() == (first, False)
    save_row(fr1, by=ana, values={"text": "Other"}, stamp=fr1.stamp)
    other, read = left()
    assert read
    assert b"Other" in other
    assert left() == (other, False)
    monkeypatch.setattr(states, "_TEXTS", Lately(1))
    monkeypatch.setattr(states, "LONG", 0)
    assert left() == left() == (other, True)
