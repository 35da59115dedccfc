"""Fixtures that every test may ask for."""

import gc
import os
import pkgutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django.plugin import blocking_manager_key

from accounts.models import Membership, Role, Team, User
from specs.models import guards
from specs.services import typing_log

pytest_plugins = ["tests.browsers"]

EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES") or 1_000)
hypothesis.settings.register_profile("default", max_examples=40, deadline=None, derandomize=True)
hypothesis.settings.register_profile("fuzz", max_examples=EXAMPLES, deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_configure() -> None:
    """Hashes no password for long, and keeps SQLite in a file as people do.

    The whole suite is run on static files as they are collected; a test by itself needs none.
    """
    if collected := os.environ.get("TESTED_STATIC"):
        settings.STATIC_ROOT = Path(collected)
    else:
        settings.STORAGES = {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        }
        settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True  # each client of a test would look through all the files first
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
    database = settings.DATABASES["default"]
    if "sqlite3" in database["ENGINE"]:
        folder = Path(tempfile.mkdtemp(prefix="specroom-tests-"))
        database.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")


def pytest_sessionstart() -> None:
    """Loads every module, for hypothesis draws the numbers and words it finds in those that are loaded.

    So the same commit is tried with the same examples, whichever tests ran before in a process.
    """
    for package in ("accounts", "config", "specs"):
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            import_module(module.name)


#: Their tests go through everything at once, or draw what they go through: no line counts as tested by that.
UNMEASURED = {"accounts", "bench", "browser", "ground", "properties", "views"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where lines are counted, all takes three times as long. Tests of time are not counted either, each for itself.

    The long ones come first, whichever order the others have.
    """
    for item in items:
        if UNMEASURED & set(item.nodeid.split("/")):
            item.add_marker("no_cover")
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@contextmanager
def _uncounted(config: pytest.Config) -> Iterator[None]:
    """No line run in here is counted, where lines are."""
    plugin = config.pluginmanager.getplugin("_cov")
    controller = plugin and plugin.cov_controller
    if not controller:
        yield
        return
    controller.pause()
    try:
        yield
    finally:
        controller.resume()


def _around(item: pytest.Item) -> AbstractContextManager[None]:
    """pytest-cov spares the call of a test that is not counted; what is set up for it takes most of its time."""
    return _uncounted(item.config) if item.get_closest_marker("no_cover") else nullcontext()


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    with _uncounted(session.config):
        return (yield)


def pytest_collection_finish() -> None:
    """What thousands of tests are made of stays to the end: the collector need not go through it, time and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    with _around(item):
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Rate limits count in the cache, heads of texts are kept by number; no test inherits another's."""
    cache.clear()
    typing_log.forget_heads()


#: Set for a test after which tables are emptied, and so the guards lifted.
LIFTED = pytest.StashKey[bool]()


@pytest.fixture(autouse=True)
def _guards(request: pytest.FixtureRequest) -> Iterator[None]:
    """Proof cannot be deleted, not even when tables are emptied after a test that commits: lifted just for that."""
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" not in request.fixturenames and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    request.node.stash[LIFTED] = True
    guards.remove(connection)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Puts the guards back once the tables are empty, for whichever test comes next in this process."""
    with _around(item):
        yield
    if nextitem is not None and item.stash.get(LIFTED, False):
        with item.config.stash[blocking_manager_key].unblock():
            guards.install(connection)


@pytest.fixture
def sql() -> Iterator[Callable[..., None]]:
    """What an operator with a database client does: first the guards away, then whatever."""
    guards.remove(connection)

    def run(statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    yield run
    guards.install(connection)


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """person("Ana Ruiz") gives a saved user ana@example.com with the password "correct horse"."""

    def make(name: str = "Ana Ruiz", **fields: object) -> User:
        email = str(fields.pop("email", f"{name.split(maxsplit=1)[0].lower()}@example.com"))
        return User.objects.create_user(email, "correct horse", name=name, **fields)

    return make


@pytest.fixture
def team(db: None) -> Team:
    """Payments, with nobody in it."""
    return Team.objects.create(key="PAY", name="Payments")


@pytest.fixture
def member(person: Callable[..., User], team: Team) -> Callable[..., User]:
    """member("Ben Cole", role) gives a person who is in the team."""

    def make(name: str = "Ana Ruiz", role: str = Role.EDITOR, **fields: object) -> User:
        user = person(name, **fields)
        Membership.objects.create(team=team, user=user, role=role)
        return user

    return make


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """client_of(user) gives a client that is logged in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return make


@pytest.fixture
def viewer(member: Callable[..., User]) -> User:
    return member("Vic Viewer", Role.VIEWER)


@pytest.fixture
def editor(member: Callable[..., User]) -> User:
    return member("Eve Editor", Role.EDITOR)


@pytest.fixture
def admin(member: Callable[..., User]) -> User:
    return member("Ada Admin", Role.ADMIN)


@pytest.fixture
def stranger(person: Callable[..., User]) -> User:
    """Has an account and is in no team."""
    return person("Sam Stranger")
