"""Decodes what people upload as an image and writes it anew: what was hidden beside the pixels does not come along.

What it is, its bytes say, never its name. PNG, JPEG, GIF and WebP go through Pillow; SVG is in svg.py.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from specs.services import svg
from specs.services.errors import Refused

FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
PIXELS = 25_000_000
FRAMES = 200
FRAMES_PIXELS = 2 * PIXELS  # of all frames of a moving picture together
_KEPT = ("transparency", "duration", "loop", "disposal", "blend")  # what is needed to draw it
_ORIENTATION = 0x0112
_OPTIONS: dict[str, dict[str, Any]] = {"PNG": {}, "JPEG": {"quality": "keep"}, "GIF": {}, "WEBP": {"quality": 90}}
_LOSSLESS = b"VP8L"  # how WebP says that it is

Image.MAX_IMAGE_PIXELS = PIXELS // 2  # Pillow warns above, and raises above twice this, before it decodes
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
_one_at_a_time = Lock()  # a decoded picture may take 100 MB, and some seconds
PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Picture:
    data: bytes
    extension: str
    width: int
    height: int


def cleaned(data: bytes) -> Picture:
    """The picture written anew. Raises Refused with what to do."""
    _require_size(data)
    if _is_markup(data):
        picture = Picture(*_drawing(data))
    else:
        with _turn():
            picture = write_anew(*_decoded(data), lossless=_LOSSLESS in data)
    _require_size(picture.data)  # written anew it may be larger, and must come back out of a zip
    return picture


def checked(data: bytes) -> Picture:
    """The picture as it is, which comes back under the hash it left with. Raises Refused for what is no picture."""
    _require_size(data)
    if _is_markup(data):
        picture = Picture(*_drawing(data))
        if picture.data != data:
            raise Refused(_("It is an SVG that was changed since it was exported."), field="file")
        return picture
    with _turn():
        found, frames = _decoded(data)
    return Picture(data, FORMATS[found], *frames[0].size)


def _drawing(data: bytes) -> tuple[bytes, str, int, int]:
    text, width, height = svg.cleaned(data)
    return text, "svg", width, height


@contextmanager
def _turn() -> Iterator[None]:
    """One picture is decoded at a time; who waits for long is told, and keeps no page from anybody."""
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise Refused(_("Other images are being read just now. Bring it once more in a minute; nothing was kept."))
    try:
        yield
    finally:
        _one_at_a_time.release()


def _require_size(data: bytes) -> None:
    if not data:
        raise Refused(_("The file is empty. Choose another; nothing was kept."), field="file")
    if len(data) > settings.IMAGE_MAX_BYTES:
        said = _("An image has at most %(most)s MB, this one %(size)s MB. Make it smaller; nothing was kept.")
        sizes = {"most": _megabytes(settings.IMAGE_MAX_BYTES), "size": _megabytes(len(data))}
        raise Refused(said % sizes, field="file")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0")


def _is_markup(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def _decoded(data: bytes) -> tuple[str, list[Image.Image]]:
    """Its format and its frames, decoded. How large it is, Pillow asks when it opens it, and when a frame is larger."""
    try:
        with Image.open(io.BytesIO(data), formats=tuple(FORMATS)) as opened:
            return str(opened.format), list(_frames(opened))
    except Refused:
        raise
    except UnidentifiedImageError as error:
        said = _("It is no PNG, JPEG, GIF, WebP or SVG. Save it as one of these; nothing was kept.")
        raise Refused(said, field="file") from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:  # decoders of damaged files fail with whatever they stumble over
        raise _damaged() from error


def _frames(opened: Image.Image) -> Iterator[Image.Image]:
    number = pixels = 0
    while True:
        try:
            opened.seek(number)
        except EOFError:
            return
        pixels += opened.size[0] * opened.size[1]
        if number == FRAMES or pixels > FRAMES_PIXELS:
            said = _("It moves for too long: at most %(most)s frames. Cut it, or use one frame; nothing was kept.")
            raise Refused(said % {"most": FRAMES}, field="file")
        opened.load()
        yield opened.copy() if number or getattr(opened, "is_animated", False) else opened
        number += 1


def _too_many_pixels() -> Refused:
    said = _("An image has at most 25 megapixels. Make it smaller; nothing was kept.")
    return Refused(said, field="file")


def _damaged() -> Refused:
    said = _("The image is damaged or not whole. Save it again and choose it once more; nothing was kept.")
    return Refused(said, field="file")


def write_anew(form: str, frames: list[Image.Image], *, lossless: bool = True) -> Picture:
    """The frames as a file of the same format, without anything else. Raises Refused."""
    try:
        return _written(form, frames, {**_OPTIONS[form], "lossless": lossless})
    except Exception as error:  # whatever an encoder fails with, the file is what caused it
        raise _damaged() from error


def _written(form: str, frames: list[Image.Image], options: dict[str, Any]) -> Picture:
    first = frames[0]
    if form == "JPEG" and (first.getexif().get(_ORIENTATION, 1) != 1 or first.mode not in ("RGB", "L")):
        first, options = _upright(first), {"quality": 92}
    frames = [_bare(frame) for frame in (first, *frames[1:])]
    if len(frames) > 1:
        options |= {"save_all": True, "append_images": frames[1:]} | _timing(frames)
    out = io.BytesIO()
    frames[0].save(out, format=form, **options)
    return Picture(out.getvalue(), FORMATS[form], *frames[0].size)


def _upright(photograph: Image.Image) -> Image.Image:
    """Turned as its camera said, since what the camera said is left out; colours as a screen has them."""
    turned = ImageOps.exif_transpose(photograph)
    return turned if turned.mode in ("RGB", "L") else turned.convert("RGB")


def _bare(frame: Image.Image) -> Image.Image:
    frame.info = {name: frame.info[name] for name in _KEPT if name in frame.info}
    return frame


def _timing(frames: list[Image.Image]) -> dict[str, Any]:
    durations = [int(frame.info.get("duration", 0)) for frame in frames]
    return {"duration": durations, "loop": int(frames[0].info.get("loop", 0))}
