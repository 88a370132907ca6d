"""State directories for embedded servers, apart from the one the tests' own database is on."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres.house import House


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder with a short path that the server's own account can pass through."""
    place = Path(tempfile.mkdtemp(prefix="resona-test-")).resolve()
    place.chmod(0o711)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def house(place: Path) -> Iterator[House]:
    """One cluster for the whole module, stopped before and after each test."""
    house = House(place / "state")
    yield house
    house.clear()


@pytest.fixture
def empty_house(place: Path) -> Iterator[House]:
    house = House(Path(tempfile.mkdtemp(dir=place)) / "state")
    house.cluster.state_directory.parent.chmod(0o711)
    yield house
    house.clear()


@pytest.fixture(scope="module")
def running_house(place: Path) -> Iterator[House]:
    """A server for the tests that neither stop nor kill anything."""
    house = House(place / "running")
    house.client()
    yield house
    house.clear()
