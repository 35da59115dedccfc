"""Markdown in and out, byte for byte; and back over a spec that others went on writing."""

import hashlib
from typing import Any

import pytest

from accounts.models import Team, User
from specs.document.rows import Document
from specs.models import Export, Row, Spec
from specs.services import editing, exchanging, storing
from specs.services.bundles import bundle_name
from specs.services.creating import archive_spec
from specs.services.deadline import Deadline
from specs.services.editing import tick
from specs.services.errors import NotAllowed, Refused, Unreadable, WrongStatus
from specs.services.exchanging import Overwrites, export, exported, import_over, import_spec, preview, preview_over
from specs.services.reviewing import revise
from tests.factories import SAMPLE, make_approved, make_member, make_review, make_team, template

pytestmark = pytest.mark.django_db

ODD = [
    b"",
    b"\n\n",
    b"\xef\xbb\xbf# T\r\n\r\nx\r\n",
    b"# T\rx\r\r- a\r",
    b"a\nb\r\nc\rd",
    b"# T\n\n```\nopen\n# no heading",
    "a\u2028b\n\n| a |\n|---|\n| 1 | 2 |\n".encode(),
    b"\t- x\n\t\t- y\x0c\n",
    "**FR-1**: a\n\n**FR-1**: b\n\n\u202eabc".encode(),
    template().encode(),
    template().replace("\n", "\r\n").encode(),
]


@pytest.mark.parametrize("data", ODD)
def test_what_went_in_comes_out(payments: Team, ana: User, data: bytes) -> None:
    spec = import_spec(by=ana, team=payments, data=data, name="odd.md")
    assert spec.document().text.encode() == data
    found = export(spec, by=ana)
    assert (found.data, found.sha256) == (data, hashlib.sha256(data).hexdigest())


def test_preview_stores_nothing_and_tells_all() -> None:
    found = preview(SAMPLE.encode(), name="refunds.md")
    assert (found.size, found.report.rows["requirement"], found.report.identical) == (len(SAMPLE.encode()), 3, True)
    assert found.sha256 == hashlib.sha256(SAMPLE.encode()).hexdigest()


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xfe", b"caf\xe9", b"x" * 5_000_001, b"\n" * 50_001, b"%PDF-1.7"])
def test_what_is_no_text_is_refused_and_stores_nothing(payments: Team, ana: User, data: bytes) -> None:
    with pytest.raises(Unreadable):
        import_spec(by=ana, team=payments, data=data, name="bad.md")
    assert not Spec.objects.exists()


def test_another_encoding_only_where_it_is_named(payments: Team, ana: User) -> None:
    spec = import_spec(by=ana, team=payments, data="# Café\n".encode("latin-1"), name="cafe.md", encoding="latin-1")
    assert spec.title == "Café"
    assert export(spec, by=ana).data == "# Café\n".encode()


def test_the_previewed_bytes_are_those_that_are_imported(payments: Team, ana: User) -> None:
    seen = preview(SAMPLE.encode())
    with pytest.raises(Refused, match="previewed"):
        import_spec(by=ana, team=payments, data=SAMPLE.replace("5", "6").encode(), name="x", sha256=seen.sha256)
    assert import_spec(by=ana, team=payments, data=SAMPLE.encode(), name="x", sha256=seen.sha256).seq == 1


def test_a_text_that_would_not_come_out_as_it_went_in_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanging, "read", lambda text: Document(()))
    with pytest.raises(Refused, match="would not come out"):
        preview(b"# T\n")


def test_a_text_without_a_title_is_called_after_its_file(payments: Team, ana: User) -> None:
    assert import_spec(by=ana, team=payments, data=b"words\n", name="/tmp/old notes.md").title == "old notes"
    assert import_spec(by=ana, team=payments, data=b"words\n", name="").title == "Untitled"


def test_a_status_line_is_never_evidence(payments: Team, ana: User) -> None:
    text = SAMPLE.replace("status: draft", "status: approved")
    spec = import_spec(by=ana, team=payments, data=text.encode(), name="x.md")
    assert spec.status == "draft"
    assert export(spec, by=ana).data == text.encode()


def test_viewers_and_strangers_import_nothing(payments: Team, cai: User) -> None:
    for user in (cai, make_member(make_team())):
        with pytest.raises(NotAllowed):
            import_spec(by=user, team=payments, data=b"", name="x")


