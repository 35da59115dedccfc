"""Whole files: front matter, the template's metadata, limits, threads."""

import threading
from importlib import metadata
from pathlib import Path

import pytest

from specs import document
from specs.document import rendering
from specs.document.rendering import render, render_document
from specs.document.rendering.rendering import version

TEMPLATE = Path(document.__file__).with_name("technical-spec-template.md").read_text(encoding="utf-8")


def test_front_matter_that_the_reader_knows_is_left_out() -> None:
    for begin in ("", "\ufeff"):
        assert render_document(f"{begin}---\ntitle: x\nstatus: draft\n---\n\n# A\n") == '<h1 id="t-a">A</h1>'


def test_every_line_of_what_is_left_out_is_given_apart() -> None:
    assert rendering.front_matter("\ufeff---\ntitle: x\u200b\nlist:\n  - a\n---\n\n# A\n") == (
        "---\ntitle: x‹U+200B›\nlist:\n  - a\n---"
    )
    assert rendering.front_matter("---\nZQX\n---\n\n# A") == rendering.front_matter("# A") == ""


@pytest.mark.parametrize(
    "text",
    [
        "---\nZQX\n---\n\n# A",
        "---\nZQX: b\n\n# c\n---\n\n# A",
        "---\nZQX: b\n",
        "----\nZQX: b\n----",
        "---\n---\nZQX: b",
    ],
)
def test_what_only_looks_like_front_matter_is_seen(text: str) -> None:
    assert "ZQX" in render_document(text)


def test_front_matter_within_a_piece_is_text() -> None:
    assert "title: x" in render("---\ntitle: x\n---\n")


def test_the_metadata_of_the_template_is_a_table() -> None:
    html = render_document(TEMPLATE)
    assert "<tr><th>version</th><td>1.0</td></tr><tr><th>author</th><td>[Your Name]</td></tr>" in html
    assert "<h2>version" not in html


@pytest.mark.parametrize(
    "text",
    [
        "## Overview\n---\nversion: 1\n---",
        "## Metadata\n\ntext\n\n---\nversion: 1\n---",
        "## Metadata\n---\nversion: 1\nno pair\n---",
        "---\nversion: 1\n---",
    ],
)
def test_the_same_lines_elsewhere_are_a_heading_as_on_github(text: str) -> None:
    assert '<h2 id="t-version-1' in render(text)


def test_a_metadata_line_without_value() -> None:
    assert "<tr><th>author</th><td></td></tr>" in render("# Metadata\n***\nauthor:\nstatus: a & b\n---")
    assert "<td>a &amp; b</td>" in render("# Metadata\n***\nauthor:\nstatus: a & b\n---")


def test_html_is_at_most_ten_times_its_source_and_64_kb() -> None:
    text = "|a" * 200 + "\n" + "|-" * 200 + "\n" + "b\n" * 2_000
    html = render(text)
    assert html.startswith("<pre>|a|a")
    assert len(html) <= 10 * len(text) + 64 * 1024


def test_a_line_whose_html_is_too_long_is_shown_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specs.document.rendering.rendering.FACTOR", 1)
    monkeypatch.setattr("specs.document.rendering.rendering.ALLOWANCE", 12)
    assert rendering.render_inline("~a~ b") == "<del>a</del> b"
    assert rendering.render_inline("**&** _") == "**&amp;** _"


def test_containers_nest_a_hundred_deep_and_no_further() -> None:
    html = render("> " * 150 + "a")
    assert html.count("<blockquote>") == 100
    assert html.count("&gt;") == 50
    assert render("- " * 150 + "a").count("<li>") == 100


def test_the_same_text_gives_the_same_html_in_every_thread() -> None:
    expected, found = render(TEMPLATE), []
    threads = [threading.Thread(target=lambda: found.append(render(TEMPLATE))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_nothing_is_left_from_the_text_before() -> None:
    render("# a\n\n[b]: https://c.example\n\n<div>\n\n<kbd>")
    assert render("# a\n\n[b]") == '<h1 id="t-a">a</h1>\n<p>[b]</p>'


def test_stored_html_carries_a_version_that_fits_its_column() -> None:
    assert version() == rendering.VERSION
    assert 0 < rendering.VERSION < 2**31
    assert list(rendering.__all__) == sorted(rendering.__all__)


@pytest.mark.parametrize("library", ["Markdown", "nh3", "Pygments"])
def test_another_version_of_a_library_makes_stored_html_old(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: f"{known(name)}.post1" if name == library else known(name))
    assert version() != rendering.VERSION
