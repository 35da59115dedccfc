"""What people said of revisions: whose approval stands, whose request blocks, what can be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A verdict, in the order of `number`, the event that holds it. `lift` takes a request back, `retract` an approval.

    `overridden`: an admin said that this request no longer blocks.
    """

    number: int
    person: int
    revision: int
    word: str
    overridden: bool = False


def _last(words: Iterable[Word]) -> dict[int, Word]:
    return {word.person: word for word in sorted(words, key=lambda word: word.number)}


def approving(words: Iterable[Word], *, revision: int) -> frozenset[int]:
    """Whose last word is an approval, and of this very revision."""
    return frozenset(
        person for person, word in _last(words).items() if word.word == "approve" and word.revision == revision
    )


def blocking(words: Iterable[Word], *, since: int) -> dict[int, Word]:
    """Whose last word since event `since` (the last approval or abandoning) is a request that nobody overrode.

    Of whichever revision: a request is made to the version in work, so neither a new revision nor withdrawing nor a
    change of reviewers ends it.
    """
    return {
        person: word
        for person, word in _last(words).items()
        if word.number > since and word.word == "request" and not word.overridden
    }


def standing_of(person: int, words: Iterable[Word], *, revision: int, since: int) -> Word | None:
    """What this person could take back: a request that blocks, or an approval of the latest revision."""
    said = list(words)
    found = _last(said).get(person)
    if found is None or person in blocking(said, since=since):
        return found
    return found if found.number > since and person in approving(said, revision=revision) else None
