"""What somebody changed after the form was opened is not deleted unseen: asked about once, with and without HTMX."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from specs.models import Row, Spec
from tests.views.rows.conftest import Forms
from tests.views.rows.test_sections import fields

pytestmark = pytest.mark.parametrize("fragment", [True, False], ids=["with HTMX", "without"])


@pytest.fixture
def ben(client_of: Callable[[User], Client], member: Callable[..., User], spec: Spec) -> Forms:
    return Forms(client_of(member("Ben Cole")), spec)


def opened(forms: Forms, row: Row) -> dict[str, object]:
    """What the browser would send from the row's form, opened now, with nothing typed."""
    form = fields(forms.get(f"row/{row.pk}/edit").content.decode())
    return {**forms.data(row), "seen": form["seen"], "stamp": form["stamp"]}


def asked(forms: Forms, ben: Forms, row: Row, fragment: bool, **typed: object) -> HttpResponse:
    data = {**opened(forms, row), **typed}
    ben.save(row, text="A manager refunds it.")
    answer = forms.post(f"row/{row.pk}/delete", data, fragment=fragment)
    assert answer.status_code == 409
    assert "A manager refunds it." in forms.spec.document().text
    return answer


def test_the_question_shows_who_and_what(forms: Forms, ben: Forms, requirement: Row, fragment: bool) -> None:
    answer = asked(forms, ben, requirement, fragment)
    page = answer.content.decode()
    assert answer.has_header("X-Fragment") is fragment
    assert "Ben changed FR-1 since you opened it." in page
    assert "<ins>" in page
    assert "manager" in page
    assert "Delete anyway" in page


def test_deleted_anyway_it_is_gone(forms: Forms, ben: Forms, requirement: Row, fragment: bool) -> None:
    page = asked(forms, ben, requirement, fragment).content.decode()
    anyway = page.split('name="anyway" value="')[1].split('"')[0]
    answer = forms.post(f"row/{requirement.pk}/delete", {**fields(page), "anyway": anyway}, fragment=fragment)
    assert answer.status_code == (200 if fragment else 302)
    assert "FR-1**" not in forms.spec.document().text


def test_kept_it_is_as_the_other_wrote_it(forms: Forms, ben: Forms, requirement: Row, fragment: bool) -> None:
    page = asked(forms, ben, requirement, fragment).content.decode()
    answer = forms.post(f"row/{requirement.pk}/edit", {**fields(page), "save": "1"}, fragment=fragment)
    assert answer.status_code == (200 if fragment else 302)
    assert "**FR-1**: A manager refunds it." in forms.spec.document().text


def test_kept_it_has_what_was_typed_too(forms: Forms, ben: Forms, requirement: Row, fragment: bool) -> None:
    page = asked(forms, ben, requirement, fragment, priority="Could").content.decode()
    forms.post(f"row/{requirement.pk}/edit", {**fields(page), "save": "1"}, fragment=fragment)
    text = forms.spec.document().text
    assert "A manager refunds it." in text
    assert "   - **Priority**: Could" in text


def test_what_changes_after_the_question_is_asked_about_again(
    forms: Forms, ben: Forms, requirement: Row, fragment: bool
) -> None:
    page = asked(forms, ben, requirement, fragment).content.decode()
    requirement.refresh_from_db()
    ben.save(requirement, text="A robot refunds it.")
    anyway = page.split('name="anyway" value="')[1].split('"')[0]
    answer = forms.post(f"row/{requirement.pk}/delete", {**fields(page), "anyway": anyway}, fragment=fragment)
    assert answer.status_code == 409
    assert "A robot refunds it." in forms.spec.document().text


def test_a_section_in_which_somebody_wrote_is_asked_about(
    forms: Forms, ben: Forms, spec: Spec, requirement: Row, fragment: bool
) -> None:
    section = spec.rows.get(kind="heading", key="functional")
    data = fields(forms.get(f"sections/{section.pk}/rename").content.decode())
    ben.save(requirement, text="A manager refunds it.")
    address = f"sections/{section.pk}/delete"
    page = forms.post(address, data, fragment=fragment)
    assert page.status_code == 409
    assert "Ben changed this section since you opened it." in page.content.decode()
    anyway = page.content.decode().split('name="anyway" value="')[1].split('"')[0]
    forms.post(address, {**data, "anyway": anyway}, fragment=fragment)
    assert "FR-1" not in spec.document().text.split("## Implementation")[0]


def test_the_section_is_kept_by_its_form(
    forms: Forms, ben: Forms, spec: Spec, requirement: Row, fragment: bool
) -> None:
    section, before = spec.rows.get(kind="heading", key="functional"), spec.document().text
    data = fields(forms.get(f"sections/{section.pk}/rename").content.decode())
    ben.save(requirement, text="A manager refunds it.")
    page = forms.post(f"sections/{section.pk}/delete", data, fragment=fragment).content.decode()
    answer = forms.post(f"sections/{section.pk}/rename", fields(page), fragment=fragment)
    assert answer.status_code == (200 if fragment else 302)
    assert spec.document().text == before.replace("A clerk refunds a payment in full.", "A manager refunds it.")
