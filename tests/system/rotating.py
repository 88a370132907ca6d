"""What goes on while keys are changed: messages by the thousand, somebody who reads them, somebody who records."""

from __future__ import annotations

import random
import threading
from datetime import timedelta
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit
from uuid import UUID

import orjson
from django.db import connection

from conversations.models import Conversation, Message
from resona.accounts.models import User
from resona.encryption.sealing import SealedValueError
from resona.postgres.models import new_id
from resona.postgres.roles import ROTATOR
from tests.sessions import LATEST, make_body
from tests.system.serving import SESSIONS_PATH, Server, environment

MESSAGES = 2_000
MESSAGES_A_SESSION = 20
CHUNK = 5_000
PAUSE_SECONDS = 0.01  # of a reader and of who records: what is to be proved needs many looks, not all of both cores


def fill(person: User, count: int) -> dict[UUID, str]:
    """So many messages of this person, sealed with the newest key; the words of each."""
    words: dict[UUID, str] = {}
    rows: list[Message] = []
    conversation = None
    for number in range(count):
        if number % MESSAGES_A_SESSION == 0:
            conversation = Conversation.objects.create(user=person)
        key = new_id()
        words[key] = f"Message {number} of a person who talks about the day they had, and how it went."
        rows.append(
            Message(
                id=key,
                conversation=conversation,
                position=number % MESSAGES_A_SESSION,
                role="user",
                content=Message.content.seal(key, words[key]),
            )
        )
    Message.objects.bulk_create(rows, batch_size=CHUNK)
    return words


class Reader:
    """A thread that opens messages, in no order, from when it is entered until it is left."""

    def __init__(self, words: dict[UUID, str]) -> None:
        self._words = words
        self._thread = threading.Thread(target=self._read_on)
        self.is_over = threading.Event()
        self.read = 0
        self.faults: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.is_over.set()
        self._thread.join()

    def _read_on(self) -> None:
        chance = random.Random(1)
        ids = list(self._words)
        try:
            while not self.is_over.wait(PAUSE_SECONDS):
                self._read(chance.sample(ids, 20))
        finally:
            connection.close()

    def _read(self, ids: list[UUID]) -> None:
        for key, content in Message.objects.filter(id__in=ids).values_list("id", "content"):
            self.read += 1
            try:
                if Message.content.open(key, content) != self._words[key]:
                    self.faults.append(f"{key} has other words")
            except SealedValueError as error:
                self.faults.append(str(error))


def record_until(server: Server, key: str, person: User, is_over: threading.Event) -> int:
    """Records one session after the other over the API; how many."""
    recorded = 0
    with server.client(key) as client:
        while not is_over.wait(PAUSE_SECONDS):
            body = make_body(person, at=LATEST - timedelta(hours=1) + timedelta(seconds=recorded))
            status, answer = client.post(SESSIONS_PATH, orjson.dumps(body))
            assert status == 201, answer
            recorded += 1
    return recorded


def rotator_environment() -> dict[str, str]:
    """What another process needs to change the keys of the tests' database."""
    variables = environment()
    url = urlsplit(variables["DATABASE_URL"])
    return {**variables, "DATABASE_ROTATOR_URL": url._replace(netloc=f"{quote(ROTATOR)}@").geturl()}
