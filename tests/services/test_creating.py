"""New specs: keys that are never given twice, title and metadata, copies; archive and restore."""

import pytest

from accounts.models import Team, User
from specs.document.outline import metadata, unwritten
from specs.models import Spec
from specs.services import editing
from specs.services.creating import archive_spec, create_spec, restore_spec
from specs.services.errors import NotAllowed, Refused, WrongStatus
from tests.factories import SAMPLE, make_approved, make_member, make_review, make_spec, make_team

pytestmark = pytest.mark.django_db


def test_a_new_spec_begins_with_title_and_metadata(payments: Team, ana: User) -> None:
    spec = create_spec(by=ana, team=payments, title="Gift cards", target_model="GPT-4o")
    document = spec.document()
    assert (spec.key, spec.title, spec.status, spec.version, spec.template) == (
        "PAY-1",
        "Gift cards",
        "draft",
        "1.0",
        "full",
    )
    found = metadata(document)
    assert {name: found[name] for name in ("author", "status", "target_model")} == {
        "author": "Ana Ruiz", "status": "draft", "target_model": "GPT-4o",
    }  # fmt: skip
    assert "overview" in {section.key for section in unwritten(document)}
    assert spec.events.get().verb == "created"


def test_an_empty_one_has_its_title_alone(payments: Team, ana: User) -> None:
    assert (
        create_spec(by=ana, team=payments, title="  Gift\n cards ", template="empty").document().text
        == "# Gift cards\n"
    )


def test_keys_count_on_and_are_not_given_again(payments: Team, ana: User) -> None:
    first = create_spec(by=ana, team=payments, title="One")
    create_spec(by=ana, team=payments, title="Two").delete()
    third = create_spec(by=ana, team=payments, title="Three")
    assert (first.key, third.key) == ("PAY-1", "PAY-3")
    other = make_team("OPS")
    assert create_spec(by=make_member(other), team=other, title="X").key == "OPS-1"


@pytest.mark.parametrize(
    ("title", "template", "field"),
    [("  ", "full", "title"), ("x" * 201, "full", "title"), ("x", "huge", "template")],
)
def test_refused_with_the_field(payments: Team, ana: User, title: str, template: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        create_spec(by=ana, team=payments, title=title, template=template)
    assert refused.value.field == field
    assert not Spec.objects.exists()


def test_viewers_and_strangers_create_nothing(payments: Team, cai: User) -> None:
    for user in (cai, make_member(make_team())):
        with pytest.raises(NotAllowed):
            create_spec(by=user, team=payments, title="x")


def test_a_copy_has_its_own_title_and_metadata_and_the_text(payments: Team, ana: User, ben: User) -> None:
    original = make_spec(payments, ana, SAMPLE.replace("version: 1.0", "version: 3.2"))
    copy = create_spec(by=ben, team=payments, title="Refunds again", target_model="GPT-4o", copy_of=original)
    text = copy.document().text
    assert text.startswith("# Refunds again\n")
    assert "version: 1.0\nauthor: Ben Cole\n" in text
    assert "target_model: GPT-4o" in text
    assert text.partition("## Overview")[2] == SAMPLE.partition("## Overview")[2]
    assert copy.events.get().data == {"copy_of": original.key}
    assert not set(copy.rows.values_list("pk", flat=True)) & set(original.rows.values_list("pk", flat=True))


def test_a_copy_keeps_the_target_model_unless_another_is_named(payments: Team, ana: User) -> None:
    copy = create_spec(by=ana, team=payments, title="Again", copy_of=make_spec(payments, ana))
    assert copy.target_model == "Claude Sonnet"


def test_a_copy_of_a_text_without_title_or_metadata_is_that_text(payments: Team, ana: User) -> None:
    original = make_spec(payments, ana, "Just words.\n")
    assert create_spec(by=ana, team=payments, title="New", copy_of=original).document().text == "Just words.\n"


def test_a_foreign_spec_is_not_copied(payments: Team, ana: User) -> None:
    other = make_team()
    foreign = make_spec(other, make_member(other))
    with pytest.raises(NotAllowed) as refused:
        create_spec(by=ana, team=payments, title="Mine now", copy_of=foreign)
    assert refused.value.hidden


def test_an_archived_spec_is_read_only_until_restored(spec: Spec, ana: User) -> None:
    archive_spec(spec, by=ana)
    assert spec.archived_at is not None
    row = spec.rows.get(uid="FR-1")
    with pytest.raises(WrongStatus, match="archived"):
        editing.save_row(row, by=ana, values={"text": "x"}, stamp=row.stamp)
    with pytest.raises(WrongStatus):
        archive_spec(spec, by=ana)
    restore_spec(spec, by=ana)
    assert spec.archived_at is None
    assert spec.document().text == SAMPLE
    assert not spec.records.exists()
    with pytest.raises(WrongStatus, match="not archived"):
        restore_spec(spec, by=ana)


def test_archiving_a_spec_with_records_is_recorded(payments: Team, ana: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai)
    archive_spec(spec, by=ana)
    restore_spec(spec, by=ana)
    assert [record.kind for record in spec.records.all()][-2:] == ["archive", "restore"]
    assert spec.status == "approved"


def test_not_during_a_review_and_not_by_viewers(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    with pytest.raises(WrongStatus, match="Withdraw"):
        archive_spec(spec, by=ana)
    with pytest.raises(NotAllowed):
        archive_spec(spec, by=cai)
