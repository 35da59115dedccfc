"""What is taken for an image, what is left of it, and what is refused."""

import io
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from specs.services import pictures, svg
from specs.services.errors import Refused
from specs.services.pictures import checked, cleaned
from tests.factories import png

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'


def saved(form: str, mode: str = "RGB", size: tuple[int, int] = (12, 8), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1 if mode in ("P", "1", "L", "I;16") else None).save(out, format=form, **options)
    return out.getvalue()


def moving(form: str, frames: int, size: tuple[int, int] = (4, 4)) -> bytes:
    pictured = [Image.new("RGB", size, (number * 70 % 256, number % 256, 0)) for number in range(frames)]
    out = io.BytesIO()
    pictured[0].save(out, format=form, save_all=True, append_images=pictured[1:], duration=70, loop=0)
    return out.getvalue()


def drawing(inside: str = "", attributes: str = 'width="40" height="30"') -> bytes:
    return SVG.format(attributes, inside).encode()


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (saved("PNG"), "png"),
        (saved("PNG", "P"), "png"),
        (saved("PNG", "I;16"), "png"),
        (saved("JPEG"), "jpg"),
        (saved("JPEG", "L"), "jpg"),
        (saved("JPEG", "CMYK"), "jpg"),
        (saved("GIF", "P"), "gif"),
        (saved("WEBP", "RGBA"), "webp"),
    ],
)
def test_what_it_is_its_bytes_say(data: bytes, extension: str) -> None:
    found = cleaned(data)

    assert (found.extension, found.width, found.height) == (extension, 12, 8)
    assert cleaned(found.data) == found
    assert checked(data).data == data


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_a_moving_picture_moves_on(form: str) -> None:
    with Image.open(io.BytesIO(cleaned(moving(form, 3)).data)) as found:
        assert found.n_frames == 3
        found.seek(1)
        found.load()
        assert found.info["duration"] == 70


def test_notes_beside_the_pixels_are_left_out() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "secret place")
    exif = Image.Exif()
    exif[0x010E] = "secret place"

    for data in (
        saved("PNG", pnginfo=notes, icc_profile=b"secret place" * 20, exif=exif),
        saved("JPEG", exif=exif, comment=b"secret place"),
        saved("GIF", "P", comment=b"secret place"),
        saved("WEBP", exif=exif, xmp=b"secret place"),
        png() + b"<script>secret place</script>",
    ):
        assert b"secret place" not in cleaned(data).data
        with Image.open(io.BytesIO(cleaned(data).data)) as found:
            assert not found.getexif()
            assert "icc_profile" not in found.info


def test_a_lossy_picture_is_not_made_large() -> None:
    noise = io.BytesIO()
    Image.effect_noise((200, 200), 90).convert("RGB").save(noise, format="WEBP", quality=40)

    assert len(cleaned(noise.getvalue()).data) < 4 * len(noise.getvalue())


def test_what_grows_when_it_is_written_anew_is_refused(settings: Any) -> None:
    data = saved("PNG", "L", size=(300, 300), optimize=True, compress_level=9)
    grown = len(cleaned(data).data)
    assert grown > len(data)
    settings.IMAGE_MAX_BYTES = len(data)

    with pytest.raises(Refused, match="An image has at most"):
        cleaned(data)


def test_who_waits_for_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)

    with pictures._one_at_a_time, pytest.raises(Refused, match="Other images are being read"):
        cleaned(png())
    assert cleaned(png()).extension == "png"


def test_a_photograph_is_turned_as_its_camera_said() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    found = cleaned(saved("JPEG", exif=exif))

    assert (found.width, found.height) == (8, 12)


