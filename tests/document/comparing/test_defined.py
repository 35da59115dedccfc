"""Definitions and footnotes: what they say, and who uses them."""

from specs.document.comparing.defined import changed_labels, definitions, labels_in
from specs.document.rows import Document, Row
from tests.document.comparing.making import document


def test_links_and_footnotes_are_found_with_what_they_say() -> None:
    assert definitions(document()) == {
        "rules": "[rules]: https://rules.example/1",
        "^1": "[^1]: By post, if there is no address.",
    }


def test_a_label_is_known_however_it_is_written() -> None:
    assert list(definitions(document("# A\n\n[The  RULES]: /a\n"))) == ["the rules"]


def test_a_second_definition_belongs_to_the_first() -> None:
    assert definitions(document("# A\n\n[a]: /1\n[a]: /2\n")) == {"a": "[a]: /1\n[a]: /2"}


def test_a_footnote_goes_on_in_an_indented_paragraph_and_ends_at_the_next() -> None:
    found = definitions(document("# A\n\n[^a]: One.\n\n    Two.\n\nOutside.\n"))
    assert "Two." in found["^a"]
    assert "Outside" not in found["^a"]


def test_rows_behind_a_definition_belong_to_it_if_they_are_indented() -> None:
    rows = (
        Row("prose", "prose:", "", "[^a]: One."),
        Row("diagram", "fence:", "\n\n", "    ```\n    two\n    ```"),
        Row("heading", "heading:{title}", "\n\n", "## Two"),
        Row("prose", "prose:", "\n\n", "[b]: /b"),
    )
    found = definitions(Document(rows))
    assert found == {"^a": "[^a]: One.\n\n    ```\n    two\n    ```", "b": "[b]: /b"}


def test_what_changed_is_named_with_both_its_words() -> None:
    assert changed_labels({"a": "1", "b": "2", "d": "0"}, {"a": "1", "b": "3", "c": "4"}) == {
        "b": ("2", "3"),
        "c": ("", "4"),
        "d": ("0", ""),
    }


def test_labels_are_whatever_stands_in_brackets() -> None:
    assert labels_in("see [The  Rules], [here][rules] and a note[^1]; [rules]") == ["the rules", "here", "rules", "^1"]
    assert labels_in("no bracket") == []
