"""What is not seen is not approved: the characters that a text may not hide (security rules, section 3)."""

import pytest

from specs.document.checks.characters import characters
from specs.document.reader import read
from specs.document.rows import Document, Row


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.id, finding.text.partition(": ")[2]) for finding in characters(read(text))]


def hidden(text: str) -> list[str]:
    """The code points reported in a paragraph with this text."""
    return [name for check, names in found(f"# A\n\n{text}\n") if check == "hidden.raw" for name in names.split(", ")]


@pytest.mark.parametrize(
    "char",
    [
        "\u200b", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u3164", "\u2800", "\u115f", "\u0000", "\u0007", "\u001b",
        "\u007f", "\u0085", "\u000b", "\u000c", "\u2028", "\u2029", "\ue000", "\ufffe", "\U000e0041", "\U000e0120",
        "\ufe00", "\u202a", "\u202e", "\u2066", "\u2069",
    ],
)  # fmt: skip
def test_invisible_control_and_turning_characters_block(char: str) -> None:
    assert hidden(f"pay{char}ment") == [f"‹U+{ord(char):04X}›"]
    assert characters(read(f"pay{char}ment"))[0].level == "blocks"


def test_every_hidden_character_of_a_row_stands_in_one_finding() -> None:
    assert hidden("a\u200bb\u200bc\u202ed") == ["‹U+200B›", "‹U+202E›"]


@pytest.mark.parametrize(
    "text",
    [
        "plain words, tabs\tand *marks*",
        "Größe – “quoted” … naïve №5 ½ € \u00a0 x\u2003y",
        "日本語の要件。機能要件",
        "Требования к системе",
        "می\u200cخواهم",
        "क्\u200dष",
        "👩\u200d👩\u200d👧\u200d👦 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3 ©\ufe0f ⚠\ufe0f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "שלום \u200fABC\u200e עולם",
        "e\u0301 combining",
    ],
)
def test_spelling_and_emoji_do_not(text: str) -> None:
    assert found(f"# A\n\n{text}\n") == []


@pytest.mark.parametrize(
    ("text", "char"),
    [
        ("pay\u200dment", "200D"),
        ("pay\u200cment", "200C"),
        ("👩\u200dment", "200D"),
        ("e\ufe0f", "FE0F"),
        ("left\u200eonly", "200E"),
        ("a\u061cb", "061C"),
        ("\u200d", "200D"),
    ],
)
def test_joiners_styles_and_marks_block_where_they_spell_nothing(text: str, char: str) -> None:
    assert hidden(text) == [f"‹U+{char}›"]


@pytest.mark.parametrize(
    "text",
    [
        "hi \U000e0061\U000e0062\U000e007f",
        "\U0001f3f4\U000e0061\U000e0062",
        "\U0001f3f4" + "\U000e0061" * 20 + "\U000e007f",
    ],
)
def test_tag_characters_that_make_no_flag_block(text: str) -> None:
    assert hidden(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("pass&#x202E;drow", "‹U+202E›"),
        ("zero&#8203;width and so&shy;ft", "‹U+00AD›, ‹U+200B›"),
        ("a&ZeroWidthSpace;b", "‹U+200B›"),
        ("f&#128104;&#8205;&#128102; family and a lone &zwj; joiner", "‹U+200D›"),
    ],
)
def test_entities_are_looked_at_as_what_they_stand_for(text: str, names: str) -> None:
    assert found(f"# A\n\n{text}\n") == [("hidden.entity", names)]


@pytest.mark.parametrize(
    "text", ["&nbsp; &amp; &lt; &copy; &eacute;", "AT&T and R&D", "&nosuchname;", "&#128104;&#8205;&#128102;"]
)
def test_harmless_entities_do_not_block(text: str) -> None:
    assert found(f"# A\n\n{text}\n") == []


def test_a_byte_order_mark_is_allowed_at_the_beginning_only() -> None:
    assert found("\ufeff# A\n\nwords\n") == []
    assert found("# A\n\nwo\ufeffrds\n") == [("hidden.raw", "‹U+FEFF›")]


def test_between_rows_stand_blanks_only() -> None:
    document = Document((Row("prose", "prose:", "", "a"), Row("prose", "prose:", "\n\u200b\n", "b")), "\n\u2060\n")

    (finding,) = characters(document)

    assert (finding.id, finding.row) == ("hidden.between", None)
    assert "‹U+200B›, ‹U+2060›" in finding.text


def levels(text: str) -> list[tuple[str, str, int | None]]:
    return [(finding.id, finding.level, finding.row) for finding in characters(read(text))]


def test_line_ends_that_no_form_can_mend_advise() -> None:
    assert levels("# A\r\rone\rtwo\r") == [("hidden.return", "advises", None)]
    assert levels("# A\r\rone\n") == [("hidden.return", "advises", None)]


def test_a_carriage_return_within_a_text_blocks_there() -> None:
    assert levels("# A\n\nrm -rf build\rharmless\n") == [("hidden.return", "blocks", 1)]
    assert levels("# A\r\n\r\none\r\ntwo\r\n") == []


def test_the_line_that_the_workflow_writes_anew_blocks_nothing() -> None:
    text = "# A\n\n## Metadata\n\n- **Version**: 1\u200b\n- **Status**: dra\u200bft\n"
    assert levels(text) == [("hidden.raw", "blocks", 2), ("hidden.raw", "advises", 3)]


def test_letters_that_may_be_meant_in_code_advise() -> None:
    assert levels("## Data Model\n\n```sql\nselect Δt from x\n```\n") == [("mixed.text", "advises", 1)]
    assert levels("## API\n\n**Endpoint**: `GET /p\u0430y`\n") == [("mixed.path", "blocks", 1)]


def test_findings_name_the_row() -> None:
    assert [finding.row for finding in characters(read("# A\n\nfine\n\n## B\n\nb\u200bd\n"))] == [3]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("## API\n\n**Endpoint**: `GET /p\u0430y`\n", "p\u0430y"),
        ("## Data Model\n\n```sql\nCREATE TABLE us\u0435rs ();\n```\n", "us\u0435rs"),
    ],
)
def test_a_word_of_two_alphabets_blocks_where_it_must_be_exact(text: str, word: str) -> None:
    (finding,) = characters(read(text))

    assert finding.id.startswith("mixed.")
    assert word in finding.text


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\nПроверка: p\u0430y in prose\n",
        "## Data Model\n\n```sql\n-- таблица users\nCREATE TABLE users ();\n```\n",
        "## API\n\n**Endpoint**: `GET /größe/用户`\n",
    ],
)
def test_words_of_one_alphabet_and_prose_do_not(text: str) -> None:
    assert characters(read(text)) == []


def test_an_empty_document_hides_nothing() -> None:
    assert characters(read("")) == []
