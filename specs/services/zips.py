"""A spec with its images as one zip: `PAY-12-1.0.md` and `images/<sha256>.png` beside it; and such a zip read again.

A zip from elsewhere may say anything, so nothing that it says is believed: names stand once and are of the two forms
above, sizes are counted while they are read, and the list of entries is bounded before it is built.
"""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from specs.document.images import paths
from specs.models import ImageFile, Spec
from specs.services.errors import Refused
from specs.services.exchanging import Exported
from specs.services.images import shown_in

ENTRIES = 2_000
UNPACKED = 300_000_000
RATIO = 100
_DIRECTORY = 1_000_000  # bytes of the list of entries
_WHEN = (1980, 1, 1, 0, 0, 0)  # the same spec gives the same zip
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LOCATOR_SIZE, _LONGEST_COMMENT = 22, 20, 65_535
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def is_zip(data: bytes) -> bool:
    """Whether a file begins as a zip does; Markdown never does."""
    return data[:4] == b"PK\x03\x04"


def write_zip(spec: Spec, file: Exported, out: IO[bytes]) -> None:
    """The exported bytes, exactly, and every image of the spec that they name."""
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(entry(file.filename, zipfile.ZIP_DEFLATED), file.data)
        for image in shown_in(spec, file.data.decode()):
            data = ImageFile.objects.values_list("data", flat=True).get(pk=image.file_id)
            packed.writestr(entry(image.file.path, zipfile.ZIP_STORED), bytes(data))


def entry(name: str, method: int) -> zipfile.ZipInfo:
    """An entry that is the same whenever it is written."""
    found = zipfile.ZipInfo(name, _WHEN)
    found.compress_type = method
    found.external_attr = 0o644 << 16
    return found


@dataclass
class Bundle:
    """What a zip holds. `left_out` are the names of entries that are neither the text nor an image of its form."""

    name: str
    data: bytes
    images: list[zipfile.ZipInfo]
    packed: zipfile.ZipFile
    left_out: list[str] = field(default_factory=list)

    def read_images(self) -> Iterator[bytes]:
        """The images that the text names, one at a time. One whose bytes are not those of its name is left out."""
        named = paths(self.data.decode("utf-8", "replace"))
        for entry in self.images:
            if entry.filename not in named:
                continue
            data = read_entry(self.packed, entry, settings.IMAGE_MAX_BYTES)
            if hashlib.sha256(data).hexdigest() == entry.filename[7:71]:
                yield data
            else:
                self.left_out.append(entry.filename)


def read_zip(file: IO[bytes], size: int) -> Bundle:
    """The text and the list of images of a zip of `size` bytes. Raises Refused with what is wrong."""
    packed = opened_zip(file, size)
    texts, images, others = _sorted(packed.infolist())
    if len(texts) != 1:
        raise Refused(_("The zip must hold one Markdown file; nothing was stored."), field="file")
    data = read_entry(packed, texts[0], settings.UPLOAD_MAX_BYTES + 1)
    return Bundle(texts[0].filename, data, images, packed, others)


def opened_zip(file: IO[bytes], size: int) -> zipfile.ZipFile:
    """A zip of `size` bytes whose list of entries is bounded and names each once. Raises Refused."""
    _require_short_list(file, size)
    try:
        packed = zipfile.ZipFile(file)
    except _DAMAGE as error:
        raise _damaged() from error
    if len({entry.filename for entry in packed.infolist()}) != len(packed.infolist()):
        raise Refused(_("The zip has two entries of one name; nothing was stored."), field="file")
    _require_bounds(packed.infolist(), size)
    return packed


def _require_short_list(file: IO[bytes], size: int) -> None:
    """The list of entries is read whole by the library, so its length is looked at first."""
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT - _LOCATOR_SIZE))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise _damaged()
    directory = struct.unpack("<4s4H2LH", tail[at : at + _END_SIZE])[5]
    if tail[max(0, at - _LOCATOR_SIZE) : at].startswith(_END_64) or directory > _DIRECTORY:
        raise _too_much()


def _sorted(entries: list[zipfile.ZipInfo]) -> tuple[list[zipfile.ZipInfo], list[zipfile.ZipInfo], list[str]]:
    texts, images, others = [], [], []
    for entry in entries:
        name = entry.filename
        if "/" not in name and name.lower().endswith((".md", ".markdown")):
            texts.append(entry)
        elif paths(name) == {name}:
            images.append(entry)
        elif not entry.is_dir():
            others.append(name)
    return texts, images, others


def _require_bounds(entries: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES or total > UNPACKED or total > RATIO * size:
        raise _too_much()


def read_entry(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Its bytes, of which there may be `most`. Raises Refused."""
    if entry.compress_type not in _METHODS:
        raise _damaged()
    try:
        with packed.open(entry) as opened:
            data = opened.read(most + 1)
    except _DAMAGE as error:
        raise _damaged() from error
    if len(data) > most:
        raise _too_much()
    return data


def _damaged() -> Refused:
    said = _("The zip is damaged or not whole. Export it again, or unpack it and bring the Markdown alone.")
    return Refused(f"{said} {_('Nothing was stored.')}", field="file")


def _too_much() -> Refused:
    said = _("The zip holds too much: at most {entries} entries and {most} MB, no entry packed {ratio} times.")
    words = said.format(entries=ENTRIES, most=UNPACKED // 1_000_000, ratio=RATIO)
    return Refused(f"{words} {_('Nothing was stored.')}", field="file")
