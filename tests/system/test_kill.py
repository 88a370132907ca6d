"""A server killed at any moment loses nothing that it has confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPException
from threading import Semaphore
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from conversations.models import Conversation, Message
from risk.models import RiskAssessment
from tests.factories import ClinicFactory, PersonFactory, make_api_key
from tests.postgres.house import wait_until
from tests.sessions import LATEST, make_body
from tests.system.serving import PATIENCE_SECONDS, SESSIONS_PATH, Client, Server

CLIENTS = PEOPLE = 4  # each client for a person of its own: nobody waits for another
SESSIONS = 48
ANSWERS_BEFORE_THE_KILL = 20


class Uploads:
    """Sessions on their way: what was answered, and how often the connection broke before an answer."""

    def __init__(self) -> None:
        self.answers: dict[UUID, tuple[int, object]] = {}
        self.broken = 0
        self._answered = Semaphore(0)

    def send(self, client: Client, body: bytes) -> None:
        """Sends one session until it is answered, as a phone would."""
        while True:
            try:
                status, answer = client.post(SESSIONS_PATH, body)
            except (OSError, HTTPException):
                self.broken += 1
                continue
            self.answers[UUID(orjson.loads(body)["id"])] = status, orjson.loads(answer)
            self._answered.release()
            return

    def wait_for(self, answers: int) -> None:
        for _ in range(answers):
            assert self._answered.acquire(timeout=PATIENCE_SECONDS)


def test_killed_server_loses_no_session_that_was_answered(server: Server) -> None:
    assert [setting("fsync"), setting("full_page_writes"), setting("synchronous_commit")] == ["on"] * 3
    clinic = ClinicFactory.create()
    people = PersonFactory.create_batch(PEOPLE, clinic=clinic)
    key = make_api_key(clinic, "sessions:write")
    bodies = [
        orjson.dumps(make_body(people[number % PEOPLE], at=LATEST + timedelta(hours=number - SESSIONS)))
        for number in range(SESSIONS)
    ]
    uploads = Uploads()
    with ThreadPoolExecutor(CLIENTS) as threads:
        running = [threads.submit(send_all, server, key, uploads, bodies[number::CLIENTS]) for number in range(CLIENTS)]
        uploads.wait_for(ANSWERS_BEFORE_THE_KILL)
        with requests_stuck_half_written():
            server.kill()
        assert stored_sessions() >= set(uploads.answers)
        server.start()
        for client in running:
            client.result()
    assert uploads.broken == CLIENTS
    assert {status for status, _ in uploads.answers.values()} == {201}
    assert stored_sessions() == set(uploads.answers)
    assert Message.objects.count() == RiskAssessment.objects.count() == SESSIONS

    server.kill()  # between requests
    server.start()
    repeated = Uploads()
    send_all(server, key, repeated, bodies)
    assert repeated.answers == {session: (200, answer) for session, (_, answer) in uploads.answers.items()}
    assert Conversation.objects.count() == SESSIONS


def send_all(server: Server, key: str, uploads: Uploads, bodies: Sequence[bytes]) -> None:
    with server.client(key) as client:
        for body in bodies:
            uploads.send(client, body)


@contextmanager
def requests_stuck_half_written() -> Iterator[None]:
    """Every client's request has written its messages and waits for the table of assessments, which is written last."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE risk_assessments IN EXCLUSIVE MODE")
        wait_until(lambda: waiting_for_assessments(cursor) == CLIENTS)
        yield


def waiting_for_assessments(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = 'risk_assessments'::regclass AND NOT granted")
    waiting: int = cursor.fetchone()[0]
    return waiting


def stored_sessions() -> set[UUID]:
    return set(Conversation.objects.values_list("id", flat=True))


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        value: str = cursor.fetchone()[0]
        return value
