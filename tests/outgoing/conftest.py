"""One authority signs the certificates of all the tests' servers."""

from __future__ import annotations

import pytest

from tests.outgoing.certificates import Authority, make_authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("certificates"))