def test_the_text_in_force_the_working_text_and_any_revision(payments: Team, ana: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai)
    approved = SAMPLE.replace("status: draft", "status: approved").encode()
    revise(spec, by=ana)
    assert export(spec, by=cai).data == approved
    assert export(spec, by=cai).filename == "PAY-1-1.0.md"
    working = export(spec, by=cai, working=True)
    assert (working.filename, b"version: 1.1" in working.data, b"status: draft" in working.data) == (
        "PAY-1-1.1.md",
        True,
        True,
    )
    assert export(spec, by=cai, revision=1).data == approved
    with pytest.raises(Refused, match="no revision 7"):
        export(spec, by=cai, revision=7)


def test_a_file_name_is_made_of_key_and_version_only(payments: Team, ana: User) -> None:
    for version, name in (("1.0/../../x", "1.0....x"), ("", ""), ("..", ""), ("１", "")):
        spec = import_spec(
            by=ana, team=payments, data=SAMPLE.replace("version: 1.0", f"version: {version}").encode(), name="x"
        )
        assert export(spec, by=ana).filename == (f"{spec.key}-{name}.md" if name else f"{spec.key}.md")


def test_an_export_is_remembered_once_with_its_moment(spec: Spec, ana: User) -> None:
    for _ in range(2):
        export(spec, by=ana)
    kept = Export.objects.get()
    assert (kept.sha256, kept.event_number) == (spec.text_hash, 1)


def test_a_stranger_exports_nothing(spec: Spec) -> None:
    with pytest.raises(NotAllowed):
        export(spec, by=make_member(make_team()))


# Over a spec


def edited(text: str) -> bytes:
    return text.replace("in full", "whole").replace("- Chargebacks", "- Chargebacks\n- Gift cards").encode()


def test_a_file_comes_back_over_its_spec(spec: Spec, ana: User, ben: User) -> None:
    base = export(spec, by=ana).sha256
    fr3 = spec.rows.get(uid="FR-3")
    editing.save_row(fr3, by=ben, values={"text": "The customer is told at once."}, stamp=fr3.stamp)
    found = preview_over(spec, by=ana, data=edited(SAMPLE), base=base[:10])
    assert sorted((item.op, item.name) for item in found.changes) == [("added", "Gift cards"), ("changed", "FR-1")]
    assert (found.overwrites, found.base) == ([], base)
    event = import_over(spec, by=ana, data=edited(SAMPLE), base=base, sha256=found.preview.sha256)
    assert event is not None
    assert (event.verb, event.text, event.data["base"]) == ("imported over", True, base)
    assert spec.document().text == edited(SAMPLE).decode().replace("is told by mail", "is told at once")
    assert spec.rows.get(uid="FR-3").pk == fr3.pk


def test_a_later_edit_of_the_same_words_is_not_overwritten_unasked(spec: Spec, ana: User, ben: User) -> None:
    base = export(spec, by=ana).sha256
    fr1 = spec.rows.get(uid="FR-1")
    editing.save_row(fr1, by=ben, values={"text": "A clerk refunds a payment wholly."}, stamp=fr1.stamp)
    with pytest.raises(Overwrites) as refused:
        import_over(spec, by=ana, data=edited(SAMPLE), base=base)
    assert [item.name for item in refused.value.items] == ["FR-1"]
    assert spec.events.count() == 2
    import_over(spec, by=ana, data=edited(SAMPLE), base=base, overwrite={item.key for item in refused.value.items})
    assert spec.rows.get(uid="FR-1").text == "A clerk refunds a payment whole."


def test_an_unedited_export_is_known_by_its_own_hash(spec: Spec, ana: User, ben: User) -> None:
    data = export(spec, by=ana).data
    fr1 = spec.rows.get(uid="FR-1")
    editing.save_row(fr1, by=ben, values={"text": "Ben's."}, stamp=fr1.stamp)
    found = preview_over(spec, by=ana, data=data)
    assert (found.changes, found.overwrites) == ([], [])
    assert import_over(spec, by=ana, data=data) is None


def test_without_a_base_every_difference_is_asked_and_the_nearest_export_named_first(
    spec: Spec, ana: User, ben: User
) -> None:
    first = export(spec, by=ana).sha256
    for name in ("FR-1", "FR-2"):
        row = spec.rows.get(uid=name)
        editing.save_row(row, by=ben, values={"text": f"Ben's {name}."}, stamp=row.stamp)
    export(spec, by=ana)
    found = preview_over(spec, by=ana, data=SAMPLE.replace("No letters", "Fewer letters").encode())
    assert found.base == ""
    assert found.candidates[0].sha256 == first
    assert {item.name for item in found.overwrites} >= {"FR-1", "FR-2"}


