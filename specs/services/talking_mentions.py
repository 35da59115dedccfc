"""Whom a comment names, and what an event says of comments. It knows nothing of how comments are written."""

import re
from collections import Counter
from typing import Any

from accounts.models import Team, User
from specs.models import Event

#: Code is no speech: what stands in it names nobody.
_CODE = re.compile(r"^ {0,3}(```+|~~~+).*?(?:^ {0,3}\1|\Z)|(?<!`)(`+)(?!`).*?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE)
_SIGN = re.compile(r"(?<![\w@.])@(?=\w)")


def mentioned(body: str, team: Team) -> list[User]:
    """The active members that a comment names, each once, in that order.

    They are named by `@` and the name, as it is or with dots, or the first name where only one member has it.
    """
    if "@" not in body:
        return []
    people = User.objects.filter(memberships__team=team, is_active=True).exclude(name="").order_by("name", "pk")
    names = _names(list(people))
    text = _CODE.sub(" ", body).casefold()
    found = [_named(text[sign.end() :], names) for sign in _SIGN.finditer(text)]
    return list(dict.fromkeys(person for person in found if person is not None))


def _names(people: list[User]) -> list[tuple[str, User]]:
    """Each way to write a name, the longest first. A name that two people have names neither."""
    ways = [
        (way, person)
        for person in people
        for way in {person.name.casefold(), person.name.casefold().replace(" ", "."), _first(person)}
    ]
    times = Counter(way for way, _person in ways)
    return sorted(((way, person) for way, person in ways if times[way] == 1), key=lambda known: -len(known[0]))


def _first(person: User) -> str:
    return person.name.casefold().split(maxsplit=1)[0]


def _named(text: str, names: list[tuple[str, User]]) -> User | None:
    """Who has the name that the text begins with."""
    for way, person in names:
        if text.startswith(way) and not re.match(r"\w", text[len(way) : len(way) + 1]):
            return person
    return None


def told(event: Event) -> list[dict[str, Any]]:
    """What an event says of comments: for each its `verb`, `thread`, `comment` (none for a whole thread).

    A verdict tells of all that were sent with it. One that names people is told again as `mentioned`, with their ids.
    """
    data = event.data
    said = data.get("talk") or ([{"verb": event.verb, **data}] if "thread" in data else [])
    return [*said, *({**fact, "verb": "mentioned"} for fact in said if fact.get("mentioned"))]
