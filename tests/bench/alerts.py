"""From the 201 of a crisis to the mail that the server took: with nothing else to do, and behind a full queue."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.message import Message
from itertools import islice
from statistics import median
from threading import Condition
from uuid import UUID

import orjson
from django.utils import timezone
from procrastinate.types import JSONValue

from resona.accounts.models import Clinic, User
from resona.analysis.queueing import ANALYSIS, REPLAY_PERSON
from resona.compliance.requests import receive_request
from resona.compliance.rights_models import GdprRequest
from resona.postgres.jobs import Priority, job_named
from tests.bench.figures import Figure
from tests.bench.session import sessions_of
from tests.bench.stage import SESSIONS_PATH, Stage
from tests.outgoing.mail_servers import mail_server
from tests.outgoing.servers import serving
from tests.system.outages import RunningWorker
from tests.system.serving import PATIENCE_SECONDS, environment

EVENTS = 15
REPLAYS, ERASURES = 10_000, 10
SESSIONS = 20  # of each person who is replayed or erased
IDLE_SECONDS, BUSY_SECONDS = 2.0, 10.0
SAID = "I want to kill myself tonight"


class _Taken(list[Message]):
    """Mails, and when each was taken."""

    def __init__(self) -> None:
        super().__init__()
        self._came = Condition()
        self.at: list[float] = []

    def append(self, mail: Message) -> None:
        with self._came:
            super().append(mail)
            self.at.append(time.perf_counter())
            self._came.notify_all()

    def wait_for(self, number: int) -> float:
        """When the mail of this number was taken."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.at) >= number, PATIENCE_SECONDS)
            return self.at[number - 1]


def measure(stage: Stage) -> Iterator[Figure]:
    Clinic.objects.filter(id=stage.clinic.id).update(crisis_email="crisis@bench.example")
    busy = _people_with_sessions(stage, ERASURES)
    taken = _Taken()
    with (
        serving(mail_server(taken)) as mail,
        RunningWorker(environment(EMAIL_URL=f"smtp://127.0.0.1:{mail.port}"), stage.directory / "worker.log"),
    ):
        _seconds(stage, taken, 1)  # until the worker is there
        yield _figure("with nothing else to do", _seconds(stage, taken, EVENTS), IDLE_SECONDS)
        _fill_queue(busy)
        queued = f"behind {REPLAYS:,} replays and {ERASURES} erasures"
        yield _figure(queued, _seconds(stage, taken, EVENTS), BUSY_SECONDS)


def _figure(when: str, seconds: list[float], bar: float) -> Figure:
    return Figure(name=f"a crisis recorded to mail taken, {when}, median", value=median(seconds), unit="s", bar=bar)


def _seconds(stage: Stage, taken: _Taken, events: int) -> list[float]:
    """From the answer to the mail, one event after the other, each of a person of its own."""
    seconds = []
    for person_id in stage.add_people(events):
        body = next(sessions_of(person_id, seed=3))
        body["messages"][0]["content"] = SAID
        number = len(taken) + 1
        stage.application.post(SESSIONS_PATH, orjson.dumps(body))
        answered = time.perf_counter()
        seconds.append(max(0.0, taken.wait_for(number) - answered))
    return seconds


def _people_with_sessions(stage: Stage, count: int) -> list[UUID]:
    people = stage.add_people(count)
    for person_id in people:
        for body in islice(sessions_of(person_id, seed=4), SESSIONS):
            stage.application.post(SESSIONS_PATH, orjson.dumps(body))
    return people


def _fill_queue(people: list[UUID]) -> None:
    jobs: list[dict[str, JSONValue]] = [{"user_id": str(people[nth % len(people)])} for nth in range(REPLAYS)]
    job_named(REPLAY_PERSON, queue=ANALYSIS, priority=Priority.ANALYSIS).batch_defer(*jobs)
    operator = User(is_superuser=True, role=User.Role.ADMINISTRATOR, is_pseudonymous=False)
    for person_id in people:
        receive_request(user_id=person_id, kind=GdprRequest.Kind.ERASURE, caller=operator, now=timezone.now())
