"""Images of a spec: who has them, what keeps them, what they block."""

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Team, User
from specs.document.rows import Document
from specs.models import FrozenImage, Image, ImageFile, Record, Row, Spec, StagedImage
from specs.services import exchanging, images, reviewing, zips
from specs.services.checking import findings_of
from specs.services.creating import archive_spec, create_spec
from specs.services.editing import save_source
from specs.services.errors import Blocked, NotAllowed, Refused, WrongStatus
from specs.services.exchanging import export, import_over, import_spec
from tests.factories import SAMPLE, make_member, make_spec, make_team, png

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def named(text: str, *paths: str) -> str:
    return text + "".join(f"\n\n![A picture]({path})\n" for path in paths)


@pytest.fixture
def shown(payments: Team, ana: User) -> Spec:
    """A spec whose text names the image that it has."""
    digest = hashlib.sha256(png()).hexdigest()
    spec = make_spec(payments, ana, named(SAMPLE, f"images/{digest}.png"))
    images.add_image(spec, by=ana, data=png(), name="C:\\pictures\\flow\x07 of money.png")
    return spec


def missing(spec: Spec) -> list[str]:
    return [finding.text for finding in findings_of(spec, spec.document()) if finding.id == "image.missing"]


def test_the_same_image_is_kept_once(shown: Spec, ana: User) -> None:
    again = images.add_image(shown, by=ana, data=png(), name="other.jpg")

    assert Image.objects.get() == again
    assert (again.name, again.file.width) == ("flow of money.png", 8)
    assert images.images_of(shown) == [again]
    assert str(again.file) == again.file.path


def test_who_may_not_edit_brings_none(shown: Spec, cai: User, ana: User) -> None:
    with pytest.raises(NotAllowed):
        images.add_image(shown, by=cai, data=png())
    with pytest.raises(NotAllowed) as refused:
        images.add_image(shown, by=make_member(make_team()), data=png())
    assert refused.value.hidden
    archive_spec(shown, by=ana)
    with pytest.raises(WrongStatus):
        images.add_image(Spec.objects.get(pk=shown.pk), by=ana, data=png())


def test_the_images_of_a_spec_have_a_limit_together(shown: Spec, ana: User, settings: Any) -> None:
    settings.IMAGES_MAX_BYTES = 100

    with pytest.raises(Refused, match="Remove one that is not used"):
        images.add_image(shown, by=ana, data=png((300, 200)))
    with pytest.raises(Refused, match="Remove one that is not used"):
        images.stage_images([png(), png((9, 9))], by=ana)
    assert Image.objects.count() == 1
    assert ImageFile.objects.count() == 1 + StagedImage.objects.count() - 1


def test_an_image_not_uploaded_here_blocks(shown: Spec, payments: Team, ana: User, ben: User) -> None:
    text = named(SAMPLE, f"images/{'a' * 64}.png", "https://example.com/badge.svg", "x" * 99 + ".png")
    spec = make_spec(payments, ana, text + "\n\n![ ](" + Image.objects.get().file.path + ") `![no](images/x.png)`\n")

    assert missing(spec) == [
        "The image aaaaaaaaaaaa… was not uploaded here",
        "The image “https://example.com/badge.svg” was not uploaded here",
        f"The image “{'x' * 80}…” was not uploaded here",
        f"The image {Image.objects.get().file_id[:12]}… was not uploaded here",
    ]
    with pytest.raises(Blocked):
        reviewing.submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    images.add_image(spec, by=ana, data=png())
    assert len(missing(spec)) == 3
    assert "image.words" in {finding.id for finding in findings_of(spec, spec.document())}
    assert missing(shown) == []


def test_an_image_is_known_by_its_definition(shown: Spec, payments: Team, ana: User) -> None:
    spec = make_spec(payments, ana, named(SAMPLE) + "\n![A flow][f]\n\n[f]: images/" + "b" * 64 + ".png\n")

    assert missing(spec) == ["The image bbbbbbbbbbbb… was not uploaded here"]


