"""`manage.py export_spec` of an approved spec: its bytes, with progress, the draft, and the evidence."""

import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Team, User
from specs.models import Spec
from specs.services.editing import tick
from specs.services.reviewing import revise
from tests.factories import SAMPLE, make_approved, make_member, make_spec, make_team

pytestmark = pytest.mark.django_db
Out = pytest.CaptureFixture[bytes]
TEXT = SAMPLE.replace("status: draft", "status: approved").encode()


@pytest.fixture
def team(db: None) -> Team:
    return make_team("PAY")


@pytest.fixture
def ana(team: Team) -> User:
    return make_member(team, name="Ana")


@pytest.fixture
def spec(team: Team, ana: User) -> Spec:
    return make_approved(team, ana, make_member(team))


def test_the_approved_bytes_stay_while_tasks_are_ticked(spec: Spec, ana: User, capsysbinary: Out) -> None:
    """Properties 3 and 11."""
    tick(spec.rows.filter(kind="task")[0], by=ana, done=True)
    call_command("export_spec", spec.key)
    assert capsysbinary.readouterr().out == TEXT
    call_command("export_spec", spec.key, "--progress")
    assert capsysbinary.readouterr().out == TEXT.replace(b"[ ] Write", b"[x] Write")
    revise(spec, by=ana)
    call_command("export_spec", spec.key, "--working")
    assert b"version: 1.1" in capsysbinary.readouterr().out


def test_the_evidence_of_what_is_in_force_or_was(spec: Spec, tmp_path: Path) -> None:
    target = tmp_path / "PAY-1-1.0.evidence.zip"
    call_command("export_spec", spec.key, "--bundle", "--output", str(target))
    with zipfile.ZipFile(target) as packed:
        assert packed.read("approved.md") == TEXT
    other = tmp_path / "other.zip"
    call_command("export_spec", spec.key, "--bundle", "--revision", "1", "--output", str(other))
    assert other.read_bytes() == target.read_bytes()


def test_what_was_not_approved_has_no_evidence(spec: Spec, team: Team, ana: User) -> None:
    draft = make_spec(team, ana)
    with pytest.raises(CommandError, match="no approved text"):
        call_command("export_spec", draft.key, "--bundle")
    with pytest.raises(CommandError, match="not of the working one"):
        call_command("export_spec", spec.key, "--bundle", "--working")
    with pytest.raises(CommandError, match="no approved text"):
        call_command("export_spec", spec.key, "--bundle", "--revision", "9")
