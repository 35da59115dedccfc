"""`manage.py export_spec` and `render_markdown`: to a file or standard output, nothing overwritten unasked."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Team, User
from specs.models import Export, FormerKey, Spec
from specs.services.reviewing import revise
from tests.commands.test_import_spec import shell
from tests.factories import SAMPLE, make_approved, make_member, make_spec

Out = pytest.CaptureFixture[bytes]


@pytest.fixture
def spec(team: Team, ana: User) -> Spec:
    return make_spec(team, ana, SAMPLE.replace("\n", "\r\n"))


def test_the_bytes_go_to_standard_output(spec: Spec, capsysbinary: Out) -> None:
    call_command("export_spec", spec.key.lower())
    assert capsysbinary.readouterr().out == SAMPLE.replace("\n", "\r\n").encode()
    assert Export.objects.get().sha256 == spec.text_hash


def test_or_to_a_new_file(spec: Spec, tmp_path: Path) -> None:
    target = tmp_path / "out.md"
    call_command("export_spec", spec.key, "--output", str(target))
    assert target.read_bytes() == SAMPLE.replace("\n", "\r\n").encode()


def test_an_existing_file_is_overwritten_by_force_only(spec: Spec, tmp_path: Path) -> None:
    target = tmp_path / "out.md"
    target.write_text("mine")
    with pytest.raises(CommandError, match="--force"):
        call_command("export_spec", spec.key, "--output", str(target))
    assert target.read_text() == "mine"
    call_command("export_spec", spec.key, "--output", str(target), "--force")
    assert target.read_bytes() != b"mine"


def test_what_is_no_file_or_cannot_be_one_is_not_written(spec: Spec, tmp_path: Path) -> None:
    for target in (str(tmp_path), "/dev/null"):
        with pytest.raises(CommandError, match="not a regular file"):
            call_command("export_spec", spec.key, "--output", target, "--force")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_spec", spec.key, "--output", str(tmp_path / "no" / "out.md"))


def test_the_text_in_force_a_revision_or_the_working_text(team: Team, ana: User, capsysbinary: Out) -> None:
    spec = make_approved(team, ana, make_member(team))
    revise(spec, by=ana)
    approved = SAMPLE.replace("status: draft", "status: approved").encode()
    call_command("export_spec", spec.key)
    call_command("export_spec", spec.key, "--revision", "1")
    assert capsysbinary.readouterr().out == approved * 2
    call_command("export_spec", spec.key, "--working")
    assert capsysbinary.readouterr().out == spec.document().text.encode()


def test_an_old_key_leads_to_the_spec_and_an_unknown_one_nowhere(spec: Spec, capsysbinary: Out) -> None:
    FormerKey.objects.create(spec=spec, key="OLD-1")
    call_command("export_spec", "OLD-1")
    assert capsysbinary.readouterr().out
    with pytest.raises(CommandError, match="no spec PAY-77"):
        call_command("export_spec", "PAY-77")
    with pytest.raises(CommandError, match="no revision 9"):
        call_command("export_spec", spec.key, "--revision", "9")


def test_markdown_is_rendered_without_a_database_and_front_matter_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nstatus: draft\n---\n\n# T\n\nSome **bold** words and a <path>.\n")
    found = shell("render_markdown", "a.md", cwd=tmp_path)
    assert found.returncode == 0
    assert "<strong>bold</strong>" in found.stdout
    assert "status: draft" not in found.stdout
    assert "&lt;path&gt;" in found.stdout


def test_the_html_goes_to_standard_output(tmp_path: Path, capsysbinary: Out) -> None:
    (tmp_path / "a.md").write_text("# T\n")
    call_command("render_markdown", str(tmp_path / "a.md"))
    assert b"<h1" in capsysbinary.readouterr().out
    with pytest.raises(CommandError, match=r"missing\.md"):
        call_command("render_markdown", str(tmp_path / "missing.md"))


def test_what_is_no_text_is_not_rendered(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff\xfe\x00")
    for name in ("a.md", "/dev/zero", "missing.md"):
        found = shell("render_markdown", name, cwd=tmp_path)
        assert (found.returncode, found.stdout) == (1, "")
        assert name in found.stderr
