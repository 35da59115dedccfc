"""Who holds a connection, and whether they still may: asked of the tables, never of a message."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import Membership, User
from specs.models import Spec
from specs.services.feeding import person as shown_person


@dataclass(frozen=True, slots=True)
class Holder:
    """A person by one log-in. `session` never leaves the server."""

    id: int
    session: str
    shown: dict[str, Any]
    user: User


def holder_of(session: str) -> Holder | None:
    """Who is logged in by this session: nobody where it is over, the account closed or the password changed."""
    found = _alive([session]) if session else {}
    return Holder(user.pk, session, shown_person(user), user) if (user := found.get(session)) else None


def holders_still(sessions: Collection[str]) -> set[str]:
    """Which of these sessions still are somebody's."""
    return set(_alive(sessions))


def _alive(sessions: Collection[str]) -> dict[str, User]:
    rows = Session.objects.filter(session_key__in=list(sessions), expire_date__gt=timezone.now())
    said = {row.session_key: row.get_decoded() for row in rows}
    ids = {data[SESSION_KEY] for data in said.values() if str(data.get(SESSION_KEY, "")).isdecimal()}
    people = {str(user.pk): user for user in User.objects.filter(pk__in=ids, is_active=True)}
    return {
        key: people[data[SESSION_KEY]]
        for key, data in said.items()
        if data.get(SESSION_KEY) in people and _is_current(people[data[SESSION_KEY]], data)
    }


def _is_current(user: User, data: dict[str, Any]) -> bool:
    """Nothing is written here: a session signed by an older secret is renewed with the next page."""
    given = str(data.get(HASH_SESSION_KEY, ""))
    known = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    by_us = data.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    return by_us and any(constant_time_compare(given, one) for one in known)


def visible(person_id: int, key: str) -> Spec | None:
    """The spec of that key, if this person may see it now."""
    user = User.objects.filter(pk=person_id, is_active=True).first()
    return Spec.objects.visible_to(user).filter(key=key).select_related("team").first() if user else None


def sight(specs: Iterable[int], holders: Iterable[tuple[int, str]]) -> dict[tuple[int, str], dict[int, str]]:
    """Which of these specs each of these people may see now, by a session that is not over: their keys by id."""
    asked = set(holders)
    teams: dict[int, dict[int, str]] = {}
    for pk, key, team in Spec.objects.filter(pk__in=specs).values_list("pk", "key", "team"):
        teams.setdefault(team, {})[pk] = key
    alive = _sessions(asked)
    found: dict[int, dict[int, str]] = {}
    members = Membership.objects.filter(
        team__in=teams, user__in={person for person, _ in asked}, user__is_active=True
    ).values_list("user_id", "team_id")
    for person, team in members:
        found.setdefault(person, {}).update(teams[team])
    return {(person, session): found[person] for person, session in asked if session in alive and person in found}


def allowed(spec: int, holders: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of these people may see the spec now, by a session that is not over."""
    asked = set(holders)
    members = set(
        Membership.objects.filter(
            team__spec=spec, user__in={person for person, _ in asked}, user__is_active=True
        ).values_list("user_id", flat=True)
    )
    alive = _sessions(asked)
    return {(person, session) for person, session in asked if person in members and session in alive}


def _sessions(holders: Collection[tuple[int, str]]) -> set[str]:
    keys = {session for _, session in holders}
    return set(Session.objects.filter(session_key__in=keys).values_list("session_key", flat=True))
