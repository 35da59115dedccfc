"""What open pages hear: numbers and ids, in order, and who it was; the words stay behind the ordinary door."""

import pytest

from accounts.models import User
from specs.models import Event, Row, Spec
from specs.services import editing, feeding, talking
from specs.services.feeding import news
from specs.services.talking import Place

pytestmark = pytest.mark.django_db


def test_a_page_hears_what_happened_after_what_it_knows(spec: Spec, ana: User, ben: User, fr1: Row) -> None:
    editing.save_row(fr1, by=ana, values={"text": "Other words."}, stamp=fr1.stamp)
    talking.open_thread(Spec.objects.get(pk=spec.pk), by=ben, body="Well?", place=Place(row=fr1))

    first, second = news(spec, 1)

    assert (first["m"], first["spec"], first["number"], first["verb"]) == ("events", spec.key, 2, "edited")
    assert first["by"] == {"id": ana.pk, "name": "Ana Ruiz", "colour": ana.colour}
    assert (first["rows"], first["gone"], first["placed"], first["beside"]) == ([fr1.pk], [], False, False)
    assert (second["number"], second["rows"], second["beside"]) == (3, [], True)
    assert [told["number"] for told in news(spec, 2)] == [3]
    assert news(spec, 3) == []
    assert "Other words" not in repr(first)


def test_what_goes_and_what_moves_is_told_as_that(spec: Spec, ana: User, fr1: Row) -> None:
    editing.remove_row(fr1, by=ana)
    (told,) = news(spec, 1)
    assert (told["gone"], told["placed"]) == ([fr1.pk], True)
    assert fr1.pk not in told["rows"]


def test_too_much_is_told_as_all_of_it(spec: Spec, ana: User, fr1: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "MOST", 1)
    editing.remove_row(fr1, by=ana)
    (many,) = news(spec, 1)
    assert (many["all"], many["rows"], many["gone"]) == (True, [], []), "more rows than a page fetches one by one"
    last = editing.remove_row(Row.objects.get(spec=spec, uid="FR-2"), by=ana)
    assert isinstance(last, Event)
    (all_,) = news(spec, 1)
    assert (all_["all"], all_["number"]) == (True, last.number), "more events than a page follows"


def test_a_person_is_shown_by_name_initials_and_colour(ana: User) -> None:
    assert feeding.person(ana) == {"id": ana.pk, "name": "Ana Ruiz", "initials": "AR", "colour": ana.colour}
