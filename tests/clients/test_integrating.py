"""The page for integrators does what it says, command by command, as whoever reads it would type them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from standardwebhooks import Webhook

from resona.accounts.models import ApiKey
from resona.integrations.models import WebhookEndpoint, WebhookMessage
from resona.integrations.signatures import read_secrets
from risk.models import CrisisEvent
from tests.conftest import Cast
from tests.factories import make_api_key

PAGE = Path(settings.BASE_DIR) / "resona/api/INTEGRATING.md"
NEEDED = ("bash", "curl", "jq", "openssl")


@pytest.mark.skipif(any(shutil.which(tool) is None for tool in NEEDED), reason="needs bash, curl, jq and openssl")
def test_the_first_hour_is_as_it_is_written(shared_database: None, live_server: Any, cast: Cast) -> None:
    commands = re.findall(r"(?ms)^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"))
    assert len(commands) >= 6
    key = make_api_key(cast.clinic, *ApiKey.Scope.values)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(commands)],
        env={**os.environ, "URL": live_server.url, "KEY": key, "RECEIVER": "https://8.8.8.8/hook"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert '"resolution": "confirmed"' in done.stdout or '"confirmed"' in done.stdout
    assert '"kind": "person"' in done.stdout
    assert CrisisEvent.objects.get().resolution == "confirmed"
    assert '"kind": "webhook.test"' in done.stdout
    told = WebhookMessage.objects.exclude(kind="webhook.test").get()
    assert (told.kind, told.record_uuid) == ("crisis_event.created", CrisisEvent.objects.get().id)
    assert _signed_by_library() in done.stdout.splitlines()


def _signed_by_library() -> str:
    """What is signed by hand on the page."""
    endpoint = WebhookEndpoint.objects.get()
    (secret,) = read_secrets(WebhookEndpoint.secrets.open(endpoint.id, endpoint.secrets))
    at = datetime.fromtimestamp(1796112000, UTC)
    signed: str = Webhook(secret.text).sign(
        "msg_0192b5a07c1e7d7a8f00000000000001", at, '{"type":"crisis_event.created"}'
    )
    return signed
