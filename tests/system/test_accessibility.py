"""Every page of the admin, as every kind of staff opens it, for everybody's eyes and hands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from resona.sign_in.mailed_links import NEW_PASSWORD, make_secret
from risk.models import CrisisEvent
from risk.raising import raise_by_judgement
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
# Kinds of pages that a clinician's walk must come by, as their addresses begin.
CARE: Final = (
    *(f"/admin/{place}/" for place in ("my-day", "triage", "accounts/user", "risk/crisisevent")),
    *(f"/admin/care/{place}/" for place in ("task", "decision", "carenote", "handover")),
)
TELEPHONE: Final = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": False}
DESK: Final = (1280, 900)
DARKEN: Final = "document.documentElement.classList.add('dark')"
OVERFLOW: Final = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
STOPS: Final = "return document.querySelectorAll('.charts [tabindex=\"0\"]').length"
ROWS: Final = "return [...document.querySelectorAll('#result_list tr.data-row')].map(row => row.offsetHeight)"
TALLEST_ROW: Final = 200  # pixels: four on a screen
TAG: Final = re.compile(r"<[a-z][^>]*>")
CLASSES: Final = re.compile(r'class="[^"]*"')
ATTRIBUTE: Final = re.compile(r"[\w:@.-]+(?==)")


@dataclass(frozen=True, kw_only=True)
class Eyes:
    """A browser with axe-core, and how the pages are made that it has looked at, in whatever role."""

    browser: webdriver.Chrome
    axe: str
    seen: set[tuple[str, ...]] = field(default_factory=set)

    def faults_of(self, url: str) -> list[str]:
        """What hinders somebody on this page: in the light, in the dark, on a telephone."""
        self.browser.set_window_size(*DESK)
        self.browser.get(url)
        found = serious_faults(self.browser, self.axe)
        self.browser.execute_script(DARKEN)
        dark = serious_faults(self.browser, self.axe, CONTRAST)
        found |= {f"{rule} in the dark": of for rule, of in dark.items()}
        faults = [f"{rule}: {element} on {url}" for rule, of in found.items() for element in of]
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", TELEPHONE)
        if (over := self.browser.execute_script(OVERFLOW)) > 0:
            faults.append(f"{over} pixels too wide: {url}")
        if max(self.browser.execute_script(ROWS), default=0) > TALLEST_ROW:
            faults.append(f"tall rows: {url}")
        self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        return faults


@pytest.fixture(scope="session")
def eyes(browser: webdriver.Chrome, pytestconfig: pytest.Config) -> Eyes:
    assert pytestconfig.cache is not None
    return Eyes(browser=browser, axe=fetch_axe(pytestconfig.cache.mkdir("axe")))


@pytest.fixture
def scene(shared_database: None) -> Scene:
    return make_scene()


@pytest.mark.parametrize("role", LEAST_PAGES)
def test_no_page_hinders_anybody(eyes: Eyes, live_server: LiveServer, scene: Scene, role: str) -> None:
    """axe-core finds nothing serious, in the light and in the dark, and on a telephone nothing scrolls sideways and
    rows are short. What is made just as another page is not looked at again, in whatever role."""
    pages = pages_of(scene, scene.callers[role])
    assert len(pages) > LEAST_PAGES[role]
    assert role != "clinician" or [place for place in CARE if not any(page.startswith(place) for page in pages)] == []
    enter(eyes.browser, live_server, getattr(scene.cast, role))
    faults = []
    for address, made in pages.items():
        if made not in eyes.seen:
            eyes.seen.add(made)
            faults += eyes.faults_of(f"{live_server.url}{address}")
    assert not faults, "\n".join(dict.fromkeys(faults))


def test_no_page_before_the_sign_in_hinders_anybody(eyes: Eyes, live_server: LiveServer, scene: Scene) -> None:
    root, links = live_server.url, (make_secret(scene.cast.clinician, NEW_PASSWORD), "nothing")
    addresses = ["login/", "login/forgotten/", *(f"login/password/{link}/" for link in links)]
    eyes.browser.get(f"{root}/problems/")
    eyes.browser.delete_all_cookies()
    faults = [fault for address in addresses for fault in eyes.faults_of(f"{root}/admin/{address}")]
    for user, step in ((scene.cast.clinician, "enrol"), (scene.cast.outsider, "code")):
        client = Client()
        client.post("/admin/login/", {"username": user.email, "password": "staff password"})
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        eyes.browser.add_cookie({"name": settings.SESSION_COOKIE_NAME, "value": session, "path": "/"})
        faults += eyes.faults_of(f"{root}/admin/login/{step}/")
        assert eyes.browser.current_url == f"{root}/admin/login/{step}/"
    faults += [fault for address in ("problems/", "nowhere") for fault in eyes.faults_of(f"{root}/{address}")]
    assert not faults, "\n".join(dict.fromkeys(faults))


def pages_of(scene: Scene, client: Client) -> dict[str, tuple[str, ...]]:
    """The addresses that answer this caller with a page, read off the resolver, and how each is made."""
    routes = [route for route in routes_below(ADMIN) if route.name != "app_list"]
    addresses = sorted({route.address(places_in(scene, route)) for route in routes} | {"/admin/"})
    asked = {address: client.get(address) for address in addresses if not any(part in address for part in NO_PAGES)}
    return {
        address: markup_of(answer.content.decode())
        for address, answer in asked.items()
        if answer.status_code == 200 and "text/html" in answer.get("Content-Type", "")
    }


def markup_of(page: str) -> tuple[str, ...]:
    """The tags of its content with their classes and the names of their attributes, whatever is written in them."""
    tags = TAG.findall(page.partition('id="content"')[2] or page)
    return tuple(" ".join([tag.split()[0], *CLASSES.findall(tag), *ATTRIBUTE.findall(tag)]) for tag in tags)


def test_a_page_is_reached_and_charts_are_read_by_the_keyboard(
    browser: webdriver.Chrome, live_server: LiveServer, shared_database: None, cast: Cast
) -> None:
    """The first stop leads past the sidebar; charts are one stop, from which arrows lead to each session."""
    for day in range(4):
        make_assessment(make_session(cast.person, timezone.now() - timedelta(days=day)), "medium")
    enter(browser, live_server, cast.clinician)
    browser.set_window_size(*DESK)
    browser.get(f"{live_server.url}{page_url(cast.person)}")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "To the content"
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    assert browser.execute_script("return location.hash") == "#main"
    assert browser.execute_script(STOPS) == 1
    stop = browser.find_element(By.CSS_SELECTOR, '.charts [tabindex="0"]')
    browser.execute_script("arguments[0].focus()", stop)
    newest = browser.find_element(By.CLASS_NAME, "chart-told").text
    ActionChains(browser).send_keys(Keys.ARROW_LEFT).perform()
    before = browser.find_element(By.CLASS_NAME, "chart-told").text
    assert "Level: medium" in newest
    assert before
    assert before != newest
    assert browser.execute_script(STOPS) == 1


def test_an_event_fits_a_telephone_however_long_a_word_is_and_each_press_has_a_name(
    eyes: Eyes, live_server: LiveServer, shared_database: None, cast: Cast
) -> None:
    """What a person's app sends as words may be anything."""
    raise_by_judgement(user_id=cast.person.id, level="high", note="x" * 400, caller=cast.clinician, now=timezone.now())
    enter(eyes.browser, live_server, cast.clinician)
    eyes.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", TELEPHONE)
    eyes.browser.get(f"{live_server.url}{page_url(CrisisEvent.objects.get())}")
    over, faults = eyes.browser.execute_script(OVERFLOW), serious_faults(eyes.browser, eyes.axe)
    eyes.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert over <= 0
    assert faults == {}
