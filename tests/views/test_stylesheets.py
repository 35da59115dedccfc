"""Style sheets as they are collected: one file, and nothing of its parts lost."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from config.stylesheets import SHEETS, JoinedStaticFilesStorage, joined, tightened

STATIC = Path(settings.BASE_DIR) / "static"


def read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def test_what_is_imported_stands_in_its_layer_for_its_media_with_its_addresses() -> None:
    sheets = {
        "css/main.css": '@layer a, b;\n@import url("parts/x.css") layer(b);\n'
        '@import url("y.css") layer(a) print;\nz {}\n',
        "css/parts/x.css": 'x { background: url("../../icons/x.svg") url("data:,x") }\n',
        "css/y.css": 'y { src: url("../fonts/y.woff2") }\n',
    }
    assert joined(sheets.__getitem__, "css/main.css") == (
        '@layer a, b;\n@layer b {\nx { background: url("../icons/x.svg") url("data:,x") }\n}\n\n'
        '@media print {\n@layer a {\ny { src: url("../fonts/y.woff2") }\n}\n}\n\nz {}\n'
    )


@pytest.mark.parametrize("name", SHEETS)
def test_the_sheets_of_the_pages_hold_all_that_they_import(name: str) -> None:
    text = joined(read, name)
    assert "@import" not in text
    for part in re.findall(r'@import url\("([^"]+)"\)', read(name)):
        assert re.sub(r'url\("[^"]+"\)', "", read(f"css/{part}")).strip()[-200:] in re.sub(r'url\("[^"]+"\)', "", text)
    for address in re.findall(r'url\("(?!data:)([^"]+)"\)', text):
        assert (STATIC / "css" / address).is_file(), address


def test_comments_and_spaces_go_and_words_in_quotes_stay() -> None:
    sheet = '/* a;  b */\na  > b:not( c ) {\n  content: "x;  /* y */ ";\n  width: calc(1px + 2px);\n}\n'
    sheet += "/* z */\nd { e: f }\n"
    assert tightened(sheet) == 'a > b:not( c ){content: "x;  /* y */ ";width: calc(1px + 2px);}d{e: f}'


def test_the_joined_sheet_is_the_one_that_pages_name(tmp_path: Path) -> None:
    for name, text in {"css/main.css": '@import url("a.css");\n', "css/a.css": "a { color: red }\n"}.items():
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / name).write_text(text)
    storage = JoinedStaticFilesStorage(location=tmp_path / "to", base_url="/static/")
    source = FileSystemStorage(location=tmp_path / "source")
    paths = {name: (source, name) for name in ("css/main.css", "css/a.css")}
    for name in paths:
        storage.save(name, source.open(name))
    list(storage.post_process(paths))
    sheet = tmp_path / "to" / storage.stored_name("css/main.css")
    assert sheet.read_text() == "a{color: red}"
    assert list(storage.post_process(paths, dry_run=True)) == []
