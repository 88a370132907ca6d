"""A browser opens every page: nothing of ours is refused by the content security policy, and what is not ours is."""

from __future__ import annotations

from typing import Final

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from interfaces.models import SupportResource
from resona.headers import DOCS_PATH
from tests.access.asking import places_in
from tests.access.routes import ADMIN, routes_below
from tests.access.scene import Scene, make_scene
from tests.admin.pages import page_url
from tests.system.browsing import PATIENCE_SECONDS, enter

# Answers that are no page, and the page that would sign the browser out.
NO_PAGES: Final = ("jsi18n/", "autocomplete/", "logout/", "search/")
HTML: Final = "text/html"
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
    addresses = admin_pages(scene)
    assert len(addresses) > 60
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


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", DOCS_PATH, "/nothing/"])
def test_a_script_that_is_not_ours_does_not_run(
    browser: webdriver.Chrome, live_server: LiveServer, scene: Scene, path: str
) -> None:
    enter(browser, live_server, scene.cast.superuser)
    if path == "/admin/login/":
        browser.delete_all_cookies()
    browser.get(f"{live_server.url}{path}")
    browser.execute_script(INJECT)
    WebDriverWait(browser, PATIENCE_SECONDS).until(
        lambda _: browser.execute_script("return window.refused.length") >= len(("script", "handler", "other", "style"))
    )
    refused = browser.execute_script("return [...new Set(window.refused)].sort()")
    assert refused == ["script-src-attr", "script-src-elem", "style-src-elem"]
    assert browser.execute_script("return window.ran === undefined")
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


def admin_pages(scene: Scene) -> list[str]:
    """The addresses of the admin that answer a superuser with a page."""
    client = scene.callers["superuser"]
    found = []
    for route in routes_below(ADMIN):
        address = route.address(places_in(scene, route))
        if not any(part in address for part in NO_PAGES) and route.name != "app_list":
            answer = client.get(address)
            if answer.status_code == 200 and HTML in answer.get("Content-Type", ""):
                found.append(address)
    return sorted({*found, reverse("admin:index")})


def visit(browser: webdriver.Chrome, url: str) -> list[str]:
    """What the browser's console complains of on this page; advice apart."""
    browser.get(url)
    return [entry["message"] for entry in browser.get_log("browser") if "[DOM]" not in entry["message"]]
