"""A spec with its images, out and in at the console."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Team, User
from specs.models import Image, Spec
from specs.services import images
from tests.factories import SAMPLE, make_spec, png

Out = pytest.CaptureFixture[bytes]


def test_a_zip_goes_out_and_comes_in(team: Team, ana: User, tmp_path: Path, capsysbinary: Out) -> None:
    spec = make_spec(team, ana)
    path = images.add_image(spec, by=ana, data=png()).file.path
    spec = make_spec(team, ana, f"{SAMPLE}\n![A flow]({path})\n")
    images.add_image(spec, by=ana, data=png())
    target = tmp_path / "out.zip"

    call_command("export_spec", spec.key, "--zip", "--output", str(target))
    call_command("export_spec", spec.key, "--zip")
    assert capsysbinary.readouterr().out == target.read_bytes()
    call_command("import_spec", str(target), "--team", "PAY", "--author", ana.email)
    copy = Spec.objects.latest("pk")
    assert [image.file.path for image in images.images_of(copy)] == [path]
    Image.objects.filter(spec=copy).delete()
    call_command("import_spec", str(target), "--over", copy.key, "--author", ana.email)
    assert [image.file.path for image in images.images_of(copy)] == [path]
    call_command("import_spec", str(target), "--dry-run")


def test_a_zip_that_is_none_is_told(team: Team, ana: User, tmp_path: Path, capsysbinary: Out) -> None:
    target = tmp_path / "out.zip"
    target.write_bytes(b"PK\x03\x04 nothing")

    with pytest.raises(CommandError, match="1 of 1 files failed"):
        call_command("import_spec", str(target), "--team", "PAY", "--author", ana.email)
    assert b"The zip is damaged" in capsysbinary.readouterr().out
