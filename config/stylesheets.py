"""Collected style sheets that import others are joined to one file: a browser asks once, and it compresses better.

So are scripts (`scripts.py`). In development each component's file is served as it stands.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

from config import scripts

BASE = Path(__file__).parents[1]
SHEETS = ("css/main.css", "css/plain.css")
_IMPORT = re.compile(r'@import url\("(?P<name>[^"]+)"\)(?: layer\((?P<layer>[\w-]+)\))?(?P<media>[^;]*);')
_LOOSE = re.compile(r"(?P<kept>\"[^\"]*\"|'[^']*')|/\*.*?\*/|\s*(?P<mark>[{};])(?:\s|/\*.*?\*/)*|(?P<space>\s+)", re.S)
_URL = re.compile(r'url\("(?!\w+:|/|#)([^"]+)"\)')


def joined(read: Callable[[str], str], name: str) -> str:
    """The sheet with what it imports in place, each in its layer and for its media; `read` gives a sheet's text."""
    folder = posixpath.dirname(name)

    def inlined(found: re.Match[str]) -> str:
        other = posixpath.normpath(posixpath.join(folder, found["name"]))
        text = _moved(joined(read, other), posixpath.dirname(other), folder)
        text = f"@layer {found['layer']} {{\n{text}}}\n" if found["layer"] else text
        media = found["media"].strip()
        return f"@media {media} {{\n{text}}}\n" if media else text

    return _IMPORT.sub(inlined, read(name))


def tightened(text: str) -> str:
    """The sheet without comments and without the spaces that say nothing; words in quotes stay."""
    return _LOOSE.sub(lambda found: found["kept"] or found["mark"] or (" " if found["space"] else ""), text).strip()


def _moved(text: str, before: str, after: str) -> str:
    """The text with addresses as they are seen from another folder."""

    def seen(found: re.Match[str]) -> str:
        return f'url("{posixpath.relpath(posixpath.join(before, found[1]), after)}")'

    return _URL.sub(seen, text)


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files, style sheets and scripts joined."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:  # noqa: FBT001, FBT002
        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return str(file.read().decode())

        made = (
            {}
            if dry_run
            else {name: tightened(joined(read, name)) for name in SHEETS if name in paths} | _scripts(read, paths)
        )
        for name, text in made.items():
            Path(self.path(name)).write_text(text, encoding="utf-8")
        yield from super().post_process(paths | {name: (self, name) for name in made}, dry_run, **options)


def _scripts(read: Callable[[str], str], paths: dict[str, Any]) -> dict[str, str]:
    pages = scripts.named(page.read_text(encoding="utf-8") for page in (BASE / "templates").rglob("*.html"))
    present = {name for name in pages if f"js/{name}.js" in paths}
    files = scripts.joined(lambda name: read(f"js/{name}.js"), present)
    return {f"js/{name}.js": text for name, text in files.items()}
