"""What others generate of the description hands a shift over, and passes on who answers for a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from resona.accounts.models import ApiKey
from resona.accounts.on_call import lead_of
from tests.clients.generating import Generated, run_python
from tests.conftest import Cast
from tests.factories import make_api_key


def test_a_shift_is_handed_over(
    generated: Generated, live_server: Any, shared_database: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESONA_ABOUT", f"{cast.team.id} {cast.person.id} {cast.clinician.id}")
    key = make_api_key(cast.clinic, *ApiKey.Scope.values)
    scenario = Path(__file__).with_name("shift.py")
    assert "done" in run_python(generated, scenario, address=live_server.url, key=key)
    assert lead_of(cast.person.id) == cast.clinician
