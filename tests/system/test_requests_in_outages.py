"""Requests while the database restarts: whoever asks waits a little and is answered."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from pytest_django import DjangoDbBlocker

from resona.accounts.models import User
from tests.factories import ClinicFactory, PersonFactory, make_api_key
from tests.sessions import LATEST, make_body
from tests.system.outages import Outages, outages_of_own
from tests.system.serving import PATIENCE_SECONDS, SESSIONS_PATH, Server

# Without the mark no test database is made when these tests run alone.
pytestmark = pytest.mark.django_db

PEOPLE_PATH = "/api/v1/users/"
CLIENTS = 4
A_SECOND = 20  # requests, of all clients together
SECONDS = 8
RESTART_AFTER_SECONDS = 1


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks for whom, of which database."""

    outages: Outages
    people: Sequence[User]
    key: str


@pytest.fixture(scope="module")
def asking(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Asking]:
    with django_db_blocker.unblock(), outages_of_own() as outages:
        with outages.connected():
            clinic = ClinicFactory.create()
            people = PersonFactory.create_batch(CLIENTS, clinic=clinic)
            key = make_api_key(clinic, "sessions:write", "records:read")
        yield Asking(outages=outages, people=people, key=key)


@pytest.mark.parametrize("end", [Outages.restart, Outages.kill])
def test_requests_in_a_restart_are_answered(asking: Asking, end: Callable[[Outages], None], tmp_path: Path) -> None:
    outages, people, key = asking.outages, asking.people, asking.key
    with Server(tmp_path / "server.log", DATABASE_URL=outages.url) as server, ThreadPoolExecutor(CLIENTS) as threads:
        with server.client(key) as client:
            assert client.get("/health/ready/")[0] == 200
        began_at = time.monotonic()
        clients = [threads.submit(ask, server, key, person, began_at) for person in people]
        time.sleep(RESTART_AFTER_SECONDS)
        end(outages)
        answers = Counter[tuple[str, int]]()
        slowest = 0.0
        for each in clients:
            for method, status, seconds in each.result():
                answers[method, status] += 1
                slowest = max(slowest, seconds)
    assert {status for method, status in answers if method == "POST"} <= {200, 201}
    # A read may have been about to note who looked: what was noted nobody knows, and it is not noted twice.
    assert sum(count for (_, status), count in answers.items() if status not in {200, 201}) <= 1
    assert slowest < PATIENCE_SECONDS


def ask(server: Server, key: str, person: User, began_at: float) -> list[tuple[str, int, float]]:
    """Asks in turn for the sessions and to record one, at an even pace; what was answered, and how slowly."""
    answers = []
    with server.client(key) as client:
        for number in range(SECONDS * A_SECOND // CLIENTS):
            time.sleep(max(0.0, began_at + number * CLIENTS / A_SECOND - time.monotonic()))
            asked_at = time.monotonic()
            if number % 2:
                body = orjson.dumps(make_body(person, at=LATEST + timedelta(hours=number)))
                method, (status, _) = "POST", client.post(SESSIONS_PATH, body)
            else:
                method, (status, _) = "GET", client.get(PEOPLE_PATH)
            answers.append((method, status, time.monotonic() - asked_at))
    return answers
