"""Clients that are generated once for all tests that use them."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.clients.generating import Generated, generate, missing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what needs the generators where they are not set up, and says how they are."""
    if reason := missing():
        for item in items:
            if "described" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def described() -> bytes:
    """The description of the API, as it is served."""
    response = Client().get("/api/v1/schema/", {"format": "json"})
    assert response.status_code == 200
    return response.content


@pytest.fixture(scope="session")
def generated(described: bytes, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate(described, tmp_path_factory.mktemp("clients"))
