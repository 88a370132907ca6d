"""The other side of webhooks, for tests: a receiver in a process of its own, and endpoints that lead to it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import psutil
from django.utils import timezone

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import ApiKey, Clinic, User
from resona.integrations.again import send_test
from resona.integrations.models import WebhookMessage
from resona.integrations.registry import kinds_by_name
from resona.integrations.services import NewEndpoint, create_endpoint
from resona.postgres.models import new_id
from risk.crisis_events import Source, crisis_row, raise_events
from risk.models import CrisisEvent
from risk.policy import RiskLevel
from tests.system.serving import CHECKOUT

HERE: Final = (ip_network("127.0.0.0/8"),)


@dataclass(frozen=True, kw_only=True)
class ReceiverProcess:
    """A receiver that runs."""

    port: int
    directory: Path

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def know(self, path: str, secret: str) -> None:
        """From now on what comes to this path is verified with this secret."""
        file = self.directory / "secrets.json"
        known = json.loads(file.read_text()) if file.exists() else {}
        file.write_text(json.dumps({**known, path: secret}))

    def received(self, path: str | None = None) -> list[dict[str, Any]]:
        """What came, in its order: path, headers, body, when, and why it was not accepted."""
        file = self.directory / "received.ndjson"
        lines = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        return [line for line in lines if path in (None, line["path"])]


@contextmanager
def receiving(directory: Path) -> Iterator[ReceiverProcess]:
    command = [sys.executable, "-m", "tests.integrations.receiver", str(directory)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield ReceiverProcess(port=int(process.stdout.readline()), directory=directory)
        finally:
            psutil.Process(process.pid).kill()


def add_endpoint(
    clinic: Clinic, receiver: ReceiverProcess, path: str, *, kinds: Sequence[str] | None = None
) -> NewEndpoint:
    """An endpoint of this clinic at this path, told of everything unless `kinds` says of what; the receiver knows its
    secret."""
    made = create_endpoint(
        clinic_id=clinic.id,
        name=f"receiver {path}",
        url=receiver.url(path),
        kinds=list(kinds_by_name()) if kinds is None else kinds,
        caller=system_of(clinic.id),
    )
    assert made.secret is not None
    receiver.know(path, made.secret)
    return made


def add_unreachable_endpoint(clinic: Clinic) -> UUID:
    """One at an address that nobody sends to here."""
    made = create_endpoint(
        clinic_id=clinic.id, name="pager", url="https://8.8.8.8/", kinds=[], caller=system_of(clinic.id)
    )
    return made.id


def add_webhook(clinic: Clinic) -> dict[str, str]:
    """The ids of such an endpoint and of a message to it, by how their addresses begin."""
    endpoint_id = add_unreachable_endpoint(clinic)
    message = send_test(endpoint_id=endpoint_id, caller=system_of(clinic.id), now=timezone.now())
    return {"webhook-endpoints": str(endpoint_id), "webhook-messages": str(message.id)}


def system_of(clinic_id: UUID) -> ApiKeyCaller:
    return ApiKeyCaller(id=new_id(), clinic_id=clinic_id, scopes=frozenset(ApiKey.Scope.values))


def raise_one(
    person: User,
    *,
    level: RiskLevel = "critical",
    source: UUID | None = None,
    is_historical: bool = False,
    words: str = "I do not want to live any more",
) -> UUID:
    """A crisis event of this person, as staff raise one; of the same source it is the same."""
    row = crisis_row(
        user_id=person.id,
        source=Source(kind=CrisisEvent.SourceKind.STAFF, id=source or person.id),
        level=level,
        detection_method="staff",
        is_historical=is_historical,
        now=timezone.now(),
        words=words,
    )
    assert row is not None
    (raised,) = raise_events([row])
    event_id: UUID = raised["id"]
    return event_id


def kinds_told(person: User) -> list[str]:
    """The kinds of all messages about this person."""
    told = WebhookMessage.objects.filter(user_uuid=person.id).order_by("created_at", "id")
    return list(told.values_list("kind", flat=True))
