"""A clinician's browser opens the drawn interface and its history, and finds what the configurations say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.wait import WebDriverWait

from interfaces.models import UserInterface
from interfaces.services import build_interfaces
from resona.accounts.models import User
from tests.admin.pages import page_url
from tests.conftest import Cast
from tests.interfaces.records import SAD, store_days, store_session
from tests.system.browsing import PATIENCE_SECONDS, enter

DAY = timedelta(days=1)
TELEPHONE_PIXELS = 400
MOST_TABS = 60  # the sidebar comes first
PARTS_OF_DAY = ["morning", "afternoon", "evening", "night"]
DARK_PARTS = {"evening", "night"}  # in which a theme that has colours of the night shows them


@pytest.fixture
def person(shared_database: None, cast: Cast) -> User:
    """Someone whose interface followed them: a steady month, heavy days, then a crisis."""
    now = timezone.now()
    store_days(cast.person, 10, until=now - 10 * DAY)
    build_interfaces([cast.person.id], now=now - 10 * DAY)
    for day in range(8, 1, -1):
        store_session(cast.person, at=now - day * DAY, emotion=SAD)
        build_interfaces([cast.person.id], now=now - (day - 1) * DAY)
    store_session(cast.person, at=now, level="critical")
    build_interfaces([cast.person.id], now=now)
    return cast.person


def test_the_browser_finds_what_the_configuration_says(
    browser: webdriver.Chrome, live_server: LiveServer, cast: Cast, person: User
) -> None:
    enter(browser, live_server, cast.clinician)
    shown = UserInterface.objects.get(user=person, active=True)
    before = UserInterface.objects.get(user=person, version=shown.version - 1)

    browser.get(f"{live_server.url}{page_url(shown)}")

    drawn = browser.find_elements(By.CLASS_NAME, "drawn")
    assert [figure.get_attribute("data-version") for figure in drawn] == [str(before.version), str(shown.version)]
    for figure, interface in zip(drawn, (before, shown), strict=True):
        check_screen(figure.find_element(By.CLASS_NAME, "screen"), interface.interface_config)
    check = drawn[-1].find_element(By.CSS_SELECTOR, '[data-component="SafetyCheck"]')
    assert check.get_attribute("data-prominence") == "modal"
    assert "Theme" in [line.text for line in browser.find_elements(By.CLASS_NAME, "change-what")]
    # Nothing was refused, missing or fetched from elsewhere.
    assert [entry["message"] for entry in browser.get_log("browser")] == []


def test_the_history_opens_every_version_it_names(
    browser: webdriver.Chrome, live_server: LiveServer, cast: Cast, person: User
) -> None:
    enter(browser, live_server, cast.clinician)
    versions = list(UserInterface.objects.filter(user=person).order_by("-version"))
    assert len({version.interface_config["theme"]["name"] for version in versions}) >= 3
    browser.get(f"{live_server.url}{page_url(versions[0])}")
    lines = browser.find_elements(By.CSS_SELECTOR, "#course .course-line")
    assert [line.get_attribute("data-version") for line in lines] == [str(each.version) for each in versions]
    for line, version in zip(lines, versions, strict=True):
        assert version.interface_config["theme"]["name"] in line.text

    lines[-1].find_element(By.TAG_NAME, "a").click()

    (figure,) = browser.find_elements(By.CLASS_NAME, "drawn")
    check_screen(figure.find_element(By.CLASS_NAME, "screen"), versions[-1].interface_config)
    assert "First interface" in browser.find_element(By.CLASS_NAME, "changes").text


def test_a_clinician_keeps_what_a_person_sees_by_keyboard_alone(
    browser: webdriver.Chrome, live_server: LiveServer, cast: Cast, person: User
) -> None:
    enter(browser, live_server, cast.clinician)
    shown = UserInterface.objects.get(user=person, active=True)
    browser.get(f"{live_server.url}{page_url(person)}")
    press(browser, "What they see")
    assert browser.current_url == f"{live_server.url}{page_url(shown)}"
    press(browser, "Keep it as it is …")
    reason = browser.find_element(By.NAME, "reason")
    reach(browser, reason)
    reason.send_keys("She asked for it.", Keys.TAB, Keys.ENTER)
    WebDriverWait(browser, PATIENCE_SECONDS).until(expected.url_matches(r"/userinterface/[0-9a-f-]{36}/change/"))

    kept = UserInterface.objects.get(user=person, active=True)
    assert (kept.origin, kept.kept_version) == ("pin", shown.version)
    assert browser.current_url == f"{live_server.url}{page_url(kept)}"
    assert "She asked for it." in browser.find_element(By.CLASS_NAME, "version").text


def press(browser: webdriver.Chrome, words: str) -> None:
    """Follows the link of these words as a keyboard does; where the focus is can be seen."""
    link = browser.find_element(By.LINK_TEXT, words)
    before = link.value_of_css_property("outline-style")
    reach(browser, link)
    assert (before, link.value_of_css_property("outline-style")) == ("none", "solid")
    link.send_keys(Keys.ENTER)
    WebDriverWait(browser, PATIENCE_SECONDS).until(expected.staleness_of(link))


def reach(browser: webdriver.Chrome, element: WebElement) -> None:
    """Moves the focus there, one element after the other."""
    for _ in range(MOST_TABS):
        if browser.switch_to.active_element == element:
            return
        ActionChains(browser).send_keys(Keys.TAB).perform()
    pytest.fail(f"no key leads to {element.text or element.get_attribute('name')!r}")


def test_on_a_telephone_nothing_is_wider_than_the_screen(
    browser: webdriver.Chrome, live_server: LiveServer, cast: Cast, person: User
) -> None:
    enter(browser, live_server, cast.clinician)
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": TELEPHONE_PIXELS, "height": 800, "deviceScaleFactor": 1, "mobile": True},
    )
    browser.get(f"{live_server.url}{page_url(UserInterface.objects.get(user=person, active=True))}")
    width: Any = browser.execute_script("return document.querySelector('.version').scrollWidth")
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert width <= TELEPHONE_PIXELS


def check_screen(screen: WebElement, config: dict[str, Any]) -> None:
    """The drawn screen holds the configuration's components in their order, its texts and its colours."""
    names = [name for section in config["layout"] for name in section["components"]]
    parts = screen.find_elements(By.CLASS_NAME, "part")
    assert [part.get_attribute("data-component") for part in parts] == names
    assert sorted(part.location["y"] for part in parts) == [part.location["y"] for part in parts]
    for part, name in zip(parts, names, strict=True):
        component = config["components"][name]
        assert part.get_attribute("data-prominence") == component["prominence"]
        assert part.is_displayed()
        assert name == "Greeting" or component["title"] in part.text
    hour = timezone.now().astimezone(ZoneInfo("Africa/Nairobi")).hour
    part_of_day = part_at(config["greeting"], hour)
    assert config["greeting"][part_of_day]["text"] in screen.text
    assert all(line["title"] in screen.text for line in config["crisis_lines"])
    button = screen.find_element(By.CLASS_NAME, "recorder").value_of_css_property("background-color")
    assert button == rgba_of(colours_at(config["theme"], part_of_day)["accent"])


def part_at(greeting: dict[str, Any], hour: int) -> str:
    begun = [part for part in PARTS_OF_DAY if greeting[part]["from_hour"] <= hour]
    return (begun or PARTS_OF_DAY)[-1]


def colours_at(theme: dict[str, Any], part_of_day: str) -> dict[str, str]:
    is_dark = part_of_day in DARK_PARTS and theme["night_colours"] is not None
    colours: dict[str, str] = theme["night_colours"] if is_dark else theme["colours"]
    return colours


def rgba_of(colour: str) -> str:
    """As a browser computes #rrggbb."""
    return f"rgba({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))}, 1)"
