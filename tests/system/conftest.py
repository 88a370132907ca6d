"""A server on a database that other processes see too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from tests.system.browsing import open_browser
from tests.system.serving import Server


@pytest.fixture
def server(shared_database: None, tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path / "server.log", LOG_LEVEL="DEBUG") as server:
        yield server


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with open_browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser
