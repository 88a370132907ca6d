"""What others generate of the description does what a hospital needs in its first hour: enrol, record, read, act."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from resona.accounts.models import ApiKey
from tests.clients.generating import Generated, run_python, run_typescript
from tests.conftest import Cast
from tests.factories import make_api_key

HERE = Path(__file__).parent


@pytest.fixture
def key(shared_database: None, cast: Cast) -> str:
    return make_api_key(cast.clinic, *ApiKey.Scope.values)


def test_a_client_in_python(generated: Generated, live_server: Any, key: str) -> None:
    assert "done" in run_python(generated, HERE / "first_hour.py", address=live_server.url, key=key)


def test_a_client_in_typescript(generated: Generated, live_server: Any, key: str) -> None:
    assert "done" in run_typescript(generated, HERE / "first_hour.ts", address=live_server.url, key=key)
