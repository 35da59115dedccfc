"""What the pages' own files weigh as they are sent; the editor and Mermaid come when they are needed."""

import gzip
import re
from pathlib import Path

import brotli
from django.conf import settings

from config.scripts import joined, named
from config.stylesheets import joined as joined_sheet
from config.stylesheets import tightened

BASE = Path(settings.BASE_DIR)
STATIC = BASE / "static"
LIMIT = 150_000
FIRST_VIEW = 200_000
#: A page of a hundred requirements, its icons and small change, as the bench weighs them.
PAGE = 20_000
FONTS = ("sans-latin-wght-normal", "sans-latin-400-italic", "mono-latin-400-normal")
_ASKED = re.compile(r'^import (?:.* from )?"\./([\w-]+)\.js";$', re.M)


def weight(text: str) -> int:
    return len(brotli.compress(text.encode()))


def brought(files: dict[str, str], name: str, known: set[str]) -> set[str]:
    """A file with all that it imports before anything is asked of it."""
    if name not in known:
        known.add(name)
        for other in _ASKED.findall(files[name]):
            brought(files, other, known)
    return known


def test_no_script_weighs_more_than_it_may() -> None:
    scripts = [path for path in STATIC.rglob("*.js") if path.parent.name not in {"codemirror", "mermaid"}]
    assert len(scripts) > 40
    assert {path.name for path in scripts if len(gzip.compress(path.read_bytes())) > LIMIT} == set()


def test_the_first_view_of_the_spec_page_weighs_less_than_it_may() -> None:
    pages = named(page.read_text() for page in (BASE / "templates").rglob("*.html"))
    files = joined(lambda name: (STATIC / "js" / f"{name}.js").read_text(), pages)
    scripts: set[str] = set()
    for name in ("spec", "theme", "times", "menus", "palette", "help", "live", "live-poll", "live-page", "text-store"):
        brought(files, name, scripts)
    assert not any("vendor" in found for name in scripts for found in re.findall(r"^import .*", files[name], re.M))
    fonts = sum((STATIC / f"fonts/ibm-plex-{name}.woff2").stat().st_size for name in FONTS)
    sheet = tightened(joined_sheet(lambda name: (STATIC / name).read_text(), "css/main.css"))
    htmx = (STATIC / "vendor/htmx/htmx.min.js").read_text()
    assert PAGE + fonts + sum(map(weight, [*(files[name] for name in scripts), sheet, htmx])) < FIRST_VIEW
