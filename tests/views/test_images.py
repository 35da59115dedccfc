"""Images on the web: the page with its form, the bytes, and the zip."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from specs.models import Image, Spec
from specs.services import images, reviewing
from tests.factories import SAMPLE, make_approved, make_spec, png

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PATH = f"images/{hashlib.sha256(png()).hexdigest()}.png"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><rect width="4" height="3" /></svg>'


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    spec = make_spec(team, editor, f"{SAMPLE}\n![A flow]({PATH})\n")
    images.add_image(spec, by=editor, data=png(), name="flow.png")
    return spec


def sent(data: bytes, name: str = "flow.png", **fields: str) -> dict[str, Any]:
    return {"file": ContentFile(data, name), **fields}


def test_an_image_is_brought_by_a_plain_form(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    answer = client.post(f"/{spec.key}/images", sent(png((3, 3)), alt="A [small] flow"), follow=True)

    path = Image.objects.latest("pk").file.path
    page = answer.content.decode()
    assert f"![A \\[small\\] flow]({path})" in page
    assert "Stands in the text." in page
    assert "Stands nowhere." in page
    assert page.count('class="btn sm">Remove') == 1
    client.post(f"/{spec.key}/{path}/remove")
    assert [image.file.path for image in images.images_of(spec)] == [PATH]
    assert client.post(f"/{spec.key}/{PATH}/remove").status_code == 422


def test_what_is_refused_is_said_on_the_page_and_to_the_script(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    page = client.post(f"/{spec.key}/images", sent(b"GIF89a", "evil.png", alt="My words"))
    assert page.status_code == 422
    assert "nothing was kept" in page.content.decode()
    assert 'value="My words"' in page.content.decode()
    assert "Choose a file" in client.post(f"/{spec.key}/images", {}).content.decode()
    told = client.post(f"/{spec.key}/images", sent(b"MZ", "evil.png"), headers={"Accept": "application/json"})
    assert told.status_code == 422
    assert json.loads(told.content)["message"].startswith("It is no PNG")
    told = client.post(f"/{spec.key}/images", sent(png(), "x.exe"), headers={"Accept": "application/json"})
    assert json.loads(told.content) == {"path": PATH}


def test_an_approved_text_takes_none(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_approved(team, editor, viewer)

    answer = client_of(editor).post(f"/{spec.key}/images", sent(png()), headers={"Accept": "application/json"})

    assert answer.status_code == 409
    assert b"Upload image" not in client_of(editor).get(f"/{spec.key}/images").content


def test_the_bytes_are_a_picture_and_nothing_else(spec: Spec, editor: User, viewer: User, client_of: ClientOf) -> None:
    answer = client_of(viewer).get(f"/{spec.key}/{PATH}")

    assert hashlib.sha256(answer.content).hexdigest() in PATH
    assert answer.content == client_of(viewer).get(f"/{spec.key}/row/1/{PATH}").content
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith("inline;")
    drawn = images.add_image(spec, by=editor, data=SVG).file.path
    answer = client_of(viewer).get(f"/{spec.key}/{drawn}")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_a_hash_is_no_right(spec: Spec, team: Team, editor: User, stranger: User, client_of: ClientOf) -> None:
    other = make_spec(team, editor)

    assert client_of(stranger).get(f"/{spec.key}/{PATH}").status_code == 404
    for wrong in (f"{other.key}/{PATH}", f"{spec.key}/{PATH[:-3]}svg", f"{spec.key}/{PATH[:-5]}.png"):
        assert client_of(editor).get(f"/{wrong}").status_code == 404
    assert client_of(editor).post(f"/{other.key}/{PATH}/remove").status_code == 404


def test_the_page_shows_the_picture_and_says_what_lacks(
    spec: Spec, team: Team, editor: User, client_of: ClientOf
) -> None:
    page = client_of(editor).get(f"/{spec.key}/").content.decode()
    assert f'src="{PATH}"' in page
    assert "was not uploaded here" not in page

    bare = make_spec(team, editor, spec.document().text)
    for address in (f"/{bare.key}/", f"/{bare.key}/", f"/{bare.key}/submit"):
        assert "was not uploaded here" in client_of(editor).get(address).content.decode()
    images.add_image(bare, by=editor, data=png())
    assert "was not uploaded here" not in client_of(editor).get(f"/{bare.key}/").content.decode()


def test_the_page_asks_as_much_for_three_images_as_for_one(
    spec: Spec, team: Team, editor: User, client_of: ClientOf
) -> None:
    many, client = make_spec(team, editor, spec.document().text), client_of(editor)
    for side in (1, 2, 3):
        images.add_image(many, by=editor, data=png((side, 4)))
    client.get("/")

    counts = []
    for key in (spec.key, many.key):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/{key}/images")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_many_images_a_minute_are_refused(spec: Spec, editor: User, client_of: ClientOf, settings: Any) -> None:
    settings.IMAGES_A_MINUTE = 1
    client = client_of(editor)

    assert client.post(f"/{spec.key}/images", sent(png())).status_code == 302
    assert client.post(f"/{spec.key}/images", sent(png())).status_code == 429


def test_a_zip_is_downloaded_previewed_and_imported(
    spec: Spec, team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    answer = client_of(viewer).get(f"/{spec.key}/export?zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="PAY-1-1.0.zip"'
    data = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.namelist() == ["PAY-1-1.0.md", PATH]

    client = client_of(editor)
    preview = client.post("/import/", {"file": ContentFile(data, "PAY-1.zip"), "team": team.pk})
    assert "1 image comes with it." in preview.content.decode()
    carried = {name: preview.context["file"].__getattribute__(name) for name in ("name", "sha256", "encoding")}
    carried |= {"data": preview.context["file"].packed, "team": team.pk, "step": "create"}
    assert client.post("/import/", carried).url == "/PAY-2/"
    assert client.get(f"/PAY-2/{PATH}").content == client.get(f"/PAY-1/{PATH}").content


def test_a_text_whose_images_stay_behind_says_so(spec: Spec, team: Team, editor: User, client_of: ClientOf) -> None:
    client, text = client_of(editor), client_of(editor).get(f"/{spec.key}/export").content.decode()
    assert "does not come with it" in client.post("/import/", {"text": text, "team": team.pk}).content.decode()
    data = b"".join(client.get(f"/{spec.key}/export?zip").streaming_content)
    Image.objects.all().delete()

    preview = client.post(f"/{spec.key}/import", {"file": ContentFile(data, "PAY-1.zip")})
    assert "Keep its images" in preview.content.decode()
    carried = {name: preview.context["file"].__getattribute__(name) for name in ("name", "sha256", "encoding")}
    client.post(f"/{spec.key}/import", carried | {"data": preview.context["file"].packed, "step": "change"})
    assert client.get(f"/{spec.key}/{PATH}").status_code == 200


def test_a_zip_that_is_none_is_refused_in_words(team: Team, editor: User, client_of: ClientOf, settings: Any) -> None:
    client = client_of(editor)
    for data, words in ((b"PK\x03\x04" + b"x" * 100, "The zip is damaged"), (b"PK\x03\x04", "The zip is damaged")):
        answer = client.post("/import/", {"file": ContentFile(data, "a.md"), "team": team.pk})
        assert words in answer.content.decode()
    settings.ZIP_MAX_BYTES = 3
    answer = client.post("/import/", {"file": ContentFile(data, "a.zip"), "team": team.pk})
    assert "A zip has at most" in answer.content.decode()


def test_a_revision_goes_out_with_its_images(spec: Spec, editor: User, viewer: User, client_of: ClientOf) -> None:
    reviewing.submit(spec, by=editor, reviewers=[viewer], seen=spec.text_hash)

    data = b"".join(client_of(viewer).get(f"/{spec.key}/export?zip&revision=1").streaming_content)

    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.read("PAY-1-1.0.md") == bytes(spec.revisions.get().data)
