"""Words as differences know them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.tokens import lines, similarity, tokens


@given(st.text(alphabet=st.sampled_from("ab1_ \t\n\r.,é日本ไ\u0301\u2028\x0b")))
def test_tokens_and_lines_join_to_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text
    assert "".join(lines(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two words", ["two", " ", "words"]),
        ("FR-12: yes", ["FR", "-", "12", ":", " ", "yes"]),
        ("a\r\nb\rc", ["a", "\r\n", "b", "\r", "c"]),
        ("登录后", ["登", "录", "后"]),
        ("cafe\u0301 noir", ["cafe\u0301", " ", "noir"]),
    ],
)
def test_words_blanks_line_ends_and_signs_are_cut_apart(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_only_the_three_line_ends_of_a_document_end_lines() -> None:
    assert lines("a\x0bb\u2028c\nd\r\ne\rf") == ["a\x0bb\u2028c\n", "d\r\n", "e\r", "f"]


def test_similarity_is_the_share_of_common_words() -> None:
    assert similarity("users can log in", "users can log in") == 1.0
    assert similarity("users can log in", "Users can log out") == 0.75
    assert similarity("users can log in", "backups run at night") == 0.0


def test_short_texts_are_compared_by_pairs_of_characters() -> None:
    assert 0 < similarity("登录", "登录页") < 1
    assert similarity("a", "b") == 0.0
    assert similarity("", "b") == 0.0
