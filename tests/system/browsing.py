"""A real browser without a window, where the machine has one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver

from resona.accounts.models import User
from tests.admin.pages import sign_in

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_SECONDS = 20


@contextmanager
def open_browser(directory: Path) -> Iterator[webdriver.Chrome]:
    """One that keeps what it is told in this directory; skips the test where there is none."""
    program, driver = next(filter(None, map(shutil.which, BROWSERS)), None), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip(
            f"none of {', '.join(BROWSERS)}, or no chromedriver, is on the PATH: pages are not opened in a browser"
        )
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--window-size=1500,1200", "--disable-background-networking"):
        options.add_argument(argument)
    options.add_argument(f"--user-data-dir={directory}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    chrome.set_page_load_timeout(PATIENCE_SECONDS)
    try:
        yield chrome
    finally:
        chrome.quit()


def enter(browser: webdriver.Chrome, live_server: LiveServer, user: User) -> None:
    """Signs the browser in as this member of staff."""
    session = sign_in(user).cookies[settings.SESSION_COOKIE_NAME]
    browser.get(f"{live_server.url}/admin/login/")
    browser.delete_all_cookies()
    browser.add_cookie({"name": settings.SESSION_COOKIE_NAME, "value": session.value, "path": "/"})
    browser.get_log("browser")  # of this page only
