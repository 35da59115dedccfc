"""A request sent twice with one key changes once, and is answered both times with the row."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from specs.models import Row, Spec
from specs.services.repeating import asked_with, take_key
from tests.views.rows.conftest import Forms

pytestmark = pytest.mark.django_db
KEY = "0b8e1b0c-55aa-4f0e-9d6c-2f6c6f0f1a11"


@pytest.fixture
def ben(member: Callable[..., User], client_of: Callable[[User], Client], spec: Spec) -> Forms:
    return Forms(client_of(member("Ben Cole")), spec)


def twice(forms: Forms, path: str, data: dict[str, object], *, fragment: bool = True) -> list[str]:
    """What the two answers say; they have the same status and one event stands between them."""
    events = forms.spec.events.count()
    first = forms.post(path, {**data, "key": KEY}, fragment=fragment)
    again = forms.post(path, {**data, "key": KEY}, fragment=fragment)
    assert (first.status_code, forms.spec.events.count()) == (again.status_code, events + 1)
    assert forms.spec.events.get(key=KEY).number == events + 1
    return [first.content.decode(), again.content.decode()]


def test_a_row_is_saved_once(forms: Forms, requirement: Row, spec: Spec) -> None:
    first, again = twice(forms, f"row/{requirement.pk}/edit", forms.data(requirement, text="Typed once."))
    assert "Typed once." in first
    assert "Typed once." in again


@pytest.mark.parametrize("fragment", [True, False])
def test_a_row_is_added_once(forms: Forms, requirement: Row, spec: Spec, fragment: bool) -> None:
    data: dict[str, object] = {"kind": "requirement", "after": requirement.pk, "text": "Added once."}
    _, again = twice(forms, "add", data, fragment=fragment)
    assert ("Added once." in again) is fragment
    assert spec.rows.filter(text="Added once.").count() == 1


def test_a_row_is_moved_once(forms: Forms, requirement: Row, spec: Spec) -> None:
    twice(forms, f"row/{requirement.pk}/move", {"direction": "down"})
    assert [row.uid for row in spec.rows.exclude(uid="")][:2] == ["FR-2", "FR-1"]


def test_a_deleted_row_says_so_both_times(forms: Forms, requirement: Row) -> None:
    typed = forms.data(requirement, text="Typed before it was deleted.")
    first = forms.post(f"row/{requirement.pk}/delete", {**typed, "key": KEY})
    again = forms.post(f"row/{requirement.pk}/delete", {**typed, "key": KEY})
    assert "Deleted." in first.content.decode()
    assert "Deleted." in again.content.decode()
    assert list(forms.spec.events.values_list("key", flat=True)) == ["", "", KEY]


def test_a_row_that_was_emptied_and_deleted_comes_back_with_its_words(forms: Forms, requirement: Row) -> None:
    words = requirement.text
    forms.post(f"row/{requirement.pk}/delete", forms.data(requirement, text=""))
    forms.post("undo", {})
    assert forms.spec.rows.get(pk=requirement.pk).text == words


def test_a_whole_section_is_deleted_and_added_once(forms: Forms, spec: Spec) -> None:
    heading = spec.rows.get(kind="heading", key="risks")
    _, again = twice(forms, f"sections/{heading.pk}/delete", {})
    assert "Deleted." in again


def test_a_conflict_asks_again_though_the_other_fields_were_saved(
    forms: Forms, requirement: Row, spec: Spec, ben: Forms
) -> None:
    data = {**forms.data(requirement, text="Mine entirely.", title="Whole"), "key": KEY}
    assert ben.save(requirement, text="Theirs entirely.").status_code == 200
    answers = [forms.post(f"row/{requirement.pk}/edit", data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("Mine entirely." in answer.content.decode() for answer in answers)
    assert Row.objects.get(pk=requirement.pk).title == "Whole"


def test_what_is_refused_is_refused_each_time(forms: Forms, requirement: Row) -> None:
    for _ in range(2):
        assert forms.post(f"row/{requirement.pk}/move", {"direction": "up", "key": KEY}).status_code == 422
    assert forms.post("row/999999/delete", {"key": KEY}).status_code == 404


def test_what_somebody_queued_is_not_taken_for_the_next_person_at_the_browser(
    writer: Client, editor: User, requirement: Row, spec: Spec
) -> None:
    address = f"/{spec.key}/row/{requirement.pk}/move"
    headers = {"HX-Request": "true", "X-Person": str(editor.pk + 1)}
    assert writer.post(address, {"direction": "down"}, headers=headers).status_code == 401
    assert spec.events.count() == 1
    headers["X-Person"] = str(editor.pk)
    assert writer.post(address, {"direction": "down"}, headers=headers).status_code == 200


def test_a_key_of_one_person_is_none_of_another(forms: Forms, requirement: Row, spec: Spec, ben: Forms) -> None:
    for who in (forms, ben):
        assert who.post("add", {"kind": "goal", "section": "goals", "text": "Mine", "key": KEY}).status_code == 200
    assert spec.events.filter(key=KEY).count() == 2


def test_what_is_no_key_is_kept_nowhere() -> None:
    for word in ("", "short", "x" * 65, "drop table;"):
        with asked_with(word):
            assert take_key() == ""
    with asked_with(KEY):
        assert [take_key(), take_key()] == [KEY, ""]


def test_events_are_still_guarded_after_the_migration(spec: Spec) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%event_update'")
        else:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%event_update'")
        assert cursor.fetchone()[0] == 1