def test_a_base_that_is_no_export_or_several_is_refused(spec: Spec, ana: User) -> None:
    export(spec, by=ana)
    Export.objects.create(spec=spec, sha256=spec.text_hash[:8] + "0" * 56, event_number=1)
    for base in ("0000000000", spec.text_hash[:4]):
        with pytest.raises(Refused, match="No export"):
            preview_over(spec, by=ana, data=b"x", base=base)
    with pytest.raises(Refused, match="Several"):
        preview_over(spec, by=ana, data=b"x", base=spec.text_hash[:8])


def test_a_swapped_file_is_refused(spec: Spec, ana: User) -> None:
    with pytest.raises(Refused, match="previewed"):
        import_over(spec, by=ana, data=b"other", sha256="0" * 64)


def test_over_a_spec_in_review_it_is_an_unsent_edit(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    base = export(spec, by=ana).sha256
    data = edited(export(spec, by=ana).data.decode().replace("status: review", "status: approved"))
    import_over(spec, by=ana, data=data, base=base)
    assert spec.status == "review"
    assert "status: review" in spec.document().text
    assert spec.rows.get(uid="FR-1").text.endswith("whole.")


def test_over_an_approved_text_it_goes_into_the_next_version(payments: Team, ana: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai)
    data = export(spec, by=ana).data
    with pytest.raises(WrongStatus, match=r"1\.0 is approved\. Revise it and import the file as 1\.1\."):
        import_over(spec, by=ana, data=edited(data.decode()), base=hashlib.sha256(data).hexdigest())
    revise(spec, by=ana)
    import_over(spec, by=ana, data=edited(data.decode()), base=hashlib.sha256(data).hexdigest())
    text = spec.document().text
    assert ("version: 1.1" in text, "status: draft" in text, "whole" in text) == (True, True, True)


def test_an_archived_spec_takes_no_file(spec: Spec, ana: User) -> None:
    archive_spec(spec, by=ana)
    with pytest.raises(WrongStatus, match="archived"):
        import_over(spec, by=ana, data=edited(SAMPLE), base=None)


def test_viewers_bring_nothing_back(spec: Spec, cai: User) -> None:
    with pytest.raises(NotAllowed):
        preview_over(spec, by=cai, data=SAMPLE.encode())


def test_a_file_that_takes_too_long_is_refused_and_stores_nothing(payments: Team, ana: User, settings: Any) -> None:
    spec = import_spec(by=ana, team=payments, data=SAMPLE.encode(), name="refunds.md")
    settings.IMPORT_SECONDS = 0
    for refused_import in (
        lambda: preview(SAMPLE.encode()),
        lambda: import_spec(by=ana, team=payments, data=SAMPLE.encode(), name="again.md"),
        lambda: preview_over(spec, by=ana, data=SAMPLE.encode()),
        lambda: import_over(spec, by=ana, data=SAMPLE.replace("clerk", "person").encode()),
    ):
        with pytest.raises(Refused, match=r"takes more than 0 seconds .* nothing was stored. Split it") as refused:
            refused_import()
        assert refused.value.field == "file"
    assert list(Spec.objects.all()) == [spec]
    assert spec.document().text == SAMPLE
    assert spec.events.count() == 1


def test_drawing_is_stopped_between_two_rows() -> None:
    document = preview(SAMPLE.encode()).document
    with pytest.raises(Refused, match="more than 0 seconds"):
        storing.draw(Document(()), document, Deadline(0))
    assert len(storing.draw(Document(()), document, Deadline(1_000)).columns) == len(document.rows)


def test_the_operator_exports_what_is_in_force_with_its_ticks_as_they_are_now(
    payments: Team, ana: User, cai: User
) -> None:
    spec = make_approved(payments, ana, cai)
    task = Row.objects.get(spec=spec, kind="task", text__startswith="Write the ledger")
    tick(task, by=ana, done=True)
    assert b"- [x] Write the ledger" in exported(spec, progress=True).data
    assert b"- [ ] Write the ledger" in exported(spec).data
    assert bundle_name(spec, spec.in_force) == f"{spec.key}-1.0.evidence.zip"
