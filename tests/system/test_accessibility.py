"""Every page of the admin, as every kind of staff opens it, for everybody's eyes and hands."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.access.asking import places_in
from tests.access.routes import ADMIN, routes_below
from tests.access.scene import Scene, make_scene
from tests.admin.pages import page_url
from tests.admin.records import make_assessment, make_session
from tests.conftest import Cast
from tests.system.axe import CONTRAST, fetch_axe, serious_faults
from tests.system.browsing import enter

# Answers that are no page, and the page that would sign the browser out.
NO_PAGES: Final = ("jsi18n/", "autocomplete/", "logout/", "search/", "colours/")
# Fewer pages than these mean that something is not walked any more.
LEAST_PAGES: Final = {"clinician": 30, "administrator": 50, "superuser": 60}
TELEPHONE: Final = (390, 844)  # pixels
DESK: Final = (1280, 900)
DARKEN: Final = "document.documentElement.classList.add('dark')"
OVERFLOW: Final = "return document.documentElement.scrollWidth - window.innerWidth"
STOPS: Final = "return document.querySelectorAll('.resona-chart [tabindex=\"0\"]').length"
ROWS: Final = "return [...document.querySelectorAll('#result_list tr.data-row')].map(row => row.offsetHeight)"
TALLEST_ROW: Final = 200  # pixels: four on a screen
CHARTS: Final = "return document.querySelectorAll('.resona-chart').length"


@pytest.fixture(scope="session")
def axe(pytestconfig: pytest.Config) -> str:
    assert pytestconfig.cache is not None
    return fetch_axe(pytestconfig.cache.mkdir("axe"))


@pytest.fixture
def scene(shared_database: None) -> Scene:
    return make_scene()


@pytest.mark.parametrize("role", LEAST_PAGES)
def test_axe_finds_nothing_serious_on_any_page(
    browser: webdriver.Chrome, live_server: LiveServer, scene: Scene, axe: str, role: str
) -> None:
    """In the light and in the dark, and no page is wider than a telephone."""
    enter(browser, live_server, getattr(scene.cast, role))
    addresses = pages_of(scene, scene.callers[role])
    assert len(addresses) > LEAST_PAGES[role]
    faults: dict[tuple[str, str], str] = {}
    for address in addresses:
        browser.set_window_size(*DESK)
        browser.get(f"{live_server.url}{address}")
        found = serious_faults(browser, axe)
        browser.execute_script(DARKEN)
        found |= {f"{rule} in the dark": of for rule, of in serious_faults(browser, axe, CONTRAST).items()}
        faults |= {(rule, element): address for rule, of in found.items() for element in of}
    assert not faults, "\n".join(f"{rule} on {address}: {element}" for (rule, element), address in faults.items())


def pages_of(scene: Scene, client: Client) -> list[str]:
    """The addresses that answer this caller with a page, read off the resolver."""
    routes = [route for route in routes_below(ADMIN) if route.name != "app_list"]
    addresses = sorted({route.address(places_in(scene, route)) for route in routes} | {"/admin/"})
    asked = {address: client.get(address) for address in addresses if not any(part in address for part in NO_PAGES)}
    return [
        address
        for address, answer in asked.items()
        if answer.status_code == 200 and "text/html" in answer.get("Content-Type", "")
    ]


def test_a_page_is_reached_and_a_chart_is_read_by_the_keyboard(
    browser: webdriver.Chrome, live_server: LiveServer, shared_database: None, cast: Cast
) -> None:
    """The first stop leads past the sidebar; a chart is one stop, from which arrows lead to each session."""
    for day in range(4):
        make_assessment(make_session(cast.person, timezone.now() - timedelta(days=day)), "medium")
    enter(browser, live_server, cast.clinician)
    browser.set_window_size(*DESK)
    browser.get(f"{live_server.url}{page_url(cast.person)}")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "To the content"
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    assert browser.execute_script("return location.hash") == "#main"
    assert browser.execute_script(STOPS) == browser.execute_script(CHARTS) == 1
    stop = browser.find_element(By.CSS_SELECTOR, '.resona-chart [tabindex="0"]')
    browser.execute_script("arguments[0].focus()", stop)
    newest = browser.find_element(By.CLASS_NAME, "chart-told").text
    ActionChains(browser).send_keys(Keys.ARROW_LEFT).perform()
    before = browser.find_element(By.CLASS_NAME, "chart-told").text
    assert "Level: medium" in newest
    assert before
    assert before != newest
    assert browser.execute_script(STOPS) == 1


def test_a_list_is_short_on_a_telephone_and_no_page_is_wider(
    browser: webdriver.Chrome, live_server: LiveServer, scene: Scene
) -> None:
    enter(browser, live_server, scene.cast.clinician)
    browser.set_window_size(*TELEPHONE)
    wide = {}
    for address in pages_of(scene, scene.callers["clinician"]):
        browser.get(f"{live_server.url}{address}")
        if (over := browser.execute_script(OVERFLOW)) > 0:
            wide[address] = over
        rows = browser.execute_script(ROWS)
        assert not rows or max(rows) < TALLEST_ROW, (address, rows)
    assert wide == {}
