"""A server killed at any moment loses nothing that it has confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPException
from threading import Semaphore
from uuid import UUID

import orjson
from django.db import connection

from conversations.models import Conversation
from tests.factories import ClinicFactory, PersonFactory, make_api_key
from tests.sessions import LATEST, make_body
from tests.system.serving import PATIENCE_SECONDS, SESSIONS_PATH, Client, Server

CLIENTS = 4
PEOPLE = 3
SESSIONS = 80
ANSWERS_BEFORE_THE_KILL = 30
CONFIRMED = {200, 201}


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
    clinic = ClinicFactory()
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
        server.kill()
        assert stored_sessions() >= set(uploads.answers)
        server.start()
        for client in running:
            client.result()
    assert uploads.broken > 0  # or no request was under way
    assert {status for status, _ in uploads.answers.values()} <= CONFIRMED
    assert stored_sessions() == set(uploads.answers)

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


def stored_sessions() -> set[UUID]:
    return set(Conversation.objects.values_list("id", flat=True))


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        value: str = cursor.fetchone()[0]
        return value
