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
    """One whose cluster is not made yet: that of the module where no test has been there before."""
    house = House(place / "state")
    if house.cluster.state_directory.exists():
        house = House(place / "another")
        shutil.rmtree(house.cluster.state_directory, ignore_errors=True)
    yield house
    house.clear()


@pytest.fixture(scope="module")
def running_house(place: Path) -> Iterator[House]:
    """A server for the tests that neither stop nor kill anything, in a folder whose path is too long for a socket."""
    house = House(place / ("long-" * 20) / "running")
    house.cluster.state_directory.parent.mkdir(mode=0o711)
    house.client()
    yield house
    house.clear()
    shutil.rmtree(house.cluster.socket_directory)
