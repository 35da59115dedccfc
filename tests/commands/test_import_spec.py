"""`manage.py import_spec` as people call it: its options, its lines of JSON, its exit status."""

import hashlib
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Team, User
from specs.models import Spec
from specs.services import editing
from specs.services.exchanging import export
from tests.factories import SAMPLE, make_approved, make_member, make_spec, make_team, template

ROOT = Path(__file__).parents[2]


def shell(*arguments: str | bytes, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    """In a process of its own, with a database that does not exist, and an output that takes nothing but UTF-8."""
    environment = {
        **os.environ,
        "PYTHONIOENCODING": "utf-8",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "SPECROOM_VAR": str(cwd / "var"),
    }
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False, cwd=cwd)


def run(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    try:
        call_command("import_spec", "--json", *arguments, stdout=out)
    finally:
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
    return lines


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "refunds.md"
    path.write_text(SAMPLE)
    return path


def test_a_dry_run_needs_no_database_and_tells_everything(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(template())
    (tmp_path / "b.md").write_bytes(b"caf\xe9\n")
    (tmp_path / "c.md").write_bytes(b"")
    found = shell("import_spec", "--dry-run", "--json", "a.md", "b.md", "missing.md", "c.md", cwd=tmp_path)
    lines = [json.loads(line) for line in found.stdout.splitlines()]
    assert found.returncode == 1
    assert [line["file"] for line in lines] == ["a.md", "b.md", "missing.md", "c.md"]
    assert all(
        list(line) == ["file", "identical", "rows", "sections", "prose_bytes", "seconds", "error"] for line in lines
    )
    first, second, third, fourth = lines
    assert (first["identical"], first["error"], first["rows"]["requirement"]) == (True, None, 2)
    assert {"heading": "Goals", "recognised_as": "goals"} in first["sections"]
    assert {"heading": "Technical Specification Template", "recognised_as": "title"} in first["sections"]
    assert any(section["recognised_as"] == "phase" for section in first["sections"])
    assert first["prose_bytes"] > 0
    assert first["seconds"] >= 0
    assert "line 1" in second["error"]
    assert "latin-1" in second["error"]
    assert (second["identical"], second["rows"]) == (False, {})
    assert "No such file" in third["error"]
    assert (fourth["identical"], fourth["rows"], fourth["sections"]) == (True, {}, [])


def test_where_all_are_read_the_status_is_nought(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# T\n\nwords\n")
    found = shell("import_spec", "--dry-run", "a.md", cwd=tmp_path)
    assert (found.returncode, found.stdout) == (0, "a.md: same bytes: 1 heading, 1 prose\n")


def test_devices_folders_and_pipes_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = shell(
        "import_spec", "--dry-run", "--json", "/dev/zero", str(tmp_path), str(tmp_path / "pipe"), cwd=tmp_path
    )
    errors = [json.loads(line)["error"] for line in found.stdout.splitlines()]
    assert errors == ["is not a regular file"] * 3
    assert found.returncode == 1


def test_a_name_with_escape_sequences_is_printed_escaped(tmp_path: Path) -> None:
    found = shell("import_spec", "--dry-run", "\x1b[2Jx.md", cwd=tmp_path)
    assert "\x1b" not in found.stdout + found.stderr
    assert "\\x1b[2Jx.md" in found.stdout


HOSTILE_NAMES = [b"b\xff.md", "c\x9b2J.md".encode(), "d\u202e\x7f.md".encode(), b"e\n\x1b.md"]
HOSTILE_HEADINGS = "# A\u2028B\n\n## C\x85D\x7f\x9b\u202e\u2066\n"


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_hostile_names_and_headings_make_one_printable_line_for_each_file(tmp_path: Path, options: list[str]) -> None:
    for name in HOSTILE_NAMES:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(HOSTILE_HEADINGS)
    found = shell("import_spec", "--dry-run", *options, *HOSTILE_NAMES, cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    lines = found.stdout.removesuffix("\n").split("\n")
    assert len(lines) == len(found.stdout.splitlines()) == len(HOSTILE_NAMES)
    assert all(line.isprintable() for line in lines)


def test_json_tells_hostile_names_and_headings_as_they_are(tmp_path: Path) -> None:
    for name in HOSTILE_NAMES:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(HOSTILE_HEADINGS)
    found = shell("import_spec", "--dry-run", "--json", *HOSTILE_NAMES, cwd=tmp_path)
    lines = [json.loads(line) for line in found.stdout.splitlines()]
    assert [line["file"] for line in lines] == [os.fsdecode(name) for name in HOSTILE_NAMES]
    headings = "".join(section["heading"] for section in lines[0]["sections"])
    assert all(odd in headings for odd in "\u2028\x85\x7f\x9b\u202e\u2066")


def test_a_missing_file_with_a_hostile_name_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# T\n")
    found = shell("import_spec", "--dry-run", "--json", b"gone\xff.md", "a.md", cwd=tmp_path)
    first, second = [json.loads(line) for line in found.stdout.splitlines()]
    assert "No such file" in first["error"]
    assert second["identical"]
    assert found.stderr == "CommandError: 1 of 2 files failed.\n"


def test_a_file_whose_name_is_not_utf_8_becomes_a_spec(team: Team, ana: User, tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.md")
    Path(path).write_text("only words\n")
    run("--team", "PAY", "--author", ana.email, path)
    assert Spec.objects.get().title == "b\\udcff"


def test_for_people_each_file_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# T\n")
    (tmp_path / "b.md").write_bytes(b"x\n\xe9\n")
    (tmp_path / "c.md").write_bytes(b"")
    out = StringIO()
    names = [str(tmp_path / name) for name in ("a.md", "b.md", "c.md", "d.md")] + [str(tmp_path)]
    with pytest.raises(CommandError, match="3 of 5"):
        call_command("import_spec", "--dry-run", *names, stdout=out)
    first, second, third, fourth, fifth = out.getvalue().splitlines()
    assert first.endswith("a.md: same bytes: 1 heading")
    assert "line 2" in second
    assert "It may be latin-1: convert it, or import it in the browser, which asks." in second
    assert third.endswith("c.md: same bytes: no rows")
    assert fourth.endswith("cannot be read: No such file or directory")
    assert fifth.endswith("is not a regular file")


def test_a_nul_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x\n\0\n")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_spec", "--dry-run", str(tmp_path / "a.md"), stdout=out)
    assert "(line 2)" in out.getvalue()


def test_over_the_limit_is_refused(tmp_path: Path, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    (tmp_path / "long.md").write_text("x" * 11)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_spec", "--dry-run", "--json", str(tmp_path / "long.md"), stdout=out)
    assert "limit is 10" in json.loads(out.getvalue())["error"]


def test_specs_are_made_for_the_team_by_the_author(sample: Path, team: Team, ana: User) -> None:
    (line,) = run("--team", "pay", "--author", ana.email, str(sample))
    spec = Spec.objects.get()
    assert (spec.team, spec.changed_by, spec.document().text) == (team, ana, SAMPLE)
    assert (line["identical"], line["error"]) == (True, None)


def test_a_file_that_fails_does_not_stop_the_others(sample: Path, ana: User, tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_bytes(b"\0")
    with pytest.raises(CommandError, match="1 of 3 files failed"):
        run("--team", "PAY", "--author", ana.email, str(sample), str(bad), str(sample))
    assert Spec.objects.count() == 2


def test_who_may_not_write_imports_nothing(sample: Path, team: Team) -> None:
    viewer, stranger = make_member(team, "viewer"), make_member(make_team())
    for user in (viewer, stranger):
        with pytest.raises(CommandError, match="failed"):
            run("--team", "PAY", "--author", user.email, str(sample))
    assert not Spec.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.md"], "--author"),
        (["x.md", "--author", "ana@example.com"], "--team"),
        (["x.md", "--team", "PAY", "--author", "nobody@example.com"], "Nobody here"),
        (["x.md", "--team", "NONE", "--author", "ana@example.com"], "no team"),
        (["x.md", "--base", "abcdef12", "--dry-run"], "--base"),
        (["x.md", "y.md", "--over", "PAY-1", "--author", "ana@example.com"], "one FILE"),
        (["x.md", "--over", "PAY-9", "--author", "ana@example.com"], "no spec"),
    ],
)
def test_wrong_usage_is_told(team: Team, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("import_spec", *arguments)


def test_an_edited_file_comes_back_over_its_spec(sample: Path, team: Team, ana: User) -> None:
    spec = make_spec(team, ana)
    base = export(spec, by=ana).sha256
    fr3 = spec.rows.get(uid="FR-3")
    editing.save_row(fr3, by=ana, values={"text": "Told at once."}, stamp=fr3.stamp)
    sample.write_text(SAMPLE.replace("in full", "whole"))
    out = StringIO()
    call_command("import_spec", str(sample), "--over", spec.key, "--base", base[:12], "--author", ana.email, stdout=out)
    assert f"changed {spec.key}" in out.getvalue()
    text = spec.document().text
    assert "whole" in text
    assert "Told at once." in text


def test_the_same_file_over_its_spec_changes_nothing(sample: Path, team: Team, ana: User) -> None:
    spec = make_spec(team, ana)
    export(spec, by=ana)
    out = StringIO()
    call_command("import_spec", str(sample), "--over", spec.key.lower(), "--author", ana.email, stdout=out)
    assert "says the same already" in out.getvalue()


def test_later_edits_are_not_overwritten_and_the_exports_are_named(sample: Path, team: Team, ana: User) -> None:
    spec = make_spec(team, ana)
    export(spec, by=ana)
    fr1 = spec.rows.get(uid="FR-1")
    editing.save_row(fr1, by=ana, values={"text": "Written later."}, stamp=fr1.stamp)
    sample.write_text(SAMPLE.replace("in full", "whole"))
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_spec", "--json", str(sample), "--over", spec.key, "--author", ana.email, stdout=out)
    error = json.loads(out.getvalue())["error"]
    assert "FR-1: changed" in error
    assert f"--base {hashlib.sha256(SAMPLE.encode()).hexdigest()[:12]}" in error
    assert "Written later." in spec.document().text


def test_over_an_approved_spec_is_refused_with_the_way_out(sample: Path, team: Team, ana: User) -> None:
    spec = make_approved(team, ana, make_member(team))
    sample.write_text(SAMPLE.replace("in full", "whole"))
    with pytest.raises(CommandError):
        run(str(sample), "--over", spec.key, "--author", ana.email)
    assert b"whole" not in export(spec, by=ana).data


def test_over_as_a_dry_run_only_reads(sample: Path) -> None:
    (line,) = run("--dry-run", "--over", "PAY-1", str(sample))
    assert line["identical"]