def test_a_text_without_images_asks_nothing(spec: Spec, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert images.known(spec, SAMPLE) == frozenset()


def test_a_frozen_text_keeps_its_images(shown: Spec, ana: User, ben: User) -> None:
    reviewing.submit(shown, by=ana, reviewers=[ben], seen=shown.text_hash)
    image = Image.objects.get()

    assert FrozenImage.objects.get().image == image
    record = Record.objects.get(spec=shown, kind="revision")
    assert f'"images":["{image.file_id}"]'.encode() in bytes(record.data)
    row = Row.objects.get(spec=shown, source__contains="images/")
    save_source(row, by=ana, source="Nothing to see.", stamp=row.stamp)
    assert images.all_uses(shown) == {image.file_id: ["revision 1"]}
    with pytest.raises(Refused, match="It stands in revision 1"):
        images.remove_image(shown, by=ana, digest=image.file_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        _delete_behind_the_back_of_all()


def _delete_behind_the_back_of_all() -> None:
    Image.objects.all()._raw_delete(Image.objects.db)
    connection.check_constraints()


def test_what_stands_nowhere_is_removed_with_its_bytes(shown: Spec, payments: Team, ana: User) -> None:
    other, digest = make_spec(payments, ana), Image.objects.get().file_id
    images.add_image(other, by=ana, data=png())

    with pytest.raises(Refused, match="It stands in the text"):
        images.remove_image(shown, by=ana, digest=digest)
    images.remove_image(other, by=ana, digest=digest)
    assert ImageFile.objects.count() == 1
    spare = images.add_image(other, by=ana, data=png((3, 3)))
    images.remove_image(other, by=ana, digest=spare.file_id)
    assert not ImageFile.objects.filter(pk=spare.file_id).exists()


def test_a_copy_has_the_images_of_its_text(shown: Spec, payments: Team, ana: User) -> None:
    images.add_image(shown, by=ana, data=png((3, 3)))

    copy = create_spec(by=ana, team=payments, title="Again", copy_of=shown)

    assert [image.file.path for image in images.images_of(copy)] == [
        images.shown_in(shown, shown.document().text)[0].file.path
    ]
    assert missing(copy) == []
    assert ImageFile.objects.count() == 2


def packed(spec: Spec, ana: User) -> bytes:
    out = io.BytesIO()
    zips.write_zip(spec, export(spec, by=ana), out)
    return out.getvalue()


def bring(data: bytes, by: User) -> zips.Bundle:
    bundle = zips.read_zip(io.BytesIO(data), len(data))
    images.stage_images(bundle.read_images(), by=by)
    return bundle


def test_a_zip_goes_out_and_comes_in_exactly(shown: Spec, ana: User) -> None:
    data, image = packed(shown, ana), Image.objects.get()

    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.namelist() == ["PAY-1-1.0.md", image.file.path]
        assert found.read("PAY-1-1.0.md") == export(shown, by=ana).data
        assert hashlib.sha256(found.read(image.file.path)).hexdigest() == image.file_id
    assert packed(shown, ana) == data

    other = make_member(make_team("OPS"), name="Oda Ops")
    bundle = bring(data, other)
    assert images.staged_in(shown.document().text, by=other) == {image.file.path}
    copy = import_spec(by=other, team=Team.objects.get(key="OPS"), data=bundle.data, name=bundle.name)
    assert missing(copy) == []
    assert images.images_of(copy)[0].added_by == other
    assert not StagedImage.objects.exists()
    assert packed(copy, other).count(b"PNG") == data.count(b"PNG")


def test_a_zip_brought_over_its_spec_brings_the_images_that_lack(
    shown: Spec, payments: Team, ana: User, ben: User
) -> None:
    data = packed(shown, ana)
    bare = make_spec(payments, ana, shown.document().text)
    bring(data, ben)

    assert len(missing(bare)) == 1
    assert import_over(bare, by=ana, data=export(bare, by=ana).data) is None
    assert len(missing(bare)) == 1
    assert import_over(bare, by=ben, data=export(bare, by=ben).data) is None
    assert missing(bare) == []


def test_the_images_of_a_zip_have_their_time(ana: User, settings: Any) -> None:
    settings.IMPORT_SECONDS = 0

    with pytest.raises(Refused, match="takes more than 0 seconds"):
        images.stage_images([png()], by=ana)


def test_what_is_looked_at_and_never_imported_is_forgotten(ana: User) -> None:
    images.stage_images([png()], by=ana)
    StagedImage.objects.update(at=timezone.now() - timedelta(days=2))

    images.stage_images([png((3, 3))], by=ana)

    assert (StagedImage.objects.count(), ImageFile.objects.count()) == (1, 1)


def zipped(entries: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in entries:
            made.writestr(name, data)
    return out.getvalue()


def test_what_is_neither_text_nor_image_is_left_out() -> None:
    forged = f"images/{'c' * 64}.png"
    entries = [("a.md", named("# A", forged).encode()), (forged, png()), (f"images/{'d' * 64}.gif", b"unnamed")]
    data = zipped([*entries, ("images/", b""), ("../up.md", b"x"), ("notes.txt", b"x")])

    bundle = zips.read_zip(io.BytesIO(data), len(data))

    assert list(bundle.read_images()) == []
    assert bundle.left_out == ["../up.md", "notes.txt", forged]
    assert zips.is_zip(data)
    assert not zips.is_zip(b"# PK")


def patched(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


TEXT = ("a.md", b"# A\n")
DAMAGED, TOO_MUCH = "damaged or not whole", "holds too much"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04", DAMAGED),
        (zipped([TEXT])[:-10], DAMAGED),
        (patched(zipped([TEXT]), b"PK\x01\x02", b"PK\x09\x09"), DAMAGED),
        (patched(zipped([TEXT], zipfile.ZIP_STORED), b"# A\n", b"# B\n"), DAMAGED),
        (zipped([TEXT], zipfile.ZIP_BZIP2), DAMAGED),
        (zipped([("notes.txt", b"x")]), "must hold one Markdown file"),
        (zipped([TEXT, ("b.md", b"")]), "must hold one Markdown file"),
        (patched(zipped([TEXT, ("b.md", b"")]), b"b.md", b"a.md"), "two entries of one name"),
        (zipped([TEXT, ("zeros", b"\0" * 2_000_000)]), TOO_MUCH),
        (zipped([TEXT, *((f"{n}", b"") for n in range(2_000))]), TOO_MUCH),
        (zipped([(f"{n:0300}", b"") for n in range(3_000)]), TOO_MUCH),
        (zipped([TEXT])[:-22] + b"PK\x06\x07" + b"\0" * 16 + zipped([TEXT])[-22:], TOO_MUCH),
        (zipped([("a.md", bytes(range(256)) * 20_000)], zipfile.ZIP_STORED), TOO_MUCH),
    ],
)
def test_a_hostile_zip_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        zips.read_zip(io.BytesIO(data), len(data))
    assert "othing was stored" in str(refused.value)


def test_an_image_in_a_zip_is_looked_at_as_an_upload_is(ana: User) -> None:
    with pytest.raises(Refused, match="It is no PNG"):
        images.stage_images([b"no picture"], by=ana)
    assert not StagedImage.objects.exists()
    assert exchanging.preview(b"# A\n").text == "# A\n"


def test_a_part_of_a_text_lacks_no_section(spec: Spec) -> None:
    """A row looked at by itself knows its images, and is not asked for what stands elsewhere."""
    overview = next(row for row in spec.document().rows if row.kind == "prose")
    part = Document((replace(overview, parent=None, source=f"{overview.source} ![](images/none.png)"),))
    found = {finding.id for finding in findings_of(spec, part, required=())}
    assert "image.missing" in found
    assert not any(name.startswith("section.") for name in found)