def bomb() -> bytes:
    """A PNG of 30,000 by 30,000 pixels in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = (30_000).to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    pixels = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "The file is empty"),
    "words": (lambda: b"hello", "It is no PNG"),
    "a program": (lambda: b"MZ\x90\0" * 20, "It is no PNG"),
    "another format": (lambda: saved("BMP"), "It is no PNG"),
    "a page": (lambda: b"<html><script>alert(1)</script></html>", "It is no SVG"),
    "truncated": (lambda: saved("PNG", size=(200, 200))[:90], "damaged or not whole"),
    "truncated photograph": (lambda: saved("JPEG", size=(200, 200))[:700], "damaged or not whole"),
    "large": (lambda: saved("PNG", "1", size=(6_000, 6_000)), "at most 25 megapixels"),
    "a bomb": (bomb, "at most 25 megapixels"),
    "thousands of frames": (lambda: moving("GIF", 2_000), "at most 200 frames"),
    "too many bytes": (lambda: png() + b"\0" * 10_000_000, "at most 10 MB, this one 10 MB"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_fit_picture_is_refused_in_words(case: str) -> None:
    make, words = REFUSED[case]

    for take in (cleaned, checked):
        with pytest.raises(Refused, match=words) as refused:
            take(make())
        assert refused.value.field == "file"


def test_many_large_frames_are_given_up_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "FRAMES_PIXELS", 40)

    with pytest.raises(Refused, match="It moves for too long"):
        cleaned(moving("GIF", 4))


def test_what_an_encoder_cannot_write_is_refused() -> None:
    with pytest.raises(Refused, match="damaged or not whole"):
        pictures.write_anew("PNG", [Image.new("LAB", (4, 4))])


def test_a_drawing_keeps_what_is_drawn_and_loses_the_rest() -> None:
    inside = (
        "<!-- secret --><metadata>secret</metadata><i:note xmlns:i='urn:i'>secret</i:note> a "
        "<g i:label='secret' xmlns:i='urn:i'><metadata>secret</metadata> b <rect id='r' width='3' fill='url(#f)'/></g>"
        "<metadata/><style>.c { fill: red }</style><use xlink:href=' #r'/>"
        "<text xml:space='preserve' xml:lang='en'> x &lt; y </text>"
    )

    found = cleaned(b'\xef\xbb\xbf<?xml version="1.0"?>\n' + drawing(inside))

    assert (found.extension, found.width, found.height) == ("svg", 40, 30)
    assert found.data.decode() == (
        '<svg width="40" height="30" xmlns="http://www.w3.org/2000/svg"> a <g> b '
        '<rect id="r" width="3" fill="url(#f)" /></g><style>.c { fill: red }</style><use href="#r" />'
        '<text xml:space="preserve"> x &lt; y </text></svg>'
    )
    assert checked(found.data) == found
    with pytest.raises(Refused, match="changed since it was exported"):
        checked(drawing(inside))


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 70 50"', (70, 50)),
        ('viewBox="0,0,70.4,50" width="20px"', (20, 50)),
        ('width="100%" height="9999999"', (300, 5_000)),
        ('viewBox="0 0 70"', (70, 300)),
        ("", (300, 300)),
    ],
)
def test_a_drawing_is_as_large_as_it_says(attributes: str, size: tuple[int, int]) -> None:
    found = cleaned(drawing(attributes=attributes))

    assert (found.width, found.height) == size


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<p xmlns="http://www.w3.org/1999/xhtml"/>', "a picture may not have"),
        ("<image href='data:image/png;base64,AA'/>", "<image>"),
        ("<animate attributeName='href' to='javascript:alert(1)'/>", "<animate>"),
        ("<a href='https://evil.example'/>", "<a>"),
        ("<rect onclick='alert(1)'/>", "It acts"),
        ("<use href='https://evil.example/x.svg#a'/>", "from elsewhere: https"),
        ("<use xlink:href='javascript:alert(1)'/>", "from elsewhere: javascript"),
        ("<rect fill='url(https://evil.example)'/>", "styles load"),
        ("<rect style='fill: url( &quot;//evil.example&quot;)'/>", "styles load"),
        ("<style>@IMPORT 'https://evil.example';</style>", "styles load"),
        ("<style>a { background: u\\72l(x) }</style>", "styles load"),
        ("<g>" * 120 + "</g>" * 120, "too many parts"),
        ("<g><g>", "damaged or not whole"),
        ("&nbsp;", "damaged or not whole"),
    ],
)
def test_a_drawing_that_acts_or_loads_is_refused(inside: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        cleaned(drawing(inside))


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_a_doctype_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="It has a DOCTYPE"):
        cleaned(data)


def test_parts_that_are_drawn_again_and_again_are_refused() -> None:
    ten = "".join(
        f"<g id='g{n}'>{'<use href=' + chr(39) + f'#g{n + 1}' + chr(39) + '/>' if n < 9 else '<path/>'}"
        + (f"<use href='#g{n + 1}'/>" * 9 if n < 9 else "")
        + "</g>"
        for n in range(10)
    )
    circle = "<g id='a'><use href='#a'/></g>"

    for inside in (ten, circle):
        with pytest.raises(Refused, match="repeats its parts too often"):
            cleaned(drawing(inside))
    assert svg.cleaned(drawing("<use href='#nowhere'/>"))
