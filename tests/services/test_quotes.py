"""Quoted words are found again: the very words, what stands in their place, or most of them; else they are not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.models import Team, User
from specs.models import Row
from specs.services.talking_quotes import LONGEST, Found, Quote, find, normal, quote_of, shown, shown_with_fields
from tests.factories import make_spec
from tests.proportion import in_proportion

TEXT = "If the push is declined or not answered within 30 seconds, the refund goes out with the nightly batch."
QUOTE = Quote("declined or not answered", "If the push is ", " within 30 seconds")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TEXT, Found("declined or not answered")),
        (TEXT.replace("30", "20"), Found("declined or not answered")),
        ("A push declined or not answered.", Found("declined or not answered")),
        (TEXT.replace("declined or not answered", "refused"), Found("refused")),
        ("Whatever is declined\n or  not answered", Found("declined or not answered")),
        ("A push not answered, or declined or late", Found("not answered, or declined")),
        ("If the push is within 30 seconds", None),  # the words themselves are gone
        ("Something else entirely", None),
        ("", None),
    ],
)
def test_a_quote_in_a_later_text(text: str, found: Found | None) -> None:
    assert find(text, QUOTE) == found


def test_of_two_places_the_one_with_the_same_words_around_is_meant() -> None:
    text = "A mail, then a mail, then a mail at last."

    assert find(text, Quote("mail", "then a ", " at last")) == Found("mail", 2)
    assert find(text, Quote("mail", "A ", ", then")) == Found("mail", 0)


def test_words_at_an_edge_have_one_side() -> None:
    assert find("The mail is sent at once", Quote("A letter", "", " is sent at once")) == Found("The mail")
    assert find("It is sent by mail", Quote("by a letter", "It is sent ", "")) == Found("by mail")
    assert find("Entirely else", Quote("A letter", "", "")) is None


def test_a_stretch_longer_than_a_rewording_is_not_taken_for_the_words() -> None:
    assert find("It is " + "very " * 40 + "late", Quote("now", "It is ", " late")) is None


def test_most_of_the_words_will_do_but_no_fewer() -> None:
    quote = Quote("one two three four five six seven eight")

    assert find("zero two three four five six seven eight nine", quote) is not None
    assert find("zero two nought four none six nil eight nine", quote) is None
    assert find("one two", Quote("one owl")) is None


WORDS = st.lists(
    st.sampled_from(["mail", "post", "owl", "a", "the", "sent", "é", "‹", "\N{DRAGON}", "x" * 30]), min_size=1
)


@given(before=WORDS, quoted=WORDS, behind=WORDS, earlier=WORDS, later=WORDS)
@example(before=["a"], quoted=["a"], behind=["a"], earlier=["a"], later=["a"])
def test_words_that_still_stand_are_found_whatever_is_put_around_them(
    before: list[str], quoted: list[str], behind: list[str], earlier: list[str], later: list[str]
) -> None:
    words = " ".join(quoted)
    quote = quote_of(words, " ".join(before), " ".join(behind))
    text = " ".join([*earlier, *before, *quoted, *behind, *later])

    found = find(text, quote)

    assert found is not None
    assert found.words == words
    at = -1
    for _ in range(found.nth + 1):
        at = text.index(words, at + 1)


@given(text=st.text(max_size=200), words=st.text(max_size=60), prefix=st.text(max_size=60), suffix=st.text(max_size=60))
def test_what_is_found_stands_there(text: str, words: str, prefix: str, suffix: str) -> None:
    found = find(text, quote_of(words, prefix, suffix))

    if found is not None:
        at = -1
        for _ in range(found.nth + 1):
            at = normal(text).index(found.words, at + 1)
        assert found.words


@given(before=WORDS, quoted=st.lists(st.sampled_from(["mail", "post", "owl"]), min_size=1), behind=WORDS)
def test_reworded_words_are_found_between_what_stood_around(
    before: list[str], quoted: list[str], behind: list[str]
) -> None:
    quote = quote_of(" ".join(quoted), "(" + " ".join(before), " ".join(behind) + ")")

    found = find(f"{quote.prefix} gone {quote.suffix}", quote)

    assert found is not None


def test_twice_the_text_takes_twice_as_long() -> None:
    def finding(count: int) -> object:
        text = "the mail is sent by post " * count
        return [
            find(text, Quote("owl " * 400, "never " * 8, "there " * 8)),
            find(text, Quote("mail", "the ", "nowhere")),
        ]

    assert in_proportion(lambda: finding(1_000), lambda: finding(2_000))


def test_a_quote_is_cut() -> None:
    assert len(quote_of("x" * 9_000, "p" * 900, "s" * 900).words) == LONGEST


@pytest.mark.django_db
def test_what_a_row_shows_is_its_words_and_those_of_its_fields(team: Team, editor: User) -> None:
    text = "# T\n\n## Functional Requirements\n\n1. **FR-1**: A *fast* <refund> & `x < y`.\n   - **Priority**: Must\n"
    text += "   - **Acceptance criteria**:\n     - A letter is sent.\n2. **FR-2**: Two.\n"
    spec = make_spec(team, editor, text)
    first, second = (Row.objects.get(spec=spec, uid=uid) for uid in ("FR-1", "FR-2"))

    assert "A fast <refund> & x < y." in shown(first)
    found = shown_with_fields([first, second])
    assert "A letter is sent." in found[first.pk]
    assert "letter" not in found[second.pk]
    assert shown_with_fields([]) == {}
