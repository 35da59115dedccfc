"""An approved text with its evidence as one zip: `PAY-12-1.0.evidence.zip`; and such a zip read again.

Whatever a zip from elsewhere says is checked and nothing in it is run: its own script is for people who have no
Specroom at hand.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from specs.document.images import paths
from specs.models import FrozenImage, ImageFile, Revision, Spec
from specs.services.chain import Link, breaks, canonical, digest, sha256
from specs.services.errors import Refused
from specs.services.exchanging import filename
from specs.services.proving import links_of, openings_of
from specs.services.replay import replay
from specs.services.signatures import page
from specs.services.verifying import Evidence
from specs.services.zips import UNPACKED, entry, opened_zip, read_entry

FOLDER = Path(__file__).parents[1] / "evidence"
_TEXT, _CHAIN, _PEOPLE, _TEXTS = "approved.md", "chain.jsonl", "people.json", "texts.json"
_READ = ("signatures.txt", "verify.py", "README.txt")
_SHAPES = (LookupError, TypeError, ValueError, AttributeError, RecursionError)


class Broken(Exception):
    """A zip that is no evidence; says why."""


def bundle_name(spec: Spec, revision: Revision) -> str:
    return f"{filename(spec, revision.version).removesuffix('.md')}.evidence.zip"


def write_bundle(spec: Spec, revision: Revision, out: IO[bytes]) -> None:
    """The same spec at the same record gives the same zip."""
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in _written(spec, revision):
            packed.writestr(entry(name, zipfile.ZIP_DEFLATED), data)
        for path, digest_ in _images(revision):
            image = ImageFile.objects.values_list("data", flat=True).get(pk=digest_)
            packed.writestr(entry(path, zipfile.ZIP_STORED), bytes(image))


def _written(spec: Spec, revision: Revision) -> Iterator[tuple[str, bytes]]:
    links = links_of(spec)
    people, texts = _opened(links)
    evidence = Evidence(spec.key, links, replay(links), _words(people) | _words(texts), {})
    yield _TEXT, bytes(revision.data)
    yield _CHAIN, b"".join(link.data + b"\n" for link in links)
    yield _PEOPLE, canonical(people)
    yield _TEXTS, canonical(texts)
    yield "signatures.txt", page(evidence, revision.number).encode()
    yield "verify.py", (FOLDER / "verify.py").read_bytes()
    yield "README.txt", (FOLDER / "README.txt").read_bytes()


def _images(revision: Revision) -> list[tuple[str, str]]:
    frozen = FrozenImage.objects.filter(revision=revision).select_related("image__file").defer("image__file__data")
    return sorted((item.image.file.path, item.image.file_id) for item in frozen)


def _opened(links: list[Link]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What opens the commitments to people and to what they said, as far as it is kept."""
    people: dict[str, Any] = {}
    texts: dict[str, Any] = {}
    for opening in openings_of(links):
        found = people if opening.person_id else texts
        found[opening.commit] = {"salt": opening.salt, "words": opening.words}
    return people, texts


def _words(opened: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    return {commit: opening["words"] for commit, opening in opened.items()}


def read_bundle(file: IO[bytes], size: int) -> Evidence:
    """What a zip of `size` bytes says, and what in it does not fit. Raises Broken for what is no bundle."""
    if size > UNPACKED:
        raise Broken("it is larger than a bundle may be")
    try:
        packed = opened_zip(file, size)
        return _evidence(packed)
    except Refused as refused:
        raise Broken("the zip is damaged, has two entries of one name, or holds more than a bundle may") from refused


def _evidence(packed: zipfile.ZipFile) -> Evidence:
    names = {info.filename for info in packed.infolist()}
    for name in sorted(names):
        if name not in (_TEXT, _CHAIN, _PEOPLE, _TEXTS, *_READ) and paths(name) != {name}:
            raise Broken(f"it holds {name}, which no bundle does")
    for name in (_TEXT, _CHAIN, _PEOPLE, _TEXTS):
        if name not in names:
            raise Broken(f"it has no {name}")
    links = _links(_read(packed, _CHAIN))
    first = json.loads(links[0].data)
    broken = breaks(links, spec=str(first["spec"]), instance=str(first["instance"]))
    if broken:
        raise Broken(f"record {broken[0].n}: {broken[0].message}")
    history = replay(links)
    if history.broken:
        raise Broken(f"record {history.broken.n}: {history.broken.message}")
    text = _read(packed, _TEXT)
    number = max((n for n in history.approvals if history.revisions[n].sha == sha256(text)), default=0)
    if not number:
        raise Broken(f"{_TEXT} is no text that these records approve")
    images = history.revisions[number].act.data.get("images", [])
    _require_images(packed, names, text, images)
    words = _opening(_read(packed, _PEOPLE), _PEOPLE) | _opening(_read(packed, _TEXTS), _TEXTS)
    key = json.loads(links[-1].data)["key"]
    return Evidence(str(key), links, history, words, {number: text})


def _links(data: bytes) -> list[Link]:
    """The records as they stand, a line each; what they say of themselves is compared with their place."""
    lines = data.split(b"\n")
    if lines.pop() != b"" or not lines:
        raise Broken(f"{_CHAIN} is not whole")
    links = []
    for n, line in enumerate(lines, start=1):
        try:
            inside = json.loads(line)
            links.append(Link(n, str(inside["kind"]), line, digest(line), str(inside["prev"])))
            inside["spec"], inside["instance"], inside["key"]
        except _SHAPES as error:
            raise Broken(f"record {n}: the bytes are no record") from error
    return links


def _require_images(packed: zipfile.ZipFile, names: set[str], text: bytes, images: list[str]) -> None:
    """Exactly the images that were frozen with the text, each with the bytes of its name."""
    there = {name for name in names if name.startswith("images/")}
    if sorted(name[7:71] for name in there) != sorted(images) or there - paths(text.decode("utf-8", "replace")):
        raise Broken("its images are not those of the approved text")
    for name in sorted(there):
        if sha256(_read(packed, name)) != name[7:71]:
            raise Broken(f"{name} is not the image that was approved")


def _read(packed: zipfile.ZipFile, name: str) -> bytes:
    return read_entry(packed, packed.getinfo(name), UNPACKED)


def _opening(data: bytes, name: str) -> dict[str, Mapping[str, str]]:
    try:
        found = json.loads(data)
        if canonical(found) != data:
            raise Broken(f"{name} is not in canonical form, or says something twice")
        for commit, opening in found.items():
            if sha256(opening["salt"].encode() + canonical(opening["words"])) != commit:
                raise Broken(f"{name}: {commit[:12]} is not what was recorded")
            opening["words"].get("text")  # they are named
        return _words(found)
    except _SHAPES as error:
        raise Broken(f"{name} is not what opens records") from error
