"""The first steps on a new server, in Chromium: the link, a team, somebody invited."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Role, Team, User
from accounts.services import new_first_login
from tests.browsers import LiveApp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def window(browser: Browser, live_app: LiveApp, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window that tells when the page breaks its own policy or a script fails; it closes before the server stops."""
    context = browser.new_context(java_script_enabled=request.param)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not [complaint for complaint in complaints if "status of 4" not in complaint]


def begin(window: Page, live_app: LiveApp, *, example: bool) -> None:
    window.goto(live_app.url + new_first_login())
    window.get_by_label("Name").fill("Ana Ruiz")
    window.get_by_label("E-mail").fill("ana@example.com")
    window.get_by_label("Password").fill("violet anchor 12")
    window.get_by_label("Add an example team").set_checked(example)
    window.get_by_role("button", name="Begin").click()


def test_the_link_leads_to_a_home_with_examples(window: Page, live_app: LiveApp) -> None:
    begin(window, live_app, example=True)

    expect(window).to_have_url(live_app.url + "/")
    expect(window.locator("table.team tbody tr")).not_to_have_count(0)
    assert User.objects.get(email="ana@example.com").is_administrator


def test_from_the_link_to_a_team_of_two(window: Page, live_app: LiveApp, browser: Browser) -> None:
    begin(window, live_app, example=False)
    window.goto(f"{live_app.url}/teams/new")
    window.get_by_label("Name").fill("Operations")
    window.get_by_label("Key", exact=True).fill("OPS")
    window.get_by_role("button", name="Make the team").click()
    window.get_by_label("E-mail").fill("ben@example.com")
    window.get_by_role("button", name="Invite").click()
    link = window.locator("#invited code").inner_text()

    guest = browser.new_context().new_page()
    guest.goto(live_app.url + "/" + link.split("/", 3)[3])
    guest.get_by_label("Name").fill("Ben Cole")
    guest.get_by_label("Password").fill("violet anchor 12")
    guest.get_by_role("button", name="Make my account and join").click()
    expect(guest).to_have_url(live_app.url + "/")
    guest.context.close()

    team = Team.objects.get(key="OPS")
    assert team.role_of(User.objects.get(email="ben@example.com")) == Role.EDITOR
    assert team.role_of(User.objects.get(email="ana@example.com")) == Role.ADMIN


def test_logging_out_and_in_leads_back_to_the_page_asked_for(window: Page, live_app: LiveApp) -> None:
    User.objects.create_user("ana@example.com", "violet anchor 12", name="Ana Ruiz")

    window.goto(f"{live_app.url}/settings/")
    expect(window.get_by_role("heading", name="Log in")).to_be_visible()
    window.get_by_label("E-mail").fill("ana@example.com")
    window.get_by_label("Password").fill("violet anchor 12")
    window.get_by_role("button", name="Log in").click()

    expect(window).to_have_url(f"{live_app.url}/settings/")
