"""What others generate of the description brings people in, reaches them, and has them forgotten, without a hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from resona.accounts.models import ApiKey, User, UserProfile
from resona.compliance.requests import begin_request
from resona.compliance.rights_models import GdprRequest
from tests.clients.generating import Generated, run_python, run_typescript
from tests.conftest import Cast
from tests.factories import make_api_key
from tests.system.serving import run_command

HERE = Path(__file__).parent


@pytest.fixture
def key(shared_database: None, cast: Cast) -> str:
    return make_api_key(cast.clinic, *ApiKey.Scope.values)


@pytest.mark.parametrize("run", [run_python, run_typescript])
def test_somebody_comes_in_and_is_forgotten(
    generated: Generated, live_server: Any, cast: Cast, key: str, run: Callable[..., str]
) -> None:
    scenario = HERE / ("in_and_out.py" if run is run_python else "in_and_out.ts")
    person_id = UUID(run(generated, scenario, address=live_server.url, key=key).split()[-1])
    assert UserProfile.objects.filter(user_id=person_id).exists()
    request = GdprRequest.objects.get(kind=GdprRequest.Kind.ERASURE)
    begin_request(request_id=request.id, caller=cast.administrator, now=timezone.now())
    assert run_command("worker", "--once").returncode == 0
    assert not User.objects.filter(id=person_id).exists()
    assert not UserProfile.objects.filter(user_id=person_id).exists()
