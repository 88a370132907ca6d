"""A server on a database that other processes see too."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from selenium import webdriver

from tests.system.browsing import open_browser
from tests.system.serving import Server, run_command


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks whatever opens pages in a browser, so that it can be left out, or run alone, by -m."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def started_server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("server") / "server.log", LOG_LEVEL="DEBUG") as server:
        yield server


@pytest.fixture
def server(shared_database: None, started_server: Server) -> Server:
    """One for all tests that are content with it, for starting takes longer than most of them; so is its log."""
    if started_server.exit_status() is not None:  # a test has killed it
        started_server.start()
    return started_server


@pytest.fixture
def new_server(shared_database: None, tmp_path: Path) -> Iterator[Server]:
    """One for this test alone."""
    with Server(tmp_path / "server.log", LOG_LEVEL="DEBUG") as server:
        yield server


@pytest.fixture(scope="session")
def collected(django_db_setup: None) -> None:
    """The static files, as a server in production wants them; collected by one process of the tests at a time."""
    with (Path(settings.BASE_DIR) / "manage.py").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        run_command("collectstatic", "--noinput").check_returncode()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with open_browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser
