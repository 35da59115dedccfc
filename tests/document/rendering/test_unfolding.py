"""What is folded away in a text is open on its page."""

from specs.document.rendering import render, unfolded


def test_what_is_folded_is_open_and_says_so() -> None:
    html = render("<details>\n<summary>More</summary>\n\nDeletes the backups.\n\n</details>")
    assert "<details>" in html
    assert unfolded(html, "Folded").startswith('<details open="" data-folded="Folded">')


def test_what_stands_open_in_the_file_is_said_to_be_nothing_else() -> None:
    html = render("<details open>\n<summary>More</summary>\n\nWords.\n\n</details>")
    assert unfolded(html, "Folded") == html


def test_words_that_look_like_the_tag_stay_words() -> None:
    html = render("`<details>` and \\<details>")
    assert unfolded(html, "Folded") == html
