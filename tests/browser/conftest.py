"""People at their browsers: logged in, with or without JavaScript."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from accounts.models import Membership, Role, Team, User
from specs.models import Spec
from specs.services import exchanging
from tests.browsers import LiveApp
from tests.factories import make_spec

TEMPLATE = Path(settings.BASE_DIR) / "specs" / "document" / "technical-spec-template.md"


@pytest.fixture(autouse=True)
def _without_limits(settings: object) -> None:
    """A journey saves faster than a person can."""
    settings.UNLIMITED = True  # type: ignore[attr-defined]


#: Journeys with the line on; all others save by forms, as where no socket gets through.
TOGETHER = {"test_live", "test_typing_apart", "test_typing_together"}


@pytest.fixture(autouse=True)
def _line(request: pytest.FixtureRequest, settings: object) -> None:
    settings.LIVE = request.path.stem in TOGETHER  # type: ignore[attr-defined]


@pytest.fixture
def payments(transactional_db: None) -> Team:
    return Team.objects.create(key="PAY", name="Payments")


@pytest.fixture
def colleague(payments: Team) -> Callable[..., User]:
    """colleague("Ana Ruiz") gives a member of Payments."""

    def make(name: str, role: str = Role.EDITOR) -> User:
        user = User.objects.create_user(f"{name.split(maxsplit=1)[0].lower()}@example.com", "correct horse", name=name)
        Membership.objects.create(team=payments, user=user, role=role)
        return user

    return make


@pytest.fixture
def ana(colleague: Callable[..., User]) -> User:
    return colleague("Ana Ruiz")


@pytest.fixture
def spec(payments: Team, ana: User) -> Spec:
    """A short draft of Ana's; tests of other texts have a spec of their own."""
    return make_spec(payments, ana)


def violates(said: ConsoleMessage) -> bool:
    """A violation of our pages' policy. The frame of diagrams has its own, which is there to hold hostile ones."""
    return "Content Security Policy" in said.text and "/vendor/mermaid/" not in said.location["url"]


@pytest.fixture
def window(browser: Browser, live_app: LiveApp) -> Iterator[Callable[..., Page]]:
    """window(user) opens a browser in which that person is logged in; errors of scripts fail the test."""
    opened: list[BrowserContext] = []
    troubles: list[str] = []

    def make(user: User, *, width: int = 1440, scripts: bool = True, dark: bool = False, axe: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="en-GB",
            timezone_id="UTC",
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
            bypass_csp=axe,
        )
        context.set_default_timeout(8_000)
        context.set_default_navigation_timeout(30_000)  # the first page of a process loads every module and template
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_app.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if violates(said) else None)
        opened.append(context)
        return page

    yield make
    for context in opened:
        context.close()
    assert not troubles, troubles


@pytest.fixture
def imported(payments: Team) -> Callable[..., Spec]:
    """imported(user, text) gives a spec made of that Markdown; without a text, of the template."""

    def make(by: User, text: str | None = None) -> Spec:
        data = TEMPLATE.read_bytes() if text is None else text.encode()
        return exchanging.import_spec(by=by, team=payments, data=data, name="document.md")

    return make
