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
OPTIONS = (
    "--headless=new",
    "--window-size=1500,1200",
    # Its own sandbox and shared memory want what containers do not give, least of all to root.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    # It asks nobody but the server under test.
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


@contextmanager
def open_browser(directory: Path) -> Iterator[webdriver.Chrome]:
    """One that keeps what it is told in this directory; skips the test where there is none."""
    program, driver = next(filter(None, map(shutil.which, BROWSERS)), None), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip(f"No browser to open pages in: chromedriver and one of {', '.join(BROWSERS)} must be on the PATH.")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for option in (*OPTIONS, f"--user-data-dir={directory}"):
        options.add_argument(option)
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
