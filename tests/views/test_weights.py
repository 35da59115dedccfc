"""What the pages' own files weigh as they are sent; the editor and Mermaid come when they are needed."""

import gzip
import re
from pathlib import Path

from django.conf import settings

from config.stylesheets import joined

STATIC = Path(settings.BASE_DIR) / "static"
LIMIT = 150_000
_IMPORT = re.compile(r'(?:from|import)\s*"(\./[^"]+)"')


def weight(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def weight_of_styles() -> int:
    """The sheet as it is served: joined."""
    return len(gzip.compress(joined(lambda name: (STATIC / name).read_text(), "css/main.css").encode()))


def brought(script: Path, known: set[Path]) -> set[Path]:
    """A script with all that it imports before anything is asked of it."""
    if script not in known:
        known.add(script)
        for name in _IMPORT.findall(script.read_text()):
            brought((script.parent / name).resolve(), known)
    return known


def test_no_script_weighs_more_than_it_may() -> None:
    scripts = [path for path in STATIC.rglob("*.js") if path.parent.name not in {"codemirror", "mermaid"}]
    assert len(scripts) > 40
    assert {path.name: weight(path) for path in scripts if weight(path) > LIMIT} == {}


def test_the_scripts_and_styles_of_the_spec_page_leave_room_for_its_text() -> None:
    scripts: set[Path] = set()
    for name in ("spec", "theme", "times", "menus", "palette", "help"):
        brought(STATIC / "js" / f"{name}.js", scripts)
    assert not {path for path in scripts if {"codemirror", "mermaid"} & set(path.parts)}
    files = [*scripts, STATIC / "vendor/htmx/htmx.min.js"]
    font = (STATIC / "fonts/ibm-plex-sans-latin-wght-normal.woff2").stat().st_size
    assert sum(map(weight, files)) + weight_of_styles() + font < 180_000
