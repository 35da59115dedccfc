"""Colours: those of the design, computed to be legible, and named nowhere else."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
TOKENS = CSS / "tokens.css"
COLOUR = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
TEXT, PART = 4.5, 3.0

GROUNDS = ("paper", "shade", "shade-2", "float")
ON_GROUNDS = ("ink", "ink-2", "ink-3")
ON_PAPER = ("accent", "accent-strong", "draft", "review", "approved", "implemented", "danger", "added", "removed")
PAIRS = [
    *((ink, ground) for ink in ON_GROUNDS for ground in GROUNDS),
    *((ink, ground) for ink in ON_PAPER for ground in ("paper", "shade", "float")),
    *((ink, "shade-2") for ink in ("accent", "approved")),  # code, in a row under the pointer
    ("accent", "accent-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
    ("danger", "danger-tint"),
    ("ink", "danger-tint"),
    ("added", "added-tint"),
    ("removed", "removed-tint"),
    ("ink", "quote-tint"),
    ("ink", "review-tint"),
    ("review", "review-tint"),
    ("accent", "review-tint"),
    ("ink", "approved-tint"),
    ("ink-2", "approved-tint"),
    ("ink-3", "approved-tint"),
    ("approved", "approved-tint"),
    ("accent", "approved-tint"),
    *((f"person-{n}", "paper") for n in range(8)),
    *(("on-person", f"person-{n}") for n in range(8)),
]
EDGES = [("edge", "paper"), ("edge", "shade"), ("accent", "shade"), ("approved", "shade-2")]


def tokens(theme: int) -> dict[str, str]:
    return {found[1]: found[2 + theme] for found in COLOUR.finditer(TOKENS.read_text())}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS, ids=" on ".join)
def test_words_are_legible(ink: str, ground: str, theme: int) -> None:
    colours = tokens(theme)

    assert contrast(colours[ink], colours[ground]) >= TEXT


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), EDGES, ids=" on ".join)
def test_edges_and_bars_are_visible(part: str, ground: str, theme: int) -> None:
    colours = tokens(theme)

    assert contrast(colours[part], colours[ground]) >= PART


@pytest.mark.parametrize(
    ("ink", "light", "dark"),
    [("edge", 3.6, 4.3), ("ink", 16.9, 14.8), ("ink-2", 8.5, 9.2), ("ink-3", 5.6, 6.4), ("accent", 7.3, 8.6)],
)
def test_the_contrasts_on_paper_are_those_of_the_design(ink: str, light: float, dark: float) -> None:
    found = [round(contrast(tokens(theme)[ink], tokens(theme)["paper"]), 1) for theme in (0, 1)]

    assert found == [light, dark]


def test_only_the_tokens_name_a_colour() -> None:
    named = re.compile(
        r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)|\b(?:rgb|rgba|hsl|hsla|oklch)\(|:\s*(?:white|black|red|green|blue|grey|gray)\b"
    )
    elsewhere = [
        f"{path.name}: {found[0]}"
        for path in CSS.rglob("*.css")
        if path != TOKENS
        for found in named.finditer(path.read_text())
    ]

    assert elsewhere == []


def test_every_style_sheet_is_in_a_layer_of_the_page() -> None:
    imported = set(re.findall(r'@import url\("([^"]+)"\)', (CSS / "main.css").read_text()))

    alone = {"main.css", "plain.css"}  # the second is for the page that says the server broke, which depends on nothing
    assert imported == {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")} - alone


def test_every_name_in_the_style_sheets_is_a_token() -> None:
    sheets = {path: path.read_text() for path in CSS.rglob("*.css")}
    declared = {name for text in sheets.values() for name in re.findall(r"(--[a-z0-9-]+)\s*:", text)}
    used = {name for text in sheets.values() for name in re.findall(r"var\((--[a-z0-9-]+)", text)}
    scripts = "".join(path.read_text() for path in (CSS.parent / "js").glob("*.js"))
    measured = set(re.findall(r'setProperty\("(--[a-z0-9-]+)"', scripts))  # widths that only the page knows

    assert used <= declared | measured
