"""A browser opens every page: nothing of ours is refused by the content security policy, and what is not ours is."""

from __future__ import annotations

from typing import Final

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from interfaces.models import SupportResource
from resona.accounts.models import User
from resona.headers import DOCS_PATH
from tests.access.asking import places_in
from tests.access.routes import ADMIN, routes_below
from tests.access.scene import Scene, make_scene
from tests.admin.pages import list_url, page_url
from tests.conftest import Cast
from tests.system.asked import read_asked
from tests.system.browsing import PATIENCE_SECONDS, enter

# Answers that are no page, and the page that would sign the browser out.
NO_PAGES: Final = ("jsi18n/", "autocomplete/", "logout/", "search/")
HTML: Final = "text/html"
INJECTED: Final = ("script", "handler", "script from elsewhere", "style")
# Runs in the page: what the policy refuses, as the browser itself reports it, and a script that somebody put there.
INJECT: Final = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event => window.refused.push(event.effectiveDirective));
const script = document.createElement("script");
script.textContent = "window.ran = true";
document.body.append(script);
const handler = document.createElement("div");
handler.innerHTML = '<img src="/nothing.png" onerror="window.ran = true">';
document.body.append(handler);
const elsewhere = document.createElement("script");
elsewhere.src = "https://elsewhere.example/script.js";
document.body.append(elsewhere);
const style = document.createElement("style");
style.textContent = "body { color: red }";
document.body.append(style);
"""


@pytest.fixture
def scene(shared_database: None) -> Scene:
    return make_scene()


def test_no_page_asks_for_what_the_policy_refuses(
    browser: webdriver.Chrome, live_server: LiveServer, scene: Scene
) -> None:
    enter(browser, live_server, scene.cast.superuser)
    pages = admin_pages(scene)
    assert len(pages) > 60
    addresses = pages_with_all_kinds(pages)
    complaints = {address: visit(browser, f"{live_server.url}{address}") for address in [*addresses, DOCS_PATH]}
    assert {address: lines for address, lines in complaints.items() if lines} == {}


def test_the_pages_of_signing_in_and_of_nothing_keep_the_policy(
    browser: webdriver.Chrome, live_server: LiveServer, shared_database: None
) -> None:
    browser.get(f"{live_server.url}/admin/login/")
    browser.delete_all_cookies()
    browser.get_log("browser")
    assert visit(browser, f"{live_server.url}/admin/login/") == []
    lines = visit(browser, f"{live_server.url}/nothing/")
    assert [line for line in lines if "404" not in line] == []


def test_a_script_that_is_not_ours_does_not_run(
    browser: webdriver.Chrome, live_server: LiveServer, scene: Scene
) -> None:
    enter(browser, live_server, scene.cast.superuser)
    for path in ("/admin/", DOCS_PATH, "/nothing/", "/admin/login/"):
        if path == "/admin/login/":
            browser.delete_all_cookies()
        browser.get(f"{live_server.url}{path}")
        browser.execute_script(INJECT)
        WebDriverWait(browser, PATIENCE_SECONDS).until(
            lambda _: browser.execute_script("return window.refused.length") >= len(INJECTED)
        )
        refused = browser.execute_script("return [...new Set(window.refused)].sort()")
        assert (path, refused) == (path, ["script-src-attr", "script-src-elem", "style-src-elem"])
        assert browser.execute_script("return window.ran === undefined"), path
    browser.get_log("browser")


def test_the_admin_is_drawn_in_its_own_colours_and_its_menus_open(
    browser: webdriver.Chrome, live_server: LiveServer, scene: Scene
) -> None:
    """What the policy lets through is really let through."""
    enter(browser, live_server, scene.cast.superuser)
    browser.get(f"{live_server.url}{page_url(SupportResource.objects.get())}")
    colour = "return getComputedStyle(document.documentElement).getPropertyValue('--color-primary-600').trim()"
    assert "184.7" in browser.execute_script(colour)
    assert browser.find_elements(By.CSS_SELECTOR, "[x-cloak]") == []  # Alpine has begun
    browser.get(f"{live_server.url}{DOCS_PATH}")
    WebDriverWait(browser, PATIENCE_SECONDS).until(lambda _: browser.find_elements(By.CLASS_NAME, "opblock"))


def admin_pages(scene: Scene) -> dict[str, set[str]]:
    """The addresses of the admin that answer a superuser with a page, and what each asks a browser for."""
    client = scene.callers["superuser"]
    addresses = {route.address(places_in(scene, route)) for route in routes_below(ADMIN) if route.name != "app_list"}
    found = {}
    for address in {*addresses, reverse("admin:index")}:
        if not any(part in address for part in NO_PAGES):
            answer = client.get(address)
            if answer.status_code == 200 and HTML in answer.get("Content-Type", ""):
                found[address] = {answer["Content-Security-Policy"], *read_asked(answer.content.decode())}
    return found


def pages_with_all_kinds(pages: dict[str, set[str]]) -> list[str]:
    """As few as hold everything that any page asks for: the policy treats it alike wherever it stands."""
    left, chosen = set().union(*pages.values()), []
    while left:
        chosen.append(max(sorted(pages), key=lambda address: len(pages[address] & left)))
        left -= pages[chosen[-1]]
    return chosen


def visit(browser: webdriver.Chrome, url: str) -> list[str]:
    """What the browser's console complains of on this page; advice apart."""
    browser.get(url)
    return [entry["message"] for entry in browser.get_log("browser") if "[DOM]" not in entry["message"]]


def test_the_browser_sends_no_name_that_was_typed_into_the_search_box(
    browser: webdriver.Chrome, live_server: LiveServer, shared_database: None, cast: Cast
) -> None:
    enter(browser, live_server, cast.administrator)
    browser.get(f"{live_server.url}{list_url(User)}")
    box = browser.find_element(By.ID, "searchbar")
    box.send_keys("Amina", Keys.ENTER)
    assert browser.execute_script("return arguments[0].validity.patternMismatch", box)
    assert "q=" not in browser.current_url
    box.clear()
    box.send_keys(cast.person.code, Keys.ENTER)
    WebDriverWait(browser, PATIENCE_SECONDS).until(lambda page: f"q={cast.person.code}" in page.current_url)
